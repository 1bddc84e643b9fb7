"""What the legal facts must hold, whoever edits them next."""

import pytest

from leakguard.facts import loader
from leakguard.facts.law import Regime
from leakguard.facts.places import Purpose, RecipientType
from leakguard.model.notice import Basis

REGIMES = {regime.id: regime for regime in loader.regimes()}
every_regime = pytest.mark.parametrize("regime", REGIMES.values(), ids=REGIMES)


@every_regime
def test_only_practice_has_no_paragraph(regime: Regime) -> None:
    for element in regime.elements:
        assert (element.ref is None) == (element.basis is Basis.PRACTICE), element.id


@every_regime
def test_what_a_statute_asks_for_rests_on_a_sure_source(regime: Regime) -> None:
    for element in regime.elements:
        assert element.basis is Basis.PRACTICE or not element.certainty.check_first, element.id


@every_regime
def test_a_law_that_letters_cite_rests_on_a_sure_source(regime: Regime) -> None:
    cited = any(element.basis is Basis.STATUTE for element in regime.elements)
    assert not (cited and regime.citation.certainty.check_first)


@every_regime
def test_a_letter_is_never_complete_without_a_signature(regime: Regime) -> None:
    assert "signature" in {element.id for element in regime.elements}


@every_regime
def test_a_clock_stands_on_a_sure_source_or_there_is_a_day_to_follow_up(regime: Regime) -> None:
    deadline = regime.deadline
    if deadline.value is not None:
        assert deadline.unit
        assert not deadline.certainty.check_first
    assert (deadline.value is None) == (deadline.follow_up_days is not None)


@every_regime
def test_an_adult_case_never_goes_to_a_channel_for_children(regime: Regime) -> None:
    assert Purpose.CHILD not in regime.purposes


@every_regime
def test_doubtful_recipients_are_types_or_categories_that_exist(regime: Regime) -> None:
    categories = {service.category for service in loader.places().services}
    assert set(regime.doubtful) <= categories | set(RecipientType) | {"unknown"}
    assert not set(regime.doubtful) & set(regime.recipients)


def test_only_the_copyright_notice_is_sworn_and_on_statute_text() -> None:
    sworn = {
        regime.id: [element.id for element in regime.elements if element.sworn] for regime in REGIMES.values() if regime.sworn
    }
    assert sworn == {"us-dmca-512c": ["accuracy_perjury"]}


def test_the_clocks_are_those_of_the_statutes() -> None:
    clocks = {id: (regime.deadline.value, regime.deadline.unit) for id, regime in REGIMES.items()}
    assert clocks == {
        "us-tida": (48, "hours"),
        "us-dmca-512c": (None, None),
        "eu-dsa-16": (None, None),
        "host-abuse": (None, None),
    }
