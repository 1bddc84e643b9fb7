"""Every finding: in one table, and in a block of its own."""

from collections.abc import Iterator

from leakguard.model.check import Review
from leakguard.reporting.content import Address, Block, Card, Code, Heading, Inline, Paragraph, Ref, Table, Value
from leakguard.reporting.data import FindingRow, ReportData
from leakguard.reporting.english import ALT, ALT_OUTLINE, MEDIA, NO_PICTURE, REVIEWS, STATES, VERDICTS
from leakguard.reporting.sections.wording import key_of, numbered, upper
from leakguard.reporting.times import Clock
from leakguard.text.clean import clean

PDQ_BITS, PDQ_COPY = 256, 31  # ThreatExchange: a PDQ distance of at most 31 of 256 bits is a match
_LONGEST = 160
"""Signs of an address in the table; the block of the finding has all of it."""
_NOTHING = "There are no findings in this case."


def overview(data: ReportData, clock: Clock) -> Iterator[Block]:
    """The table of findings that nobody dismissed."""
    rows = [_row(number, row, clock) for number, row in numbered(data) if row.review is not Review.DISMISSED]
    if not rows:
        yield Paragraph(_NOTHING)
        return
    yield Paragraph("“Seen” is what this computer saw. The state says what was there at the last look.", quiet=True)
    head = ("No.", "Address", "What it is", "First seen", "Last seen", "State")
    yield Table("Findings, with their addresses, times and states", head, tuple(rows), (0.6, 3.5, 1.25, 1.95, 1.95, 1.45))


def findings(data: ReportData, clock: Clock) -> Iterator[Block]:
    if not data.findings:
        yield Paragraph(_NOTHING)
    for number, row in numbered(data):
        yield _card(number, row, clock)


def state(row: FindingRow, clock: Clock) -> str:
    """Whether it was still there when somebody looked last."""
    words = STATES.get(row.state, row.state)
    return f"{words} ({clock.day(row.state_at)})" if row.state and row.state_at else words


def short(row: FindingRow) -> str:
    """exact copy"""
    return VERDICTS[row.verdict].split(":")[0]


def _row(number: int, row: FindingRow, clock: Clock) -> tuple[Value, ...]:
    return (
        Ref(str(number), key_of(number)),
        Address(clean(row.address, limit=_LONGEST)),
        short(row),
        clock.lines(row.first_seen),
        clock.lines(row.last_seen),
        state(row, clock),
    )


def _card(number: int, row: FindingRow, clock: Clock) -> Card:
    return Card(
        Heading(f"Finding {number}: {short(row)} ({row.id})", key_of(number)),
        beside=tuple((label, value) for label, value in _facts(row, clock) if value),
        below=tuple(_places(row)),
        picture=row.thumbnail,
        alt=ALT.format(number=number) + (f" {ALT_OUTLINE}" if row.region else ""),
        missing=NO_PICTURE,
    )


def _facts(row: FindingRow, clock: Clock) -> Iterator[tuple[str, Value]]:
    yield "Result", upper(VERDICTS[row.verdict])
    yield "How alike", upper("; ".join(_measured(row)))
    yield "Why", row.why
    yield "Review", REVIEWS[row.review]
    yield "Reason", row.review_why
    yield "Seen", clock.span(row.first_seen, row.last_seen)
    yield "State", state(row, clock)
    yield "What it is", ", ".join(_thing(row))
    yield "Exhibits", tuple(Ref(f"Exhibit {number}", f"exhibit-{number}") for number in row.exhibits)


def _thing(row: FindingRow) -> Iterator[str]:
    yield MEDIA[row.media]
    if row.width and row.height:
        yield f"{row.width} × {row.height} pixels"
    if row.original:
        yield f"of original {row.original}"


def _places(row: FindingRow) -> Iterator[tuple[str, Inline]]:
    yield "Address", Address(row.address)
    if row.page and row.page != row.address:
        yield "On the page", Address(row.page)
    yield "SHA-256", Code(row.sha256)


def _measured(row: FindingRow) -> Iterator[str]:
    """Likeness in words and figures."""
    if row.pdq_distance is not None:
        yield f"{row.pdq_distance} of {PDQ_BITS} bits differ ({PDQ_COPY} or fewer: a copy)"
    if row.inliers is not None:
        yield f"{row.inliers} matching points"
    if row.part is not None:
        yield f"about {round(100 * min(max(row.part, 0), 1))} % of the original is to be seen"
    if row.region and row.thumbnail:
        yield "the outline in the picture shows where the original lies"
    if row.mirrored:
        yield "left and right are swapped"
    if row.same_scene:
        yield "it looks like another photograph of the same place"
