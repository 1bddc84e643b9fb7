"""Two cases of one person become a new one. Both old ones are only read, so that nothing has to be undone.

The first case goes in as it is, and its custody log goes on. Of the second, every record is put beside it under its own id, but
for what both have: an original with the same bytes, and a copy with the same bytes at the same place. Its exhibits get the
numbers that follow, and its own log is kept whole as that of an `Origin`.

Two link-only cases become one of their addresses and words (services.words_only). A link-only case and another stay apart.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from leakguard.errors import Refused
from leakguard.evidence.custody import digest
from leakguard.model.case import Case, Profile, SiteAnswer
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Capture, CustodyEntry, Origin
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.model.record import Record
from leakguard.model.seal import Seal, Sealed, SigningKey
from leakguard.services import custody, words_only
from leakguard.services.rules import case_of
from leakguard.services.tools import Tools
from leakguard.vault.codec import KINDS
from leakguard.vault.staging import publish, staging
from leakguard.vault.transaction import Transaction
from leakguard.vault.vault import Vault

R = TypeVar("R", bound=Record)
_BY_ITSELF = (Case, CustodyEntry, Profile, SiteAnswer, SigningKey, Original, Finding, Capture)


@dataclass(frozen=True)
class Merged:
    """The new case; how many originals and findings both had; what the two said differently, as plain sentences.

    `words_only` and `left_out` as in services.handover.
    """

    path: Path
    originals: int
    findings: int
    conflicts: tuple[str, ...]
    words_only: bool = False
    left_out: int = 0


def merge(first: Vault, second: Vault, out: Path, passphrase: str, tools: Tools) -> Merged:
    """Make the new case at `out`. Who asks has made sure that both are about one person.

    Killed half-way, there is no new case. Raises Refused where one of them is link-only or something is at `out`; Damaged for a
    file of the second that cannot be read; StorageError, CaseBusy.
    """
    link_only = {case_of(first).link_only, case_of(second).link_only}
    if len(link_only) == 2:
        raise Refused(
            "One of these cases is link-only and the other is not, so they stay apart: no picture may get near the first.",
            "Addresses alone may go into the link-only one: leakguard link add URL --case PATH",
        )
    with staging(out) as room:
        if True in link_only:
            made = words_only.make((first, second), room / "case", passphrase, tools)
            publish(room / "case", out)
            return Merged(out, 0, 0, (), words_only=True, left_out=made.left_out)
        code = first.copy(room / "case", passphrase, tools.progress)
        with Vault.open(room / "case", code, random=tools.random) as vault, vault.write() as tx:
            join = _Join(tx, vault, second, tools)
            join.everything()
        publish(room / "case", out)
    return Merged(out, join.originals, join.findings, tuple(join.conflicts))


@dataclass
class _Join:
    """Puts the second case into the new one. `ids` says by which id a record of it goes here, where that is another."""

    tx: Transaction
    here: Vault
    second: Vault
    tools: Tools
    ids: dict[str, str] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)
    conflicts: list[str] = field(default_factory=list)
    exhibits: list[tuple[str, int, int]] = field(default_factory=list)
    originals: int = 0
    findings: int = 0

    def everything(self) -> None:
        self._match(Original, lambda original: original.sha256)
        self._match(Finding, lambda finding: (finding.sha256, finding.locator))
        self._names()
        self._objects()
        self._settings()
        origin = self.tx.new_id(Origin)
        self._originals()
        self._findings()
        self._captures()
        for kind in KINDS.values():
            if kind not in _BY_ITSELF:
                for record in self._records(kind):
                    own = isinstance(record, Seal) and record.what is Sealed.CUSTODY
                    self.tx.put(replace(record, subject=origin) if own else record)  # type: ignore[call-arg]
        self._same_letters()
        self._log(origin)

    def _names(self) -> None:
        """An id that both have: for the same record, which goes in once, or for different ones, as in two copies of a case."""
        for kind in KINDS.values():
            here = {record.id: record for record in self.tx.find(kind)} if kind.prefix else {}
            for record in self.second.find(kind) if here else ():
                if record == here.get(record.id):
                    self.same.add(record.id)
                elif record.id in here and record.id not in self.ids:
                    self.ids[record.id] = new = self.tx.new_id(kind)
                    self.conflicts.append(f"{record.id} is not the same in both cases; what the second one says is {new}.")

    def _match(self, kind: type[R], key: Any) -> None:
        here = {key(record): record.id for record in self.tx.find(kind)}
        self.ids |= {record.id: here[key(record)] for record in self.second.find(kind) if key(record) in here}

    def _records(self, kind: type[R]) -> Iterator[R]:
        """The records of the second case that are not here yet, with every id in them as it is here."""
        for record in self.second.find(kind):
            if record.id in self.same and kind not in (Original, Finding):
                continue
            yield msgspec.convert(_renamed(msgspec.to_builtins(record), self.ids), kind)

    def _objects(self) -> None:
        listed, here = self.second.object_ids(), {id for id, _ in self.here.object_ids()}
        for done, (id, media) in enumerate(listed):
            self.tools.progress("merging", done, len(listed))
            if id not in here:  # a random id that both have is of one file, in two copies of a case
                self.tx.add_object(self.second.stream_object(id), media=media, id=id)

    def _settings(self) -> None:
        here, there = case_of(self.tx), case_of(self.second)
        for name in ("role", "declaration", "country", "language"):
            if getattr(here, name) != getattr(there, name):
                self._differs(f"the {name} of the case", getattr(here, name), getattr(there, name))
        self.tx.put(replace(here, created=min(here.created, there.created), closed=None, closed_why="", keep_until=None))
        profiles = self.tx.find(Profile)
        for profile in self.second.find(Profile):
            if not profiles:
                self.tx.put(profile)
            elif profile != profiles[0]:
                self.conflicts.append("The details for letters differ; those of the first case are kept.")
        keys = self.tx.find(SigningKey)
        for key in self.second.find(SigningKey):
            if not keys:
                self.tx.put(key)
            elif key != keys[0]:
                self.conflicts.append("Each case signed its bundles with a key of its own; from now on that of the first signs.")
        known = {answer.id for answer in self.tx.find(SiteAnswer)}
        for answer in self.second.find(SiteAnswer):
            if answer.id not in known:
                self.tx.put(answer)

    def _originals(self) -> None:
        here = {original.id: original for original in self.tx.find(Original)}
        for there in self._records(Original):
            if there.id not in here:
                self.tx.put(there)
                continue
            self.originals += 1
            mine = here[there.id]
            for name in ("label", "shared_with", "shared_on"):
                if getattr(mine, name) and getattr(there, name) and getattr(mine, name) != getattr(there, name):
                    self._differs(f"{name.replace('_', ' ')} of {there.id}", getattr(mine, name), getattr(there, name))
            if mine.synthetic != there.synthetic:
                self.conflicts.append(f"Only one case says that {there.id} was made to look like the person; the first is kept.")
            told = {name: getattr(mine, name) or getattr(there, name) for name in ("label", "shared_with", "shared_on")}
            stored = {name: getattr(mine, name) or getattr(there, name) for name in ("kept", "sketch")}
            self.tx.put(replace(mine, added=min(mine.added, there.added), **told, **stored))

    def _findings(self) -> None:
        here = {finding.id: finding for finding in self.tx.find(Finding)}
        for there in self._records(Finding):
            if there.id not in here:
                self.tx.put(there)
                continue
            self.findings += 1
            self.tx.put(self._one_finding(here[there.id], there))

    def _one_finding(self, mine: Finding, there: Finding) -> Finding:
        one = replace(
            mine,
            first_seen=min(mine.first_seen, there.first_seen),
            last_seen=max(mine.last_seen, there.last_seen),
            captures=(*mine.captures, *(id for id in there.captures if id not in mine.captures)),
            thumbnail=mine.thumbnail or there.thumbnail,
        )
        opinions = {mine.review, there.review} - {Review.UNREVIEWED}
        if len(opinions) == 2:
            self.conflicts.append(f"{mine.id} is confirmed in one case and dismissed in the other; it is to be looked at again.")
            return replace(one, review=Review.UNREVIEWED, review_why="")
        if mine.review is Review.UNREVIEWED:
            return replace(one, review=there.review, review_why=there.review_why)
        return one

    def _captures(self) -> None:
        number = max((capture.exhibit for capture in self.tx.find(Capture)), default=0)
        for number, capture in enumerate(self._records(Capture), number + 1):  # noqa: B020 - goes on from the last number
            self.exhibits.append((capture.id, capture.exhibit, number))
            self.tx.put(replace(capture, exhibit=number))

    def _same_letters(self) -> None:
        sent: dict[tuple[str, str], str] = {}
        for notice in self.tx.find(Notice):
            for url in notice.urls:
                before = sent.setdefault((notice.recipient, url), notice.id)
                if before != notice.id and not notice.follows:
                    self.conflicts.append(f"{before} and {notice.id} went to {notice.recipient} about the same address.")

    def _log(self, origin: str) -> None:
        lines = custody.lines(self.second)
        data = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
        there = case_of(self.second)
        head = digest(lines[-1]) if lines else ""
        self.conflicts = list(dict.fromkeys(self.conflicts))
        self.tx.put(
            Origin(
                id=origin,
                merged=self.tools.now(),
                created=there.created,
                role=there.role.value,
                log=self.tx.add_object(data, media=False),
                log_sha256=sha256(data).hexdigest(),
                head=head,
                exhibits=tuple(self.exhibits),
                unified=tuple(pair for pair in self.ids.items() if pair[0] != pair[1]),
                conflicts=tuple(self.conflicts),
            )
        )
        custody.record(self.tx, self.tools, "case", origin, act="merged another case", its_log_ends_with=head)
        for id, before, now in self.exhibits:
            custody.record(
                self.tx, self.tools, "case", id, act="numbered", origin=origin, exhibit_there=str(before), exhibit=str(now)
            )
        for there_id, here_id in self.ids.items():
            if there_id == here_id:
                continue
            custody.record(self.tx, self.tools, "case", here_id, act="merged", origin=origin, id_there=there_id)

    def _differs(self, what: str, mine: str, other: str) -> None:
        self.conflicts.append(f"What is said of {what} differs: {mine}, and {other} in the second case; the first is kept.")


def _renamed(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, dict):
        return {name: _renamed(part, ids) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(part, ids) for part in value]
    return value
