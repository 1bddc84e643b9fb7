"""Recording a page in a browser: what it loads is looked at before it is drawn, and what matched nothing is nowhere."""

import json
import socket
import ssl
import time
from dataclasses import replace
from ipaddress import ip_network

import pytest

from leakguard.browser import installed, visit
from leakguard.browser.program import BrowserFailed
from leakguard.errors import Refused
from leakguard.evidence import warc_reader
from leakguard.model.evidence import Capture, PageKind
from leakguard.net.settings import Settings
from leakguard.services import capture
from leakguard.services.browse import Browsing, Way
from leakguard.services.check import check
from leakguard.services.page import Keeping
from leakguard.services.tools import Questions
from tests.browser.site import html, pages
from tests.services.desk import Desk
from tests.support.proxies import SocksProxy
from tests.support.screen import screen
from tests.support.servers import LOOPBACK, Authority, Reply, WebSite

BROWSER = installed.find({})
pytestmark = pytest.mark.skipif(BROWSER is None or not installed.driver_is_there(), reason="no browser is installed")


@pytest.fixture
def browsing(enrolled: Desk) -> Desk:
    enrolled.tools = enrolled.with_tools(browser=BROWSER, browser_sandbox=False)
    return enrolled


def parts(desk: Desk, made: Capture) -> dict[str, bytes]:
    return {part.name: desk.vault.read_object(part.object) for part in made.parts}


def test_a_gate_is_named_and_never_clicked_unasked_nor_taken_for_clicked(browsing, pictures, monkeypatch):
    monkeypatch.setattr(visit, "CLICKING", 0.5)
    with WebSite(pages(pictures.copy)) as site:
        keeping = Keeping(clicks=("Words that are not there",))
        done = capture.capture(browsing.vault, [f"{site.url}/gate"], keeping, browsing.tools)
        assert "/album" not in site.paths
    (made,) = done.captures
    assert (made.page, made.findings) == (PageKind.AGE_GATE, ())
    assert [missed.locator for missed in made.missing] == ["step 1"]
    assert done.not_clicked and done.incomplete


def members_only(target: str) -> Reply:
    """Signs in by itself after a while, as a person would; then a window of its own is opened and closed on the way."""
    return Reply(
        b"<!doctype html><title>Members</title><form action=/in method=post><input type=password name=word></form><script>"
        b"setTimeout(() => { open('/aside'); document.forms[0].submit(); }, 300)</script>",
        content_type="text/html",
    )


def test_a_person_signs_in_in_a_window_and_the_page_behind_is_recorded(browsing, pictures, monkeypatch):
    site_pages = pages(pictures.copy) | {"/": members_only, "/aside": html("<p>another window</p>")}
    site_pages["/in"] = Reply(status=303, headers={"Location": "/album", "Set-Cookie": "session=secret-word"})
    with screen() as display, WebSite(site_pages) as site:
        monkeypatch.setenv("DISPLAY", display)

        def person(url: str) -> bool:
            end = time.monotonic() + 30
            while "/s0.jpg" not in site.paths and time.monotonic() < end:
                time.sleep(0.05)
            return True

        tools = browsing.with_tools(questions=Questions(window_is_ready=person))
        keeping = Keeping(interactive=True, screencast=True)
        (made,) = check(browsing.vault, [f"{site.url}/"], tools, keeping).captures
        assert {"/in", "/aside"} <= set(site.paths)
    held = parts(browsing, made)
    assert (made.final_url, made.page, len(made.findings)) == (f"{site.url}/album", PageKind.PAGE, 1)
    assert {"tile-001.png", "full.png", "page.pdf", "screencast.png"} <= set(held), made.missing
    steps = json.loads(held["steps.json"])
    used = next(step["at"] for step in steps["steps"] if step["step"] == "the person used the window")
    assert used < steps["frames"][0], "nobody is filmed while signing in"
    assert all(b"secret-word" not in data for data in held.values())
    assert all(b"secret-word" not in record.block for record in warc_reader.records(held["capture.warc.gz"]))


def test_a_person_who_does_not_want_the_page_recorded_after_all_is_heard(browsing):
    tools = browsing.with_tools(questions=Questions(window_is_ready=lambda url: False))
    ready = Browsing(None, None, tools, lambda item: None, Way(interactive=True)).person("https://example.org/")
    with pytest.raises(Refused):
        while not ready():
            time.sleep(0.01)


def test_tor_finds_the_name_and_nothing_else_is_asked(browsing, pictures):
    """A SOCKS proxy after the browser's own; this computer looks no name up, and the case has a circuit of its own."""
    with WebSite(pages(pictures.copy)) as site, SocksProxy({"hidden.example": site.address}) as tor:
        network = Settings(proxy=f"socks5h://127.0.0.1:{tor.port}", isolation="case-word", delay=0.0)
        tools = replace(browsing.tools, network=network)
        (made,) = check(browsing.vault, [f"http://hidden.example:{site.port}/album"], tools, Keeping(only_browser=True)).captures
    held = parts(browsing, made)
    assert (made.route, made.complete, len(made.findings)) == ("browser", True, 1)
    assert {host for host, _ in tor.asked} == {"hidden.example"}
    assert set(tor.credentials) == {("case-word", "case-word")}
    assert json.loads(held["dns.json"])["hosts"]["hidden.example"] == {"resolved": [], "used": []}


ATTEMPTS = """<p>trying</p><script>
  const there = '%s';
  fetch('http://' + there + '/fetch').catch(() => 0);
  fetch('https://' + there + '/tls').catch(() => 0);
  new WebSocket('ws://' + there + '/socket');
  new Image().src = 'http://' + there + '/image';
  const frame = document.createElement('iframe'); frame.src = 'http://' + there + '/frame'; document.body.append(frame);
  navigator.sendBeacon('http://' + there + '/beacon', 'x');
  for (const rel of ['dns-prefetch', 'preconnect', 'prefetch', 'prerender']) {
    const link = document.createElement('link'); link.rel = rel; link.href = 'http://' + there + '/' + rel;
    document.head.append(link);
  }
  const call = new RTCPeerConnection({iceServers: [{urls: 'stun:' + there}, {urls: 'turn:' + there, username: 'a', credential:
  'b'},
    {urls: 'turn:' + there + '?transport=tcp', username: 'a', credential: 'b'}]});
  call.createDataChannel('x'); call.createOffer().then(offer => call.setLocalDescription(offer));
  try { new WebTransport('https://' + there + '/quic').closed.catch(() => 0); } catch (e) {}
</script>"""


def test_no_way_past_the_guard_reaches_a_private_address(browsing):
    """The page may be fetched, its own address alone; another address of this computer is as private as a router."""
    network = Settings(allow=(ip_network("127.0.0.1/32"),), delay=0.0)
    with socket.socket() as stream, socket.socket(type=socket.SOCK_DGRAM) as datagrams, WebSite({}) as site:
        stream.bind(("127.0.0.2", 0))
        stream.listen()
        datagrams.bind(("127.0.0.2", stream.getsockname()[1]))
        there = f"127.0.0.2:{stream.getsockname()[1]}"
        headers = {"Alt-Svc": f'h3="{there}"; ma=60'}
        site.pages["/"] = Reply((ATTEMPTS % there).encode(), content_type="text/html", headers=headers)
        tools = replace(browsing.tools, network=network)
        (made,) = check(browsing.vault, [f"{site.url}/"], tools, Keeping()).captures
        assert made.route == "browser"
        for listening in (stream, datagrams):
            listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            stream.accept()
        with pytest.raises(BlockingIOError):
            datagrams.recv(1)
    account = json.loads(parts(browsing, made)["completeness.json"])
    assert any("this computer itself" in missed["why"] for missed in account["resources_missing"])
    assert [socket["url"] for socket in account["websockets"]] == [f"ws://{there}/socket"]
    assert "1 live connection; what went over it was not recorded" in made.summary


def test_a_cookie_wall_is_named_and_nobody_says_yes_to_it(browsing):
    wall = html("<p>To continue, accept all cookies.</p><button onclick=\"fetch('/yes')\">Accept all</button>", "Album")
    with WebSite({"/": wall}) as site:
        (made,) = check(browsing.vault, [f"{site.url}/"], browsing.tools, Keeping()).captures
        assert "/yes" not in site.paths
    assert (made.page, made.route) == (PageKind.COOKIE_WALL, "browser")
    assert "asked for a yes to cookies" in made.summary


def test_a_site_of_the_persons_own_authority_is_recorded_and_no_other_is_believed(browsing, tmp_path):
    """The stranger sends the certificate of an authority along, as anybody can, but not of a key that was verified."""
    own, strange = Authority(), Authority()
    network = Settings(allow=LOOPBACK, delay=0.0, ca_files=(own.pem(tmp_path),))
    with (
        WebSite({"/word": b"believed"}, tls=strange.below().server("127.0.0.1")) as other,
        WebSite({"/inner": html("frame")}, tls=own.server("127.0.0.1", "localhost")) as site,
    ):
        leaf = ssl.get_server_certificate(site.address)
        frame = f"<iframe src={site.at('localhost')}/inner></iframe>"
        site.pages["/"] = html(f"<p>by our own</p><script src={other.url}/word></script>{frame}")
        tools = replace(browsing.tools, network=network)
        (made,) = check(browsing.vault, [f"{site.url}/"], tools, Keeping(only_browser=True)).captures
        assert other.requests == []
    held = parts(browsing, made)
    missing = json.loads(held["completeness.json"])["resources_missing"]
    assert [missed["locator"] for missed in missing if "favicon" not in missed["locator"]] == [f"{other.url}/word"]
    seen = {entry["host"]: entry for entry in json.loads(held["tls.json"])["connections"]}
    assert {host: entry["seen_on"] for host, entry in seen.items()} == {"127.0.0.1": "same-by-browser", "localhost": "separate"}
    for entry in seen.values():
        assert held[entry["chain"]].decode().startswith(leaf)
        assert (entry["version"], entry["problem"]) == ("TLSv1.3", "")


def test_a_site_with_a_bad_certificate_is_recorded_where_the_person_says_so_and_it_stands_there(browsing):
    with WebSite({"/": html("<p>expired</p>")}, tls=Authority().server("127.0.0.1", expired=True)) as site:
        network = replace(browsing.tools.network, accept_bad_certificates=frozenset({"127.0.0.1"}))
        tools = replace(browsing.tools, network=network)
        (made,) = check(browsing.vault, [f"{site.url}/"], tools, Keeping(only_browser=True)).captures
    held = parts(browsing, made)
    (entry,) = json.loads(held["tls.json"])["connections"]
    assert entry["problem"]
    assert b"BEGIN CERTIFICATE" in held[entry["chain"]]


def test_where_the_browser_fails_the_page_is_recorded_without_it_and_that_is_said(browsing, pictures, tmp_path):
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    said: list[str] = []
    tools = replace(browsing.tools, browser=installed.Browser("Chromium", broken), warn=said.append)
    with WebSite(pages(pictures.copy)) as site:
        checked = check(browsing.vault, [f"{site.url}/album"], tools, Keeping())
        assert [(made.route, len(made.findings)) for made in checked.captures] == [("light", 1)]
        with pytest.raises(BrowserFailed):
            check(browsing.vault, [f"{site.url}/album"], tools, Keeping(only_browser=True))
    assert said == ["Chromium does not start. Recorded without a browser: what scripts load may be missing."]
