"""Every finding: in one table, and in a block of its own."""

from collections.abc import Iterator

from leakguard.model.check import Review
from leakguard.reporting.content import Address, Block, Card, Code, Heading, Inline, Paragraph, Ref, Table, Value
from leakguard.reporting.data import FindingRow, ReportData
from leakguard.reporting.english import ALT, ALT_OUTLINE, MEDIA, NO_PICTURE, REVIEWS, STATES, VERDICTS
from leakguard.reporting.sections.wording import key_of, numbered, upper
from leakguard.reporting.times import Clock
from leakguard.reporting.written import shown
from leakguard.text.clean import clean

PDQ_BITS, PDQ_COPY = 256, 31  # ThreatExchange: a PDQ distance of at most 31 of 256 bits is a match
_LONGEST = 160
"""Signs of an address in the table; the block of the finding has all of it."""
_NOTHING = "There are no findings in this case."


def overview(data: ReportData, clock: Clock) -> Iterator[Block]:
    """The table of findings that nobody dismissed."""
    standing = [(number, row) for number, row in numbered(data) if row.review is not Review.DISMISSED]
    if not standing:
        yield Paragraph(_NOTHING)
        return
    yield Paragraph("“Seen” is what this computer saw. The state says what was there at the last look.", quiet=True)
    first, began = clock.column("First seen", (row.first_seen for _, row in standing))
    last, ended = clock.column("Last seen", (row.last_seen for _, row in standing))
    rows = tuple(
        (
            Ref(str(number), key_of(number)),
            _brief(row),
            short(row),
            began(row.first_seen),
            ended(row.last_seen),
            state(row, clock),
        )
        for number, row in standing
    )
    head = ("No.", "Address", "What it is", first, last, "State")
    yield Table("Findings, with their addresses, times and states", head, rows, (0.65, 4.1, 1.15, 1.7, 1.7, 1.4))


def _brief(row: FindingRow) -> Inline:
    """The address, cut only after it has been written as it is shown: a mark of the cut is no part of it."""
    return Code(clean(shown(row.address), limit=_LONGEST)) if row.online else Address(clean(row.address, limit=_LONGEST))


def findings(data: ReportData, clock: Clock) -> Iterator[Block]:
    for number, row in numbered(data):
        yield _card(number, row, clock)


def state(row: FindingRow, clock: Clock) -> tuple[str, ...]:
    """Whether it was still there when somebody looked last, and the day of that look."""
    words = STATES.get(row.state, row.state)
    return (words, f"({clock.day(row.state_at)})") if row.state and row.state_at else (words,)


def short(row: FindingRow) -> str:
    """exact copy"""
    return VERDICTS[row.verdict].split(":")[0]


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
    yield "State", " ".join(state(row, clock))
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
