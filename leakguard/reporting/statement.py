"""A statement of facts for a lawyer to work on: numbered, dated, each fact with the exhibit that shows it, and no argument."""

from collections.abc import Iterator

from leakguard.model.check import Review
from leakguard.reporting import english
from leakguard.reporting.content import Address, Block, Bullets, Document, Fields, Inline, Note, Paragraph, Section, Steps, Table
from leakguard.reporting.data import FindingRow, ReportData, TimelineRow
from leakguard.reporting.sections.exhibits import index
from leakguard.reporting.sections.findings import short, state
from leakguard.reporting.sections.wording import joined, numbered, upper
from leakguard.reporting.times import Clock
from leakguard.text.clean import clean


def compose(data: ReportData) -> Document:
    """The statement as a document. Dismissed findings are in none."""
    clock = Clock(data.time_zone)
    numbers = {row.id: (number, row) for number, row in numbered(data) if row.review is not Review.DISMISSED}
    facts = tuple(tuple(_fact(row, numbers, clock)) for row in sorted(data.timeline, key=lambda row: row.at))
    return Document(
        title=english.STATEMENT_TITLE,
        head=f"Case: {clean(data.case_name, limit=60)}",
        foot=f"Made {clock.moment(data.generated)}",
        made=data.generated,
        language=english.LANGUAGE,
        country=data.country,
        contents=False,
        cover=(
            Fields((("Case", clean(data.case_name, limit=120)), ("Made", clock.moment(data.generated)), ("Times", clock.zone))),
            Note("This is a draft", english.STATEMENT_DRAFT),
        ),
        sections=(
            Section("who", "Who states this", tuple(_who(data))),
            Section("facts", "What happened", (Steps(facts),) if facts else (Paragraph("Nothing is recorded."),)),
            Section("copies", "The copies", tuple(_copies(numbers, clock))),
            Section("exhibits", "Exhibits", tuple(_exhibits(data, clock))),
            Section("limits", "What this does not show", (Bullets(english.LIMITS),)),
            Section(
                "signature", "Signature", (Fields(tuple((label, "_" * 40) for label in ("Name", "Place, date", "Signature"))),)
            ),
        ),
    )


def _who(data: ReportData) -> Iterator[Block]:
    rows = [("Name", data.person or "_" * 40), ("Role", english.ROLES.get(data.role, data.role))]
    yield Fields(tuple(rows))
    if data.consent:
        yield Bullets(data.consent)


def _fact(row: TimelineRow, numbers: dict[str, tuple[int, FindingRow]], clock: Clock) -> Iterator[Inline]:
    what = row.what.rstrip(". ")
    yield f"{clock.moment(row.at)}: {what}{_cited(row, numbers)}."
    if row.source:
        yield Address(row.source)


def _cited(row: TimelineRow, numbers: dict[str, tuple[int, FindingRow]]) -> str:
    if row.key not in numbers:
        return ""
    number, finding = numbers[row.key]
    exhibits = joined([str(exhibit) for exhibit in finding.exhibits])
    return f" (finding {number}{f'; exhibit {exhibits}' if exhibits else ''})"


def _copies(numbers: dict[str, tuple[int, FindingRow]], clock: Clock) -> Iterator[Block]:
    if not numbers:
        yield Paragraph("No copy was found.")
        return
    rows = tuple(
        (
            str(number),
            Address(row.address),
            f"{upper(short(row))}, {english.REVIEWS[row.review]}",
            clock.lines(row.first_seen),
            state(row, clock),
            joined([str(exhibit) for exhibit in row.exhibits]) or "none",
        )
        for number, row in numbers.values()
    )
    head = ("Finding", "Address", "What it is", "First seen", "State", "Exhibit")
    yield Table("The copies that were found", head, rows, (0.9, 3.4, 1.8, 1.7, 1.5, 0.9))


def _exhibits(data: ReportData, clock: Clock) -> Iterator[Block]:
    yield index(data, clock) if data.exhibits else Paragraph("Nothing has been recorded as an exhibit.")
    yield Paragraph("The files of each exhibit, with their SHA-256 digests, are listed in the incident report.")
