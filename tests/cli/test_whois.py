"""whois as it is typed: without a case, in words and as JSON, and what it exits with."""

from pathlib import Path

import pytest

from tests.support.journey import Journey
from tests.support.names import NameServer
from tests.support.registries import Registry, domain, rdap
from tests.support.servers import Reply

TABLE = {("leak.example", "A"): ["127.0.0.1"], ("leak.example", "NS"): ["ns1.example.net."]}
EVIL = "Evil\x1b[31m \u202eReg\u200bistrar"


@pytest.fixture
def asked(registry: Registry, tmp_path: Path):
    """The words that lead whois to servers of this computer."""
    with NameServer(TABLE) as names:
        lists = registry.files(tmp_path / "lists", "example")
        yield ("--resolver", names.named, "--bootstrap", lists)


def test_it_says_in_words_who_is_behind_an_address_and_where_to_report(journey: Journey, asked: tuple[str, ...]) -> None:
    outcome = journey.run("whois", "https://leak.example/a", *asked)
    assert outcome.code == 0
    for words in (
        "Domain leak[.]example: registered through Example Registrar, Inc., since 2020-01-02",
        "Network: EXAMPLE-NET, 127.0.0.0 - 127.0.0.255, held by Example Hosting B.V., country NL.",
        "email: abuse@host.example",
        "(dns of 2026-09-30, ipv4 of 2026-09-30, asn of 2026-09-30)",
        "The site itself was not asked.",
    ):
        assert words in outcome.stdout
    assert "https://leak.example" not in outcome.stdout
    assert "--to abuse@host.example" in outcome.stderr
    assert not journey.case.exists()


def test_json_has_where_each_answer_came_from_and_when(journey: Journey, registry: Registry, asked: tuple[str, ...]) -> None:
    answer = journey.run("whois", "https://leak.example/a", *asked, "--json").json
    assert answer["schema"] == "leakguard/whois/1"
    assert (answer["host"], answer["domain"], answer["platform"]) == ("leak.example", "leak.example", "")
    assert [(each["kind"], each["server"]) for each in answer["registrations"]] == [
        ("domain", f"{registry.url}/domain/leak.example"),
        ("ip", f"{registry.url}/ip/127.0.0.1"),
    ]
    assert all(each["at"] and each["sha256"] for each in answer["registrations"])
    assert all(each["at"] and each["server"] for each in answer["names"])
    assert {check["result"] for check in answer["checks"]} <= {"yes", "no", "not checked"}
    assert answer["ways"][0]["address"] == "abuse@host.example"


def test_a_case_that_is_there_stays_as_it_is(ready: Journey, asked: tuple[str, ...]) -> None:
    before = ready.bytes()
    outcome = ready.run("whois", "https://leak.example/a", *asked)
    assert (outcome.code, "nothing of this was kept. To keep it in the case" in outcome.stderr) == (0, True)
    assert ready.run("whois", "https://leak.example/a", *asked, "--json").json["kept"] is None
    assert ready.bytes() == before


def test_with_keep_the_registries_words_stay_in_the_case_are_logged_and_serve_letters(
    ready: Journey, asked: tuple[str, ...]
) -> None:
    outcome = ready.run("whois", "https://leak.example/a", *asked, "--keep", "--json")
    assert (outcome.code, outcome.stderr.count("kept")) == (0, 0)
    kept = outcome.json["kept"]
    assert any(kept in line and "looked up" in line for line in ready.run("custody").stdout.replace("_", " ").splitlines())
    assert "Looked up at the registries who runs leak.example" in ready.run("timeline").stdout
    letter = ("notice", "write", "--regime", "host-abuse", "--url", "https://leak.example/a", "--no-input", "--json")
    assert ready.run(*letter).json["channel"] == "abuse@host.example"
    assert ready.run("verify").code == 0


def test_keep_in_a_link_only_case_is_refused_before_anybody_is_asked(
    ready: Journey, registry: Registry, asked: tuple[str, ...]
) -> None:
    assert ready.run("age", "no", "--yes").code == 0
    before = ready.bytes()
    assert ready.run("whois", "https://leak.example/a", *asked, "--keep", "--json").error["kind"] == "refused"
    assert (ready.bytes(), registry.requests) == (before, [])


def test_what_could_not_be_asked_makes_it_incomplete(journey: Journey, registry: Registry, asked: tuple[str, ...]) -> None:
    registry.pages["/ip/127.0.0.1"] = Reply(b"", 500)
    outcome = journey.run("whois", "https://leak.example/a", *asked)
    assert outcome.code == 3
    assert "Not checked: registry (ip 127.0.0.1)" in outcome.stdout
    assert "By hand: See who has the network" in outcome.stdout


def test_offline_it_tells_the_steps_by_hand(journey: Journey, registry: Registry) -> None:
    outcome = journey.run("whois", "https://leak.example/a", "--offline")
    assert outcome.code == 0
    assert outcome.stdout.count("By hand: ") == 3
    assert registry.requests == []


def test_a_known_platform_is_answered_without_asking_anybody(journey: Journey) -> None:
    del journey.variables["LEAKGUARD_ALLOW_NETWORK"]
    outcome = journey.run("whois", "https://www.reddit.com/r/example")
    assert outcome.code == 0
    assert "This is Reddit" in outcome.stdout
    assert "https://www.reddit.com/report" in outcome.stdout


def test_foreign_words_are_made_harmless(journey: Journey, registry: Registry, asked: tuple[str, ...]) -> None:
    hostile = domain("leak.example")
    hostile["entities"][0]["vcardArray"][1][1][3] = EVIL
    registry.pages["/domain/leak.example"] = rdap(hostile)
    shown = journey.run("whois", "https://leak.example/a", *asked).stdout
    assert "\\x1b[31m" in shown
    assert not set("\x1b\u202e\u200b") & set(shown)


def test_lists_that_are_not_there_or_broken_are_named(journey: Journey, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    assert journey.run("whois", "https://leak.example/", "--bootstrap", tmp_path / "none", "--json").error["kind"] == "not-found"
    (tmp_path / "none" / "dns.json").write_text('{"services": 7}')
    broken = journey.run("whois", "https://leak.example/", "--bootstrap", tmp_path / "none", "--json")
    assert broken.error["kind"] == "unreadable"
    assert journey.run("whois", "https://leak.example/", "--resolver", "a name", "--json").error["kind"] == "usage"


def test_a_letter_without_an_address_to_send_it_to_names_the_command(ready: Journey) -> None:
    write = ("notice", "write", "--regime", "host-abuse", "--to", "host", "--url", "https://leak.example/a?b=1&c=2")
    assert (
        "hint: who hosts it, and where that takes reports: add --whois, or type leakguard whois 'https://leak.example/a?b=1&c=2'"
        in ready.run(*write).stderr
    )
