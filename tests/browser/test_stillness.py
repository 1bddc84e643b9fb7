"""Scripts of a page stand still while it is photographed, and go on where they were afterwards."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from leakguard.browser import installed
from leakguard.browser.program import running
from leakguard.browser.stillness import held
from leakguard.net.browser_proxy import BrowserProxy
from leakguard.net.settings import Settings
from tests.browser.site import HTML, html
from tests.support.servers import LOOPBACK, Reply, WebSite

BROWSER = installed.find({})
pytestmark = pytest.mark.skipif(BROWSER is None or not installed.driver_is_there(), reason="no browser is installed")

LIVELY = """
const ran = {};
const again = {
  frame: go => requestAnimationFrame(go),
  timer: go => setTimeout(go, 9),
  fetched: go => fetch('/word?' + Math.random()).then(answer => answer.text()).then(go),
  asked: go => { const one = new XMLHttpRequest(); one.open('GET', '/word'); one.onload = go; one.send(); },
  picture: go => { const one = new Image(); one.onerror = go; one.src = '/none?' + Math.random(); },
  message: go => { const one = new MessageChannel(); one.port1.onmessage = go; setTimeout(() => one.port2.postMessage(1), 9); },
  promise: async go => { await new Promise(done => setTimeout(done, 9)); go(); },
};
for (const name in again) { ran[name] = 0; const go = () => { ran[name]++; again[name](go); }; again[name](go); }
"""
"""A script for each way to be called again, each of which asks for the next call in the one before."""


@pytest.fixture(scope="module")
def site() -> Iterator[WebSite]:
    with WebSite({"/word": b"word", "/lively": html(f"<script>{LIVELY}</script>")}) as site:
        frames = f"<iframe src={site.at('localhost')}/lively></iframe>" * 2
        site.pages |= {
            "/": html(f"<script>{LIVELY}</script>"),
            "/frames": html(f"<script>{LIVELY}</script>{frames}"),
            "/none-allowed": Reply(b"<p>words", content_type=HTML, headers={"Content-Security-Policy": "sandbox"}),
            "/trap": html(f"<script>setInterval(() => {{ debugger; }}, 5);{LIVELY}</script>"),
        }
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    assert BROWSER is not None
    with (
        BrowserProxy(Settings(allow=LOOPBACK), random=secrets.token_bytes) as proxy,
        running(BROWSER, proxy, sandboxed=False) as started,
    ):
        yield started


class Opened:
    """A page with a session for each frame that has a process of its own."""

    def __init__(self, browser: Any, url: str, frames: int) -> None:
        self.page = browser.new_page()
        self.page.goto(url, wait_until="domcontentloaded")
        self.page.wait_for_function(f"() => frames.length === {frames}")
        for frame in self.page.frames if "/none" not in url else ():
            frame.wait_for_function("() => typeof ran === 'object'")  # a frame begins as an empty page in its parent's process
        self.sessions = [self.page.context.new_cdp_session(frame) for frame in (self.page, *self.page.frames[1:])]

    def ran(self) -> list[dict[str, int]]:
        answers = [
            session.send("Runtime.evaluate", {"expression": "JSON.stringify(ran)", "returnByValue": True})
            for session in self.sessions
        ]
        return [json.loads(answer["result"]["value"]) for answer in answers]

    def goes_on(self) -> bool:
        """All scripts of all frames run within ten seconds."""
        before = self.ran()
        for _ in range(100):
            self.page.wait_for_timeout(100)
            if all(now[name] > then[name] for then, now in zip(before, self.ran(), strict=True) for name in then):
                return True
        return False


@pytest.mark.parametrize(("path", "frames"), [("/", 0), ("/frames", 2), ("/trap", 0)], ids=["page", "frames", "debugger trap"])
def test_nothing_runs_while_it_is_held_and_everything_goes_on_afterwards(browser, site, path, frames):
    """The two frames of another site have a process of their own, and share it."""
    opened = Opened(browser, site.url + path, frames)
    assert opened.goes_on()
    for _ in range(2):
        with held(opened.sessions, opened.page.wait_for_timeout) as still:
            assert still
            before = opened.ran()
            opened.page.wait_for_timeout(200)
            assert opened.ran() == before
        assert opened.goes_on()
    opened.page.close()


def test_a_page_that_may_run_no_scripts_is_still(browser, site):
    opened = Opened(browser, f"{site.url}/none-allowed", 0)
    with held(opened.sessions, opened.page.wait_for_timeout) as still:
        assert still
    opened.page.close()
