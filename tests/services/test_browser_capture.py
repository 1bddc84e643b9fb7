"""Recording a page in a browser: what it loads is looked at before it is drawn, and what matched nothing is nowhere."""

import json
import socket
import ssl
from dataclasses import replace
from ipaddress import ip_network

import pytest

from leakguard.browser import installed
from leakguard.browser.program import BrowserFailed
from leakguard.evidence import warc_reader
from leakguard.model.check import Finding
from leakguard.model.evidence import Capture, PageKind
from leakguard.net.settings import Settings
from leakguard.services.check import check
from leakguard.services.page import Keeping
from tests.browser.site import html, pages, stranger
from tests.services.desk import Desk
from tests.support.servers import LOOPBACK, Authority, Reply, WebSite

BROWSER = installed.find({})
pytestmark = pytest.mark.skipif(BROWSER is None or not installed.driver_is_there(), reason="no browser is installed")


@pytest.fixture
def browsing(enrolled: Desk) -> Desk:
    enrolled.tools = enrolled.with_tools(browser=BROWSER, browser_sandbox=False)
    return enrolled


def parts(desk: Desk, made: Capture) -> dict[str, bytes]:
    return {part.name: desk.vault.read_object(part.object) for part in made.parts}


def test_a_page_is_recorded_with_what_matched_and_nothing_else(browsing, pictures):
    with WebSite(pages(pictures.copy)) as site:
        checked = check(browsing.vault, [f"{site.url}/album"], browsing.tools, Keeping())
    (made,) = checked.captures
    (finding,) = browsing.vault.find(Finding)
    assert (made.route, made.status, made.complete, made.withheld) == ("browser", 200, True, 1)
    assert made.findings == (finding.id,)
    held = parts(browsing, made)
    assert {"00-before-any-action.png", "tile-001.png", "full.png", "page.pdf", "page.mhtml", "dom.html", "text.txt"} <= set(held)
    kept = [record.payload for record in warc_reader.records(held["capture.warc.gz"])]
    assert pictures.copy in kept
    assert stranger(0) not in kept
    assert "Look at this." in held["text.txt"].decode()


def test_a_page_that_a_script_moves_is_recorded_with_every_hop(browsing, pictures):
    with WebSite(pages(pictures.copy)) as site:
        (made,) = check(browsing.vault, [f"{site.url}/script-moved"], browsing.tools, Keeping()).captures
    answered = [
        record.field("WARC-Target-URI").removeprefix(site.url)
        for record in warc_reader.records(parts(browsing, made)["capture.warc.gz"])
        if record.type == "response"
    ]
    assert {"/script-moved", "/moved", "/moved-again", "/album", "/copy.jpg"} <= set(answered)
    assert (made.final_url, made.page, made.complete) == (f"{site.url}/album", PageKind.PAGE, True)


def test_a_gate_is_named_and_only_clicked_where_the_person_says_so(browsing, pictures):
    site_pages = pages(pictures.copy)
    site_pages["/gate"] = replace(site_pages["/gate"], headers={"Set-Cookie": "visitor=1"})
    with WebSite(site_pages) as site:
        (shut,) = check(browsing.vault, [f"{site.url}/gate"], browsing.tools, Keeping()).captures
        (open_,) = check(browsing.vault, [f"{site.url}/gate"], browsing.tools, Keeping(clicks=("Enter",))).captures
    assert (shut.page, shut.findings) == (PageKind.AGE_GATE, ())
    assert (open_.page, open_.final_url, len(open_.findings)) == (PageKind.PAGE, f"{site.url}/album", 1)
    held = parts(browsing, open_)
    assert {"00-before-any-action.png", "step-01-before.png", "step-01-after.png"} <= set(held)
    steps = json.loads(held["steps.json"])["steps"]
    assert [(step["step"], step.get("done")) for step in steps][:2] == [("open", None), ("click", True)]
    removed = json.loads(held["completeness.json"])["headers_removed"]
    assert {entry["header"].lower() for entry in removed} == {"set-cookie", "cookie"}
    assert all(b"visitor=1" not in data for data in held.values())
    assert all(b"visitor=1" not in record.block for record in warc_reader.records(held["capture.warc.gz"]))


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
        with pytest.raises(BrowserFailed):
            check(browsing.vault, [f"{site.url}/"], browsing.tools, Keeping(only_browser=True))
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
