"""The end of a case: closing it with a day up to which it is kept, and holds that keep it from being destroyed."""

from dataclasses import replace
from datetime import date

from leakguard.errors import NotFound, Refused, UsageError
from leakguard.model.case import Case, Hold
from leakguard.services import custody
from leakguard.services.rules import Records, case_of
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


def close(vault: Vault, why: str, keep_until: date | None, tools: Tools) -> Case:
    """Close the case: it takes nothing new from then on (services.rules.require_open). Reports and exports go on; nothing is
    deleted.

    Raises UsageError for a day that is over, Refused where the case is closed already.
    """
    if keep_until and keep_until < tools.now().date():
        raise UsageError(f"That day is over: {keep_until}.", "Give the last day on which the case must still be there.")
    with vault.write() as tx:
        case = case_of(tx)
        if case.closed:
            raise Refused(f"The case is closed since {case.closed:%Y-%m-%d}.", "Open it again with: leakguard reopen --why TEXT")
        case = replace(case, closed=tools.now(), closed_why=why, keep_until=keep_until)
        tx.put(case)
        kept = keep_until.isoformat() if keep_until else ""
        custody.record(tx, tools, "case", "case", act="closed", why=why, keep_until=kept)
    return case


def reopen(vault: Vault, why: str, tools: Tools) -> Case:
    """Work goes on. Raises Refused where the case is not closed."""
    with vault.write() as tx:
        case = case_of(tx)
        if not case.closed:
            raise Refused("The case is not closed.", "See: leakguard status")
        case = replace(case, closed=None, closed_why="", keep_until=None)
        tx.put(case)
        custody.record(tx, tools, "case", "case", act="opened again", why=why)
    return case


def hold(vault: Vault, by: str, why: str, tools: Tools) -> Hold:
    """Somebody is obliged to keep the case: it is not destroyed until this is lifted."""
    with vault.write() as tx:
        placed = Hold(id=tx.new_id(Hold), by=by, why=why, since=tools.now())
        tx.put(placed)
        custody.record(tx, tools, "case", placed.id, act="hold placed", by=by, why=why)
    return placed


def lift(vault: Vault, id: str, why: str, tools: Tools) -> Hold:
    """End one hold. Raises NotFound where there is none of that id that stands."""
    with vault.write() as tx:
        if id not in {each.id for each in standing(tx)}:
            raise NotFound(f"No hold stands with the id {id}.", "See them with: leakguard hold")
        lifted = replace(tx.get(Hold, id), lifted=tools.now(), lifted_why=why)
        tx.put(lifted)
        custody.record(tx, tools, "case", id, act="hold lifted", why=why)
    return lifted


def standing(records: Records) -> tuple[Hold, ...]:
    """The holds that keep the case from being destroyed, oldest first."""
    return tuple(each for each in records.find(Hold) if each.lifted is None)


def require_no_hold(records: Records) -> None:
    """Raises Refused where the case must be kept."""
    if holds := standing(records):
        named = "; ".join(f"{each.id}, for {each.by} since {each.since:%Y-%m-%d}: {each.why}" for each in holds)
        raise Refused(
            f"This case must be kept, so it was not destroyed. {named}",
            "Ask whom it is kept for. Then: leakguard hold lift ID --why TEXT",
        )
