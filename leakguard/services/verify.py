"""Verifying a case or a bundle: every check is yes, no or not checked, and every failing item is named."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from leakguard.errors import CaseBusy, Damaged, LeakguardError, LinkOnly, StorageError
from leakguard.evidence import bracket, warc_reader
from leakguard.evidence import custody as log
from leakguard.evidence.stamp_roots import Root
from leakguard.exporting import beside
from leakguard.exporting.contents import Readers
from leakguard.exporting.contents import verify as verify_bundle
from leakguard.exporting.encryption.lock import Key, decrypted
from leakguard.model.case import Consent
from leakguard.model.check import Finding
from leakguard.model.evidence import Capture, ExportReceipt, Link, Note, Origin, Part
from leakguard.model.look import Look
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.model.record import Record
from leakguard.model.seal import Seal, Sealed
from leakguard.model.verification import Answer, Check, Verification
from leakguard.services import custody
from leakguard.services.stamping import Verifier
from leakguard.vault.vault import Vault

_LOGGED: tuple[type[Record], ...] = (Consent, Original, Finding, Look, Capture, Note, Link, Notice, ExportReceipt)
"""Records that never come to be without a line in the custody log."""


def case(vault: Vault, *, roots: Iterable[Root] = ()) -> Verification:
    """The vault's own checks, the custody log, every stored file against its record, and every time stamp.

    `roots` are trusted for time stamps beside those that come with the program.
    """
    with Verifier(roots) as verifier:
        parts: dict[str, Callable[[Vault], Iterable[Check]]] = {
            "custody log": _log,
            "merged case": _origins,
            "captures": _captures,
            "time stamps": partial(_times, verifier),
            "looks": _looks,
            "attachments": _attachments,
            "kept originals": _originals,
        }
        return Verification((*vault.check(), *(check for name, part in parts.items() for check in _answers(name, part, vault))))


def bundle(path: Path, manifest_sha256: str | None = None, key: Key | None = None, *, roots: Iterable[Root] = ()) -> Verification:
    """A bundle in a folder or zip file, or locked, with its `key`; `manifest_sha256` is what its receipt says.

    `roots` as for `case`. Raises NotFound, Unreadable; WrongPassphrase for another password or key.
    """
    with Verifier(roots) as verifier:
        readers = Readers(
            log.verify, warc_reader.check, partial(bracket.check, verify=verifier.verify), partial(_proof, verifier)
        )
        late = beside.stamps(path)
        if key is None:
            return verify_bundle(path, readers, manifest_sha256=manifest_sha256, beside=late)
        with decrypted(path, key) as opened:
            return verify_bundle(opened.file, readers, manifest_sha256=manifest_sha256, beside=late)


def _proof(verifier: Verifier, name: str, query: bytes, reply: bytes, root: bytes, digest: str) -> Check:
    return bracket.stamp_check(name, query, reply, root, digest, verifier.verify)[0]


def _answers(name: str, part: Callable[[Vault], Iterable[Check]], vault: Vault) -> Iterator[Check]:
    """What cannot be read at all is an answer too."""
    try:
        yield from part(vault)
    except Damaged as error:
        yield Check(name, "all", Answer.NO, error.message)
    except (LinkOnly, CaseBusy, StorageError) as error:
        yield Check(name, "all", Answer.NOT_CHECKED, error.message)


def _log(vault: Vault) -> Iterator[Check]:
    """The chain; its end, as far as the latest receipt knows it; and whether it tells of everything that is here."""
    lines = custody.lines(vault)
    heads = _heads(vault)
    places = {log.digest(line): place for place, line in enumerate(lines)}
    elsewhere = {log.digest(line) for origin in vault.find(Origin) for line in _merged_log(vault, origin)}
    lost = {name: head for name, head in heads.items() if head not in places and head not in elsewhere}
    held = max(
        (head for head in heads.values() if head not in elsewhere), key=lambda head: places.get(head, len(lines)), default=None
    )
    yield from log.verify(lines, held=held)
    for name in lost:
        why = "The line that was the log's last at this moment is not in it any more: lines were cut off or changed."
        yield Check("custody log end", name, Answer.NO, why)
    told = log.subjects(lines)
    told |= {id for origin in vault.find(Origin) for id in log.subjects(_merged_log(vault, origin))}
    for kind in _LOGGED:
        yield from _answers("custody log", partial(_told, kind, told), vault)


def _heads(vault: Vault) -> dict[str, str]:
    """The digest of what was the log's last line, by who knows it: receipts and seals."""
    heads = {f"receipt {receipt.id}": receipt.custody_head for receipt in vault.find(ExportReceipt) if receipt.custody_head}
    heads |= {f"seal {seal.id}": seal.sha256 for seal in vault.find(Seal) if seal.what is Sealed.CUSTODY}
    for capture in () if vault.frozen else vault.find(Capture):
        if capture.sealed:
            heads |= {f"seal of exhibit {capture.exhibit}": part.sha256 for part in capture.parts if part.name == bracket.HEAD}
    return heads


def _times(verifier: Verifier, vault: Vault) -> Iterator[Check]:
    """Of the stamps outside captures first, since a link-only case keeps the captures shut."""
    for seal in vault.find(Seal):
        if seal.what in (Sealed.CUSTODY, Sealed.BUNDLE):
            yield _stamp(verifier, vault, seal)
    for capture in vault.find(Capture):
        for check in bracket.check(_Parts(vault, {part.name: part for part in capture.parts}), verifier.verify):
            yield replace(check, item=f"exhibit {capture.exhibit}: {check.item}")


def _stamp(verifier: Verifier, vault: Vault, seal: Seal) -> Check:
    name = f"seal {seal.id}"
    try:
        query, reply, root = (vault.read_object(id) for id in (seal.query, seal.reply, seal.root))
    except LeakguardError as error:
        return Check("time stamp", name, Answer.NO, error.message)
    return bracket.stamp_check(name, query, reply, root, seal.sha256, verifier.verify)[0]


@dataclass(frozen=True)
class _Parts:
    """The parts of one capture in the vault. What cannot be read is named by `_captures`."""

    vault: Vault
    parts: Mapping[str, Part]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.parts)

    def digest(self, name: str) -> str:
        digest = sha256()
        try:
            for chunk in self.vault.stream_object(self.parts[name].object):
                digest.update(chunk)
        except LeakguardError:
            return ""
        return digest.hexdigest()

    def read(self, name: str) -> bytes:
        try:
            return self.vault.read_object(self.parts[name].object) if name in self.parts else b""
        except LeakguardError:
            return b""


def _origins(vault: Vault) -> Iterator[Check]:
    """The logs of cases that were merged into this one: each whole, and as it was at the merge."""
    for origin in vault.find(Origin):
        yield _stored(vault, "merged case", f"{origin.id}, its log", origin.log, origin.log_sha256)
        for check in log.verify(_merged_log(vault, origin), head=origin.head):
            yield replace(check, item=f"{origin.id}, {check.item}")


def _merged_log(vault: Vault, origin: Origin) -> list[str]:
    return vault.read_object(origin.log).decode("utf-8", "surrogateescape").splitlines()


def _told(kind: type[Record], told: frozenset[str], vault: Vault) -> Iterator[Check]:
    records = vault.find(kind)
    missing = [record.id for record in records if record.id not in told]
    for id in missing:
        yield Check(
            "custody log",
            f"{kind.kind} {id}",
            Answer.NO,
            "No line tells of it: lines were cut off, or it was put in by other means.",
        )
    if records and not missing:
        yield Check("custody log", f"every {kind.kind}", Answer.YES)


def _captures(vault: Vault) -> Iterator[Check]:
    for capture in vault.find(Capture):
        for part in capture.parts:
            yield _stored(vault, "capture", f"exhibit {capture.exhibit}, {part.name}", part.object, part.sha256)


def _looks(vault: Vault) -> Iterator[Check]:
    for look in vault.find(Look):
        if look.proof:
            yield _stored(vault, "look", look.id, look.proof.object, look.proof.sha256)


def _attachments(vault: Vault) -> Iterator[Check]:
    for note in vault.find(Note):
        for number, file in enumerate(note.attachments, 1):
            yield _stored(vault, "attachment", f"{note.id}, file {number}", file.object, file.sha256)


def _originals(vault: Vault) -> Iterator[Check]:
    for original in vault.find(Original):
        if original.kept:
            yield _stored(vault, "kept original", original.id, original.kept, original.sha256)


def _stored(vault: Vault, check: str, item: str, object: str, recorded: str) -> Check:
    digest = sha256()
    try:
        for chunk in vault.stream_object(object):
            digest.update(chunk)
    except (LinkOnly, CaseBusy, StorageError) as error:
        return Check(check, item, Answer.NOT_CHECKED, error.message)
    except LeakguardError as error:
        return Check(check, item, Answer.NO, error.message)
    if digest.hexdigest() != recorded:
        return Check(check, item, Answer.NO, "It is not what was recorded.")
    return Check(check, item, Answer.YES)
