"""An ordinary fetch: what is sent, what is kept, how redirects are followed."""

import socket
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from leakguard.errors import AddressRefused, NetworkError
from leakguard.net.client import Client, FetchFailed, RedirectRefused, Settings
from leakguard.net.settings import USER_AGENT
from tests.net.clients import client, names
from tests.support.servers import LOOPBACK, RawServer, Reply, WebSite, closed_port, redirect, sends


def test_a_fetch_keeps_the_bytes_that_went_both_ways() -> None:
    raw = b"HTTP/1.1 200 Fine\r\nserver:  Odd\r\nX-Mixed-CASE: caf\xc3\xa9 \r\nX-Old: caf\xe9\r\nContent-Length: 5\r\n\r\n"
    with RawServer(sends(raw + b"hello")) as server, client(hosts={"site.test": ["127.0.0.1"]}) as web:
        url = server.at("site.test") + "/a?b=c"
        fetched = web.fetch(url + "#d", accept="text/html")
        exchange = fetched.last
        assert fetched.asked == url + "#d"
        assert len(fetched.hops) == 1
        assert exchange.request == server.requests[0]
        assert exchange.request.decode().split("\r\n") == [
            "GET /a?b=c HTTP/1.1",
            f"Host: site.test:{server.port}",
            f"User-Agent: {USER_AGENT}",
            "Accept: text/html",
            "Accept-Encoding: identity",
            "Connection: close",
            "",
            "",
        ]
        assert exchange.response_head == raw
        assert exchange.headers == (("server", "Odd"), ("X-Mixed-CASE", "café"), ("X-Old", "café"), ("Content-Length", "5"))
        assert (exchange.url, exchange.method, exchange.status, exchange.http_version) == (url, "GET", 200, "HTTP/1.1")
        assert exchange.payload == exchange.body == b"hello"
        assert (exchange.address, exchange.port, exchange.resolved) == ("127.0.0.1", server.port, ("127.0.0.1",))
        assert (exchange.tls, exchange.problem) == (None, "")


def test_times_are_the_ones_of_the_injected_clock() -> None:
    ticks = iter(datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=second) for second in range(9))
    with WebSite({"/": b""}) as site, Client(Settings(allow=LOOPBACK), now=lambda: next(ticks)) as web:
        exchange = web.fetch(site.url + "/").last
    assert (exchange.started.second, exchange.finished.second) == (0, 1)


def test_neither_cookies_nor_a_referer_are_ever_sent() -> None:
    pages = {"/": redirect("/next"), "/next": Reply(b"", headers={"Set-Cookie": "id=1; Path=/"})}
    with WebSite(pages) as site, client() as web:
        web.fetch(site.url + "/")
        web.fetch(site.url + "/next")
        assert len(site.requests) == 3
        for request in site.requests:
            assert b"cookie" not in request.lower()
            assert b"referer" not in request.lower()


def test_settings_of_the_environment_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with WebSite({"/": b"direct"}) as site, client() as web:
        assert web.fetch(site.url + "/").last.body == b"direct"


def test_each_exchange_has_a_connection_of_its_own() -> None:
    ports = set()

    def notes_the_port(connection: socket.socket, request: bytes) -> None:
        ports.add(connection.getpeername()[1])
        connection.sendall(Reply().raw())

    with RawServer(notes_the_port) as server, client() as web:
        for _ in range(3):
            web.fetch(server.url + "/")
    assert len(ports) == 3


def test_a_post_sends_its_content_and_is_not_redirected() -> None:
    pages = {"/": Reply(b"granted"), "/moved": redirect("/")}
    with WebSite(pages) as site, client() as web:
        answer = web.fetch(site.url + "/", method="POST", content=b"\x30\x00", content_type="application/timestamp-query").last
        assert answer.body == b"granted"
        assert site.requests[0] == answer.request
        assert b"Content-Type: application/timestamp-query\r\n" in answer.request
        assert answer.request.endswith(b"Content-Length: 2\r\n\r\n\x30\x00")
        assert web.fetch(site.url + "/moved", method="POST", content=b"").last.status == 302


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_by_hand_and_each_hop_is_kept(status: int) -> None:
    with WebSite({"/a/one": redirect("two?x=1", status), "/a/two": b"there"}) as site, client() as web:
        fetched = web.fetch(site.url + "/a/one")
        assert [hop.url for hop in fetched.hops] == [site.url + "/a/one", site.url + "/a/two?x=1"]
        assert [hop.status for hop in fetched.hops] == [status, 200]
        assert fetched.url == site.url + "/a/two?x=1"
        assert fetched.last.body == b"there"


def test_a_redirect_may_name_another_host_without_its_scheme() -> None:
    with WebSite({"/there": b"ok"}) as other, WebSite({}) as site, client(hosts={"other.test": ["127.0.0.1"]}) as web:
        site.pages["/"] = redirect(f"//other.test:{other.port}/there")
        assert web.fetch(site.url + "/").url == other.at("other.test") + "/there"


@pytest.mark.parametrize(("status", "location"), [(300, "/a"), (302, None), (302, ""), (304, "/a")])
def test_an_answer_of_the_redirect_family_without_a_place_to_go_is_the_answer(status: int, location: str | None) -> None:
    lines = f"HTTP/1.1 {status} So\r\n" + ("" if location is None else f"Location: {location}\r\n") + "Content-Length: 0\r\n\r\n"
    with RawServer(sends(lines.encode())) as site, client() as web:
        fetched = web.fetch(site.url + "/")
        assert (len(fetched.hops), fetched.last.status, fetched.last.problem) == (1, status, "")


def test_five_redirects_are_followed_and_a_sixth_is_not() -> None:
    pages = {f"/{step}": redirect(f"/{step + 1}") for step in range(6)} | {"/6": Reply(b"end")}
    with WebSite(pages) as site, client() as web:
        assert len(web.fetch(site.url + "/1").hops) == 6
        with pytest.raises(FetchFailed, match="redirects more than 5 times") as caught:
            web.fetch(site.url + "/0")
        assert [hop.url for hop in caught.value.hops] == [f"{site.url}/{step}" for step in range(6)]


def test_a_redirect_loop_ends_with_its_hops() -> None:
    with WebSite({"/": redirect("/")}) as site, client() as web:
        with pytest.raises(FetchFailed) as caught:
            web.fetch(site.url + "/")
        assert len(caught.value.hops) == len(site.requests) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://2852039166/",
        "http://10.0.0.1/",
        "http://private.test/",
        "file:///etc/passwd",
        "ftp://example.org/",
        "javascript:alert(1)",
        "http://user:word@example.org/",
        "//user@example.org/",
        "http://[broken/",
    ],
)
def test_a_redirect_to_where_nobody_should_go_is_refused_with_the_hops_before(location: str) -> None:
    with WebSite({"/": redirect(location)}) as site, client(hosts={"private.test": ["1.1.1.1", "10.0.0.1"]}) as web:
        with pytest.raises(RedirectRefused) as caught:
            web.fetch(site.url + "/")
        assert isinstance(caught.value, AddressRefused)
        assert [hop.status for hop in caught.value.hops] == [302]
        assert len(site.requests) == 1


def test_a_name_that_leads_to_loopback_is_refused_without_an_allowance() -> None:
    with WebSite({"/": b""}) as site, client(allow=(), hosts={"rebound.test": ["127.0.0.1"]}) as web:
        for url in (site.url, site.at("rebound.test"), f"http://2130706433:{site.port}", f"http://127.1:{site.port}"):
            with pytest.raises(AddressRefused):
                web.fetch(url)
        assert site.requests == []


def test_a_name_is_resolved_once_so_that_a_second_answer_cannot_lead_elsewhere() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with WebSite({"/": b"first"}) as site:
        web = Client(Settings(allow=LOOPBACK), now=lambda: datetime.now(UTC), lookup=lambda host, port: next(answers))
        assert web.fetch(site.at("rebinding.test")).last.address == "127.0.0.1"


def test_an_exact_allowance_reaches_its_own_port_only() -> None:
    with WebSite({"/": b"mine"}) as site, WebSite({"/": b"other"}) as other, client(allow=(), allow_exact=(site.address,)) as web:
        assert web.fetch(site.url).last.body == b"mine"
        with pytest.raises(AddressRefused):
            web.fetch(other.url)
        assert other.requests == []


def test_the_next_address_is_tried_where_the_first_does_not_answer() -> None:
    allow = (*LOOPBACK, ip_network("::1"))
    with WebSite({"/": b"second"}) as site, client(allow=allow, hosts={"two.test": ["::1", "127.0.0.1"]}) as web:
        exchange = web.fetch(site.at("two.test")).last
        assert (exchange.address, exchange.resolved) == ("127.0.0.1", ("::1", "127.0.0.1"))


def test_a_port_where_nobody_listens_is_said_in_plain_words() -> None:
    with closed_port() as port, client() as web, pytest.raises(FetchFailed) as caught:
        web.fetch(f"http://127.0.0.1:{port}/")
    assert caught.value.message == "The server at 127.0.0.1 does not accept connections."
    assert "leakguard link add" in caught.value.hint
    assert caught.value.hops == ()


def test_a_hop_that_cannot_be_reached_comes_with_the_hops_before() -> None:
    with closed_port() as port, WebSite({"/": redirect(f"http://127.0.0.1:{port}/")}) as site, client() as web:
        with pytest.raises(FetchFailed) as caught:
            web.fetch(site.url + "/")
        assert [hop.status for hop in caught.value.hops] == [302]


def test_offline_nothing_is_looked_up_or_fetched() -> None:
    with WebSite({"/": b""}) as site, client(offline=True) as web:
        with pytest.raises(NetworkError, match="offline"):
            web.fetch(site.url + "/")
        with pytest.raises(NetworkError, match="offline"):
            web.fetch("http://unknown.test/")
        assert site.requests == []


def test_a_run_makes_no_more_requests_than_it_may() -> None:
    with WebSite({"/": redirect("/end"), "/end": b""}) as site, client(max_requests=3) as web:
        web.fetch(site.url + "/")
        with pytest.raises(FetchFailed, match="3 requests") as caught:
            web.fetch(site.url + "/")
        assert len(site.requests) == 3
        assert len(caught.value.hops) == 1


def test_two_requests_to_one_host_are_apart_and_two_hosts_do_not_wait_for_each_other() -> None:
    time, waits = [0.0], []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        time[0] += seconds

    lookup = names({"one.test": ["127.0.0.1"], "two.test": ["127.0.0.1"]})
    with WebSite({"/": b""}) as site:
        settings = Settings(allow=LOOPBACK, delay=2.0)
        web = Client(settings, now=lambda: datetime.now(UTC), sleep=sleep, clock=lambda: time[0], lookup=lookup)
        web.fetch(site.at("one.test"))
        web.fetch(site.at("two.test"))
        assert waits == []
        time[0] += 0.5
        web.fetch(site.at("one.test"))
        assert waits == [1.5]
        time[0] += 5
        web.fetch(site.at("one.test"))
        assert waits == [1.5]
