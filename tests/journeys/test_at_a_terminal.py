"""A person at a terminal: questions, secrets that only the screen shows, and one passphrase for many commands."""

import re
import sys

import pytest

from tests.support.journey import PASSPHRASE, Journey

pytest.importorskip("pty", reason="there are no pseudo-terminals on Windows")

from tests.support.person import Person
from tests.support.pictures import Pictures
from tests.support.servers import WebSite

SIX_WORDS = re.compile(r"\n {4}([a-z]+(?: [a-z]+){5})\r")
CODE = re.compile(r"\n {4}((?:[0-9A-Z]{4}-){7}[0-9A-Z]{4})\r")


def at(journey: Journey, *arguments: str, streams: bool = False) -> Person:
    """The same person, now sitting at a terminal: nothing is given by file."""
    journey.variables.pop("LEAKGUARD_PASSPHRASE_FILE", None)
    return Person(journey.command(*arguments), journey.environment(), journey.home, streams=streams)


def test_init_asks_and_shows_its_secrets_on_the_terminal_only(journey: Journey) -> None:
    with at(journey, "init", streams=True) as person:
        person.waits_for("This is not your fault.")
        person.waits_for("is it safe to use this computer")
        person.waits_for("Go on? (yes/no) [no]: ")
        person.types("maybe")
        person.waits_for("Please type yes or no.")
        person.types("yes")
        person.waits_for("Number: ")
        person.types("1")
        person.waits_for("18 or older when they were made?")
        person.waits_for("Number: ")
        person.types("9")
        person.waits_for("Please type a number from 1 to 3.")
        person.types("1")
        person.waits_for("What are the pictures?")
        person.types("1")
        person.waits_for("two letters")
        person.types("D")
        person.waits_for("There is no country 'D'")
        person.types("Germany")
        person.waits_for("2  Deutsch")
        person.types("de")
        person.waits_for("New passphrase")
        person.types("")
        assert person.leaves() == 0
        screen = person.screen
    (passphrase,), (code,) = SIX_WORDS.findall(screen), CODE.findall(screen)
    streams = "".join((journey.home / name).read_text("utf-8") for name in ("stdout", "stderr"))
    assert "The case is ready" in streams
    assert passphrase not in streams
    assert code not in streams
    for secret in (passphrase, code):
        (journey.home / "passphrase").write_text(secret, "utf-8")
        assert journey.run("status", "--passphrase-file", journey.home / "passphrase").code == 0


def test_an_answer_can_be_corrected(journey: Journey) -> None:
    with at(journey, "init") as person:
        for question, answer in (
            ("Go on?", "yes"),
            ("Who are you?", "1"),
            ("type <", "2"),  # someone was under 18: a slip
            ("two letters", "<"),
            ("18 or older", "<"),
            ("Who are you?", "3"),
            ("18 or older", "1"),
            ("who agreed that you help", "Ann"),
            ("What did Ann agree to?", "<"),
            ("who agreed that you help", "Anna"),
            ("What did Anna agree to?", "1"),
            ("Until which day", ""),
            ("two letters", "DE"),
            ("2  Deutsch", "en"),
            ("New passphrase", ""),
        ):
            person.waits_for(question)
            person.types(answer)
        assert person.leaves() == 0
        (passphrase,) = SIX_WORDS.findall(person.screen)
    (journey.home / "passphrase").write_text(passphrase, "utf-8")
    secret = ("--passphrase-file", journey.home / "passphrase")
    assert "link-only" not in journey.run("status", *secret).stdout
    (consent,) = journey.run("consent", "show", "--json", *secret).json["consents"]
    assert consent["given_by"] == "Anna"


def test_init_stops_where_it_is_not_safe_and_nothing_is_made(journey: Journey) -> None:
    with at(journey, "init") as person:
        person.waits_for("Go on?")
        person.types("")
        person.waits_for("Nothing was made")
        assert person.leaves() == 1
    assert not journey.case.exists()


def test_whoever_helps_names_the_person_who_agreed(journey: Journey) -> None:
    with at(journey, "init", "--role", "worker", "--everyone-adult", "yes") as person:
        person.waits_for("Go on?")
        person.types("yes")
        person.waits_for("who agreed that you help: ")
        person.types("")
        person.waits_for("Please type a name: ")
        person.types("Ann")
        person.waits_for("What did Ann agree to?")
        person.types("2")
        for words, answer in (("look for copies?", "yes"), ("as evidence?", "yes"), ("in this matter?", "no"), ("police?", "no")):
            person.waits_for(words)
            person.types(answer)
        person.waits_for("Until which day")
        person.types("2020-01-31")
        person.waits_for("That day is over")
        person.types("")
        person.waits_for("IN …): ")
        person.presses("\x03")
        person.waits_for("\nleakguard: Stopped.")
        assert person.leaves() == 130
    assert not journey.case.exists()


def test_a_passphrase_of_ones_own_is_asked_twice_and_never_shown(journey: Journey) -> None:
    answers = ("--role", "self", "--everyone-adult", "yes", "--declare", "own", "--country", "US")
    with at(journey, "init", *answers) as person:
        for first, second in (("one of them", "another one"), (PASSPHRASE, PASSPHRASE)):
            person.waits_for("New passphrase")
            person.types(first)
            person.waits_for("The same again")
            person.types(second)
        assert person.leaves() == 0
        assert "not the same" in person.screen
        assert PASSPHRASE not in person.screen
    (journey.home / "passphrase").write_text(PASSPHRASE, "utf-8")
    assert journey.run("status", "--passphrase-file", journey.home / "passphrase").code == 0


def test_open_asks_once_takes_commands_and_locks(enrolled: Journey, pictures: Pictures) -> None:
    with at(enrolled, "open") as person:
        person.waits_for("Passphrase: ")
        person.types(PASSPHRASE)
        person.waits_for("The case is open.")
        person.types("note 'A call at night'")
        person.waits_for("Written down as t-")
        person.types(f"leakguard check '{pictures.downloads}'")
        person.waits_for("1 exact copy")
        person.types("findings --plain")
        person.waits_for("verdict: exact")
        person.types("chekc")
        person.waits_for("Did you mean: leakguard check")
        person.types("note 'no end")
        person.waits_for("quotation mark")
        person.types("open")
        person.waits_for("open already")
        person.types("wipe")
        person.waits_for("Type lock")
        person.types("help")
        person.waits_for("--help-scripts")
        person.types("lock")
        person.waits_for("Locked.")
        assert person.leaves() == 0
        assert person.screen.count("Passphrase:") == 1
        assert PASSPHRASE not in person.screen
    assert enrolled.case.exists()


def test_left_alone_it_locks_by_itself(ready: Journey) -> None:
    begin = "from leakguard.cli import environment, options, session, shell"
    run = "shell.shell(session.Session(options.Options(), environment.read_environment()), idle_seconds=1)"
    del ready.variables["LEAKGUARD_PASSPHRASE_FILE"]
    with Person([sys.executable, "-c", f"{begin}; {run}"], ready.environment(), ready.home) as person:
        person.waits_for("Passphrase: ")
        person.types(PASSPHRASE)
        person.waits_for("The case is open.")
        person.waits_for("Locked.")
        assert person.leaves() == 0


def test_a_wrong_passphrase_says_so(ready: Journey) -> None:
    with at(ready, "open") as person:
        person.waits_for("Passphrase: ")
        person.types("not this one")
        person.waits_for("hint: ")
        assert person.leaves() == 7


def test_before_the_first_request_a_person_is_told_and_may_stop(enrolled: Journey, leak_site: WebSite) -> None:
    page = leak_site.url + "/album"
    with at(enrolled, "check", page, "--capture") as person:
        person.waits_for("Passphrase: ")
        person.types(PASSPHRASE)
        person.waits_for("will see this computer's network address")
        person.waits_for("Go on? (yes/no) [no]: ")
        person.types("no")
        assert person.leaves() == 1
    assert leak_site.requests == []


def test_told_once_it_goes_on_and_asks_about_children_before_recording(enrolled: Journey, leak_site: WebSite) -> None:
    page = leak_site.url + "/album"
    with at(enrolled, "check", page, "--capture") as person:
        person.waits_for("Passphrase: ")
        person.types(PASSPHRASE)
        person.waits_for("Go on? (yes/no) [no]: ")
        person.types("yes")
        person.waits_for("May someone in its pictures be under 18? (yes/no) [no]: ")
        person.types("no")
        person.waits_for("Recorded as evidence")
        assert person.leaves() == 0
    with at(enrolled, "check", page) as person:
        person.waits_for("Passphrase: ")
        person.types(PASSPHRASE)
        person.waits_for("Looked at 2 pictures")
        assert person.leaves() == 0
        assert "network address" not in person.screen


def test_a_page_that_may_show_a_child_leaves_only_its_address(enrolled: Journey, leak_site: WebSite) -> None:
    page = leak_site.url + "/album"
    with at(enrolled, "capture", page) as person:
        person.waits_for("Passphrase: ")
        person.types(PASSPHRASE)
        person.waits_for("Go on?")
        person.types("yes")
        person.waits_for("under 18?")
        person.types("yes")
        assert person.leaves() == 1
    assert leak_site.requests == []
    (enrolled.home / "passphrase").write_text(PASSPHRASE, "utf-8")
    told = enrolled.run("timeline", "--json", "--passphrase-file", enrolled.home / "passphrase").json["entries"]
    assert page in [entry["address"] for entry in told]


def test_lines_fit_the_screen_and_addresses_stay_whole(found: Journey) -> None:
    address = "https://example.org/" + "a-long-way/" * 8
    found.run("link", "add", address, "--account", "someone_else")
    with at(found, "timeline") as person:
        person.waits_for("Passphrase: ")
        person.types(PASSPHRASE)
        assert person.leaves() == 0
        lines = person.screen.replace("\r\n", "\n").splitlines()
    assert any("hxxps://example[.]org/" + "a-long-way/" * 8 in line for line in lines)
    assert [line for line in lines if len(line) > 80 and "a-long-way" not in line] == []


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb"), ("", "")])
def test_nothing_is_said_by_colour(found: Journey, pictures: Pictures, name: str, value: str) -> None:
    found.variables[name or "UNUSED"] = value
    with at(found, "check", str(pictures.album), *([] if name else ["--plain"])) as person:
        person.waits_for("Passphrase: ")
        person.types(PASSPHRASE)
        person.waits_for("Looked at 2 pictures")
        assert person.leaves() == 0
        colours = re.findall(r"\x1b\[[0-9;]*m", person.screen)
    assert [colour for colour in colours if re.search(r"[34][0-9]|9[0-7]|10[0-7]", colour)] == []
    assert ("\x1b" in person.screen) == (name == "NO_COLOR")  # a bar without colour, or a plain line now and then


def test_alone_on_a_terminal_it_says_where_you_are(ready: Journey) -> None:
    with at(ready) as person:
        person.waits_for("There is a case at")
        person.waits_for("leakguard open")
        assert person.leaves() == 0
        assert "Passphrase" not in person.screen
