"""`leakguard seal`: asks again for every time stamp that is missing, and has the end of the custody log stamped."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from leakguard.errors import NotFound, Refused, StorageError
from leakguard.evidence.bracket import HEAD, MANIFEST
from leakguard.evidence.custody import Event
from leakguard.exporting import beside
from leakguard.model.evidence import Capture, CustodyEntry, ExportReceipt
from leakguard.model.seal import Seal, Sealed
from leakguard.services import bracket
from leakguard.services.files import all_or_none
from leakguard.services.seals import CUSTODY, keep, missing, of, store
from leakguard.services.stamping import Missed, Stamper
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


@dataclass(frozen=True)
class Sealing:
    """What was stamped now, which authorities gave no good answer, and what still waits for one: captures, receipts, CUSTODY.

    `beside` are the files of stamps that were put beside their bundles, `moved` the places where there is no bundle any more.
    """

    made: tuple[Seal, ...]
    missed: tuple[Missed, ...]
    waiting: tuple[str, ...]
    beside: tuple[Path, ...] = ()
    moved: tuple[Path, ...] = ()


def waiting(vault: Vault, urls: tuple[str, ...]) -> tuple[str, ...]:
    """Captures and receipts that one of these authorities has not stamped, and CUSTODY where the log went on since."""
    captures = () if vault.frozen else vault.find(Capture)
    subjects = [made.id for made in captures if any(part.name == MANIFEST for part in made.parts)]
    subjects += [receipt.id for receipt in vault.find(ExportReceipt)]
    due = [subject for subject in subjects if missing(vault, subject, urls)]
    return (*due, *([CUSTODY] if _behind(vault, urls) else []))


def retry(vault: Vault, tools: Tools) -> Sealing:
    """Ask the authorities about everything that waits. What was not stamped in time is marked late. Raises Refused."""
    urls = tools.stamping.urls
    if not urls:
        raise Refused("No time-stamping authority is set.", "Set LEAKGUARD_TSA_URLS, or leave it out to ask the usual two.")
    before = {seal.id for seal in vault.find(Seal)}
    missed: list[Missed] = []
    subjects = waiting(vault, urls)
    with Stamper(tools) as stamper:
        for done, subject in enumerate(subjects):
            tools.progress("Asking for time stamps", done, len(subjects))
            if subject.startswith(f"{Capture.prefix}-"):
                missed += bracket.seal(vault, subject, stamper, tools)[1]
            elif subject.startswith(f"{ExportReceipt.prefix}-"):
                missed += _bundle(vault, stamper, tools, vault.get(ExportReceipt, subject))
            else:
                missed += _log(vault, stamper, tools)
    made = tuple(seal for seal in vault.find(Seal) if seal.id not in before)
    written, moved = _beside(vault, made, tools)
    return Sealing(made, tuple(dict.fromkeys(missed)), waiting(vault, urls), written, moved)


def _beside(vault: Vault, made: tuple[Seal, ...], tools: Tools) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Put each late stamp of a bundle beside it, where it still lies where it was written."""
    written: list[Path] = []
    moved: list[Path] = []
    for seal in made:
        receipt = vault.get(ExportReceipt, seal.subject) if seal.what is Sealed.BUNDLE else None
        if receipt is None or not receipt.place:
            continue
        bundle = Path(receipt.place)
        number = [each.id for each in of(vault, receipt.id)].index(seal.id)
        try:
            if not bundle.exists():
                raise NotFound("It was moved.")
            with all_or_none(tools.random) as new:
                for path, id in zip(beside.stamp(bundle, number), (seal.query, seal.reply, seal.root), strict=True):
                    new.write(path, vault.read_object(id))
                    written.append(path)
        except (NotFound, Refused, StorageError):
            moved.append(bundle)
    return tuple(written), tuple(dict.fromkeys(moved))


def _bundle(vault: Vault, stamper: Stamper, tools: Tools, receipt: ExportReceipt) -> tuple[Missed, ...]:
    """Have the manifest of an export stamped late: its digest is all that is needed."""
    answers = stamper.ask(receipt.manifest_sha256, missing(vault, receipt.id, stamper.urls))
    if answers.got:
        with vault.write() as tx:
            for answer in answers.got:
                keep(tx, Sealed.BUNDLE, receipt.id, receipt.manifest_sha256, receipt.at, answer, store(tx, answer), tools)
    return answers.missed


def _log(vault: Vault, stamper: Stamper, tools: Tools) -> tuple[Missed, ...]:
    """Have the last line of the log stamped. It is now that it is looked at, so this is never late."""
    line = vault.find(CustodyEntry)[-1].line
    now, digest = tools.now(), sha256(line.encode()).hexdigest()
    answers = stamper.ask(digest, _behind(vault, stamper.urls))
    if answers.got:
        with vault.write() as tx:
            for answer in answers.got:
                keep(tx, Sealed.CUSTODY, CUSTODY, digest, now, answer, store(tx, answer), tools)
    return answers.missed


def _behind(vault: Vault, urls: tuple[str, ...]) -> tuple[str, ...]:
    """The authorities that have not stamped the log since its last line that is not itself about a stamp."""
    lines = [entry.line for entry in vault.find(CustodyEntry)]
    last = max((place for place, line in enumerate(lines) if json.loads(line)["event"] != Event.SEAL), default=-1)
    recent = {sha256(line.encode()).hexdigest() for line in lines[last:]}
    captures = () if vault.frozen else vault.find(Capture)
    heads = {made.id: part.sha256 for made in captures for part in made.parts if part.name == HEAD}
    done = {seal.url for seal in of(vault, CUSTODY) if seal.sha256 in recent}
    done |= {seal.url for seal in vault.find(Seal) if seal.what is Sealed.CAPTURE and heads.get(seal.subject) in recent}
    return tuple(url for url in urls if url not in done)
