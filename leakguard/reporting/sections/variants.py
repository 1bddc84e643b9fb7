"""How it spread, as far as it was seen here: the earliest copies, and which copies are variants of which."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from leakguard.model.check import Review
from leakguard.reporting.content import Block, Branch, Heading, Inline, Paragraph, Ref, Tree
from leakguard.reporting.data import FindingRow, ReportData
from leakguard.reporting.english import COUNTED, SPREAD
from leakguard.reporting.sections.findings import short
from leakguard.reporting.sections.wording import counted, joined, key_of, numbered, site
from leakguard.reporting.spread import Copy, spread
from leakguard.reporting.times import Clock

_ONE_BY_ONE = 3
"""More copies than these of which the same is to be said share a line: a list of hundreds is no map. Our own choice."""
_MOST_PLACES = 6


def variants(data: ReportData, clock: Clock) -> Iterator[Block]:
    numbers = {row.id: number for number, row in numbered(data) if row.review is not Review.DISMISSED}
    yield Paragraph(SPREAD)
    for at, (original, copies) in enumerate(spread(data.standing).items(), 1):
        yield Heading(f"Copies of {original or 'an original that is not named'}", f"spread-{at}")
        yield Tree(tuple(Branch(alike[0].depth, tuple(_texts(alike, numbers, clock))) for alike in _gathered(copies)))


def _gathered(copies: Sequence[Copy]) -> Iterator[list[Copy]]:
    """The copies in the order of the tree; those at its ends that differ only in time and place together, where the first of them
    stood. The earliest of all stands alone."""
    hung_on = {copy.nearest.id for copy in copies if copy.nearest}
    ends = [copy for copy in copies[1:] if copy.finding.id not in hung_on and not copy.again]
    many = {said for said, number in Counter(map(_said, ends)).items() if number > _ONE_BY_ONE}
    together = {copy.finding.id: _said(copy) for copy in ends if _said(copy) in many}
    groups: dict[object, list[Copy]] = defaultdict(list)
    for copy in copies:
        groups[together.get(copy.finding.id, copy.finding.id)].append(copy)
    yield from groups.values()


def _said(copy: Copy) -> tuple[object, ...]:
    """What is said of a copy apart from time and place."""
    return copy.nearest and copy.nearest.id, copy.finding.verdict, tuple(_changes(copy.finding))


def _changes(row: FindingRow) -> Iterator[str]:
    if row.mirrored:
        yield "left and right swapped"
    if row.part is not None and row.part < 0.96:
        yield f"shows about {round(100 * min(max(row.part, 0), 1))} % of the original"


def _texts(alike: list[Copy], numbers: dict[str, int], clock: Clock) -> Iterator[Inline]:
    rows, copy = [each.finding for each in alike], alike[0]
    number = numbers[copy.finding.id]
    if len(rows) == 1:
        yield Ref(f"Finding {number}: {short(copy.finding)}, {site(copy.finding.address)}", key_of(number))
    else:
        yield Ref(f"{counted(len(rows), *COUNTED[copy.finding.verdict])}, {_places(rows)}", key_of(number))
    words = [f"First seen here {clock.span(rows[0].first_seen, rows[-1].first_seen)}"]
    if copy.nearest:
        words.append(f"nearest to finding {numbers[copy.nearest.id]}")
    yield "; ".join((*words, *_changes(copy.finding))) + "."
    if len(rows) > 1:
        yield f"Findings {_cited(rows, numbers)}: {_named(rows)}."
    if copy.again:
        yield f"The same file again, {counted(len(copy.again), 'time', 'times')}: finding {_cited(copy.again, numbers)}."


def _places(rows: Sequence[FindingRow]) -> str:
    return counted(len({site(row.address) for row in rows}), "place", "places")


def _named(rows: Sequence[FindingRow]) -> str:
    """site1[.]example (4 times), site2[.]example and 3 more places"""
    found = Counter(site(row.address) for row in rows).most_common()
    told = [name + (f" ({number:,} times)" if number > 1 else "") for name, number in found[:_MOST_PLACES]]
    rest = len(found) - len(told)
    return joined([*told, counted(rest, "more place", "more places")] if rest else told)


def _cited(rows: Sequence[FindingRow], numbers: dict[str, int]) -> str:
    """Their numbers in order: 3, 5–8, 12"""
    cited = sorted(numbers[row.id] for row in rows)
    runs = [[number for _, number in run] for _, run in groupby(enumerate(cited), lambda item: item[1] - item[0])]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
