"""The facts as they are shown: all of them, those about something, those of a country, those past their review."""

from datetime import date

import pytest

from leakguard.errors import NotFound
from leakguard.facts import loader
from leakguard.services import facts

TODAY = date(2026, 11, 23)
LATER = date(2027, 3, 1)
"""Past the three months of telephone lines, before the six of forms."""


def test_every_fact_is_shown_once_with_what_it_rests_on():
    shown = facts.facts(TODAY)
    assert len({fact.id for fact in shown}) == len(shown) == len(list(loader.every_fact()))
    groups = {"regimes", "notice-types", "channels", "helplines", "minors", "sextortion", "rdap", "cdns"}
    assert {fact.group for fact in shown} == groups
    for fact in shown:
        assert fact.says
        assert bool(fact.sources) == (fact.certainty != "recalled")
        assert fact.seen < fact.review


def test_one_subject_one_group_and_one_place_can_be_asked_for():
    subject = facts.facts(TODAY, "us-tida")
    assert {(fact.group, fact.subject) for fact in subject} == {("regimes", "us-tida")}
    assert facts.facts(TODAY, "US-TIDA") == subject
    place = facts.facts(TODAY, "regimes/us-tida/elements")
    assert [fact.ref for fact in place] == [f"s.3(a)(1)(B)({number})" for number in ("i", "ii", "iii", "iv")]
    assert {fact.group for fact in facts.facts(TODAY, "helplines")} == {"helplines"}
    assert facts.facts(TODAY, "all") == facts.facts(TODAY, "")


def test_a_country_has_its_laws_and_its_lines():
    subjects = {(fact.group, fact.subject) for fact in facts.facts(TODAY, country="de")}
    assert subjects == {
        ("regimes", "de"),
        ("regimes", "eu-dsa-16"),
        ("regimes", "eu-gdpr-17"),
        ("regimes", "eu-dir-2024-1385"),
        ("helplines", "DE"),
    }


@pytest.mark.parametrize(
    ("what", "country", "near"), [("us-tidal", "", "us-tida"), ("qqqq", "", "regimes"), ("", "ZZ", "support list")]
)
def test_what_is_not_there_is_answered_with_what_is_near(what: str, country: str, near: str):
    with pytest.raises(NotFound) as error:
        facts.facts(TODAY, what, country)
    assert near in error.value.hint


def test_past_review_is_what_is_past_it_on_this_day():
    assert facts.facts(TODAY, stale=True) == ()
    stale = facts.facts(LATER, stale=True)
    assert stale
    assert all(fact.stale and fact.review < LATER and "not looked at since 2026-11-22" in fact.caution for fact in stale)
    assert "helplines" in {fact.group for fact in stale}
    assert "regimes" not in {fact.group for fact in stale}
    assert len(facts.facts(date(2028, 1, 1), stale=True)) == len(facts.facts(TODAY))


def test_the_subjects_add_up():
    shown = facts.facts(LATER)
    subjects = facts.subjects(shown)
    assert sum(subject.facts for subject in subjects) == len(shown)
    assert sum(subject.stale for subject in subjects) == len(facts.facts(LATER, stale=True))
    assert sum(subject.to_check for subject in subjects) == sum(bool(fact.caution) for fact in shown)
    assert all(subject.name for subject in subjects)


def about(what: str) -> tuple[str, ...]:
    (subject,) = facts.subjects(facts.facts(TODAY, what))
    return subject.about


def test_a_law_says_first_whom_a_letter_may_go_to_or_why_none_is_written():
    reason, instead = about("au-iba")
    assert reason.startswith("No letter is written for this. Only the eSafety Commissioner")
    assert instead.startswith("Instead: ")
    (recipients,) = about("us-tida")
    assert recipients.startswith("A letter under it may go to: platform, messaging. ")


def test_a_kind_of_letter_says_what_it_is_for_who_gets_it_and_what_it_may_stand_on():
    what_for, who, hooks, write = about("notice-types/perpetrator")
    assert "lawyer may demand" in what_for
    assert who == "Goes to: The person's own lawyer, and nobody else."
    assert hooks == "May stand on: us-6851"
    assert write == "To write one: leakguard notice write --type perpetrator"
    assert about("notice-types/escalation")[-1] == "To write one: leakguard notice follow-up ID"
