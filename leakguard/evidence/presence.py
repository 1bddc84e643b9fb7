"""Is a copy still there? What one answer says of it, what two answers say together, and when `gone` is believed.

`gone` closes letters and stops their clocks, so in doubt a copy is not gone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leakguard.model.evidence import PageKind
from leakguard.model.look import CopyState, Look

APART = timedelta(hours=1)
"""How long a copy has to seem gone before it is believed. 404 does not say whether it is for good (RFC 9110 section 15.5.5), and
a site that is being changed, or a cache in front of it that remembers the error (RFC 9111 section 3 and 4.2.2; networks keep a
404 for minutes), answers so for a while. An hour is longer than both usually last, and short enough for one evening."""

_REFUSALS = {
    PageKind.LOGIN_WALL: "The site asks for a login first.",
    PageKind.AGE_GATE: "The site asks for an age first.",
    PageKind.COOKIE_WALL: "The site asks for a yes to cookies first.",
    PageKind.BOT_WALL: "The site refuses this visitor or this country. Others may still see it.",
}
# RFC 9110: 401, 402, 403, 405, 407; RFC 6585: 429; RFC 7725: 451, which often holds in one country only.
_REFUSING = (401, 402, 403, 405, 407, 429, 451)
_ORDER = (CopyState.UP, CopyState.BLOCKED, CopyState.UNREACHABLE, CopyState.CHANGED, CopyState.GONE)


def of_answer(status: int | None, kind: PageKind) -> tuple[CopyState, str] | None:
    """What an answer says of itself, with the reason; None for a page as any other, whose pictures decide."""
    if kind in _REFUSALS:
        return CopyState.BLOCKED, _REFUSALS[kind]
    if status in _REFUSING:
        return CopyState.BLOCKED, f"The site refuses to show it here ({status}). Others may still see it."
    if kind is PageKind.SOFT_404:
        return CopyState.GONE, "The site says that there is no such page."
    if kind is PageKind.GONE:
        return (
            CopyState.GONE,
            f"The site says that it is gone ({status})." if status != 200 else "The site says that it was removed.",
        )
    if status is not None and status >= 400:
        return CopyState.UNREACHABLE, f"The site answered with an error ({status})."
    return None


def together(states: Iterable[CopyState]) -> CopyState:
    """Of a picture's own address and the page around it: one of them is enough to be up, all of them are needed to be gone."""
    return min(states, key=_ORDER.index)


@dataclass(frozen=True)
class Belief:
    """What is believed after a look, and, where it seems gone but is not believed yet, from when another look settles it."""

    state: CopyState
    again_from: datetime | None = None


def believe(before: Sequence[Look], seen: CopyState, at: datetime) -> Belief:
    """`before` are the earlier looks at the same copy, oldest first.

    It is gone when it has seemed gone for APART, at two looks at least, with no look in between that found anything there. Looks
    that were blocked or reached nothing say nothing either way.
    """
    if seen is CopyState.GONE:
        since = _gone_since(before)
        if since is not None and at - since >= APART:
            return Belief(CopyState.GONE)
        return Belief(CopyState.UNREACHABLE, (since or at) + APART)
    if seen is CopyState.UP and _last_believed(before) is CopyState.GONE:
        return Belief(CopyState.BACK)
    return Belief(seen)


def _gone_since(before: Sequence[Look]) -> datetime | None:
    since = None
    for look in reversed(before):
        if look.seen is CopyState.GONE:
            since = look.at
        elif look.seen.decided:
            break
    return since


def _last_believed(before: Sequence[Look]) -> CopyState | None:
    return next((look.state for look in reversed(before) if look.state.decided), None)
