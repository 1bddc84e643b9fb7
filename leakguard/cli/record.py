"""link add, note, custody."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from leakguard.cli.answer import Answer, builtins, shown
from leakguard.cli.session import Session
from leakguard.errors import UsageError


def link_add(
    session: Session,
    url: Annotated[str, typer.Argument(metavar="URL", help="The address; it is not opened.")],
    account: Annotated[str, typer.Option(metavar="NAME", help="The account that posted it.")] = "",
    seen: Annotated[str, typer.Option(metavar="DATE", help="When you saw it.")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="Anything to remember.")] = "",
) -> Answer:
    """Write an address down without opening it."""
    from leakguard.services import links as service

    with session.vault() as vault, session.tools() as tools:
        link = service.add(vault, url, tools, account=account, seen=seen, note=note)
    return Answer("link/1", {"link": builtins(link)}, (f"Written down as {link.id}. Nothing was opened.",))


def note(
    session: Session,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What happened.")],
    at: Annotated[str, typer.Option(metavar="TIME", help="When, such as 2026-11-20T18:30+01:00; now, if left out.")] = "",
    source: Annotated[str, typer.Option("--from", metavar="NAME", help="Who it came from.")] = "",
    attach: Annotated[list[Path] | None, typer.Option(metavar="FILE", help="Keep a file beside it.")] = None,
    private: Annotated[bool, typer.Option("--private", help="For you and your lawyer: never exported.")] = False,
) -> Answer:
    """Add to the timeline: a threat, a call, a message."""
    from leakguard.services import notes as service

    with session.vault() as vault, session.tools() as tools:
        written = service.add(vault, text, tools, at=parse_time(at), source=source, private=private, attach=attach or ())
    data = {
        "note": written.id,
        "at": builtins(written.at),
        "private": written.private,
        "attachments": [a.sha256 for a in written.attachments],
    }
    return Answer("note/1", data, (f"Written down as {written.id}.",))


def custody(session: Session) -> Answer:
    """Who did what to which exhibit."""
    from leakguard.evidence.custody import words
    from leakguard.services.custody import lines
    from leakguard.services.seals import reach

    with session.vault() as vault:
        log, sealed = lines(vault), reach(vault)
    told = [
        f"Sealed up to line {each.line} of {len(log)} by {shown(each.seal.authority)}, at {each.seal.time:%Y-%m-%d %H:%M:%S} UTC."
        for each in sealed
    ] or ["Not sealed yet: nothing outside this case says how the log ends."]
    data = [{"line": each.line, "authority": each.seal.authority, "time": builtins(each.seal.time)} for each in sealed]
    notes = () if sealed and sealed[0].line >= len(log) - len(sealed) else ("hint: To seal it up to its end: leakguard seal",)
    return Answer("custody/1", {"lines": log, "sealed": data}, (*(words(line) for line in log), *told), notes)


def parse_time(text: str) -> datetime | None:
    """An ISO time; without a zone it is taken as this computer's. Empty means none. Raises UsageError."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise UsageError(
            "This is not a time: {text}", "Write it like 2026-11-20T18:30 or 2026-11-20T18:30+01:00.", text=text
        ) from error
