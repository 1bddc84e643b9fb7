"""Which copy was seen first, and which changed copies are nearest to which earlier one: an order of what was seen here.

It is an observation and not a proof of who copied from whom. Two copies of one original are compared by what is known of both:
whether left and right are swapped, how much of the original is to be seen, and how far each is from the original in PDQ bits.
The last is a bound: by the triangle inequality two pictures differ in at least the difference of these distances.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from leakguard.model.media import Verdict
from leakguard.reporting.data import FindingRow

DEEPEST = 5
"""Deeper than this, a line hangs on its nearest ancestor of this depth: paper is only so wide."""

_UNKNOWN_PART, _PDQ_BITS = 1.0, 256


@dataclass(frozen=True)
class Copy:
    """One file. `finding` is where it was first seen, `again` where else. `nearest` is the earlier copy that it hangs on."""

    finding: FindingRow
    again: tuple[FindingRow, ...] = ()
    nearest: FindingRow | None = None
    depth: int = 0


def spread(findings: Iterable[FindingRow]) -> dict[str, tuple[Copy, ...]]:
    """For each original, its copies in the order of a tree: whatever hangs on a copy follows it, one deeper."""
    by_original: dict[str, list[FindingRow]] = defaultdict(list)
    for row in sorted(findings, key=lambda row: (row.first_seen, row.id)):
        by_original[row.original or ""].append(row)
    return {original: _tree(rows) for original, rows in sorted(by_original.items())}


def _tree(rows: list[FindingRow]) -> tuple[Copy, ...]:
    places: dict[str, list[FindingRow]] = defaultdict(list)
    for row in rows:
        places[row.sha256].append(row)
    files = list(places.values())
    nearest: dict[str, FindingRow | None] = {}
    hanging: dict[str | None, list[list[FindingRow]]] = defaultdict(list)
    earlier: list[FindingRow] = []
    for file in files:
        found = min(earlier, key=lambda row: _difference(row, file[0]), default=None) if _is_variant(file[0]) else None
        nearest[file[0].sha256] = found
        hanging[found.sha256 if found else None].append(file)
        if file[0].verdict is not Verdict.POSSIBLE:
            earlier.append(file[0])
    waiting = [(file, 0) for file in reversed(hanging[None])]
    copies = []
    while waiting:
        (first, *again), depth = waiting.pop()
        copies.append(Copy(first, tuple(again), nearest[first.sha256], min(depth, DEEPEST)))
        waiting += ((file, depth + 1) for file in reversed(hanging[first.sha256]))
    return tuple(copies)


def _is_variant(row: FindingRow) -> bool:
    return row.verdict is Verdict.ALTERED


def _difference(one: FindingRow, other: FindingRow) -> tuple[bool, float, float]:
    """What is known of how two copies of one original differ, the weightiest first; equal ones keep the earliest."""
    part = abs(_part(one) - _part(other))
    bits = 0.0
    if one.pdq_distance is not None and other.pdq_distance is not None:
        bits = abs(one.pdq_distance - other.pdq_distance) / _PDQ_BITS
    return one.mirrored is not other.mirrored, round(part, 2), bits


def _part(row: FindingRow) -> float:
    return _UNKNOWN_PART if row.part is None else row.part
