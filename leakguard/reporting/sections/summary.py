"""The cover, and the whole case on one page in plain words: counts before details."""

from collections import Counter
from collections.abc import Iterator

from leakguard.model.check import Review
from leakguard.model.notice import NoticeState
from leakguard.reporting import english
from leakguard.reporting.content import Block, Fields, Note, Numbers, Paragraph, Ref, Table, Value
from leakguard.reporting.data import NoticeRow, ReportData
from leakguard.reporting.sections.wording import LONGEST_NAME, counted, joined, site
from leakguard.reporting.times import Clock
from leakguard.text.clean import clean

# Small enough that the summary stays on one page, whatever the names are.
_MOST_PLACES = 5
_MOST_DUE = 2


def cover(data: ReportData, clock: Clock) -> Iterator[Block]:
    yield Fields(
        (
            ("Case", clean(data.case_name, limit=120)),
            ("Case opened", clock.moment(data.created)),
            ("Report made", f"{clock.moment(data.generated)}, which is {data.generated:%Y-%m-%d %H:%M} UTC"),
            ("Made by", clean(english.ROLES.get(data.role, data.role), limit=120)),
            ("Made with", clean(data.program, limit=120)),
            ("Times", f"in the time zone {clock.zone}, with the distance from UTC"),
        )
    )
    yield Note("Please handle with care", english.HANDLE)


def summary(data: ReportData, clock: Clock, asks: tuple[str, ...]) -> Iterator[Block]:
    """One page: what happened, where, since when, what was done, what is asked."""
    yield Paragraph(_happened(data), lead=True)
    yield Numbers(tuple(_numbers(data)))
    yield Fields(
        (
            ("What was found", tuple(_found(data))),
            ("Since when", _since(data, clock)),
            ("What was done", tuple(_done(data)) or "Nothing yet."),
            ("What is open", tuple(_open(data, clock)) or "Nothing that has a date."),
            ("What is asked", asks),
        )
    )
    if data.standing:
        yield _places(data, clock)
    yield Paragraph(english.NOT_FOUND_IS_NOT_NOT_THERE, quiet=True)


def _happened(data: ReportData) -> str:
    if not data.standing:
        return "No copy of the person's pictures was found in what was looked at."
    online = sum(finding.online for finding in data.standing)
    where = []
    if online:
        sites = len({site(finding.address) for finding in data.standing if finding.online})
        where.append(f"{counted(online, 'copy', 'copies')} on {counted(sites, 'web site', 'web sites')}")
    if len(data.standing) > online:
        where.append(f"{counted(len(data.standing) - online, 'copy', 'copies')} in files that were checked")
    return f"Copies of this person's pictures were found where they had not put them: {joined(where)}."


def _numbers(data: ReportData) -> Iterator[tuple[str, str]]:
    reviews = data.reviews()
    yield f"{len(data.standing):,}", "found"
    yield f"{reviews[Review.CONFIRMED]:,}", "confirmed by a person"
    yield f"{len({site(finding.address) for finding in data.standing}):,}", "places"
    yield f"{len(data.exhibits):,}", "exhibits"
    yield f"{sum(notice.sent is not None for notice in data.notices):,}", "letters sent"


def _found(data: ReportData) -> Iterator[str]:
    reviews = data.reviews()
    if data.standing:
        verdicts = data.verdicts()
        kinds = [counted(verdicts[verdict], *words) for verdict, words in english.COUNTED.items() if verdicts[verdict]]
        yield f"Found: {', '.join(kinds)}."
        yield f"Confirmed by a person: {reviews[Review.CONFIRMED]:,}. Not yet reviewed: {reviews[Review.UNREVIEWED]:,}."
    else:
        yield f"No copy was found. Compared: {counted(data.items, 'item', 'items')}."
    if any(original.synthetic for original in data.originals):
        yield "Some of the pictures are not real: they were made to look like the person."
    if reviews[Review.DISMISSED]:
        yield f"{counted(reviews[Review.DISMISSED], 'finding was', 'findings were')} dismissed by a person."


def _since(data: ReportData, clock: Clock) -> str:
    if not data.standing:
        return "Nothing was seen."
    first = min(finding.first_seen for finding in data.standing)
    last = max(finding.last_seen for finding in data.standing)
    return f"First seen here: {clock.moment(first)}. Last seen: {clock.moment(last)}. They may have been there before."


def _done(data: ReportData) -> Iterator[str]:
    missed = f"{counted(data.not_checked, 'item', 'items')} could not be checked" if data.not_checked else "none was unreadable"
    if data.checks:
        yield f"Checked: {counted(data.items, 'item', 'items')} in {counted(len(data.checks), 'run', 'runs')}; {missed}."
    stamped = sum(exhibit.sealed for exhibit in data.exhibits)
    if data.exhibits:
        yield f"Recorded: {counted(len(data.exhibits), 'exhibit', 'exhibits')}, {stamped:,} of them with a time stamp."
    sent = sum(notice.sent is not None for notice in data.notices)
    if data.notices:
        yield f"Asked: {counted(len(data.notices), 'notice was', 'notices were')} written and {sent:,} sent."
    states = Counter(notice.state for notice in data.notices)
    if states[NoticeState.REFUSED]:
        yield f"Refused: {counted(states[NoticeState.REFUSED], 'notice', 'notices')}."
    if states[NoticeState.REMOVED]:
        yield f"Every copy is gone: {counted(states[NoticeState.REMOVED], 'notice', 'notices')}."
    if data.links:
        yield f"Written down without looking: {counted(len(data.links), 'address', 'addresses')}."


def _open(data: ReportData, clock: Clock) -> Iterator[str]:
    waiting = [row for row in data.notices if row.deadline and row.awaited]
    due: list[NoticeRow] = sorted(waiting, key=lambda row: row.deadline or data.generated)
    for notice in due[:_MOST_DUE]:
        state = "was due" if notice.deadline is not None and notice.deadline <= data.generated else "is due"
        yield f"An answer {state} {clock.moment(notice.deadline)} from {clean(notice.recipient, limit=LONGEST_NAME)}."
    if len(due) > _MOST_DUE:
        yield f"and {len(due) - _MOST_DUE:,} more answers; all are listed under “Notices”."


def _places(data: ReportData, clock: Clock) -> Table:
    places = Counter(site(finding.address) for finding in data.standing)
    first = {site(row.address): row.first_seen for row in sorted(data.standing, key=lambda row: row.first_seen, reverse=True)}
    most = places.most_common(_MOST_PLACES)
    rows: list[tuple[Value, ...]] = [(name, f"{number:,}", clock.moment(first[name])) for name, number in most]
    if len(places) > len(most):
        rest = places.total() - sum(number for _, number in most)
        more = f"and {counted(len(places) - len(most), 'more place', 'more places')}"
        rows.append((Ref(more, "overview"), f"{rest:,}", ""))
    return Table("Where copies were found", ("Where", "Copies", "First seen"), tuple(rows), (5, 1.4, 3.6))
