"""Through a proxy: names are resolved there, the record holds the exchange with the site and nothing of the proxy."""

import importlib.util
from pathlib import Path

import pytest

from leakguard.errors import AddressRefused, MissingPart, UsageError
from leakguard.net.client import FetchFailed
from leakguard.net.proxy import parse, without_credentials
from tests.net.clients import SHORT, client
from tests.net.conftest import SpeakingPort
from tests.support.proxies import HttpProxy, SocksProxy
from tests.support.servers import Authority, RawServer, WebSite, closed_port, redirect, sends

needs_socks = pytest.mark.skipif(importlib.util.find_spec("socksio") is None, reason="the extra 'tor' is not installed")
KINDS = ["http", pytest.param("socks5h", marks=needs_socks)]


def proxy_of(kind: str, site: RawServer) -> HttpProxy | SocksProxy:
    return (HttpProxy if kind == "http" else SocksProxy)({"site.test": site.address})


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_resolved_at_the_proxy(kind: str) -> None:
    # The client's own lookup knows no name at all.
    with (
        WebSite({"/a": b"through"}) as site,
        proxy_of(kind, site) as proxy,
        client(proxy=f"{kind}://127.0.0.1:{proxy.port}", allow=()) as web,
    ):
        exchange = web.fetch("http://site.test/a").last
    assert exchange.body == b"through"
    assert (exchange.address, exchange.resolved, exchange.port) == ("", (), 80)
    assert exchange.request.startswith(b"GET http://site.test/a HTTP/1.1\r\n" if kind == "http" else b"GET /a HTTP/1.1\r\n")
    assert exchange.response_head.startswith(b"HTTP/1.1 200 Scripted\r\n")


@pytest.mark.parametrize("kind", KINDS)
def test_encryption_goes_through_to_the_site(kind: str, tmp_path: Path) -> None:
    authority = Authority()
    with (
        WebSite({"/a": b"through"}, tls=authority.server("site.test")) as site,
        proxy_of(kind, site) as proxy,
        client(proxy=f"{kind}://127.0.0.1:{proxy.port}", ca_files=(authority.pem(tmp_path),)) as web,
    ):
        exchange = web.fetch("https://site.test/a").last
    assert exchange.body == b"through"
    assert exchange.tls is not None
    assert exchange.request == site.requests[0]
    assert exchange.request.startswith(b"GET /a HTTP/1.1\r\nHost: site.test\r\n")
    assert exchange.response_head.startswith(b"HTTP/1.1 200 Scripted\r\n")


@needs_socks
def test_a_socks_proxy_is_asked_for_the_name_and_given_the_isolation_of_the_case() -> None:
    with WebSite({"/": b""}) as site, SocksProxy({"site.test": site.address}) as proxy:
        with client(proxy=f"socks5h://127.0.0.1:{proxy.port}", isolation="case-1") as web:
            web.fetch("http://site.test:8000/")
        with client(proxy=f"socks5h://127.0.0.1:{proxy.port}", isolation="case-2") as web:
            web.fetch("http://site.test:8000/")
        with client(proxy=f"socks5h://127.0.0.1:{proxy.port}") as web:
            web.fetch("http://site.test:8000/")
    assert proxy.asked == [("site.test", 8000)] * 3
    assert proxy.credentials == [("case-1", "case-1"), ("case-2", "case-2")]


@needs_socks
def test_credentials_of_the_person_go_before_the_isolation() -> None:
    with (
        WebSite({"/": b""}) as site,
        SocksProxy({"site.test": site.address}) as proxy,
        client(proxy=f"socks5h://me:pass%40word@127.0.0.1:{proxy.port}", isolation="case-1") as web,
    ):
        web.fetch("http://site.test/")
    assert proxy.credentials == [("me", "pass@word")]


@needs_socks
def test_an_onion_name_goes_to_the_socks_proxy() -> None:
    onion = "a" * 56 + ".onion"
    with (
        WebSite({"/": b"hidden"}) as site,
        SocksProxy({onion: site.address}) as proxy,
        client(proxy=f"socks5h://127.0.0.1:{proxy.port}") as web,
    ):
        assert web.fetch(f"http://{onion}/").last.body == b"hidden"


def test_credentials_of_an_http_proxy_are_sent_but_not_kept() -> None:
    with (
        WebSite({"/": b"ok"}) as site,
        HttpProxy({"site.test": site.address}) as proxy,
        client(proxy=f"http://me:word@127.0.0.1:{proxy.port}") as web,
    ):
        exchange = web.fetch("http://site.test/").last
    assert proxy.credentials == ["me:word"]
    assert b"Proxy-Authorization" not in exchange.request
    assert exchange.request.startswith(b"GET http://site.test/ HTTP/1.1\r\nHost: site.test\r\n")
    assert exchange.request.endswith(b"Connection: close\r\n\r\n")


def test_only_the_credentials_line_is_taken_out_of_a_request() -> None:
    request = b"POST / HTTP/1.1\r\nproxy-authorization: Basic eA==\r\nHost: a\r\n\r\nProxy-Authorization: in the body\r\n"
    assert without_credentials(request) == b"POST / HTTP/1.1\r\nHost: a\r\n\r\nProxy-Authorization: in the body\r\n"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("host", ["localhost", "router", "127.0.0.1", "2130706433", "[::1]", "169.254.169.254"])
def test_private_places_are_not_asked_of_a_proxy(kind: str, host: str) -> None:
    with WebSite({}) as site, proxy_of(kind, site) as proxy, client(proxy=f"{kind}://127.0.0.1:{proxy.port}", allow=()) as web:
        with pytest.raises(AddressRefused):
            web.fetch(f"http://{host}/")
        assert proxy.asked == []


@pytest.mark.parametrize("kind", KINDS)
def test_redirects_to_private_places_are_refused_behind_a_proxy(kind: str) -> None:
    with (
        WebSite({"/": redirect("http://127.0.0.1/")}) as site,
        proxy_of(kind, site) as proxy,
        client(proxy=f"{kind}://127.0.0.1:{proxy.port}", allow=()) as web,
        pytest.raises(AddressRefused),
    ):
        web.fetch("http://site.test/")
    assert len(proxy.asked) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("host", ["1.1.1.1", "[2600::1]"])
def test_addresses_reach_the_proxy_in_the_form_it_reads(kind: str, host: str) -> None:
    bare = host.strip("[]")
    with WebSite({"/": b"ok"}) as site:
        hosts = {host: site.address, bare: site.address}
        with (
            (HttpProxy if kind == "http" else SocksProxy)(hosts) as proxy,
            client(proxy=f"{kind}://127.0.0.1:{proxy.port}") as web,
        ):
            assert web.fetch(f"http://{host}/").last.body == b"ok"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_cannot_find_the_site_is_a_failure_or_its_own_answer(kind: str, scheme: str) -> None:
    with WebSite({}) as site, proxy_of(kind, site) as proxy, client(proxy=f"{kind}://127.0.0.1:{proxy.port}") as web:
        if (kind, scheme) == ("http", "http"):
            assert web.fetch("http://unknown.test/").last.status == 502
        else:
            with pytest.raises(FetchFailed, match=r"The proxy did not connect to unknown\.test"):
                web.fetch(f"{scheme}://unknown.test/")


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_that_is_not_there_is_named(kind: str) -> None:
    with (
        closed_port() as port,
        client(proxy=f"{kind}://127.0.0.1:{port}") as web,
        pytest.raises(FetchFailed, match=r"The proxy at 127\.0\.0\.1 does not accept connections"),
    ):
        web.fetch("http://site.test/")


@needs_socks
@pytest.mark.parametrize(
    "greeting", [b"", b"\x05", b"\x04\x00", b"\x05\xff", b"\x05\x02", b"HTTP/1.1 400 Bad\r\n\r\n", b"\x05\x00\x05"]
)
def test_something_that_is_no_socks_proxy_is_a_plain_failure(greeting: bytes, speaking_port: SpeakingPort) -> None:
    with (
        client(proxy=f"socks5h://127.0.0.1:{speaking_port(greeting)}") as web,
        pytest.raises(FetchFailed) as caught,
    ):
        web.fetch("http://site.test/")
    assert caught.value.message.startswith("The proxy ")


@pytest.mark.parametrize("kind", KINDS)
def test_a_silent_proxy_is_cut_at_the_deadline(kind: str, silent_port: int) -> None:
    with (
        client(proxy=f"{kind}://127.0.0.1:{silent_port}", limits=SHORT) as web,
        pytest.raises(FetchFailed, match=r"longer than 1\.5 seconds"),
    ):
        web.fetch("https://site.test/")


def test_a_flood_from_a_proxy_before_the_tunnel_is_cut() -> None:
    with (
        RawServer(sends(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000)) as server,
        client(proxy=f"http://127.0.0.1:{server.port}") as web,
        pytest.raises(FetchFailed, match="larger than"),
    ):
        web.fetch("https://site.test/")


@pytest.mark.parametrize("text", ["socks5://127.0.0.1:9050", "SOCKS5://127.0.0.1:9050", "socks4://127.0.0.1:9050"])
def test_a_proxy_that_resolves_here_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert "socks5h://" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "127.0.0.1:9050",
        "https://proxy.test:1",
        "http://proxy.test",
        "http://:80",
        "http://a:0",
        "http://a:70000",
        "http://a:1/path",
    ],
)
def test_what_is_no_proxy_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError):
        parse(text)


def test_a_proxy_may_have_an_ipv6_address() -> None:
    proxy = parse("http://[::1]:8080/")
    assert (proxy.host, proxy.port, proxy.auth) == ("::1", 8080, None)


def test_socks_without_its_part_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingPart) as caught:
        parse("socks5h://127.0.0.1:9050")
    assert "leakguard[tor]" in caught.value.hint
