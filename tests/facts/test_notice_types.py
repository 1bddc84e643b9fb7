"""The kinds of letters: all are there, stand on regimes that exist, and say what they may never hold."""

import pytest

from leakguard.facts import loader
from leakguard.facts.letters import NoticeType
from leakguard.facts.places import RecipientType

TYPES = {kind.id: kind for kind in loader.notice_types()}
every_type = pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)


def test_there_are_fifteen() -> None:
    assert list(TYPES) == [
        "platform",
        "host",
        "registrar",
        "cdn",
        "search",
        "payment",
        "app_store",
        "ad_network",
        "messaging",
        "preservation",
        "escalation",
        "police",
        "perpetrator",
        "employer_school",
        "sextortion",
    ]


@every_type
def test_each_says_what_it_is_for_who_gets_it_and_what_it_may_never_hold(kind: NoticeType) -> None:
    assert kind.what_for
    assert kind.who_receives
    assert kind.checklist
    assert kind.never


@every_type
def test_it_stands_on_regimes_that_exist(kind: NoticeType) -> None:
    assert set(kind.hooks) <= {regime.id for regime in loader.regimes()}


def test_a_letter_to_a_type_of_recipient_has_the_name_of_that_type() -> None:
    named = {kind.id: kind.recipient for kind in TYPES.values() if kind.recipient}
    assert named.pop("perpetrator") is RecipientType.LAWYER
    assert named.pop("escalation") is RecipientType.AUTHORITY
    others = {RecipientType.EMAIL, RecipientType.BANK, RecipientType.LAWYER, RecipientType.AUTHORITY}
    assert set(named) == set(RecipientType) - others
    assert all(kind == recipient for kind, recipient in named.items())


def test_its_texts_are_all_those_that_rest_on_no_law_each_for_its_recipient() -> None:
    no_law = {regime.id: regime for regime in loader.regimes() if not regime.law}
    assert {id for kind in TYPES.values() for id in kind.texts} == set(no_law)
    for kind in TYPES.values():
        assert not kind.texts or kind.recipient is None or kind.recipient in no_law[kind.texts[0]].recipients


def test_only_the_draft_to_the_person_who_shared_is_for_a_lawyer_alone() -> None:
    assert [kind.id for kind in TYPES.values() if kind.lawyer_only] == ["perpetrator"]
    assert "lawyer" in TYPES["perpetrator"].who_receives


def test_a_request_to_keep_data_is_not_dressed_as_a_demand_of_the_police() -> None:
    (never,) = TYPES["preservation"].never
    assert "only an authority can use it" in never.text
    assert not never.remark


def test_nothing_is_written_to_somebody_who_threatens() -> None:
    assert "Never the person who threatens" in TYPES["sextortion"].who_receives
    assert any(statement.text.startswith("Write a message to") for statement in loader.sextortion().never)
