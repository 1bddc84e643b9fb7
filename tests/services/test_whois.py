"""Who is behind an address: what is asked of whom, what the answers mean, and what is said where there are none."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leakguard.errors import UsageError
from leakguard.facts.rdap import Bootstrap
from leakguard.model.lookup import Whois
from leakguard.model.verification import Answer
from leakguard.net.settings import Settings
from leakguard.services.tools import Tools
from leakguard.services.whois import Found, Options, whois
from tests.services.desk import Clock
from tests.support.names import NameServer
from tests.support.proxies import HttpProxy
from tests.support.registries import Registry, domain, entity, network, rdap
from tests.support.servers import LOOPBACK, Authority, RawServer, Reply, redirect

SITE = "https://www.leak.example/album/1"
TABLE = {
    ("www.leak.example", "A"): ["127.0.0.1"],
    ("leak.example", "NS"): ["ns1.example.net."],
    ("leak.example", "MX"): ["10 mail.leak.example."],
}
PAGES = {
    "/domain/leak.example": rdap(domain("leak.example")),
    "/ip/127.0.0.1": rdap(network("127.0.0.0", "127.0.0.255")),
}


def tools(**network_: object) -> Tools:
    return Tools(now=Clock(), network=Settings(allow=LOOPBACK, delay=0.0, **network_))  # type: ignore[arg-type]


@pytest.fixture
def names():
    with NameServer(TABLE) as running:
        yield running


@pytest.fixture
def registry():
    with Registry(PAGES) as running:
        yield running


@pytest.fixture
def options(names, registry) -> Options:
    return Options(registry.bootstrap("example"), names.named)


def look(options: Options, url: str = SITE, headers: tuple[tuple[str, str], ...] = (), **network_: object) -> Whois:
    return whois(url, tools(**network_), options, headers).whois


def unanswered(found: Whois) -> dict[str, str]:
    return {f"{check.check} {check.item}": check.why for check in found.checks if check.result is Answer.NOT_CHECKED}


def test_host_network_and_registrar_are_found_each_with_where_from_and_when(options, names, registry):
    found = look(options)
    made = {each.kind: each for each in found.registrations}
    assert (found.host, found.domain, found.addresses) == ("www.leak.example", "leak.example", ("127.0.0.1",))
    assert (made["domain"].registrar, made["domain"].registered, made["domain"].expires) == (
        "Example Registrar, Inc.",
        "2020-01-02",
        "2027-01-02",
    )
    assert (made["ip"].name, made["ip"].holder, made["ip"].range) == (
        "EXAMPLE-NET",
        "Example Hosting B.V.",
        "127.0.0.0 - 127.0.0.255",
    )
    assert made["ip"].server == f"{registry.url}/ip/127.0.0.1"
    assert len(made["ip"].sha256) == 64
    assert made["ip"].at > found.at
    assert {(answer.type, answer.values) for answer in found.names} == {
        ("A", ("127.0.0.1",)),
        ("AAAA", ()),
        ("NS", ("ns1.example.net",)),
        ("MX", ("10 mail.leak.example",)),
    }
    assert all(answer.server.endswith(f"port {names.address[1]}") for answer in found.names)
    assert unanswered(found) == {}


def test_only_the_name_server_and_the_registries_are_asked_and_never_the_site(options, names, registry):
    found = look(options)
    assert registry.paths == ["/domain/leak.example", "/ip/127.0.0.1"]
    assert all(b"\r\nAccept: application/rdap+json" in request for request in registry.requests)
    assert [name for name, _, _ in names.asked] == ["www.leak.example", "www.leak.example", "leak.example", "leak.example"]
    assert found.notes == ("Which registry to ask was taken from the lists of this test. The site itself was not asked.",)


def test_the_host_comes_before_the_registrar_and_a_guess_comes_last_and_says_so(options):
    ways = look(options).ways
    assert [way.address for way in ways] == ["abuse@host.example", "abuse@registrar.example", "abuse@leak.example"]
    assert ways[0].who == "Network of 127.0.0.1 (Abuse Desk (Example Hosting B.V.))"
    assert "UTC" in ways[0].source
    assert "nobody has checked" in ways[2].caution


def test_a_platform_that_is_known_needs_no_look_up(options, names, registry):
    found = look(options, "https://www.reddit.com/r/example")
    assert (found.platform, found.registrations, found.names) == ("reddit", (), ())
    assert found.ways[0].address.startswith("https://www.reddit.com/report")
    assert (names.asked, registry.requests) == ([], [])


def test_a_platform_that_is_known_is_looked_up_where_asked(options):
    found = look(replace(options, anyway=True), "https://www.reddit.com/r/example")
    assert found.platform == "reddit"
    assert {answer.problem for answer in found.names} == {"There is no such name."}


def test_the_name_of_a_site_alone_will_do_and_nonsense_is_refused(options):
    assert look(options, "www.leak.example").host == "www.leak.example"
    for nonsense in ("ftp://leak.example/", "https://", "https://a b/"):
        with pytest.raises(UsageError):
            look(options, nonsense)


def test_an_address_without_a_name_has_a_network_and_no_registrar(options, names):
    found = look(options, "http://127.0.0.1/x")
    assert [each.kind for each in found.registrations] == ["ip"]
    assert names.asked == []


def test_addresses_of_one_network_are_asked_about_once(registry):
    table = TABLE | {("www.leak.example", "A"): [f"127.0.0.{number}" for number in (1, 2, 3)]}
    with NameServer(table) as names:
        look(Options(registry.bootstrap("example"), names.named))
    assert [path for path in registry.paths if path.startswith("/ip/")] == ["/ip/127.0.0.1"]


def test_the_provider_of_the_network_is_found_where_the_registry_names_it(names):
    pages = PAGES | {
        "/ip/127.0.0.1": rdap(network("127.0.0.0", "127.0.0.255", arin_originas0_originautnums=[64500])),
        "/autnum/64500": rdap({"objectClassName": "autnum", "name": "UPSTREAM", "entities": [
            entity("abuse", ("fn", "Upstream"), ("email", "abuse@upstream.example"))
        ]}),
    }  # fmt: skip
    with Registry(pages) as registry:
        found = look(Options(registry.bootstrap("example"), names.named))
    assert [way.address for way in found.ways][:2] == ["abuse@host.example", "abuse@upstream.example"]


def test_without_an_abuse_desk_the_technical_contact_of_the_network_is_named_as_that(names):
    technical = {"objectClassName": "ip network", "entities": [entity("technical", ("fn", "NOC"), ("email", "noc@host.example"))]}
    with Registry(PAGES | {"/ip/127.0.0.1": rdap(technical)}) as registry:
        found = look(Options(registry.bootstrap("example"), names.named))
    assert found.ways[0].address == "noc@host.example"
    assert "no abuse desk is named" in found.ways[0].caution


def test_a_registry_may_send_on_to_another(names):
    with Registry({"/v2/ip/127.0.0.1": PAGES["/ip/127.0.0.1"]}) as second:
        pages = PAGES | {"/ip/127.0.0.1": redirect(f"{second.url}/v2/ip/127.0.0.1")}
        with Registry(pages) as first:
            found = look(Options(first.bootstrap("example"), names.named))
    assert found.registrations[1].server == f"{second.url}/v2/ip/127.0.0.1"


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(b"{}", 404), "knows nothing of it"),
        (Reply(b"", 429), "asked too often"),
        (Reply(b"", 503), "an error (503)"),
        (Reply(b"<html>hello"), "not JSON"),
        (Reply(b"[" * 200_000), "cannot be read"),
        (Reply(b'"text"'), "not an RDAP answer"),
        (Reply(b'{"errorCode": 501}'), "an error"),
        (Reply(b'{"a": "' + b"x" * 1_200_000 + b'"}'), "larger than"),
    ],
)
def test_a_registry_that_gives_no_answer_is_told_with_what_to_do_by_hand(names, reply, why):
    with Registry(PAGES | {"/domain/leak.example": reply}) as registry:
        found = look(Options(registry.bootstrap("example"), names.named))
        assert why in unanswered(found)["registry domain leak.example"]
        assert any(f"{registry.url}/domain/leak.example" in step for step in found.manual)
    assert [way.address for way in found.ways] == ["abuse@host.example", "abuse@leak.example"]


HOSTILE = "abuse@evil.example\r\nBcc: everybody@example.org"


def test_hostile_words_of_a_registry_become_no_mailbox_and_no_page(names):
    poisoned = {
        "objectClassName": "domain",
        "ldhName": ["not", "text"],
        "events": [{"eventAction": "registration", "eventDate": "yesterday"}, "x", {"eventAction": 7}],
        "nameservers": {"a": 1},
        "entities": [
            entity("abuse", ("fn", "A"), ("email", HOSTILE), ("email", "javascript:alert(1)"), ("url", "javascript:alert(1)")),
            {"roles": "abuse", "vcardArray": [["vcard"]]},
            {"roles": ["abuse"], "vcardArray": ["vcard", [["email"], ["email", {}, "text"], [1, {}, "text", "x"]]]},
            *([{"roles": ["abuse"]}] * 500),
            17,
        ],
    }
    with Registry(PAGES | {"/domain/leak.example": rdap(poisoned)}) as registry:
        found = look(Options(registry.bootstrap("example"), names.named))
    assert unanswered(found) == {}
    assert [way.address for way in found.ways] == ["abuse@host.example", "abuse@leak.example"]
    assert found.registrations[0].registered == ""


def test_a_name_that_leads_into_a_private_network_is_not_looked_up(registry):
    table = TABLE | {("www.leak.example", "A"): ["192.168.1.1"]}
    with NameServer(table) as names:
        found = look(Options(registry.bootstrap("example"), names.named))
    assert "a private address" in unanswered(found)["registry ip 192.168.1.1"]
    assert not any(path.startswith("/ip/") for path in registry.paths)


def test_a_name_whose_ending_has_no_registry_says_so(names, registry):
    found = look(Options(registry.bootstrap("other"), names.named))
    assert "names no server" in unanswered(found)["registry domain leak.example"]
    assert any("https://lookup.icann.org/ and enter leak.example" in step for step in found.manual)


def test_without_an_answer_for_the_name_nothing_is_made_up(registry):
    with NameServer({}) as names:
        found = look(Options(registry.bootstrap("example"), names.named))
    assert found.addresses == ()
    assert found.front is None
    assert any("nslookup www.leak.example" in step for step in found.manual)
    assert [way.address for way in found.ways] == ["abuse@registrar.example"]


CLOUDFLARE = {("www.leak.example", "A"): ["104.16.1.1"], ("leak.example", "NS"): ["ada.ns.cloudflare.com."]}


def test_a_network_in_front_is_proved_by_its_addresses_and_cannot_delete(registry):
    registry.pages |= {"/ip/104.16.1.1": rdap(network("104.16.0.0", "104.31.255.255", "CLOUDFLARENET", "abuse@cloudflare.com"))}
    with NameServer(TABLE | CLOUDFLARE) as names:
        found = look(Options(registry.bootstrap("example"), names.named))
    assert found.front is not None
    assert (found.front.id, found.front.sure) == ("cloudflare", True)
    assert found.front.signs == (
        "its address 104.16.1.1 is one of theirs",
        "its network belongs to CLOUDFLARENET",
        "its names are kept at ada.ns.cloudflare.com",
    )
    assert "cannot delete" in found.front.can
    assert found.ways[0].who == "Cloudflare, which stands in front"
    assert found.ways[0].address == "https://abuse.cloudflare.com/"
    assert any(way.who.startswith("Network in front (") for way in found.ways)


@pytest.mark.parametrize(
    ("table", "headers", "front"),
    [
        ({("www.leak.example", "CNAME"): ["x.b-cdn.net."], ("x.b-cdn.net", "A"): ["127.0.0.1"]}, (), "bunny"),
        ({("www.leak.example", "CNAME"): ["d1.cloudfront.net."], ("d1.cloudfront.net", "A"): ["127.0.0.1"]}, (), "cloudfront"),
        (TABLE, (("server", "cloudflare"),), "cloudflare"),
        (TABLE, (("CF-RAY", "8f"),), "cloudflare"),
        (TABLE, (("Server", "nginx"),), None),
        (TABLE | {("leak.example", "NS"): ["ada.ns.cloudflare.com."]}, (), None),
        ({("www.leak.example", "CNAME"): ["notb-cdn.net."], ("notb-cdn.net", "A"): ["127.0.0.1"]}, (), None),
    ],
)
def test_other_signs_are_signs_and_whoever_only_keeps_the_names_does_not_stand_in_front(registry, table, headers, front):
    with NameServer({**{key: TABLE[key] for key in TABLE if key[0] == "leak.example"}, **table}) as names:
        found = look(Options(registry.bootstrap("example"), names.named), headers=headers)
    assert (found.front and found.front.id) == front
    if found.front:
        assert not found.front.sure
        assert "no proof" in found.front.caution


def test_offline_nothing_is_asked_and_every_step_by_hand_is_told(options, names, registry):
    found = look(options, offline=True)
    assert (names.asked, registry.requests) == ([], [])
    assert [check.result for check in found.checks] == [Answer.NO, *[Answer.NOT_CHECKED] * 3]
    assert [step.partition(":")[0] for step in found.manual] == [
        "Find its address",
        "See who sold the name",
        "See who has the network",
    ]


def test_behind_a_proxy_no_name_is_looked_up_here_and_registries_are_asked_through_it(options, names, registry):
    with HttpProxy({"127.0.0.1": registry.address}) as proxy:
        found = look(options, proxy=proxy.url)
        assert len(proxy.requests) == len(registry.requests) == 1
    assert names.asked == []
    assert "would show where you go" in unanswered(found)["names A of www.leak.example"]
    assert found.registrations[0].registrar == "Example Registrar, Inc."


def test_behind_a_proxy_names_are_asked_for_over_https_through_it(names, registry, tmp_path):
    authority = Authority()

    def behave(connection, request: bytes) -> None:
        connection.sendall(Reply(names.answer(request.partition(b"\r\n\r\n")[2], "https") or b"").raw())

    with RawServer(behave, tls=authority.server("127.0.0.1")) as doh, HttpProxy({"127.0.0.1": doh.address}) as proxy:
        options = Options(Bootstrap({}, "nothing"), f"{doh.url}/dns-query")
        found = look(options, proxy=proxy.url, ca_files=(authority.pem(tmp_path),))
    assert {way for _, _, way in names.asked} == {"https"}
    assert proxy.asked == [f"127.0.0.1:{doh.port}"] * 4
    assert (found.addresses, found.names[0].server) == (("127.0.0.1",), f"{doh.url}/dns-query")


def test_behind_tor_a_hidden_service_is_not_asked_about(options, names, registry):
    found = look(options, "http://abcdefghijklmnop.onion/x")
    assert (names.asked, registry.requests, found.manual) == ([], [], ())
    assert "says nothing of where it is hosted" in unanswered(found)["registry abcdefghijklmnop.onion"]


def test_lists_that_nobody_has_looked_at_for_long_are_said_to_be_old(names):
    later = Tools(now=Clock(datetime(2029, 1, 1, tzinfo=UTC)), network=Settings(delay=0.0))
    found = whois("http://10.0.0.1/", later, Options(resolver=names.named)).whois
    assert "ipv4 of 2019-06-07" in found.notes[0]
    assert found.notes[1].startswith("The list of registries was last looked at on 2026-11-27.")


def test_a_registry_on_a_private_address_is_never_asked(names, registry):
    tools_ = Tools(now=Clock(), network=Settings(delay=0.0))
    found: Found = whois(SITE, tools_, Options(registry.bootstrap("example"), names.named))
    assert registry.requests == []
    assert "this computer itself" in unanswered(found.whois)["registry domain leak.example"]


def test_the_words_of_the_registries_are_kept_for_evidence(options, registry):
    found = whois(SITE, tools(), options)
    assert set(found.bodies) == {made.server for made in found.whois.registrations}
    assert json.loads(found.bodies[f"{registry.url}/ip/127.0.0.1"])["name"] == "EXAMPLE-NET"
