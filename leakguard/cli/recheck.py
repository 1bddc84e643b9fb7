"""recheck."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leakguard.cli.answer import NEXT_STATUS, Answer, builtins, plural, shown
from leakguard.cli.options import AcceptCertificate
from leakguard.cli.session import Session
from leakguard.cli.table import Table
from leakguard.model.look import CopyState, Look
from leakguard.model.notice import Notice, NoticeState

if TYPE_CHECKING:
    from leakguard.services.recheck import Rechecked

GONE_MEANS = (
    "Gone means that this computer was told so at two looks, an hour apart or more. A site can show others something else."
)


def recheck(
    session: Session,
    which: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="Findings or letters, such as f-1a2b3c4d; all, if left out.")
    ] = None,
    accept_certificate: AcceptCertificate = None,
) -> Answer:
    """Look which copies are gone, still up, back, or blocked. Only gone closes a letter, and needs two looks an hour apart."""
    from leakguard.services import recheck as service

    with session.vault() as vault, session.tools(accept_certificates=accept_certificate or ()) as tools:
        done = service.recheck(vault, which or (), tools)
    data = {
        "items": [_item(look) for look in done.looks],
        "notices": [{"notice": notice.id, "state": notice.state.value} for notice in done.notices],
    }
    code = 6 if done.nothing_reached else 3 if done.incomplete else 0
    return Answer("recheck/1", data, tuple(_lines(done)), _next(done, session.now()), code=code)


def _item(look: Look) -> dict[str, Any]:
    return {
        "finding": look.finding,
        "url": look.url,
        "state": look.state.value,
        "why": look.why,
        "look": look.id,
        "at": builtins(look.at),
        "seen": look.seen.value,
        "again_from": builtins(look.again_from),
        "shown_at": look.shown_at,
        "status": look.status,
        "page": look.page.value if look.page else None,
        "sha256": look.sha256,
        "verdict": look.verdict.value if look.verdict else None,
    }


def _lines(done: "Rechecked") -> list[str | Table]:
    from leakguard.services.looks import words

    counts = Counter(words(look) for look in done.looks)
    rows = tuple((look.finding or "-", words(look), shown(look.url)) for look in done.looks)
    lines: list[str | Table] = [f"Looked at {plural(len(done.looks), 'copy', 'copies')} again."]
    lines += [f"  {count} {state}" for state, count in counts.items()]
    lines += ["", Table(("finding", "state", "where"), rows), ""]
    lines += [f"{look.finding or shown(look.url)}: {look.why}" for look in done.looks if look.state is not CopyState.UP]
    lines += [_changed(notice) for notice in done.notices]
    return lines + ([GONE_MEANS] if any(look.state is CopyState.GONE for look in done.looks) else [])


def _changed(notice: Notice) -> str:
    if notice.state is NoticeState.REMOVED:
        return f"{notice.id} to {notice.recipient} is closed: every copy it is about is gone."
    return f"{notice.id} to {notice.recipient} is open again: a copy is back."


def _next(done: "Rechecked", now: datetime) -> tuple[str, ...]:
    late = (notice for notice in done.notices if notice.state is NoticeState.BACK and notice.due and notice.due <= now)
    if back := next(late, None):
        return (f"next: leakguard notice follow-up {back.id}   (tell who comes next that it is back)",)
    if any(look.again_from for look in done.looks):
        return ("next: leakguard recheck   (in an hour or later: what seems gone is believed at the second look)",)
    return (NEXT_STATUS,)
