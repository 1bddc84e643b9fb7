"""What was checked, and every finding in a block of its own."""

from collections.abc import Iterator

from reportlab.platypus import Flowable, KeepTogether

from leakguard.model.check import NotChecked, Review
from leakguard.reporting.blocks import CELL_MONO, EXACT, Heading, address, beside, field, paragraph, shown, table, thumbnail
from leakguard.reporting.data import CheckRow, FindingRow, LinkRow, OriginalRow, ReportData
from leakguard.reporting.english import MEDIA, REVIEWS, VERDICTS
from leakguard.reporting.text import Style, Text
from leakguard.reporting.times import Clock

PDQ_BITS, PDQ_COPY = 256, 31  # ThreatExchange: a PDQ distance of at most 31 of 256 bits is a match
_MOST_NOT_CHECKED = 500
_MOST_TARGETS = 200
_PICTURE = 120.0
_ORDER = (Review.CONFIRMED, Review.UNREVIEWED, Review.DISMISSED)


def originals(data: ReportData, _: Clock) -> Iterator[Flowable]:
    if not data.originals:
        yield paragraph("No original is enrolled in this case.")
        return
    yield paragraph("The pictures and videos of the person that everything was compared with. They are not in this report.")
    yield table(("Original", "What it is", "SHA-256 digest of the file"), map(_original, data.originals), (1.5, 2.25, 6.25))


def checked(data: ReportData, clock: Clock) -> Iterator[Flowable]:
    if not data.checks:
        yield paragraph("Nothing was checked by the program.")
        return
    rows = [row for check in data.checks for row in _check(check, clock)]
    yield table(("When", "What was looked at", "Compared", "Found", "Not checked"), rows, (2.6, 5.4, 1.4, 1, 1.3))
    missed = [gap for check in data.checks for gap in check.not_checked]
    yield Heading("What could not be checked", "not-checked", 2)
    if not missed:
        yield paragraph("Everything that was there could be looked at.")
        return
    yield paragraph("There may be copies in these places. Nobody knows until somebody looks.")
    yield not_checked(missed)


def not_checked(gaps: list[NotChecked] | tuple[NotChecked, ...]) -> Flowable:
    """A table of what could not be looked at; a very long list is cut, and says so."""
    rows: list[tuple[str | Text, ...]] = [(Text(shown(gap.locator), CELL_MONO), gap.why) for gap in gaps[:_MOST_NOT_CHECKED]]
    if len(gaps) > _MOST_NOT_CHECKED:
        rows.append((f"and {len(gaps) - _MOST_NOT_CHECKED:,} more", "The case keeps the whole list."))
    return table(("Where", "Why not"), rows, (6, 4))


def findings(data: ReportData, clock: Clock) -> Iterator[Flowable]:
    if not data.findings:
        yield paragraph("There are no findings in this case.")
        return
    for number, finding in enumerate(sorted(data.findings, key=lambda finding: _ORDER.index(finding.review)), 1):
        yield KeepTogether(list(_finding(number, finding, clock)))


def links(data: ReportData, clock: Clock) -> Iterator[Flowable]:
    if not data.links:
        yield paragraph("No address was written down by hand.")
        return
    yield paragraph("Addresses that the person wrote down. The program has not looked at them.")
    for number, link in enumerate(data.links, 1):
        yield KeepTogether(list(_link(number, link, clock)))


def _link(number: int, link: LinkRow, clock: Clock) -> Iterator[Flowable]:
    yield Heading(f"Address {number}", f"link-{number}", 2)
    yield field("Id", link.id)
    yield address("Address", link.address)
    if link.account:
        yield field("Account", link.account)
    if link.seen:
        yield field("Seen", link.seen)
    yield field("Written down", clock.moment(link.added))
    if link.note:
        yield field("Note", link.note)


def _original(row: OriginalRow) -> tuple[str | Text, ...]:
    kind = MEDIA[row.media] + (", made to look like the person" if row.synthetic else "")
    return row.id, "\n".join(filter(None, (kind, row.label))), Text(row.sha256, CELL_MONO)


def _check(row: CheckRow, clock: Clock) -> Iterator[tuple[str | Text, ...]]:
    """One line for each thing that was looked at; the first says what the whole run gave."""
    when = clock.moment(row.started) + ("" if row.finished else "; it was stopped before its end")
    skipped = f" (and {row.skipped:,} that are not media)" if row.skipped else ""
    first, *more = row.targets[:_MOST_TARGETS] or ("not recorded",)
    yield when, Text(shown(first), CELL_MONO), f"{row.items:,}{skipped}", f"{row.found:,}", f"{len(row.not_checked):,}"
    yield from (("", Text(shown(target), CELL_MONO), "", "", "") for target in more)
    if len(row.targets) > _MOST_TARGETS:
        yield "", f"and {len(row.targets) - _MOST_TARGETS:,} more; the case keeps the whole list", "", "", ""


def _finding(number: int, row: FindingRow, clock: Clock) -> Iterator[Flowable]:
    yield Heading(f"Finding {number}: {VERDICTS[row.verdict].split(':')[0]} ({row.id})", f"finding-{number}", 2)
    yield beside(_picture(row), list(_facts(row, clock)), _PICTURE + 14)
    yield address("Address", row.address)
    if row.page and row.page != row.address:
        yield address("On the page", row.page)
    yield field("SHA-256", row.sha256, EXACT)


def _picture(row: FindingRow) -> Flowable:
    picture = thumbnail(row.thumbnail, _PICTURE) if row.thumbnail else None
    return picture or Text("No blurred picture is kept for this finding.", Style(size=9, leading=12.5, quiet=True))


def _facts(row: FindingRow, clock: Clock) -> Iterator[Flowable]:
    facts = [
        ("Result", VERDICTS[row.verdict]),
        ("Why", row.why),
        ("Review", REVIEWS[row.review]),
        ("Reason", row.review_why),
        ("First seen", clock.moment(row.first_seen)),
        ("Last seen", clock.moment(row.last_seen)),
        ("Original", row.original or ""),
        ("Measured", "; ".join(_measured(row))),
        ("What it is", MEDIA[row.media] + (f", {row.width} × {row.height} pixels" if row.width and row.height else "")),
        ("Exhibits", ", ".join(map(str, row.exhibits))),
    ]
    for label, value in facts:
        if value:
            yield field(label, value, _FACT)


_FACT = Style(size=9.5, leading=12.5, after=1, indent=62, most_lines=5)


def _measured(row: FindingRow) -> Iterator[str]:
    if row.pdq_distance is not None:
        yield f"{row.pdq_distance} of {PDQ_BITS} bits differ ({PDQ_COPY} or fewer: a copy)"
    if row.inliers is not None:
        yield f"{row.inliers} matching points"
    if row.region:
        yield "the outline in the picture shows where the original lies"
    if row.mirrored:
        yield "left and right are swapped"
    if row.same_scene:
        yield "it looks like another photograph of the same place"
