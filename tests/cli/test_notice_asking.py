"""What notice write asks: who runs an unknown site, only when told to; and at a terminal only what the letter still needs."""

import json
import sys
from pathlib import Path

import pytest

from tests.support.journey import Journey
from tests.support.names import NameServer
from tests.support.registries import Registry

PAGE = "https://leak.example/album/1"
TABLE = {("leak.example", "A"): ["127.0.0.1"], ("leak.example", "NS"): ["ns1.example.net."]}
LETTER = ("notice", "write", "--regime", "host-abuse", "--to", "host", "--url", PAGE, "--no-input")


@pytest.fixture
def asked(registry: Registry, tmp_path: Path):
    with NameServer(TABLE) as names:
        yield ("--whois", "--resolver", names.named, "--bootstrap", registry.files(tmp_path / "lists", "example"))


def test_whois_finds_the_desk_keeps_the_registries_words_and_is_not_needed_twice(
    ready: Journey, registry: Registry, asked: tuple[str, ...]
) -> None:
    assert ready.run(*LETTER, "--json").json["channel"] == ""
    found = ready.run(*LETTER, *asked, "--json").json
    assert found["channel"] == "abuse@host.example"
    entry = ready.run("timeline", "--json").json["entries"][-2:]
    assert "Looked up at the registries who runs leak.example" in json.dumps(entry)
    asked_so_far = len(registry.paths)
    assert asked_so_far
    assert ready.run(*LETTER, "--json").json["channel"] == "abuse@host.example"
    assert ready.run(*LETTER, *asked, "--json").json["channel"] == "abuse@host.example"
    assert len(registry.paths) == asked_so_far


def test_a_registrar_is_found_in_the_same_look_up(ready: Journey, asked: tuple[str, ...]) -> None:
    outcome = ready.run(
        *("notice", "write", "--regime", "registrar-report", "--to", "registrar", "--url", PAGE),
        *("--context", "The whole site is for such pictures.", "--no-input", "--json", *asked),
    )
    assert outcome.json["channel"] == "abuse@registrar.example"


def test_without_the_word_nobody_is_asked(ready: Journey, registry: Registry, asked: tuple[str, ...]) -> None:
    outcome = ready.run(*LETTER)
    assert "add --whois" in outcome.stderr
    assert not registry.paths


def test_offline_nothing_is_looked_up_and_the_letter_says_how_to_do_it_by_hand(ready: Journey, registry: Registry, asked) -> None:
    outcome = ready.run(*LETTER, *asked, "--offline")
    assert "No registry answered about leak.example" in outcome.stderr
    assert "nslookup leak.example" in outcome.stdout
    assert not registry.paths


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is needed")
def test_at_a_terminal_it_asks_for_what_the_law_needs_and_nothing_else(ready: Journey) -> None:
    from tests.support.person import Person

    command = ready.command("notice", "write", "--regime", "eu-dsa-16", "--url", "https://www.reddit.com/r/example/comments/1")
    with Person(command, ready.environment(), ready.home) as person:
        for question, reply in (
            ("Name under your letters", "Sam Example"),
            ("E-mail for answers", "sam@example.org"),
            ("Time zone", ""),
            ("why it is illegal, with the national offence", "section 66B"),
        ):
            person.waits_for(question)
            person.types(reply)
        assert person.leaves() == 3
    assert "MISSING  your signature" in person.screen
    assert person.screen.count("MISSING") == 1
    assert "illegal under this provision: section 66B." in person.screen
