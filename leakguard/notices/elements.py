"""The checklist of a regime: what the letter must hold, and whether it does."""

from collections.abc import Callable, Mapping

from leakguard.facts.law import Regime
from leakguard.model.notice import Element
from leakguard.notices.request import LetterRequest

_NEEDS: Mapping[str, Callable[[LetterRequest], bool]] = {
    "signature": lambda request: bool(request.signed_by.strip()),
    "contact": lambda request: bool(request.profile.email or request.profile.phone),
    "name_email": lambda request: bool((request.profile.name or request.signed_by) and request.profile.email),
    "explanation": lambda request: bool(request.offence.strip()),
    "work": lambda request: request.took_the_picture is True,
    "locate": lambda request: bool(request.copies),
    "url": lambda request: bool(request.copies),
}
"""What the person must supply. All other elements are sentences of the clause set and so in every letter."""


def checklist(regime: Regime, request: LetterRequest) -> tuple[Element, ...]:
    """Every element of the regime in its order, with its paragraph and whether the letter holds it."""
    return tuple(
        Element(
            id=row.id,
            ref=row.ref,
            basis=row.basis,
            certainty=str(row.certainty),
            present=_NEEDS[row.id](request) if row.id in _NEEDS else True,
            label=row.label,
        )
        for row in regime.elements
    )
