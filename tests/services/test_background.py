"""Who is behind a site goes into the evidence of its page, and from there onto letters; without it nothing else is missing."""

import json
from datetime import UTC, datetime

import pytest

from leakguard.model.evidence import Capture
from leakguard.model.lookup import NameAnswer
from leakguard.services import notify, profile, verify
from leakguard.services.background import OWN_RESOLVER, Background, without_resolver
from leakguard.services.capture import capture
from leakguard.services.notify import Wish
from leakguard.services.page import Keeping
from leakguard.services.whois import Options
from tests.services.desk import Desk
from tests.support.names import NameServer
from tests.support.registries import Registry, domain, network, rdap
from tests.support.servers import Reply


@pytest.fixture
def registry():
    with Registry({"/ip/127.0.0.1": rdap(network("127.0.0.0", "127.0.0.255"))}) as running:
        yield running


@pytest.fixture
def leak_site(leak_site):
    """With the copy alone: strangers take long to compare."""
    leak_site.pages["/album"] = Reply(b"<title>Album</title><img src=/copy.jpg>", content_type="text/html")
    return leak_site


def part(desk: Desk, made: Capture, name: str) -> dict:
    (found,) = (part for part in made.parts if part.name == name)
    return json.loads(desk.vault.read_object(found.object))


def record(desk: Desk, url: str, registry: Registry, **changes: object) -> Capture:
    tools = desk.with_tools(**changes)
    (made,) = capture(desk.vault, [url], Keeping(look_up=Options(registry.bootstrap("example"), "127.0.0.1:9")), tools).captures
    return made


def test_a_capture_holds_what_the_registry_said_in_its_own_words(enrolled, leak_site, registry):
    made = record(enrolled, f"{leak_site.url}/album", registry)
    held = part(enrolled, made, "rdap.json")
    assert (held["schema"], held["host"]) == ("leakguard/rdap/1", "127.0.0.1")
    (answer,) = held["answers"]
    assert answer["server"] == f"{registry.url}/ip/127.0.0.1"
    assert json.loads(answer["body"])["name"] == "EXAMPLE-NET"
    assert answer["at"]
    assert verify.case(enrolled.vault).passed


def test_several_pages_of_a_site_are_looked_up_once(enrolled, leak_site, registry):
    keeping = Keeping(look_up=Options(registry.bootstrap()))
    captures = capture(enrolled.vault, [f"{leak_site.url}/album", f"{leak_site.url}/login"], keeping, enrolled.tools).captures
    assert len(captures) == 2
    assert registry.paths == ["/ip/127.0.0.1"]
    assert all("rdap.json" in {part.name for part in made.parts} for made in captures)


def test_a_registry_that_does_not_answer_is_told_and_costs_nothing_else(enrolled, leak_site, registry):
    registry.pages.clear()
    registry.pages["/ip/127.0.0.1"] = Reply(b"", 503)
    warned: list[str] = []
    made = record(enrolled, f"{leak_site.url}/album", registry, warn=warned.append)
    assert made.complete
    assert made.findings
    (told,) = warned
    assert "(503)" in told
    assert "http://" not in told
    (check,) = (check for check in part(enrolled, made, "rdap.json")["checks"] if check["check"] == "registry")
    assert (check["result"], "503" in check["why"]) == ("not checked", True)


def test_without_a_registry_for_it_nothing_is_asked_and_nobody_is_warned(enrolled, leak_site):
    warned: list[str] = []
    (made,) = capture(enrolled.vault, [f"{leak_site.url}/album"], Keeping(), enrolled.with_tools(warn=warned.append)).captures
    assert part(enrolled, made, "rdap.json")["answers"][0]["body"] is None
    assert (warned, made.complete) == ([], True)


def test_names_that_were_looked_up_stand_in_the_parts_of_a_named_site(desk, registry):
    registry.pages["/domain/leak.example"] = rdap(domain("leak.example"))
    with NameServer({("leak.example", "A"): ["127.0.0.1"]}) as names:
        options = Options(registry.bootstrap("example"), names.named)
        behind = Background(desk.tools, lambda: None, options).of("https://leak.example/a", (("Server", "cloudflare"),))
    assert behind.names[0].values == ("127.0.0.1",)
    held = json.loads(behind.rdap)
    assert [answer["kind"] for answer in held["answers"]] == ["domain", "ip"]
    assert held["in_front"]["id"] == "cloudflare"


def test_the_name_server_of_this_computer_stays_out_of_the_evidence():
    answer = NameAnswer("leak.example", "A", ("203.0.113.7",), (), "192.0.2.53", datetime(2026, 3, 1, tzinfo=UTC))
    assert [kept.server for kept in without_resolver((answer,))] == [OWN_RESOLVER]


def test_a_letter_to_the_host_goes_to_the_desk_that_the_evidence_names(enrolled, leak_site, registry):
    profile.update(enrolled.vault, {"name": "Alex Example", "email": "alex@example.org"}, enrolled.tools)
    wish = Wish(regime="host-abuse", urls=(f"{leak_site.url}/album",), to="host", sign="Alex Example")
    before = notify.write(enrolled.vault, wish, (), None, enrolled.tools).notice
    assert before.channel == ""
    record(enrolled, f"{leak_site.url}/album", registry)
    asked = len(registry.requests)
    after = notify.write(enrolled.vault, wish, (), None, enrolled.tools).notice
    assert after.channel == "abuse@host.example"
    assert f"{registry.url}/ip/127.0.0.1" in after.sheet
    assert len(registry.requests) == asked


def test_a_letter_about_another_site_takes_no_desk_from_it(enrolled, leak_site, registry):
    profile.update(enrolled.vault, {"name": "Alex Example"}, enrolled.tools)
    record(enrolled, f"{leak_site.url}/album", registry)
    wish = Wish(regime="host-abuse", urls=("https://example.org/a",), to="host")
    assert notify.write(enrolled.vault, wish, (), None, enrolled.tools).notice.channel == ""
