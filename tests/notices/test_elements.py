"""An element counts as present only where a sentence says it or the person supplied it; nothing is there by default."""

from dataclasses import replace

import msgspec
import pytest

from leakguard.facts import loader
from leakguard.facts.law import Regime
from leakguard.model.case import Profile
from leakguard.notices import elements
from leakguard.notices.elements import SAYS
from tests.notices.letters import AGENT, ORDINARY, request, write

REGIMES = {regime.id: regime for regime in loader.regimes()}
every_regime = pytest.mark.parametrize("regime", REGIMES.values(), ids=REGIMES)
every_letter = pytest.mark.parametrize("regime", ORDINARY)


def present(regime: Regime, said: frozenset[str] = frozenset(), **changes: object) -> set[str]:
    asked = replace(request("us-tida"), regime=regime.id, **changes)  # type: ignore[arg-type]
    return {element.id for element in elements.checklist(regime, asked, said) if element.present}


@every_regime
def test_an_element_that_nobody_knows_is_missing(regime: Regime) -> None:
    unknown = tuple(msgspec.structs.replace(row, id=f"{row.id}_of_tomorrow") for row in regime.elements)
    assert (
        present(msgspec.structs.replace(regime, elements=unknown), took_the_picture=True, offence="a law", context="words")
        == set()
    )


@every_regime
def test_in_an_empty_letter_of_nobody_nothing_is_present(regime: Regime) -> None:
    assert present(regime, profile=Profile(), signed_by="", copies=(), offence="", synthetic=True) == set()


@every_regime
def test_a_sentence_with_the_name_of_the_element_makes_it_present(regime: Regime) -> None:
    rows = tuple(msgspec.structs.replace(row, id=f"{row.id}_of_tomorrow") for row in regime.elements)
    assert present(msgspec.structs.replace(regime, elements=rows), frozenset(f"{SAYS}{row.id}" for row in rows)) == {
        row.id for row in rows
    }


@every_letter
@pytest.mark.parametrize("agent", [False, True])
@pytest.mark.parametrize("synthetic", [False, True])
def test_every_element_of_every_letter_is_known(regime: str, agent: bool, synthetic: bool) -> None:
    acting = {"profile": AGENT, "signed_by": "Alex Helper"} if agent else {}
    made = write(regime, synthetic=synthetic, offence="a provision", **acting)
    assert [element.id for element in made.elements if not element.present] == []
