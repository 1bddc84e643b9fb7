"""Names are looked up at a server that the person chose, over UDP, TCP or https, and hostile answers break nothing."""

from datetime import UTC, datetime

import pytest

from leakguard.errors import UsageError
from leakguard.net.client import Client, Settings
from leakguard.net.dns import HttpsResolver, Refusing, Resolver, reverse_name, server
from tests.support.names import NameServer, silent_socket
from tests.support.servers import LOOPBACK, RawServer, Reply, WebSite

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TABLE = {
    ("example.com", "A"): ["203.0.113.7", "203.0.113.6"],
    ("example.com", "MX"): ["20 backup.example.net.", "10 mail.example.com."],
    ("example.com", "NS"): ["ns1.example.net.", "ns2.example.net."],
    ("www.example.com", "CNAME"): ["site.cdn.example."],
    ("site.cdn.example", "A"): ["203.0.113.9"],
    ("loop.example", "CNAME"): ["loop.example."],
    ("big.example", "A"): [f"203.0.113.{number}" for number in range(1, 200)],
}


def now() -> datetime:
    return NOON


@pytest.fixture
def names():
    with NameServer(TABLE) as running:
        yield running


def test_an_answer_says_what_where_from_and_when(names):
    answer = Resolver([names.address], now).ask("example.com", "A")
    assert answer.values == ("203.0.113.6", "203.0.113.7")
    assert answer.server == f"127.0.0.1 port {names.address[1]}"
    assert (answer.at, answer.problem, answer.aliases) == (NOON, "", ())
    assert names.asked == [("example.com", "A", "udp")]


def test_aliases_are_followed_and_told(names):
    answer = Resolver([names.address], now).ask("www.example.com", "A")
    assert (answer.values, answer.aliases) == (("203.0.113.9",), ("site.cdn.example",))


def test_mail_and_name_servers_come_without_dots_at_their_ends(names):
    resolver = Resolver([names.address], now)
    assert resolver.ask("example.com", "MX").values == ("10 mail.example.com", "20 backup.example.net")
    assert resolver.ask("example.com", "NS").values == ("ns1.example.net", "ns2.example.net")


def test_no_such_records_is_no_problem_and_no_such_name_is_told(names):
    resolver = Resolver([names.address], now)
    assert resolver.ask("example.com", "AAAA").values == ()
    assert resolver.ask("example.com", "AAAA").problem == ""
    assert resolver.ask("nothing.example", "A").problem == "There is no such name."


def test_an_answer_that_does_not_fit_comes_over_tcp_and_only_so_much_is_kept(names):
    answer = Resolver([names.address], now).ask("big.example", "A")
    assert len(answer.values) == 30
    assert [way for _, _, way in names.asked] == ["udp", "tcp"]


def test_a_loop_of_aliases_is_a_problem(names):
    assert Resolver([names.address], now).ask("loop.example", "A").problem


def test_a_server_that_does_not_answer_is_given_up():
    with silent_socket() as silent:
        answer = Resolver([silent.getsockname()], now, timeout=0.2).ask("example.com", "A")
    assert answer.problem == "No server answered in time."


@pytest.mark.parametrize("twist", [lambda wire: wire[:20], lambda wire: b"", lambda wire: wire[:12] + b"\xc0\x0c" * 40])
def test_a_broken_answer_is_a_problem_and_nothing_more(twist):
    with NameServer(TABLE, twist=twist) as broken:
        answer = Resolver([broken.address], now, timeout=0.5).ask("example.com", "A")
    assert (answer.values, bool(answer.problem)) == ((), True)


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".example", "a" * 300])
def test_what_is_no_name_is_a_problem(names, name):
    assert Resolver([names.address], now).ask(name, "A").problem
    assert names.asked == []


def doh(names: NameServer, status: int = 200, body: bytes | None = None):
    """A server that speaks RFC 8484: the question is the body of a POST."""

    def behave(connection, request: bytes) -> None:
        head, _, query = request.partition(b"\r\n\r\n")
        assert head.startswith(b"POST /dns-query HTTP/1.1\r\n")
        assert b"\r\nContent-Type: application/dns-message" in head
        answer = body if body is not None else names.answer(query, "https")
        connection.sendall(Reply(answer or b"", status, "application/dns-message").raw())

    return RawServer(behave)


def test_over_https_it_asks_through_the_guarded_client(names):
    with doh(names) as running, Client(Settings(allow=LOOPBACK, delay=0.0), now=now) as client:
        answer = HttpsResolver(f"{running.url}/dns-query", client, now).ask("www.example.com", "A")
        missing = HttpsResolver(f"{running.url}/dns-query", client, now).ask("nothing.example", "A")
    assert (answer.values, answer.aliases, answer.server) == (
        ("203.0.113.9",),
        ("site.cdn.example",),
        f"{running.url}/dns-query",
    )
    assert missing.problem == "There is no such name."
    assert running.requests[0].partition(b"\r\n\r\n")[2].startswith(b"\0\0")


@pytest.mark.parametrize(("status", "body"), [(500, b""), (200, b"<html>"), (200, b"")])
def test_over_https_a_wrong_answer_is_a_problem(names, status, body):
    with doh(names, status, body) as running, Client(Settings(allow=LOOPBACK, delay=0.0), now=now) as client:
        answer = HttpsResolver(f"{running.url}/dns-query", client, now).ask("example.com", "A")
    assert (answer.values, bool(answer.problem)) == ((), True)


def test_over_https_a_private_server_is_never_asked(names):
    with WebSite({}) as site, Client(Settings(delay=0.0), now=now) as client:
        answer = HttpsResolver(f"{site.url}/dns-query", client, now).ask("example.com", "A")
        assert site.requests == []
    assert "this computer itself" in answer.problem


def test_what_refuses_says_why():
    answer = Refusing("A proxy is used.", now).ask("example.com", "A")
    assert (answer.values, answer.problem, answer.server) == ((), "A proxy is used.", "")


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("9.9.9.9", ("9.9.9.9", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("2620:fe::fe", ("2620:fe::fe", 53)),
        ("[2620:fe::fe]:853", ("2620:fe::fe", 853)),
    ],
)
def test_a_server_is_named_by_its_address(text, parsed):
    assert server(text) == parsed


@pytest.mark.parametrize("text", ["dns.example", "9.9.9", "", "9.9.9.9:x", "[::1"])
def test_what_is_no_address_of_a_server_is_refused(text):
    with pytest.raises(UsageError):
        server(text)


def test_an_address_has_a_name_to_be_looked_up_by():
    assert reverse_name("203.0.113.7") == "7.113.0.203.in-addr.arpa"
    assert reverse_name("2001:db8::1").endswith(".8.b.d.0.1.0.0.2.ip6.arpa")
