"""The letters, their clocks and what came back."""

from collections.abc import Iterator

from leakguard.reporting.content import Address, Block, Card, Heading, Paragraph, Value
from leakguard.reporting.data import NoticeRow, ReportData
from leakguard.reporting.times import Clock

_MOST_ADDRESSES = 30


def notices(data: ReportData, clock: Clock) -> Iterator[Block]:
    if not data.notices:
        yield Paragraph("No notice has been written.")
        return
    numbers = {row.id: number for number, row in enumerate(data.notices, 1)}
    for number, notice in enumerate(data.notices, 1):
        heading = Heading(f"Notice {number}: {notice.recipient}", f"notice-{number}")
        yield Card(heading, beside=tuple(_notice(notice, numbers, clock)))


def _notice(row: NoticeRow, numbers: dict[str, int], clock: Clock) -> Iterator[tuple[str, Value]]:
    yield "Id", row.id
    yield "On the ground of", row.regime
    yield "Written", clock.moment(row.written)
    yield "Sent", clock.moment(row.sent) if row.sent else "not yet, or not recorded"
    if row.how:
        yield "Sent by", row.how
    if row.clock:
        yield "Time to act", row.clock
    yield "Answer due", clock.moment(row.deadline) if row.deadline else "no date is set"
    if row.receipt:
        yield "Receipt number", row.receipt
    yield "Answers", tuple(f"{clock.moment(answer.at)}: {answer.what}" for answer in row.answers) or "none recorded"
    if row.follows:
        earlier = numbers.get(row.follows)
        yield "Goes on from", f"notice {earlier}" if earlier else row.follows
    yield "Complete", "yes" if row.complete else f"no. Missing: {', '.join(row.missing) or 'not recorded'}"
    addresses: list[Address | str] = [Address(place) for place in row.addresses[:_MOST_ADDRESSES]]
    if len(row.addresses) > _MOST_ADDRESSES:
        addresses.append(f"and {len(row.addresses) - _MOST_ADDRESSES:,} more addresses")
    if addresses:
        yield "About", tuple(addresses)
