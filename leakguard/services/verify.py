"""Verifying a case or a bundle: every check is yes, no or not checked, and every failing item is named."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

from leakguard.errors import CaseBusy, Damaged, LeakguardError, LinkOnly, StorageError
from leakguard.evidence import custody as log
from leakguard.evidence import warc_reader
from leakguard.exporting.contents import Readers
from leakguard.exporting.contents import verify as verify_bundle
from leakguard.exporting.encryption.lock import Key, decrypted
from leakguard.model.case import Consent
from leakguard.model.check import Finding
from leakguard.model.evidence import Capture, ExportReceipt, Link, Note
from leakguard.model.look import Look
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.model.record import Record
from leakguard.model.verification import Answer, Check, Verification
from leakguard.services import custody
from leakguard.vault.vault import Vault

_LOGGED: tuple[type[Record], ...] = (Consent, Original, Finding, Look, Capture, Note, Link, Notice, ExportReceipt)
"""Records that never come to be without a line in the custody log."""


def case(vault: Vault) -> Verification:
    """The vault's own checks, the custody log, and every stored file against its record."""
    parts = {
        "custody log": _log,
        "captures": _captures,
        "looks": _looks,
        "attachments": _attachments,
        "kept originals": _originals,
    }
    return Verification((*vault.check(), *(check for name, part in parts.items() for check in _answers(name, part, vault))))


def bundle(path: Path, manifest_sha256: str | None = None, key: Key | None = None) -> Verification:
    """A bundle in a folder or zip file, or locked, with its `key`; `manifest_sha256` is what its receipt says.

    Raises NotFound; Unreadable, also for a wrong key.
    """
    readers = Readers(custody=log.verify, warc=warc_reader.check)
    if key is None:
        return verify_bundle(path, readers, manifest_sha256=manifest_sha256)
    with decrypted(path, key) as opened:
        return verify_bundle(opened.file, readers, manifest_sha256=manifest_sha256)


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
    heads = [receipt.custody_head for receipt in vault.find(ExportReceipt) if receipt.custody_head]
    yield from log.verify(lines, held=heads[-1] if heads else None)
    told = log.subjects(lines)
    for kind in _LOGGED:
        yield from _answers("custody log", partial(_told, kind, told), vault)


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
