"""The checklist of a regime: what the letter must hold, and whether it does.

An element is there for one of two reasons. A sentence of the letter holds it: the clause set or the frame has a block
with the name `says_` and the element's id, which came out with words in it. Or the person supplied it: `_SUPPLIED` asks the
request. An id that neither knows is missing, so that a new row of the facts never counts as done.
"""

from collections.abc import Callable, Mapping, Set

from leakguard.facts.law import Regime, Required
from leakguard.model.notice import Element
from leakguard.notices.request import LetterRequest

SAYS = "says_"

_SUPPLIED: Mapping[str, Callable[[LetterRequest], bool]] = {
    "signature": lambda request: bool(request.signed_by.strip()),
    "contact": lambda request: _reachable(request),
    "name_email": lambda request: bool(_named(request) and request.profile.email),
    "explanation": lambda request: bool(request.offence.strip()),
    "work": lambda request: request.took_the_picture is True,
    "locate": lambda request: bool(request.copies),
    "url": lambda request: bool(request.copies),
    "link": lambda request: bool(request.copies),
    "identify": lambda request: bool(request.copies and (not request.agent or request.profile.authority)),
    "whole_site": lambda request: bool(request.context.strip()),
    "advert": lambda request: bool(request.context.strip()),
    "payment": lambda request: bool(request.context.strip()),
    "account": lambda request: bool(request.account.strip() or request.copies),
    "history": lambda request: bool(request.following and request.events),
    "still_there": lambda request: bool(request.following and request.following.looked),
    "what_happened": lambda request: bool(request.copies or request.events or request.context.strip()),
    "eu-gdpr-17/identity": lambda request: _reachable(request),
    "nz-hdca-24/identity": lambda request: bool(
        _named(request) and request.profile.email and request.profile.phone and request.profile.address
    ),
    "nz-hdca-24/why": lambda request: bool(request.offence.strip()) or not request.synthetic,
}
"""What the person must supply, by the element's id; where regimes mean different things by one id, by regime and id."""


def checklist(regime: Regime, request: LetterRequest, said: Set[str]) -> tuple[Element, ...]:
    """Every element of the regime in its order, with its paragraph and whether the letter holds it.

    `said` are the names of the blocks with words in them.
    """
    return tuple(
        Element(
            id=row.id,
            ref=row.ref,
            basis=row.basis,
            certainty=str(row.certainty),
            present=_present(regime, row, request, said),
            label=row.label,
        )
        for row in regime.elements
    )


def _present(regime: Regime, row: Required, request: LetterRequest, said: Set[str]) -> bool:
    supplied = _SUPPLIED.get(f"{regime.id}/{row.id}", _SUPPLIED.get(row.id))
    return supplied(request) if supplied else f"{SAYS}{row.id}" in said


def _reachable(request: LetterRequest) -> bool:
    return bool(request.profile.email or request.profile.phone)


def _named(request: LetterRequest) -> str:
    return request.profile.name or request.signed_by
