"""The exhibits: an index, and each with its files and their digests."""

from collections.abc import Iterator

from leakguard.reporting.content import Address, Block, Card, Code, Heading, Paragraph, Ref, Table, Value
from leakguard.reporting.data import ExhibitRow, ReportData
from leakguard.reporting.english import PAGES
from leakguard.reporting.sections.checked import not_checked
from leakguard.reporting.times import Clock

_NO_SEAL = "not sealed. The times above come from this computer's own clock."


def exhibits(data: ReportData, clock: Clock) -> Iterator[Block]:
    if not data.exhibits:
        yield Paragraph("Nothing has been recorded as an exhibit.")
        return
    yield index(data, clock)
    for exhibit in data.exhibits:
        yield Card(Heading(f"Exhibit {exhibit.number}", f"exhibit-{exhibit.number}"), beside=tuple(_exhibit(exhibit, clock)))
        if exhibit.missing:
            yield Paragraph("Missing from this exhibit:")
            yield not_checked(f"Missing from exhibit {exhibit.number}", exhibit.missing)
        if exhibit.parts:
            parts = tuple((Code(part.name), f"{part.size:,}", Code(part.sha256)) for part in exhibit.parts)
            head = ("File", "Bytes", "SHA-256 digest")
            yield Table(f"Files of exhibit {exhibit.number}", head, parts, (2.65, 1.1, 6.25))


def index(data: ReportData, clock: Clock) -> Table:
    """One line for each exhibit; once it was first stamped, it cannot have been changed unseen."""
    stamped = {row.number: min((seal.at for seal in row.seals if not seal.before), default=None) for row in data.exhibits}
    recorded, began = clock.column("Recorded", (row.started for row in data.exhibits))
    sealed, first = clock.column("Time stamp", filter(None, stamped.values()))
    rows = tuple(
        (
            Ref(str(row.number), f"exhibit-{row.number}"),
            Address(row.address),
            began(row.started),
            f"{len(row.parts):,}",
            first(at) if (at := stamped[row.number]) else "not sealed",
        )
        for row in data.exhibits
    )
    return Table("Index of the exhibits", ("No.", "Address", recorded, "Files", sealed), rows, (0.7, 4.3, 2.4, 0.8, 2.4))


def _exhibit(row: ExhibitRow, clock: Clock) -> Iterator[tuple[str, Value]]:
    yield "Capture", row.id
    yield "Address", Address(row.address)
    if row.final_address and row.final_address != row.address:
        yield "Led to", Address(row.final_address)
    yield "Recorded", f"{clock.moment(row.started, seconds=True)} to {clock.moment(row.finished, seconds=True)}"
    yield "Answer", f"{PAGES[row.kind]}; status {row.status if row.status is not None else 'not recorded'}"
    yield "Complete", " ".join(filter(None, ("yes." if row.complete else "no.", row.completeness)))
    yield "Time stamp", tuple(seal.words for seal in row.seals) if row.sealed else _NO_SEAL
    for digest in dict.fromkeys(seal.sha256 for seal in row.seals if not seal.before):
        yield "Stamped digest", Code(digest)
    if row.everything_why:
        yield "Kept", "everything on the page, other people's pictures included"
        yield "Reason", row.everything_why
    else:
        yield "Withheld", f"{row.withheld:,} pictures that did not match" if row.withheld else "nothing"
