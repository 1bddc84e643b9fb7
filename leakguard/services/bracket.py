"""Puts the time bracket around a capture, whatever its route: `start` before anything is fetched, `close` in the transaction that
stores it, `seal` after. `leakguard.evidence.bracket` says what it proves."""

from dataclasses import dataclass, replace
from hashlib import sha256

from leakguard.evidence import bracket
from leakguard.evidence.bracket import NO_START, Start
from leakguard.model.evidence import Capture, CustodyEntry, Part
from leakguard.model.seal import Sealed
from leakguard.services.seals import keep, missing
from leakguard.services.stamping import Answered, Missed, Stamper
from leakguard.services.tools import Tools
from leakguard.vault.transaction import Transaction
from leakguard.vault.vault import Vault

_NONCE_BYTES = 32


@dataclass(frozen=True)
class Begun:
    """The parts to record, and the answer that they hold; None where no authority answered."""

    start: Start = NO_START
    answer: Answered | None = None


NOT_BEGUN = Begun()


def start(stamper: Stamper, tools: Tools) -> Begun:
    """Stamp a random nonce; one authority is enough. Where none answers, what is recorded has no "after"."""
    nonce = tools.random(_NONCE_BYTES)
    for answer in stamper.ask(sha256(nonce).hexdigest(), enough=1).got:
        parts = {
            bracket.NONCE: nonce,
            bracket.QUERY: answer.query,
            bracket.REPLY: answer.reply,
            bracket.ROOT: answer.stamp.root.pem.encode(),
        }
        return Begun(Start(parts, answer.offset), answer)
    return NOT_BEGUN


def close(tx: Transaction, capture: Capture, begun: Begun, tools: Tools) -> Capture:
    """Add the log's last line and the manifest of all parts, and store the capture. To be called after the log was written to.

    The parts of `begun.start` must be among those of the capture.
    """
    if answer := begun.answer:
        objects = {part.name: (part.object, part.sha256) for part in capture.parts}
        stored = [objects[name][0] for name in (bracket.QUERY, bracket.REPLY, bracket.ROOT)]
        keep(tx, Sealed.START, capture.id, objects[bracket.NONCE][1], answer.asked, answer, stored, tools)
    last = tx.last(CustodyEntry)
    capture = _with(tx, capture, {bracket.HEAD: last.line.encode() if last else b""})
    digests = {part.name: part.sha256 for part in capture.parts}
    capture = _with(tx, capture, {bracket.MANIFEST: bracket.manifest(digests)})
    tx.put(capture)
    return capture


def seal(vault: Vault, id: str, stamper: Stamper, tools: Tools) -> tuple[Capture, tuple[Missed, ...]]:
    """Have the manifest stamped by every authority that has not done so; what it is now, and which gave no good answer."""
    capture = vault.get(Capture, id)
    digest = next((part.sha256 for part in capture.parts if part.name == bracket.MANIFEST), None)
    waiting = missing(vault, id, stamper.urls)
    if digest is None or not waiting:
        return capture, ()
    answers = stamper.ask(digest, waiting)
    if answers.got:
        with vault.write() as tx:
            capture = tx.get(Capture, id)
            for answer in answers.got:
                capture = _sealed(tx, capture, digest, answer, tools)
    return capture, answers.missed


def _sealed(tx: Transaction, capture: Capture, digest: str, answer: Answered, tools: Tools) -> Capture:
    number = sum(part.name.startswith("seal-") and part.name.endswith(".tsr") for part in capture.parts) + 1
    data = (answer.query, answer.reply, answer.stamp.root.pem.encode())
    capture = _with(tx, capture, dict(zip(bracket.seal_names(number), data, strict=True)))
    objects = [part.object for part in capture.parts[-len(data) :]]
    made = keep(tx, Sealed.CAPTURE, capture.id, digest, capture.finished, answer, objects, tools)
    late = made.late_by is not None and (capture.sealed_late or not capture.sealed)
    capture = replace(capture, sealed=True, sealed_late=late)
    tx.put(capture)
    return capture


def _with(tx: Transaction, capture: Capture, parts: dict[str, bytes]) -> Capture:
    made = tuple(Part(name, tx.add_object(data, media=True), sha256(data).hexdigest(), len(data)) for name, data in parts.items())
    return replace(capture, parts=(*capture.parts, *made))
