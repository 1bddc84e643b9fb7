"""How it spread, as far as it was seen here: the earliest copies, and which copies are variants of which."""

from collections.abc import Iterator

from leakguard.model.check import Review
from leakguard.reporting.content import Block, Branch, Heading, Inline, Paragraph, Ref, Tree
from leakguard.reporting.data import ReportData
from leakguard.reporting.english import SPREAD
from leakguard.reporting.sections.findings import short
from leakguard.reporting.sections.wording import counted, key_of, numbered, site
from leakguard.reporting.spread import Copy, spread
from leakguard.reporting.times import Clock

_MOST_AGAIN = 12


def variants(data: ReportData, clock: Clock) -> Iterator[Block]:
    if not data.standing:
        yield Paragraph("Nothing was found, so there is nothing to put in order.")
        return
    numbers = {row.id: number for number, row in numbered(data) if row.review is not Review.DISMISSED}
    yield Paragraph(SPREAD)
    for at, (original, copies) in enumerate(spread(data.standing).items(), 1):
        yield Heading(f"Copies of {original or 'an original that is not named'}", f"spread-{at}")
        yield Tree(tuple(Branch(copy.depth, tuple(_texts(copy, numbers, clock))) for copy in copies))


def _texts(copy: Copy, numbers: dict[str, int], clock: Clock) -> Iterator[Inline]:
    number = numbers[copy.finding.id]
    yield Ref(f"Finding {number}: {short(copy.finding)}, {site(copy.finding.address)}", key_of(number))
    words = [f"First seen here {clock.moment(copy.finding.first_seen)}"]
    if copy.nearest:
        words.append(f"nearest to finding {numbers[copy.nearest.id]}")
    if copy.finding.mirrored:
        words.append("left and right swapped")
    if copy.finding.part is not None and copy.finding.part < 0.96:
        words.append(f"shows about {round(100 * min(max(copy.finding.part, 0), 1))} % of the original")
    yield "; ".join(words) + "."
    if copy.again:
        cited = ", ".join(str(numbers[row.id]) for row in copy.again[:_MOST_AGAIN])
        more = f" and {len(copy.again) - _MOST_AGAIN:,} more" if len(copy.again) > _MOST_AGAIN else ""
        yield f"The same file again, {counted(len(copy.again), 'time', 'times')}: finding {cited}{more}."
