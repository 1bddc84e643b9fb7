"""The letter commands speak the person's language: answers, refusals, questions. Scripts find the same keys in every case."""

import re

import pytest

from leakguard.cli import first_questions
from leakguard.text.templates import languages
from tests.support.journey import Journey

ENGLISH = re.compile(r"\b(the|is|this|with|there|not|say|letter|address|received|written|choose)\b")
REDDIT = "https://www.reddit.com/r/x/comments/1"
SIGN = ("--sign", "Sam Example", "--no-input")


@pytest.fixture(params=["de", "fr", "es"])
def person(request: pytest.FixtureRequest, journey: Journey) -> Journey:
    journey.begin(country=request.param.upper(), language=request.param)
    journey.run("profile", "--name", "Sam Example", "--email", "sam@example.org", "--time-zone", "Europe/Berlin")
    return journey


def own(text: str) -> str:
    """The words of ours: without commands, options, names of files and the English names of laws."""
    return re.sub(r"leakguard(?: notice)? ?[a-z-]*|--[a-z-]+|https?://\S+|^hint:|^next:", " ", text, flags=re.M)


def test_nothing_english_is_said_of_a_letter_from_the_first_word_to_its_answer(person: Journey) -> None:
    said = [person.run("notice", "list"), person.run("profile"), person.run("profile", "--time-zone", "Nowhere/Here")]
    made = person.run("notice", "write", "--regime", "us-tida", "--url", REDDIT, *SIGN, "--json").json
    id, written = made["notice"], ("notice", "write", "--regime")
    said += [
        person.run("notice", "sent", id, "--at", "2020-01-01T00:00"),
        person.run("notice", "sent", id, "--at", "2999-01-01T00:00"),
        person.run("notice", "sent", id, "--at", "soon"),
        person.run("notice", "answered", id, "--refused"),
        person.run("notice", "sent", "n-00000000"),
        person.run("notice", "sent", id),
        person.run("notice", "follow-up", id),
        person.run("notice", "answered", id),
        person.run("notice", "answered", id, "--refused"),
        person.run("notice", "follow-up", id, "--to", "nobody"),
        person.run("notice", "follow-up", id, "--seen", "2020-01-01T00:00"),
        person.run(*written, "nothing", "--url", REDDIT),
        person.run(*written, "us-tida"),
        person.run(*written, "us-tida", "--url", "nowhere"),
        person.run(*written, "us-tida", "--url", REDDIT, "--to", "somebody"),
        person.run(*written, "us-tida", "--url", REDDIT, "--language", "xx"),
        person.run(*written, "us-tida", "--url", REDDIT, "--format", "odt"),
        person.run(*written, "us-dmca-512c", "--batch", "--url", REDDIT),
        person.run("notice", "write", "--batch"),
        person.run("notice", "write", "--type", "escalation", "--url", REDDIT),
        person.run("notice", "write", "--batch", "--url", REDDIT, "--url", "https://photos.example.org/1", "--no-input"),
        person.run("notice", "list"),
    ]
    for outcome in said:
        assert not ENGLISH.findall(own(outcome.stdout + outcome.stderr)), outcome.stdout + outcome.stderr


def test_a_link_only_case_says_why_there_is_no_letter(person: Journey) -> None:
    assert person.run("age", "no", "--yes").code == 0
    refused = person.run("notice", "write", "--regime", "us-tida", "--url", REDDIT)
    assert (refused.code, ENGLISH.findall(own(refused.stderr))) == (1, [])
    assert "18" in refused.stderr
    assert person.run("notice", "write", "--url", REDDIT, "--json").error["kind"] == "refused"


def test_a_clock_is_told_in_the_persons_time_zone_and_form(person: Journey) -> None:
    id = person.run("notice", "write", "--regime", "us-tida", "--url", REDDIT, *SIGN, "--json").json["notice"]
    told = person.run("notice", "sent", id).stdout
    assert re.search(r"\((CET|CEST)\)", told)
    assert "Europe/Berlin" in person.run("notice", "list").stdout


def test_the_keys_for_scripts_are_the_same_in_every_language(person: Journey) -> None:
    made = person.run(
        "notice", "write", "--batch", "--regime", "host-abuse", "--url", "https://photos.example.org/1", "--json"
    ).json
    assert list(made) == ["schema", "letters", "refused"]
    assert {"notice", "regime", "recipient", "complete", "elements", "clock", "deadline", "warnings", "state"} <= set(
        made["letters"][0]
    )
    assert made["letters"][0]["state"] == "drafted"


def test_init_offers_every_language_that_there_are_texts_in():
    assert {code for code, _ in first_questions.LANGUAGES} == set(languages())
