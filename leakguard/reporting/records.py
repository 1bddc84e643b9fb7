"""What was done about it: events in order, letters, and exhibits with their digests."""

from collections.abc import Iterator

from reportlab.platypus import Flowable, KeepTogether

from leakguard.reporting.blocks import CELL_MONO, Heading, address, field, paragraph, shown, table
from leakguard.reporting.data import ExhibitRow, NoticeRow, ReportData
from leakguard.reporting.english import PAGES
from leakguard.reporting.findings import not_checked
from leakguard.reporting.text import Text
from leakguard.reporting.times import Clock

_MOST_ADDRESSES = 30


def timeline(data: ReportData, clock: Clock) -> Iterator[Flowable]:
    if not data.timeline:
        yield paragraph("Nothing is recorded in the timeline.")
        return
    rows = [(clock.moment(row.at), row.what, row.source) for row in data.timeline]
    yield table(("When", "What happened", "From, or where"), rows, (3.4, 4.2, 3.2))


def notices(data: ReportData, clock: Clock) -> Iterator[Flowable]:
    if not data.notices:
        yield paragraph("No notice has been written.")
        return
    for number, notice in enumerate(data.notices, 1):
        head, *rest = _notice(number, notice, clock)
        yield KeepTogether([head, *rest[:6]])
        yield from rest[6:]


def exhibits(data: ReportData, clock: Clock) -> Iterator[Flowable]:
    if not data.exhibits:
        yield paragraph("Nothing has been recorded as an exhibit.")
        return
    for exhibit in data.exhibits:
        head, *rest = _exhibit(exhibit, clock)
        yield KeepTogether([head, *rest[:8]])
        yield from rest[8:]


def _notice(number: int, row: NoticeRow, clock: Clock) -> Iterator[Flowable]:
    yield Heading(f"Notice {number}: {row.recipient}", f"notice-{number}", 2)
    yield field("Id", row.id)
    yield field("On the ground of", row.regime)
    yield field("Written", clock.moment(row.written))
    yield field("Sent", clock.moment(row.sent) if row.sent else "not yet, or not recorded")
    yield field("Answer due", clock.moment(row.deadline) if row.deadline else "no date is set")
    if row.receipt:
        yield field("Receipt", row.receipt)
    yield field("Complete", "yes" if row.complete else f"no. Missing: {', '.join(row.missing) or 'not recorded'}")
    for place in row.addresses[:_MOST_ADDRESSES]:
        yield address("About", place)
    if len(row.addresses) > _MOST_ADDRESSES:
        yield field("About", f"and {len(row.addresses) - _MOST_ADDRESSES:,} more addresses")


def _exhibit(row: ExhibitRow, clock: Clock) -> Iterator[Flowable]:
    yield Heading(f"Exhibit {row.number}", f"exhibit-{row.number}", 2)
    yield field("Id", row.id)
    yield address("Address", row.address)
    if row.final_address and row.final_address != row.address:
        yield address("Led to", row.final_address)
    yield field("Recorded", f"{clock.moment(row.started, seconds=True)} to {clock.moment(row.finished, seconds=True)}")
    yield field("Answer", f"{PAGES[row.kind]}; status {row.status if row.status is not None else 'not recorded'}")
    yield field("Complete", " ".join(filter(None, ("yes." if row.complete else "no.", row.completeness))))
    yield field("Time stamp", row.seal or "none yet. The times above come from this computer's own clock.")
    if row.everything_why:
        yield field("Kept", "everything on the page, other people's pictures included")
        yield field("Reason", row.everything_why)
    else:
        yield field("Withheld", f"{row.withheld:,} pictures that did not match" if row.withheld else "nothing")
    if row.missing:
        yield paragraph("Missing from this exhibit:")
        yield not_checked(row.missing)
    if row.parts:
        parts = [(Text(shown(part.name), CELL_MONO), f"{part.size:,}", Text(part.sha256, CELL_MONO)) for part in row.parts]
        yield table(("File", "Bytes", "SHA-256 digest"), parts, (2.65, 1.1, 6.25))
