"""The passphrase: asked on the terminal or read from one place, never an option's value, never guessed."""

import os

import pytest

from tests.support.journey import PASSPHRASE, Journey

ANOTHER = "marble engine falcon twelve window rust"


def test_without_a_terminal_and_without_a_file_an_answer_is_needed(ready: Journey) -> None:
    del ready.variables["LEAKGUARD_PASSPHRASE_FILE"]
    before = ready.bytes()
    outcome = ready.run("status", "--json")
    assert (outcome.code, outcome.error["kind"]) == (4, "input-needed")
    assert "--passphrase-file" in outcome.error["hint"]
    assert ready.bytes() == before


def test_the_option_gives_it(ready: Journey) -> None:
    file = ready.variables.pop("LEAKGUARD_PASSPHRASE_FILE")
    assert ready.run("status", "--passphrase-file", file).code == 0


@pytest.mark.skipif(os.name == "nt", reason="descriptors are not inherited by number on Windows")
def test_a_descriptor_gives_it(ready: Journey) -> None:
    del ready.variables["LEAKGUARD_PASSPHRASE_FILE"]
    reader, writer = os.pipe()
    os.write(writer, f"{PASSPHRASE}\n".encode())
    os.close(writer)
    ready.variables["LEAKGUARD_PASSPHRASE_FD"] = str(reader)
    assert ready.run("status").code == 0


@pytest.mark.parametrize("second", ["option", "descriptor"])
def test_given_in_two_ways_it_is_an_error_because_one_must_be_a_mistake(ready: Journey, second: str) -> None:
    extra = ["--passphrase-file", ready.variables["LEAKGUARD_PASSPHRASE_FILE"]] if second == "option" else []
    if second == "descriptor":
        ready.variables["LEAKGUARD_PASSPHRASE_FD"] = "0"
    outcome = ready.run("status", *extra, "--json")
    assert (outcome.code, outcome.error["kind"]) == (2, "usage")
    assert "more than one way" in outcome.error["message"]


def test_it_is_never_taken_from_the_command_line(ready: Journey) -> None:
    del ready.variables["LEAKGUARD_PASSPHRASE_FILE"]
    outcome = ready.run("status", "--passphrase", PASSPHRASE)
    assert outcome.code == 2
    assert PASSPHRASE not in outcome.stderr


def test_a_wrong_one_opens_nothing_and_changes_nothing(ready: Journey) -> None:
    (ready.home / "passphrase").write_text("not this one\n", "utf-8")
    before = ready.bytes()
    outcome = ready.run("status", "--json")
    assert (outcome.code, outcome.error["kind"]) == (7, "wrong-passphrase")
    assert outcome.error["hint"]
    assert "not this one" not in outcome.stderr
    assert ready.bytes() == before


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\n"])
def test_a_file_without_one_is_an_error(ready: Journey, content: bytes) -> None:
    (ready.home / "passphrase").write_bytes(content)
    outcome = ready.run("status", "--json")
    assert (outcome.code, outcome.error["kind"]) == (2, "usage")


def test_no_case_says_where_it_was_looked_for(journey: Journey) -> None:
    outcome = journey.run("status", "--json")
    assert (outcome.code, outcome.error["kind"]) == (7, "no-case")
    assert str(journey.case) in outcome.error["message"]
    assert "leakguard init" in outcome.error["hint"]


def test_changed_the_old_one_opens_nothing(ready: Journey) -> None:
    new = ready.home / "new"
    new.write_text(f"{ANOTHER}\n", "utf-8")
    changed = ready.run("passphrase", "--new-passphrase-file", new)
    assert changed.code == 0
    assert ANOTHER not in changed.stdout + changed.stderr
    assert ready.run("status").code == 7
    ready.variables["LEAKGUARD_PASSPHRASE_FILE"] = str(new)
    assert ready.run("status").code == 0


def test_the_file_that_opens_the_case_is_not_taken_for_the_new_one(ready: Journey) -> None:
    outcome = ready.run("passphrase", "--json")
    assert (outcome.code, outcome.error["kind"]) == (4, "input-needed")
    assert ready.run("status").code == 0


def test_a_recovery_code_is_made_only_where_it_can_be_shown(ready: Journey) -> None:
    before = ready.bytes()
    assert ready.run("recovery").code == 4
    assert ready.run("recovery", "--json").code == 4
    assert ready.bytes() == before


def test_a_new_key_leaves_everything_readable(ready: Journey) -> None:
    ready.run("note", "A call at night")
    assert ready.run("rotate-key").code == 0
    assert "A call at night" in ready.run("timeline").stdout
