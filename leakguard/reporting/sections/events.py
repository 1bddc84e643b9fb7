"""What happened, in order: drawn, and as a table."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from leakguard.reporting import chart
from leakguard.reporting.chart import Lane, Shape, Span
from leakguard.reporting.content import Address, Block, Chart, Paragraph, Table
from leakguard.reporting.data import FindingRow, Happened, ReportData, TimelineRow
from leakguard.reporting.english import KINDS
from leakguard.reporting.sections.wording import counted, site
from leakguard.reporting.times import Clock
from leakguard.text.clean import clean

_MOST_SITES = 12
_LONGEST = 30
_SHAPES = {
    Happened.FOUND: Shape.CIRCLE,
    Happened.RECORDED: Shape.SQUARE,
    Happened.LOOKED: Shape.BAR,
    Happened.LETTER: Shape.TRIANGLE,
    Happened.TOLD: Shape.DIAMOND,
}


def timeline(data: ReportData, clock: Clock) -> Iterator[Block]:
    if not data.timeline:
        yield Paragraph("Nothing is recorded in the timeline.")
        return
    drawing = chart.draw(_spans(data), _lanes(data), clock, ("Where copies were seen", "What was done"))
    if drawing:
        yield Paragraph(
            "A bar runs from the first to the last time a copy was seen at a site. An open circle means: gone at the last look. "
            "A number beside a mark means: so many around that time.",
            quiet=True,
        )
        yield Chart(drawing, _in_words(data, clock))
    when, written = clock.column("When", (row.at for row in data.timeline))
    rows = tuple(
        (written(row.at), KINDS[row.kind], f"{row.what} ({number} times)" if number > 1 else row.what, Address(row.source))
        for row, number in _counted(data)
    )
    head = (when, "Kind", "What happened", "From, or where")
    yield Table("Everything that happened, in order", head, rows, (2.25, 1.7, 4, 3.05))


def _counted(data: ReportData) -> Iterator[tuple[TimelineRow, int]]:
    """The rows; what happened several times in one minute is told once, with its number."""
    for _, same in groupby(data.timeline, lambda row: (f"{row.at:%Y-%m-%d %H:%M}", row.kind, row.what, row.source)):
        rows = list(same)
        yield rows[0], len(rows)


def _spans(data: ReportData) -> list[Span]:
    sites: dict[str, list[FindingRow]] = defaultdict(list)
    for finding in data.standing:
        sites[site(finding.address)].append(finding)
    first = sorted(sites.items(), key=lambda item: min(row.first_seen for row in item[1]))
    spans = [_span(name, rows) for name, rows in first[:_MOST_SITES]]
    if rest := [row for _, rows in first[_MOST_SITES:] for row in rows]:
        spans.append(_span(f"{counted(len(first) - _MOST_SITES, 'more place', 'more places')}", rest))
    return spans


def _span(name: str, rows: list[FindingRow]) -> Span:
    return Span(
        clean(name, limit=_LONGEST),
        min(row.first_seen for row in rows),
        max(max(row.last_seen, row.first_seen) for row in rows),
        ended=all(row.state == "gone" for row in rows),
    )


def _lanes(data: ReportData) -> list[Lane]:
    moments = {kind: tuple(row.at for row in data.timeline if row.kind is kind) for kind in _SHAPES}
    return [Lane(KINDS[kind], shape, moments[kind]) for kind, shape in _SHAPES.items() if moments[kind]]


def _in_words(data: ReportData, clock: Clock) -> str:
    times = [row.at for row in data.timeline]
    places = len({site(finding.address) for finding in data.standing})
    return (
        f"Timeline from {clock.day(min(times))} to {clock.day(max(times))}: {counted(len(times), 'event', 'events')}, copies in "
        f"{counted(places, 'place', 'places')}. The table after it says the same in words."
    )
