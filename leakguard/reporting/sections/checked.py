"""What everything was compared with, what was looked at, what could not be, and what was only written down."""

from collections.abc import Iterator, Sequence

from leakguard.model.check import NotChecked
from leakguard.reporting.content import Address, Block, Card, Code, Heading, Inline, Paragraph, Table, Value
from leakguard.reporting.data import CheckRow, LinkRow, OriginalRow, ReportData
from leakguard.reporting.english import MEDIA
from leakguard.reporting.times import Clock

_MOST_NOT_CHECKED = 500
_MOST_TARGETS = 200


def originals(data: ReportData, _: Clock) -> Iterator[Block]:
    if not data.originals:
        yield Paragraph("No original is enrolled in this case.")
        return
    yield Paragraph("The pictures and videos of the person that everything was compared with. They are not in this report.")
    head = ("Original", "What it is", "SHA-256 digest of the file")
    yield Table("Originals", head, tuple(map(_original, data.originals)), (1.5, 2.25, 6.25))


def checked(data: ReportData, clock: Clock) -> Iterator[Block]:
    if not data.checks:
        yield Paragraph("Nothing was checked by the program.")
        return
    rows = tuple(row for check in data.checks for row in _check(check, clock))
    head = ("When", "What was looked at", "Compared", "Found", "Not checked")
    yield Table("What was checked", head, rows, (2.6, 5.2, 1.5, 1, 1.4))
    missed = [gap for check in data.checks for gap in check.not_checked]
    yield Heading("What could not be checked", "not-checked")
    if not missed:
        yield Paragraph("Everything that was there could be looked at.")
        return
    yield Paragraph("There may be copies in these places. Nobody knows until somebody looks.")
    yield not_checked("What could not be checked, and why", missed)


def not_checked(caption: str, gaps: Sequence[NotChecked]) -> Table:
    """A table of what could not be looked at; a very long list is cut, and says so."""
    rows: list[tuple[Value, ...]] = [(Address(gap.locator), gap.why) for gap in gaps[:_MOST_NOT_CHECKED]]
    if len(gaps) > _MOST_NOT_CHECKED:
        rows.append((f"and {len(gaps) - _MOST_NOT_CHECKED:,} more", "The case keeps the whole list."))
    return Table(caption, ("Where", "Why not"), tuple(rows), (6, 4))


def links(data: ReportData, clock: Clock) -> Iterator[Block]:
    if not data.links:
        yield Paragraph("No address was written down by hand.")
        return
    yield Paragraph("Addresses that the person wrote down. The program has not looked at them.")
    for number, link in enumerate(data.links, 1):
        yield Card(Heading(f"Address {number}", f"link-{number}"), beside=tuple(_link(link, clock)))


def _link(row: LinkRow, clock: Clock) -> Iterator[tuple[str, Inline]]:
    yield "Id", row.id
    yield "Address", Address(row.address)
    if row.account:
        yield "Account", row.account
    if row.seen:
        yield "Seen", row.seen
    yield "Written down", clock.moment(row.added)
    if row.note:
        yield "Note", row.note


def _original(row: OriginalRow) -> tuple[Value, ...]:
    kind = MEDIA[row.media] + (", made to look like the person" if row.synthetic else "")
    return row.id, "\n".join(filter(None, (kind, row.label))), Code(row.sha256)


def _check(row: CheckRow, clock: Clock) -> Iterator[tuple[Value, ...]]:
    """One line for each thing that was looked at; the first says what the whole run gave."""
    when = (*clock.lines(row.started), *(() if row.finished else ("it was stopped before its end",)))
    skipped = f" (and {row.skipped:,} that are not media)" if row.skipped else ""
    first, *more = row.targets[:_MOST_TARGETS] or ("not recorded",)
    yield when, Address(first), f"{row.items:,}{skipped}", f"{row.found:,}", f"{len(row.not_checked):,}"
    yield from (("", Address(target), "", "", "") for target in more)
    if len(row.targets) > _MOST_TARGETS:
        yield "", f"and {len(row.targets) - _MOST_TARGETS:,} more; the case keeps the whole list", "", "", ""
