"""A mistyped command line is answered with what is wrong and what to type, and changes nothing."""

import pytest

from tests.support.journey import Journey

WRONG = {
    "an unknown command": ["chekc"],
    "an unknown verb": ["findings", "shwo"],
    "an unknown option": ["status", "--jsom"],
    "an option before the command": ["--quiet", "status"],
    "an option between noun and verb": ["findings", "--case", "elsewhere", "confirm", "f-1"],
    "a missing argument": ["note"],
    "a missing option": ["report"],
    "a word outside the choices": ["age", "perhaps"],
    "nothing to check": ["check"],
    "an address of another kind": ["check", "ftp://example.org/a.jpg"],
    "a list that cannot be read": ["check", "--from", "no-such-list"],
    "a time that is none": ["note", "A call", "--at", "tomorrow"],
    "a date that is none": ["consent", "renew", "--until", "31.01.2027"],
    "an unknown scope": ["consent", "renew", "--scope", "check,fly"],
    "an unknown format": ["notice", "write", "--regime", "us-tida", "--url", "https://example.org/", "--format", "rtf"],
    "a report under a foreign ending": ["report", "--out", "report.doc"],
    "a report under another format's ending": ["report", "--format", "docx", "--out", "report.pdf"],
    "everything without a reason": ["capture", "https://example.org/", "--everything"],
    "an unknown time zone": ["profile", "--time-zone", "Mars/Olympus"],
}


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG.keys())
def test_a_usage_error_is_exit_2_says_what_to_do_and_changes_nothing(ready: Journey, arguments: list[str]) -> None:
    before = ready.bytes()
    plain, scripted = ready.run(*arguments), ready.run(*arguments, "--json")
    assert (plain.code, plain.stdout) == (2, "")
    assert plain.stderr.splitlines()[-2].startswith("leakguard: ")
    assert plain.stderr.splitlines()[-1].startswith("hint: ")
    assert (scripted.code, scripted.stdout) == (2, "")
    assert scripted.error["code"] == 2
    assert scripted.error["kind"] == "usage"
    assert scripted.error["message"]
    assert scripted.error["hint"]
    assert ready.bytes() == before


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chekc", "leakguard check"),
        ("finding", "leakguard findings"),
        ("reveal", "leakguard findings reveal"),
        ("sent", "leakguard notice sent"),
    ],
)
def test_the_nearest_command_is_suggested(journey: Journey, typed: str, meant: str) -> None:
    assert f"Did you mean: {meant}" in journey.run(typed).stderr


def test_nothing_is_suggested_where_nothing_is_near(journey: Journey) -> None:
    assert "Did you mean" not in journey.run("xyzzy").stderr


def test_a_verb_is_answered_alone_without_the_list_of_its_noun(found: Journey) -> None:
    id = found.run("findings", "--json").json["findings"][0]["id"]
    assert found.run("findings", "show", id, "--json").json["schema"] == "leakguard/finding/1"


def test_a_noun_that_does_nothing_alone_shows_its_verbs(journey: Journey) -> None:
    shown = journey.run("export")
    assert shown.code == 0
    assert "bundle" in shown.stdout
