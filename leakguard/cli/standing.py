"""status, timeline: where the case stands, and everything in order. Counts come before details."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leakguard.cli.answer import BREAK, Answer, builtins, plural, shown
from leakguard.cli.session import Session
from leakguard.cli.view import Days, Fact, Facts, Moment, Steps
from leakguard.model.notice import Notice

if TYPE_CHECKING:
    from leakguard.services.status import Status
    from leakguard.services.timeline import Entry

_KINDS = {
    "original": ("picture added", "pictures added"),
    "finding": ("match", "matches"),
    "capture": ("page recorded", "pages recorded"),
    "notice": ("letter written", "letters written"),
    "sent": ("letter received", "letters received"),
    "note": ("note", "notes"),
    "link": ("address written down", "addresses written down"),
    "export": ("export", "exports"),
    "look": ("change seen when looking again", "changes seen when looking again"),
}


def status(
    session: Session,
    ics: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what is due as a calendar file; it names no law.")
    ] = None,
) -> Answer:
    """What is done, what is due, and the next useful step."""
    from leakguard.services.status import status as look
    from leakguard.services.status import write_calendar

    with session.vault() as vault, session.tools() as tools:
        entries = write_calendar(vault, ics, tools) if ics else 0
        now = look(vault, tools)
    rows = [Fact("Case", "link-only: addresses and dates, no pictures")] if now.link_only else _media(now)
    rows += _case(now)
    first, *others = ((step.command, step.why) for step in now.steps)
    parts: list[str | Facts | Steps] = [Facts("Where the case stands", tuple(rows)), Facts("Dates", tuple(_dates(now)))]
    if now.many:
        parts.append(Facts("A break", (Fact("A break", BREAK),)))
    parts += [Steps("Next", "next", (first,)), Steps("Also open", "also open", tuple(others))]
    data = _data(now)
    if ics:
        parts.append(f"Written: {ics}, with {plural(entries, 'entry', 'entries')}: times and ids of letters, in clear.")
        data["ics"] = str(ics)
    return Answer("status/1", data, tuple(parts))


def _media(now: "Status") -> list[Fact]:
    found = sum(now.findings.values())
    states = ", ".join(f"{count} {state}" for state, count in now.findings.items())
    recorded = [str(now.captures)]
    recorded += [f"{now.unsealed} without a time stamp"] if now.unsealed else []
    recorded += [f"{plural(now.not_recorded, 'confirmed copy', 'confirmed copies')} not recorded"] if now.not_recorded else []
    sent = sum(notice.sent is not None for notice in now.notices)
    drafts = sum(not notice.complete for notice in now.notices)
    return [
        Fact("Originals", str(now.originals)),
        Fact("Matches", f"{found}: {states}" if found else "0"),
        Fact("Records of pages", "; ".join(recorded)),
        Fact("Letters", f"{len(now.notices)}: {sent} received, {plural(drafts, 'draft')}" if now.notices else "0"),
    ]


def _case(now: "Status") -> list[Fact]:
    rows = [Fact("Addresses written down", str(now.links))]
    if now.not_allowed:
        rows.append(Fact("Consent", f"none in force for: {', '.join(now.not_allowed)}", "loud"))
    if now.permission_ends:
        rows.append(Fact("Consent ends", f"{now.permission_ends}, {_days(now.permission_ends, now.at)}", "strong"))
    if now.closed:
        rows.append(Fact("Closed", f"{now.closed:%Y-%m-%d}: {now.closed_why}", "strong"))
    if now.keep_until:
        rows.append(Fact("To be kept up to", f"{now.keep_until}, {_days(now.keep_until, now.at)}"))
    rows += [
        Fact("Hold", f"{hold.id} for {hold.by} since {hold.since:%Y-%m-%d}; the case must not be destroyed: {hold.why}", "strong")
        for hold in now.holds
    ]
    return rows


def _dates(now: "Status") -> list[Fact]:
    late = [Fact("OVERDUE", _notice_line(notice, now.at), "loud") for notice in now.overdue]
    return late + [Fact("due", _notice_line(notice, now.at)) for notice in now.due]


def _data(now: "Status") -> dict[str, Any]:
    return {
        "link_only": now.link_only,
        "originals": now.originals,
        "findings": now.findings,
        "not_recorded": now.not_recorded,
        "captures": now.captures,
        "unsealed": now.unsealed,
        "links": now.links,
        "notices": [_notice(notice) for notice in now.notices],
        "due": [_notice(notice) for notice in now.due],
        "overdue": [_notice(notice) for notice in now.overdue],
        "consent_missing": [scope.value for scope in now.not_allowed],
        "consent_ends": builtins(now.permission_ends),
        "closed": builtins(now.closed),
        "closed_why": now.closed_why,
        "keep_until": builtins(now.keep_until),
        "holds": builtins(now.holds),
        "break": BREAK if now.many else "",
        "next": now.next,
        "steps": builtins(now.steps),
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "notice": notice.id,
        "regime": notice.regime,
        "recipient": notice.recipient,
        "complete": notice.complete,
        "state": notice.state.value,
        "sent": builtins(notice.sent),
        "deadline": builtins(notice.deadline),
        "follow_up": builtins(notice.follow_up),
    }


def _notice_line(notice: Notice, now: datetime) -> str:
    if notice.due is None:
        return ""
    apart = notice.due - now
    told = f"{_span(-apart)} ago" if apart <= timedelta(0) else f"in {_span(apart)}"
    return f"{notice.id}  {notice.recipient} ({notice.regime}), by {notice.due:%Y-%m-%d %H:%M} UTC, {told}"


def _span(apart: timedelta) -> str:
    minutes = int(apart.total_seconds() // 60)
    if minutes < 60:
        return plural(minutes, "minute")
    return plural(minutes // 60, "hour") if minutes < 48 * 60 else plural(minutes // (24 * 60), "day")


def _days(day: Any, now: datetime) -> str:
    apart = (day - now.date()).days
    if apart == 0:
        return "today"
    return f"in {plural(apart, 'day')}" if apart > 0 else f"{plural(-apart, 'day')} ago"


def timeline(session: Session) -> Answer:
    """Everything in order."""
    from leakguard.services.timeline import counts
    from leakguard.services.timeline import timeline as entries

    with session.vault() as vault:
        rows = entries(vault)
    if not rows:
        return Answer("timeline/1", {"counts": {}, "entries": []}, ("Nothing is written down yet.",))
    counted = counts(rows)
    told = ", ".join(plural(count, *_KINDS.get(kind, (kind,))) for kind, count in counted.items())
    span = f"{rows[0].at:%Y-%m-%d} to {rows[-1].at:%Y-%m-%d}"
    head = Facts("Timeline", (Fact("Entries", f"{len(rows)}, {span}"), Fact("Of these", told)))
    return Answer("timeline/1", {"counts": counted, "entries": builtins(rows)}, (head, Days(tuple(_moment(row) for row in rows))))


def _moment(row: "Entry") -> Moment:
    text = f"{row.text} (private)" if row.private else row.text
    address = shown(row.address) if row.address else ""
    return Moment(f"{row.at:%Y-%m-%d}", f"{row.at:%H:%M}", row.subject, text, address)
