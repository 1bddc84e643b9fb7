"""The custody log: who did what to which exhibit, one event a line, each line naming the one before it by its digest.

A line is canonical JSON (keys sorted, no spaces, UTF-8) with the keys at, detail, event, prev, seq, subject, who. `prev` is the
SHA-256 of the whole line before, without its line feed, in lower-case hex; the first line has 64 zeros. `seq` counts from 1.

What it shows, and what not: a change, a removal, an insertion or a new order breaks the chain at that place. A chain alone
does not show that lines were cut off its end, that its last line was changed, or that everything from some line on was written
anew: for these the digest of the last line (the log's head) has to be known from elsewhere, a receipt or a seal. And it is the
program's own record: it shows changes, not honesty.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise
from typing import Any

from leakguard.model.case import Role
from leakguard.model.verification import Answer, Check

ZEROS = "0" * 64
PROGRAM = "program"
"""Who acted, where it was not a person."""

_WHO = (*(role.value for role in Role), PROGRAM)
_FIELDS = {"at": str, "detail": dict, "event": str, "prev": str, "seq": int, "subject": str, "who": str}
_BREAKS = re.compile("[\x85\u2028\u2029\ud800-\udfff]")


class Event(StrEnum):
    """What can happen to a case or an exhibit. The words are at rest in every log: they never change, they are only added to."""

    CASE = "case"
    ADD = "add"
    CAPTURE = "capture"
    CHECK = "check"
    RECHECK = "recheck"
    REVIEW = "review"
    VIEW = "view"
    REVEAL = "reveal"
    NOTE = "note"
    LINK = "link"
    NOTICE = "notice"
    REPORT = "report"
    EXPORT = "export"
    HAND_OVER = "hand-over"
    CONSENT = "consent"
    AGE = "age"
    DELETION = "deletion"
    KEY = "key"
    SEAL = "seal"


_PHRASES = {
    Event.CASE: "opened or changed the case",
    Event.ADD: "added a picture to compare with",
    Event.CAPTURE: "recorded a page",
    Event.CHECK: "found something while checking",
    Event.RECHECK: "looked whether a copy is still there",
    Event.REVIEW: "gave an opinion on a finding",
    Event.VIEW: "looked at",
    Event.REVEAL: "had one picture shown",
    Event.NOTE: "wrote a note",
    Event.LINK: "wrote down an address",
    Event.NOTICE: "worked on a letter",
    Event.REPORT: "made a report",
    Event.EXPORT: "made an export",
    Event.HAND_OVER: "handed over",
    Event.CONSENT: "recorded what was allowed",
    Event.AGE: "answered whether everyone was 18 or older",
    Event.DELETION: "deleted",
    Event.KEY: "changed a key of the case",
    Event.SEAL: "had the time stamped",
}
_PEOPLE = {
    Role.SELF: "the person in the pictures",
    Role.FRIEND: "a friend",
    Role.WORKER: "a support worker",
    Role.LAWYER: "a lawyer",
    PROGRAM: "the program",
}


def line(previous: str | None, *, at: datetime, who: str, event: str, subject: str, detail: Mapping[str, str]) -> str:
    """The line that follows `previous` (None for the first), without a line feed.

    `who` is a role of the case or PROGRAM, never an account name; `detail` must hold nothing that may not leave the case, for the
    log leaves whole. Raises ValueError for a naive time, an unknown role or an unknown event.
    """
    if at.tzinfo is None:
        raise ValueError("the time of an event needs its time zone")
    if who not in _WHO:
        raise ValueError(f"not a role: {who}")
    return _canonical(
        {
            "seq": 1 if previous is None else int(json.loads(previous)["seq"]) + 1,
            "at": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "who": str(who),
            "event": Event(event).value,
            "subject": _one_line(subject),
            "detail": {_one_line(key): _one_line(value) for key, value in detail.items()},
            "prev": ZEROS if previous is None else digest(previous),
        }
    )


def digest(line: str) -> str:
    """What the next line will carry as `prev`: SHA-256 of the line, without its line feed, in lower-case hex."""
    return sha256(line.encode("utf-8", "surrogateescape")).hexdigest()


def words(line: str) -> str:
    """One plain sentence for one line; foreign text in it is left as it is. Raises ValueError for what is not a line of a log."""
    entry = json.loads(line)
    at = datetime.fromisoformat(entry["at"]).strftime("%Y-%m-%d %H:%M:%S UTC")
    who = _PEOPLE.get(entry["who"], entry["who"])
    did = _PHRASES.get(entry["event"], f'did "{entry["event"]}"')
    details = "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in entry["detail"].items())
    return f"{at}: {who} {did}: {entry['subject']}" + (f" ({details})." if details else ".")


def subjects(lines: Iterable[str]) -> frozenset[str]:
    """What the log tells of: the subjects of all lines that can be read."""
    entries = (_parsed(text) for text in lines)
    return frozenset(entry["subject"] for entry in entries if entry)


def verify(lines: Iterable[str], *, head: str | None = None, held: str | None = None) -> tuple[Check, ...]:
    """Check a log and name every place where it was changed; "line 4" is the fourth line of the file.

    `head` is the `digest` of the last line as it is known from elsewhere; without it the end of the log is "not checked". `held`
    is the digest of a line that the log once ended with and must still hold, such as a receipt kept with it knows. Where two
    neighbours do not fit together, both are named, for the chain cannot tell which of them was changed.
    """
    entries = [_read(position, text.removesuffix("\n")) for position, text in enumerate(lines, 1)]
    if not entries:
        return (Check("custody log", "line 1", Answer.NO, "The log is empty."),)
    failures = [*_malformed(entries), *_out_of_sequence(entries), *_broken_links(entries), *_wrong_end(entries, head)]
    if not failures:
        failures = [Check("custody log", f"lines 1 to {len(entries)}", Answer.YES)]
    if head is None:
        failures.append(_open_end(entries, held))
    return tuple(failures)


@dataclass(frozen=True)
class _Entry:
    """One line of a file: `seq` and `prev` are None where the line cannot be read."""

    position: int
    text: str
    seq: int | None = None
    prev: str | None = None

    @property
    def name(self) -> str:
        return f"line {self.position}"


def _read(position: int, text: str) -> _Entry:
    entry = _parsed(text)
    return _Entry(position, text, entry["seq"], entry["prev"]) if entry else _Entry(position, text)


def _parsed(text: str) -> dict[str, Any] | None:
    """The entry of a line that is written exactly as the log writes them."""
    try:
        entry = json.loads(text)
        return entry if _has_form(entry) and _canonical(entry) == text else None
    except (ValueError, RecursionError):
        return None


def _has_form(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == _FIELDS.keys()
        and all(type(entry[name]) is kind for name, kind in _FIELDS.items())
        and all(isinstance(value, str) for value in entry["detail"].values())
    )


def _malformed(entries: list[_Entry]) -> Iterator[Check]:
    for entry in entries:
        if entry.seq is None:
            yield Check(
                "custody line", entry.name, Answer.NO, "This line is not written as the log writes its lines: it was changed."
            )


def _out_of_sequence(entries: list[_Entry]) -> Iterator[Check]:
    numbers = {entry.position if entry.seq is None else entry.seq for entry in entries}
    for before, after in pairwise([0, *sorted(number for number in numbers if number > 0)]):
        if after - before > 1:
            missing = f"line {before + 1}" if after - before == 2 else f"lines {before + 1} to {after - 1}"
            yield Check("custody order", missing, Answer.NO, f"Missing: number {after} is here, but not all that come before it.")
    first: dict[int, _Entry] = {}
    for entry in entries:
        if entry.seq is not None and first.setdefault(entry.seq, entry) is not entry:
            why = f"Inserted: both carry the number {entry.seq}."
            yield Check("custody order", f"{first[entry.seq].name} and {entry.name}", Answer.NO, why)
    for one, next_one in pairwise(entry for entry in entries if entry.seq is not None):
        if one.seq is not None and next_one.seq is not None and next_one.seq < one.seq:
            why = f"Not in order: they carry the numbers {one.seq} and {next_one.seq}."
            yield Check("custody order", f"{one.name} and {next_one.name}", Answer.NO, why)


def _broken_links(entries: list[_Entry]) -> Iterator[Check]:
    first = entries[0]
    if first.prev is not None and first.prev != ZEROS:
        yield Check(
            "custody chain",
            first.name,
            Answer.NO,
            "It is not the start of a log: it was changed, or lines before it are missing.",
        )
    for before, after in pairwise(entries):
        if after.prev is not None and after.prev != digest(before.text):
            yield Check(
                "custody chain",
                f"{before.name} and {after.name}",
                Answer.NO,
                "They do not fit together: one of them was changed or moved, or lines between them were removed or added.",
            )


def _wrong_end(entries: list[_Entry], expected: str | None) -> Iterator[Check]:
    last = entries[-1]
    if expected is not None and digest(last.text) != expected:
        yield Check("custody log end", last.name, Answer.NO, "The log does not end with the line that was recorded as its last.")


def _open_end(entries: list[_Entry], held: str | None) -> Check:
    """What can be said of the end of the log where nobody outside knows its last line."""
    name = "custody log end"
    if held is None:
        why = "Nothing from outside says how the log ended: a line cut off or changed at its end would not show."
        return Check(name, entries[-1].name, Answer.NOT_CHECKED, why)
    place = next((entry.position for entry in reversed(entries) if digest(entry.text) == held), None)
    if place is None:
        why = "The line that was its last at the latest export or seal is not in it any more: lines were cut off or changed."
        return Check(name, entries[-1].name, Answer.NO, why)
    why = (
        f"Up to line {place} it is what the latest receipt or seal knows. A line cut off after it would not show, and neither "
        "would an older copy of the whole case, put in the place of this one."
    )
    return Check(name, f"after line {place}", Answer.NOT_CHECKED, why)


def _canonical(entry: Mapping[str, object]) -> str:
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _one_line(text: str) -> str:
    r"""Characters at which some readers start a new line, or that UTF-8 cannot hold, spelled out as \uXXXX."""
    return _BREAKS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
