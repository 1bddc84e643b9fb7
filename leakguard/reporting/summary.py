"""The first pages: what this is, and the whole case on one page, counts before details."""

from collections import Counter
from collections.abc import Iterator

from reportlab.platypus import Flowable

from leakguard.model.check import Review
from leakguard.reporting.blocks import bullets, field, note, paragraph, shown, table
from leakguard.reporting.data import FindingRow, NoticeRow, ReportData
from leakguard.reporting.english import COUNTED, HANDLE, HOW_TO_READ, ROLES
from leakguard.reporting.times import Clock
from leakguard.text.clean import clean

# Small enough that the summary stays on one page, whatever the names are.
_MOST_PLACES = 6
_MOST_DUE = 3
_LONGEST_NAME = 48


def about(data: ReportData, clock: Clock) -> Iterator[Flowable]:
    yield field("Case", clean(data.case_name, limit=120))
    yield field("Case opened", clock.moment(data.created))
    yield field("Report made", f"{clock.moment(data.generated)}, which is {data.generated:%Y-%m-%d %H:%M} UTC")
    yield field("Made by", ROLES.get(data.role, data.role))
    yield field("Made with", data.program)
    yield field("Times", f"are given in the time zone {clock.zone}, with the distance from UTC.")
    yield note("Please handle with care", HANDLE)
    yield note("How to read this report", HOW_TO_READ)


def ground(data: ReportData, _: Clock) -> Iterator[Flowable]:
    """On what ground this was done: declarations and consent, as the case keeps them."""
    yield from bullets(data.consent) if data.consent else [paragraph("Nothing is recorded about consent.")]


def summary(data: ReportData, clock: Clock) -> Iterator[Flowable]:
    yield paragraph(_found(data))
    if data.standing:
        first = min(finding.first_seen for finding in data.standing)
        last = max(finding.last_seen for finding in data.standing)
        yield paragraph(f"First seen: {clock.moment(first)}. Last seen: {clock.moment(last)}.")
        yield from _places(data.standing, clock)
    yield from bullets(_done(data))
    due = sorted((row for row in data.notices if row.deadline and row.sent), key=lambda row: row.deadline or data.generated)
    if due:
        yield note("What is due", _due(due, data, clock))
    yield paragraph("Not found is not the same as not there: this report covers what was looked at, and nothing else.")


def counted(number: int, one: str, many: str) -> str:
    """2 letters; 1 letter; no letters"""
    return f"{number:,} {one if number == 1 else many}" if number else f"no {many}"


def place(finding: FindingRow) -> str:
    """The site of a finding, for counting; all that was found in files counts as one place."""
    if not finding.address.lower().startswith(("http://", "https://")):
        return "files that were checked"
    return shown(finding.address).split("/")[2].lower()


def _found(data: ReportData) -> str:
    reviews = data.reviews()
    dismissed = (
        f" {counted(reviews[Review.DISMISSED], 'finding was', 'findings were')} dismissed by a person; see the end of the list."
    )
    if not data.standing:
        return f"No copy was found. Compared: {counted(data.items, 'item', 'items')}." + dismissed * bool(data.findings)
    verdicts = data.verdicts()
    kinds = [counted(verdicts[verdict], *words) for verdict, words in COUNTED.items() if verdicts[verdict]]
    found = f"Found: {', '.join(kinds)}. Confirmed by a person: {reviews[Review.CONFIRMED]:,}."
    return f"{found} Not yet reviewed: {reviews[Review.UNREVIEWED]:,}." + dismissed * bool(reviews[Review.DISMISSED])


def _places(findings: tuple[FindingRow, ...], clock: Clock) -> Iterator[Flowable]:
    places = Counter(map(place, findings))
    first = {place(finding): finding.first_seen for finding in sorted(findings, key=lambda row: row.first_seen, reverse=True)}
    most = places.most_common(_MOST_PLACES)
    rows = [(clean(name, limit=_LONGEST_NAME), f"{number:,}", clock.moment(first[name])) for name, number in most]
    if len(places) > len(most):
        rest = places.total() - sum(number for _, number in most)
        rows.append((f"and {counted(len(places) - len(most), 'more place', 'more places')}", f"{rest:,}", ""))
    yield table(("Where", "Findings", "First seen"), rows, (5, 1.4, 3.6))


def _done(data: ReportData) -> Iterator[str]:
    yield (
        f"Checked: {counted(data.items, 'item', 'items')} in {counted(len(data.checks), 'run', 'runs')}; "
        f"{counted(data.not_checked, 'item', 'items')} could not be checked."
    )
    stamped = sum(bool(exhibit.seal) for exhibit in data.exhibits)
    yield f"Recorded: {counted(len(data.exhibits), 'exhibit', 'exhibits')}, {stamped:,} of them with a time stamp."
    sent = sum(notice.sent is not None for notice in data.notices)
    yield f"Asked: {counted(len(data.notices), 'notice was', 'notices were')} written and {sent:,} sent."
    if data.links:
        yield f"Written down without looking: {counted(len(data.links), 'address', 'addresses')}."


def _due(due: list[NoticeRow], data: ReportData, clock: Clock) -> Iterator[str]:
    for notice in due[:_MOST_DUE]:
        late = notice.deadline is not None and notice.deadline <= data.generated
        state = "was due" if late else "is due"
        yield f"An answer {state} {clock.moment(notice.deadline)} from {clean(notice.recipient, limit=_LONGEST_NAME)}"
    if len(due) > _MOST_DUE:
        yield f"and {len(due) - _MOST_DUE:,} more; all are listed under “Notices”."
