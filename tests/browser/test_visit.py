"""One visit to pages that do not end, or that draw only what the window shows."""

import base64
import hashlib
import io
import os
import secrets
import signal
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PIL import Image

from leakguard.browser import installed
from leakguard.browser.program import HEIGHT, BrowserFailed
from leakguard.browser.visit import Rules, Visit, visit
from leakguard.net.browser_proxy import BrowserProxy
from leakguard.net.settings import Settings
from tests.browser.site import html
from tests.support.servers import LOOPBACK, Page, RawServer, WebSite

BROWSER = installed.find({})
pytestmark = pytest.mark.skipif(BROWSER is None or not installed.driver_is_there(), reason="no browser is installed")

ROWS, ROW = 24, 200
"""Of the list that draws only what the window shows; CSS pixels a row."""

PAGES: dict[str, Page] = {
    "/endless": html(
        "<div id=list></div><script>let n = 0; const more = () => { while (document.body.scrollHeight < scrollY + 2200) {"
        "const p = document.createElement('p'); p.style.height = '200px'; p.textContent = 'entry ' + n++; list.append(p); } };"
        "addEventListener('scroll', more); more();</script>"
    ),
    "/virtual": html(
        f"<body style='margin:0'><div id=list style='position:relative;height:{ROWS * ROW}px'></div><script>const draw = () => {{"
        f"list.replaceChildren(); for (let n = 0; n < {ROWS}; n++) {{ const top = n * {ROW};"
        f"if (top + {ROW} < scrollY || top > scrollY + {HEIGHT}) continue;"
        f"const row = document.createElement('div'); row.style = `position:absolute;top:${{top}}px;height:{ROW}px;width:600px;"
        "background:rgb(200, ${n * 8}, 40)`; list.append(row); } }; addEventListener('scroll', draw); draw();</script>"
    ),
}


@pytest.fixture(scope="module")
def site() -> Iterator[WebSite]:
    with WebSite(PAGES) as site:
        yield site


def visited(url: str, most_tiles: int, **rules) -> Visit:
    rules = Rules(
        judge=lambda answer, wait: None,
        blob=lambda data: False,
        known=lambda digest: False,
        sandboxed=False,
        most_tiles=most_tiles,
        **rules,
    )
    assert BROWSER is not None
    with BrowserProxy(Settings(allow=LOOPBACK), random=secrets.token_bytes) as proxy:
        return visit(url, BROWSER, proxy, rules, now=lambda: datetime.now(UTC))


def tiles(made: Visit) -> list[str]:
    return sorted(name for name in made.parts if name.startswith("tile-"))


def rows(picture: bytes) -> set[int]:
    rgb = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))[:, 300]
    return {int(green) // 8 for red, green, blue in rgb if (red, blue) == (200, 40)}


def test_a_page_without_an_end_is_followed_to_a_bound_and_that_is_said(site):
    made = visited(f"{site.url}/endless", 3)
    assert tiles(made) == ["tile-001.png", "tile-002.png", "tile-003.png"]
    assert "entry 14" in made.text
    assert [missed.locator for missed in made.lacking] == ["tiles"]
    assert "the first 3,072 were looked at" in made.lacking[0].why


def test_tiles_show_the_rows_that_a_picture_of_the_whole_page_cannot(site):
    made = visited(f"{site.url}/virtual", 64)
    assert set().union(*(rows(made.parts[name]) for name in tiles(made))) == set(range(ROWS))
    assert len(rows(made.parts["full.png"])) < ROWS // 2
    assert made.lacking == []


LIVE = """<p id=said>nothing</p><script>
  const socket = new WebSocket('ws://' + location.host + '/live');
  socket.onmessage = message => { said.textContent = message.data; };
</script><img src=/after-that>"""


def talk(connection: socket.socket, request: bytes, said: Event) -> None:
    """A page, and a WebSocket (RFC 6455, 4.2.2 and 5.2) that says one thing. A picture comes only after that: nobody waits for
    what a socket may say."""
    if b"Sec-WebSocket-Key: " not in request:
        if request.startswith(b"GET /after-that "):
            said.wait(10)
        connection.sendall(html(LIVE).raw())
        return
    key = request.split(b"Sec-WebSocket-Key: ")[1].split(b"\r\n")[0]
    accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    connection.sendall(b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ")
    connection.sendall(accept + b"\r\n\r\n\x81\x0bsaid live!!")
    said.set()
    connection.recv(1)


def test_that_a_page_talked_over_a_websocket_is_known(site):
    said = Event()
    with RawServer(lambda connection, request: talk(connection, request, said)) as server:
        made = visited(f"{server.url}/", 1)
        assert made.sockets == [f"ws://127.0.0.1:{server.port}/live"]
    assert "said live!!" in made.text


def browsers() -> list[int]:
    """The browsers that this process has started, by the drivers that it has started."""
    found, waiting = [], [os.getpid()]
    while waiting:
        children = [task / "children" for task in Path(f"/proc/{waiting.pop()}/task").iterdir()]
        below = [int(number) for path in children if path.exists() for number in path.read_text().split()]
        waiting += below
        found += [number for number in below if "chrom" in Path(f"/proc/{number}/comm").read_text()]
    return found


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the browser is found by /proc")
def test_a_browser_that_breaks_off_is_told_of_as_that(site):
    def broken() -> bool:
        os.kill(browsers()[0], signal.SIGKILL)
        return False

    with pytest.raises(BrowserFailed, match="broke off"):
        visited(f"{site.url}/endless", 1, wait=broken)
