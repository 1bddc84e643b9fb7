"""What must be said beside a fact that is used: how sure it is, and that it is past its review. Only here is it said."""

from collections.abc import Iterable
from datetime import date

from leakguard.facts.rows import Fact


def is_stale(fact: Fact, today: date) -> bool:
    """Whether the fact is past the day on which it was to be looked at again."""
    return today > fact.review


def caution(fact: Fact, today: date) -> str:
    """What stands beside the fact itself: empty, or to check it, and since when nobody has looked."""
    stale = f"not looked at since {fact.seen}" if is_stale(fact, today) else ""
    return "; ".join(part for part in (fact.remark, stale) if part)


def said(fact: Fact, today: date) -> str:
    """The fact in words, with its caution behind it."""
    beside = caution(fact, today)
    return f"{fact.says} ({beside})" if beside else fact.says


def warning(what: str, facts: Iterable[Fact], today: date) -> str:
    """One line for everything that was used, `what` in words such as "The law behind this letter"; empty while none is stale."""
    stale = [fact for fact in facts if is_stale(fact, today)]
    if not stale:
        return ""
    return f"{what} was last looked at on {min(fact.seen for fact in stale)}. Check whether it still holds."
