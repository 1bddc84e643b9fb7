"""What of a link-only case may change hands: addresses, words in plain text, and who allowed what.

A new case is made of that alone, record by record, so that nothing of a picture can be in it: no media, fingerprint or digest, no
letter that may describe one, and no line of a log that tells of one. The new log says how the old one ended.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from leakguard.errors import Damaged
from leakguard.evidence.custody import digest
from leakguard.model.case import Case, Consent, Hold, Profile
from leakguard.model.evidence import Attachment, CustodyEntry, ExportReceipt, Link, Note
from leakguard.model.record import Record
from leakguard.services import custody
from leakguard.services.notes import is_plain, is_text
from leakguard.services.rules import case_of
from leakguard.services.tools import Tools
from leakguard.vault.codec import KINDS
from leakguard.vault.transaction import Transaction
from leakguard.vault.vault import Vault

R = TypeVar("R", bound=Record)
_CARRIED: tuple[type[Record], ...] = (Consent, Hold, Profile, Link, Note)
_HELD = (*_CARRIED, Case, CustodyEntry, ExportReceipt)


@dataclass(frozen=True)
class Made:
    """A new case. `code` opens it; `left_out` counts notes and files that are not plain text."""

    code: str
    left_out: int


def make(sources: Sequence[Vault], path: Path, passphrase: str, tools: Tools) -> Made:
    """One new link-only case at `path` out of these. Raises Refused for a folder with anything in it, StorageError."""
    vault, code = sources[0].beside(path, passphrase)
    left_out = 0
    with vault, vault.write() as tx:
        case = case_of(sources[0])
        tx.put(replace(case, created=min(case_of(source).created for source in sources)))
        for source in sources:
            log = custody.lines(source)
            ends = digest(log[-1]) if log else ""
            custody.record(tx, tools, "case", "case", act="addresses and words of another case", its_log_ends_with=ends)
            for record in _records(source):
                whole = _plain(source, record)
                left_out += whole != record
                if whole:
                    _put(tx, source, whole, tools)
    return Made(code, left_out)


def holds_no_more(vault: Vault) -> bool:
    """Whether there is nothing in this case but what `make` would take over."""
    if vault.holds_media or any(vault.count(kind) for kind in KINDS.values() if not (kind.media or kind in _HELD)):
        return False
    files = {file.object for note in vault.find(Note) for file in note.attachments}
    return files >= {id for id, _ in vault.object_ids()} and all(_plain(vault, record) == record for record in _records(vault))


def _records(vault: Vault) -> Iterator[Record]:
    for kind in _CARRIED:
        yield from vault.find(kind)


def _plain(vault: Vault, record: R) -> R | None:
    """The record without files that are not plain text; None where its own words are not."""
    if isinstance(record, Link) and not is_plain(record.account, record.seen, record.note):
        return None
    if isinstance(record, Note):
        if not is_plain(record.source, record.text):
            return None
        return replace(record, attachments=tuple(file for file in record.attachments if _is_plain(vault, file)))
    return record


def _is_plain(vault: Vault, file: Attachment) -> bool:
    try:
        return not file.media and is_text(vault.read_object(file.object))
    except Damaged:
        return False


def _put(tx: Transaction, source: Vault, record: Record, tools: Tools) -> None:
    """Beside what is there already: the same record once, another one of the same id under a new one."""
    there = {each.id: each for each in tx.find(type(record))}
    if record == there.get(record.id) or (there and isinstance(record, Profile)):
        return
    if record.id in there:
        record = replace(record, id=tx.new_id(type(record)))
    if isinstance(record, Note):
        files = (replace(file, object=tx.add_object(source.read_object(file.object), media=False)) for file in record.attachments)
        record = replace(record, attachments=tuple(files))
    tx.put(record)
    event = "case" if isinstance(record, Hold | Profile) else record.kind
    custody.record(tx, tools, event, record.id, act="carried over")
