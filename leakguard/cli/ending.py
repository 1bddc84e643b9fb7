"""close, reopen, hold, wipe: the end of a case."""

from typing import Annotated, Any

import typer

from leakguard.cli.answer import NEXT_STATUS, Answer, builtins
from leakguard.cli.consent import parse_day
from leakguard.cli.session import Session
from leakguard.errors import NoCase, Refused
from leakguard.model.case import Case, Hold

_Why = Annotated[str, typer.Option(metavar="TEXT", help="The reason; it stands in the custody log.")]
_KEEP_FIRST = "leakguard export case --to ME --out FILE"


def close(
    session: Session,
    why: _Why,
    keep_until: Annotated[str, typer.Option(metavar="DATE", help="The last day up to which it must be kept.")] = "",
) -> Answer:
    """Close the case: it takes nothing new; nothing is deleted."""
    from leakguard.services import ending as service

    with session.vault() as vault, session.tools() as tools:
        case = service.close(vault, why, parse_day(keep_until), tools)
    lines = ["The case is closed: it takes nothing new. Everything in it stays; reports and exports still work."]
    if case.keep_until:
        lines.append(f"It is to be kept up to {case.keep_until}. Nothing is deleted by itself after that day.")
    return Answer("case/1", _case(case), tuple(lines))


def reopen(session: Session, why: _Why) -> Answer:
    """Open a closed case again."""
    from leakguard.services import ending as service

    with session.vault() as vault, session.tools() as tools:
        case = service.reopen(vault, why, tools)
    return Answer("case/1", _case(case), ("The case is open again.",), (NEXT_STATUS,))


def _case(case: Case) -> dict[str, Any]:
    return {"closed": builtins(case.closed), "closed_why": case.closed_why, "keep_until": builtins(case.keep_until)}


def holds(session: Session) -> Answer:
    """List what keeps the case from being destroyed."""
    with session.vault() as vault:
        return _holds(vault.find(Hold))


def hold_add(
    session: Session,
    by: Annotated[str, typer.Option("--for", metavar="NAME", help="Who asks that the case is kept.")],
    why: _Why,
) -> Answer:
    """Keep the case from being destroyed, for a court or an authority."""
    from leakguard.services import ending as service

    with session.vault() as vault, session.tools() as tools:
        return _holds((service.hold(vault, by, why, tools),))


def hold_lift(
    session: Session, id: Annotated[str, typer.Argument(metavar="ID", help="Such as h-1a2b3c4d.")], why: _Why
) -> Answer:
    """End a hold."""
    from leakguard.services import ending as service

    with session.vault() as vault, session.tools() as tools:
        return _holds((service.lift(vault, id, why, tools),))


def _holds(holds: tuple[Hold, ...]) -> Answer:
    lines = [
        f"{each.id}  for {each.by} since {each.since:%Y-%m-%d}: {each.why}"
        + (f"  (lifted on {each.lifted:%Y-%m-%d}: {each.lifted_why})" if each.lifted else "")
        for each in holds
    ]
    return Answer("holds/1", {"holds": builtins(holds)}, tuple(lines) or ("No hold keeps the case from being destroyed.",))


def wipe(
    session: Session,
    unopened: Annotated[
        bool, typer.Option("--unopened", help="For a case that opens no more: no hold can be looked for.")
    ] = False,
) -> Answer:
    """Destroy the case for good."""
    from leakguard.vault.vault import Vault

    if session.held is not None:
        raise Refused("The case is open here, so it cannot be destroyed now.", "Type lock, then: leakguard wipe")
    path = session.case_path
    if not Vault.exists(path) and not unopened:
        raise NoCase(
            f"There is no case at {path}.", "Name the folder with --case PATH. What is left of one: leakguard wipe --unopened"
        )
    kept = "" if unopened else _kept_up_to(session)
    asked = (
        "Nobody can bring it back, and the evidence goes with it.",
        *((kept,) if kept else ()),
        f"To keep a copy first, stop here and use: {_KEEP_FIRST}",
    )
    if not session.terminal.confirm(f"Destroy the case at {path}?", *asked):
        raise Refused("Nothing was destroyed.", f"To keep a copy first: {_KEEP_FIRST}")
    left = Vault.wipe(path)
    return Answer("wipe/1", {"wiped": str(path), "not_reached": list(left)}, ("The case is destroyed.", *left))


def _kept_up_to(session: Session) -> str:
    """What the person is told before; opening the case is the only way to see its holds. Raises Refused where one stands."""
    from leakguard.errors import InputNeeded, LeakguardError, UsageError
    from leakguard.services.ending import require_no_hold
    from leakguard.services.rules import case_of

    try:
        with session.vault() as vault:
            require_no_hold(vault)
            case = case_of(vault)
    except (Refused, UsageError, InputNeeded):  # the case may well open
        raise
    except NoCase:  # made half-way: there is nothing in it
        return ""
    except LeakguardError as error:
        error.hint = f"{error.hint} To destroy it without opening it: leakguard wipe --unopened"
        raise
    if case.keep_until and case.keep_until >= session.now().date():
        return f"It was to be kept up to {case.keep_until}."
    return ""
