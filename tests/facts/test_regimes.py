"""What the legal facts must hold, whoever edits them next."""

import re

import pytest

from leakguard.facts import loader
from leakguard.facts.law import Kind, Regime
from leakguard.facts.places import Purpose, RecipientType
from leakguard.facts.rows import Confidence
from leakguard.model.notice import Basis

REGIMES = {regime.id: regime for regime in loader.regimes()}
LETTERS = {id: regime for id, regime in REGIMES.items() if not regime.no_letter}
every_regime = pytest.mark.parametrize("regime", REGIMES.values(), ids=REGIMES)
every_letter = pytest.mark.parametrize("regime", LETTERS.values(), ids=LETTERS)


LAWS = {id: regime for id, regime in REGIMES.items() if regime.law}


def test_there_are_26_laws_and_the_letters_and_texts_that_rest_on_none() -> None:
    assert len(REGIMES) == len(loader.regimes())
    assert len(LAWS) == 26
    assert [id for id, regime in REGIMES.items() if regime.kind is Kind.PRACTICE] == [
        "host-abuse",
        "registrar-report",
        "payment-report",
        "app-store-report",
        "ad-report",
    ]
    assert [id for id, regime in REGIMES.items() if regime.kind is Kind.BESIDE] == [
        "keep-data",
        "police-statement",
        "threat-police",
        "threat-report",
        "threat-bank",
        "employer-school-note",
        "lawyer-draft",
        "follow-up",
    ]


def test_a_text_that_rests_on_no_law_cites_none() -> None:
    for id, regime in REGIMES.items():
        if not regime.law:
            assert regime.citation.ref is None, id
            assert {element.basis for element in regime.elements} == {Basis.PRACTICE}, id
            assert regime.deadline.value is None, id
            assert not regime.sworn, id


def test_no_letter_is_written_where_the_law_gives_the_person_no_notice_or_where_it_was_not_read() -> None:
    assert [id for id, regime in LETTERS.items() if regime.law] == [
        "us-tida",
        "us-dmca-512c",
        "us-dmca-512d",
        "eu-dsa-16",
        "eu-gdpr-17",
        "uk-osa-iic-report",
        "in-it-3-2-b",
        "nz-hdca-24",
        "br-mci-21",
    ]


@every_regime
def test_a_regime_serves_letters_or_says_why_not_and_what_to_do_instead(regime: Regime) -> None:
    assert regime.instead
    if regime.no_letter:
        assert not (regime.recipients or regime.doubtful or regime.purposes or regime.why_not)
        assert regime.deadline.follow_up_days is None
    else:
        assert regime.recipients
        assert regime.purposes
        assert regime.why_not


def test_an_australian_removal_notice_is_never_written_by_the_person() -> None:
    regime = REGIMES["au-iba"]
    assert regime.no_letter is not None
    assert "Only the eSafety Commissioner can give a removal notice" in regime.no_letter.text
    assert not regime.no_letter.remark
    assert "not a letter of yours" in regime.deadline.runs_from


@every_regime
def test_only_practice_has_no_paragraph(regime: Regime) -> None:
    for element in regime.elements:
        assert (element.ref is None) == (element.basis is Basis.PRACTICE), element.id


@every_regime
def test_what_was_not_read_in_a_sure_source_says_so(regime: Regime) -> None:
    """Letters show these with a warning, and no such thing stands under an oath."""
    for fact in (regime.citation, regime.deadline, *regime.elements):
        assert bool(fact.remark) == (fact.certainty.check_first or bool(fact.caveat))
    assert all(not element.remark for element in regime.elements if element.sworn)
    stated = [element for element in regime.elements if element.basis is Basis.STATUTE]
    assert set(regime.unsure) == {fact for fact in (regime.citation, regime.deadline, *stated) if fact.remark} or (
        not regime.law and not regime.unsure
    )


def test_the_laws_behind_letters_of_which_no_official_text_was_read_are_known() -> None:
    citations = [id for id, regime in LETTERS.items() if regime.citation in regime.unsure]
    deadlines = [id for id, regime in LETTERS.items() if regime.deadline in regime.unsure]
    assert citations == deadlines == ["in-it-3-2-b", "br-mci-21"]
    assert [id for id, regime in LETTERS.items() if regime.unsure] == ["in-it-3-2-b", "nz-hdca-24", "br-mci-21"]


@every_letter
def test_a_letter_is_never_complete_without_a_signature(regime: Regime) -> None:
    assert {"signature"} <= {element.id for element in regime.elements}


@every_letter
def test_a_letter_has_a_clock_or_a_day_to_follow_up(regime: Regime) -> None:
    deadline = regime.deadline
    assert (deadline.value is None) == (deadline.unit is None) == (deadline.follow_up_days is not None)
    assert deadline.runs_from


@every_regime
def test_an_adult_case_never_goes_to_a_channel_for_children(regime: Regime) -> None:
    assert Purpose.CHILD not in regime.purposes


@every_regime
def test_doubtful_recipients_are_types_or_categories_that_exist(regime: Regime) -> None:
    categories = {service.category for service in loader.places().services}
    assert set(regime.doubtful) <= categories | set(RecipientType) | {"unknown"}
    assert not set(regime.doubtful) & set(regime.recipients)


def test_only_the_copyright_notices_are_sworn_and_on_statute_text() -> None:
    sworn = {
        regime.id: [element.id for element in regime.elements if element.sworn] for regime in REGIMES.values() if regime.sworn
    }
    assert sworn == {"us-dmca-512c": ["accuracy_perjury"], "us-dmca-512d": ["accuracy_perjury"]}
    assert {id for id, regime in REGIMES.items() if regime.kind is Kind.COPYRIGHT} == set(sworn)


def test_a_notice_to_a_search_engine_asks_for_the_same_as_one_to_a_site_but_for_the_link() -> None:
    site, search = ([(e.id, e.ref) for e in REGIMES[id].elements] for id in ("us-dmca-512c", "us-dmca-512d"))
    assert [(id, ref) for id, ref in site if id != "locate"] == [(id, ref) for id, ref in search if id != "link"]


def test_the_clocks_are_those_of_the_statutes() -> None:
    clocks = {id: (regime.deadline.value, regime.deadline.unit) for id, regime in LETTERS.items() if regime.deadline.value}
    assert clocks == {
        "us-tida": (48, "hours"),
        "eu-gdpr-17": (1, "calendar month"),
        "uk-osa-iic-report": (48, "hours"),
        "in-it-3-2-b": (2, "hours"),
        "nz-hdca-24": (48, "hours"),
    }


def test_the_duty_of_the_uk_is_told_as_one_about_systems() -> None:
    pitfall = next(pitfall for pitfall in REGIMES["uk-osa-iic-report"].pitfalls if pitfall.ref == "s.10(3A)")
    assert pitfall.warn
    assert "does not promise that every single picture is gone" in pitfall.text


def test_who_hands_the_name_on_is_told_with_the_letter() -> None:
    for id, words in (
        ("us-dmca-512c", "go to the uploader"),
        ("nz-hdca-24", "goes to the author"),
        ("host-abuse", "pass a complaint on"),
    ):
        assert any(words in pitfall.text for pitfall in REGIMES[id].pitfalls if pitfall.warn)


@every_regime
def test_no_law_is_called_by_the_name_of_a_person(regime: Regime) -> None:
    """Such names stay out of letters, and the name and the citation stand in them."""
    assert not re.search("coco|olimpia", f"{regime.name} {regime.citation.text}", re.IGNORECASE)


def test_pictures_of_people_under_18_get_no_regime_and_every_regime_says_where_they_go() -> None:
    assert all(regime.minors.text for regime in REGIMES.values())
    assert any("hotline" in regime.minors.text for regime in REGIMES.values())


def test_what_is_only_remembered_is_never_shown_as_certain() -> None:
    for where, fact in loader.every_fact():
        assert fact.confidence is Confidence.VERIFIED or fact.remark, where
