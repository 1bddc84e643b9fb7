"""consent show, renew, revoke."""

from datetime import date
from typing import Annotated

import typer

from leakguard.cli.answer import Answer, builtins
from leakguard.cli.session import Session
from leakguard.errors import UsageError
from leakguard.model.case import Scope

UntilOption = Annotated[str, typer.Option(metavar="DATE", help="Last day of the consent, such as 2027-01-31.")]


def show(session: Session) -> Answer:
    """Show who allowed what, for what, until when."""
    from leakguard.services import consent as service

    with session.vault() as vault:
        consents = service.show(vault)
    lines = []
    for consent in consents:
        end = f"revoked on {consent.revoked:%Y-%m-%d}" if consent.revoked else f"until {consent.until or 'revoked'}"
        lines.append(f"{consent.id}  {consent.given_by}: {', '.join(consent.scopes)}; given {consent.given:%Y-%m-%d}, {end}")
    return Answer(
        "consent/1", {"consents": builtins(consents)}, tuple(lines) or ("This case rests on no consent of somebody else.",)
    )


def renew(
    session: Session,
    given_by: Annotated[str, typer.Option("--from", metavar="NAME", help="Who gives it; the same person if left out.")] = "",
    scope: Annotated[str, typer.Option(metavar="LIST", help="check,capture,notice,export; the same if left out.")] = "",
    until: UntilOption = "",
) -> Answer:
    """Write down a new consent."""
    from leakguard.services import consent as service

    with session.vault() as vault, session.tools() as tools:
        consent = service.renew(
            vault, tools, given_by=given_by, scopes=parse_scopes(scope) if scope else (), until=parse_day(until)
        )
    return Answer("consent/1", {"consents": [builtins(consent)]}, (f"Written down as {consent.id}.",))


def revoke(session: Session, id: Annotated[str, typer.Argument(metavar="ID", help="All in force, if left out.")] = "") -> Answer:
    """Revoke a consent: from then on nothing rests on it."""
    from leakguard.services import consent as service

    with session.vault() as vault, session.tools() as tools:
        revoked = service.revoke(vault, tools, id)
    lines = (
        f"Revoked: {', '.join(consent.id for consent in revoked)}.",
        "Checks, captures, letters and exports that need it are refused now.",
    )
    return Answer("consent/1", {"consents": builtins(revoked)}, lines)


def parse_scopes(text: str) -> tuple[Scope, ...]:
    """'check,notice' as scopes; empty means all of them. Raises UsageError."""
    try:
        return tuple(Scope(part.strip()) for part in text.split(",") if part.strip()) or tuple(Scope)
    except ValueError as error:
        raise UsageError(f"Unknown consent scope in: {text}", f"Choose from: {', '.join(Scope)}") from error


def parse_day(text: str) -> date | None:
    """An ISO date; empty means none. Raises UsageError."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"This is not a date: {text}", "Write it like 2027-01-31.") from error
