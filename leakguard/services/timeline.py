"""Everything that happened, in order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Capture, ExportReceipt, Link, Note
from leakguard.model.media import Original, Verdict
from leakguard.model.notice import Notice
from leakguard.notices import regimes
from leakguard.services import looks
from leakguard.services.desks import is_lookup
from leakguard.vault.vault import Vault

VERDICT_WORDS = {
    Verdict.EXACT: "an exact copy",
    Verdict.COPY: "a copy",
    Verdict.ALTERED: "a changed copy",
    Verdict.POSSIBLE: "a possible copy",
    Verdict.NONE: "no copy",
    Verdict.UNREADABLE: "unreadable",
}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. `kind` is a fixed word, `subject` the id it is about, `address` a web address or empty."""

    at: datetime
    kind: str
    subject: str
    text: str
    address: str = ""
    private: bool = False


def timeline(vault: Vault, *, private: bool = True) -> tuple[Entry, ...]:
    """All entries by time; `private=False` leaves privileged notes out, as everything that leaves the case must."""
    entries = [*_written(vault, private=private), *_letters(vault)]
    if not vault.frozen:
        entries += _media(vault)
    return tuple(sorted(entries, key=lambda entry: entry.at))


def counts(entries: Sequence[Entry]) -> dict[str, int]:
    """How many there are of each kind, in the order in which they first happened."""
    return dict(Counter(entry.kind for entry in entries))


def _written(vault: Vault, *, private: bool) -> list[Entry]:
    notes = [
        Entry(
            note.at,
            "lookup" if is_lookup(note) else "note",
            note.id,
            f"{note.source}: {note.text}" if note.source else note.text,
            private=note.private,
        )
        for note in vault.find(Note)
        if private or not note.private
    ]
    links = [
        Entry(link.added, "link", link.id, _joined("Address written down", link.account, link.seen, link.note), link.url)
        for link in vault.find(Link)
    ]
    exports = [
        Entry(receipt.at, "export", receipt.id, f"Given to {receipt.to}: {receipt.what} ({receipt.level})")
        for receipt in vault.find(ExportReceipt)
    ]
    return notes + links + exports


def _letters(vault: Vault) -> list[Entry]:
    entries = []
    for notice in vault.find(Notice):
        letter = f"{notice.recipient} ({regimes.get(notice.regime).name})"
        entries.append(Entry(notice.written, "notice", notice.id, f"Letter written to {letter}"))
        if notice.sent:
            entries.append(Entry(notice.sent, "sent", notice.id, f"Letter received by {letter}"))
        if notice.acknowledged:
            entries.append(Entry(notice.acknowledged, "answer", notice.id, f"{notice.recipient} confirmed that they have it"))
        if notice.refused:
            why = f": {notice.why}" if notice.why else ""
            entries.append(Entry(notice.refused, "answer", notice.id, f"{notice.recipient} refused{why}"))
    return entries


def _media(vault: Vault) -> list[Entry]:
    originals = [
        Entry(original.added, "original", original.id, "Picture added to compare with") for original in vault.find(Original)
    ]
    findings = [
        Entry(finding.first_seen, "finding", finding.id, f"Found {VERDICT_WORDS[finding.match.verdict]}", finding.url or "")
        for finding in vault.find(Finding)
        if finding.review is not Review.DISMISSED
    ]
    captures = [
        Entry(capture.started, "capture", capture.id, f"Page recorded as exhibit {capture.exhibit}", capture.target)
        for capture in vault.find(Capture)
    ]
    return originals + findings + captures + _looks(vault)


def _looks(vault: Vault) -> list[Entry]:
    """The first look at a copy, and from then on only what changed."""
    dismissed = {finding.id for finding in vault.find(Finding) if finding.review is Review.DISMISSED}
    entries = []
    for copy, seen in looks.by_copy(vault).items():
        before = ""
        for look in seen if copy not in dismissed else ():
            if (words := looks.words(look)) != before:
                entries.append(Entry(look.at, "look", look.finding or look.id, f"Looked again: {words}", look.url))
            before = words
    return entries


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
