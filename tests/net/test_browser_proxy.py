"""The guarded way out for browsers: who may use it, where it leads, and where never."""

import base64
import secrets
import socket
from ipaddress import ip_network

import pytest

from leakguard.net.browser_proxy import BrowserProxy, ProxyLimits
from leakguard.net.settings import Settings
from tests.support.servers import LOOPBACK, RawServer, WebSite, sends

GUARDED = Settings()
OPEN = Settings(allow=LOOPBACK)


def proxy(settings: Settings = OPEN, **options) -> BrowserProxy:
    return BrowserProxy(settings, random=secrets.token_bytes, **options)


def ask(through: BrowserProxy, head: str, *, password: bool = True, then: bytes = b"") -> bytes:
    """Everything that comes back for one request head."""
    credentials = base64.b64encode(f"{through.user}:{through.password}".encode()).decode()
    lines = [head, *([f"Proxy-Authorization: Basic {credentials}"] if password else [])]
    with socket.create_connection(("127.0.0.1", int(through.url.rpartition(":")[2])), 5) as browser:
        browser.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + then)
        browser.shutdown(socket.SHUT_WR)
        answer = b""
        while more := browser.recv(65536):
            answer += more
    return answer


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_a_plain_request_reaches_the_site_without_the_password():
    with WebSite({"/page": b"hello"}) as site, proxy() as way:
        answer = ask(way, f"GET {site.url}/page?x=1 HTTP/1.1\r\nHost: site\r\nCookie: a=1")
    assert answer.endswith(b"hello")
    (request,) = site.requests
    assert request.startswith(b"GET /page?x=1 HTTP/1.1\r\n")
    assert b"Cookie: a=1" in request
    assert b"proxy" not in request.lower()


def test_a_tunnel_carries_bytes_both_ways():
    with RawServer(sends(b"answer")) as server, proxy() as way:
        answer = ask(way, f"CONNECT 127.0.0.1:{server.port} HTTP/1.1", then=b"GET / HTTP/1.1\r\n\r\n")
    assert answer == b"HTTP/1.1 200 Connection established\r\n\r\nanswer"


def test_nobody_uses_it_without_the_password_of_this_run():
    with WebSite({"/": b"hello"}) as site, proxy() as way:
        assert status(ask(way, f"GET {site.url}/ HTTP/1.1", password=False)) == 407
        assert status(ask(way, f"CONNECT 127.0.0.1:{site.port} HTTP/1.1", password=False)) == 407
    assert site.requests == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "localhost", "0.0.0.0"]
)
def test_this_computer_is_never_reached_however_it_is_spelled(host):
    with WebSite({"/": b"secret"}) as site, proxy(GUARDED) as way:
        assert status(ask(way, f"GET http://{host}:{site.port}/ HTTP/1.1")) == 403
        assert status(ask(way, f"CONNECT {host}:{site.port} HTTP/1.1")) == 403
    assert site.requests == []
    assert len(way.refused) == 2


@pytest.mark.parametrize("address", ["169.254.169.254", "10.0.0.1", "192.168.1.1", "[fd00::1]", "[64:ff9b::7f00:1]"])
def test_private_networks_are_never_reached(address):
    with proxy(GUARDED) as way:
        assert status(ask(way, f"CONNECT {address}:80 HTTP/1.1")) == 403


def test_a_name_that_changes_its_address_gains_nothing():
    """The name is looked up once; what the browser's page was told at first is what every later connection goes to."""
    answers = iter([["127.0.0.1"], ["10.9.9.9"], ["10.9.9.9"]])
    with WebSite({"/": b"first"}) as site, proxy(lookup=lambda host, port: next(answers)) as way:
        for _ in range(3):
            assert ask(way, f"GET http://rebind.example:{site.port}/ HTTP/1.1").endswith(b"first")
        assert way.reached("rebind.example", site.port).address == "127.0.0.1"


def test_a_name_with_one_private_address_among_public_ones_is_refused():
    settings = Settings(allow=(ip_network("127.0.0.1/32"),))
    with proxy(settings, lookup=lambda host, port: ["127.0.0.1", "127.0.0.2"]) as way:
        assert status(ask(way, "CONNECT mixed.example:80 HTTP/1.1")) == 403


def test_a_second_request_on_one_connection_is_not_answered():
    """It could be for another site, which was not checked."""
    with WebSite({"/": b"first"}) as site, proxy() as way:
        second = b"GET http://10.0.0.1/ HTTP/1.1\r\n\r\n"
        answer = ask(way, f"GET {site.url}/ HTTP/1.1", then=second)
    assert answer.count(b"HTTP/1.1") == 1
    assert len(site.requests) == 1


def test_only_so_many_bytes_pass_in_one_run():
    with WebSite({"/": b"x" * 500_000}) as site, proxy(limits=ProxyLimits(bytes=100_000)) as way:
        assert len(ask(way, f"GET {site.url}/ HTTP/1.1")) < 200_000


def test_the_persons_own_proxy_comes_after_it():
    with WebSite({"/": b"behind"}) as site, proxy() as outer:
        upstream = f"http://{outer.user}:{outer.password}@{outer.url.removeprefix('http://')}"
        with proxy(Settings(allow=LOOPBACK, proxy=upstream)) as inner:
            assert ask(inner, f"GET {site.url}/ HTTP/1.1").endswith(b"behind")


def test_offline_nothing_is_connected_to():
    with WebSite({"/": b"x"}) as site, proxy(Settings(allow=LOOPBACK, offline=True)) as way:
        assert status(ask(way, f"GET {site.url}/ HTTP/1.1")) == 502
    assert site.requests == []
