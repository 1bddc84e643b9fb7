"""Pictures and prints of a page, each taken only while the page is known to be covered."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

from leakguard.browser.program import WIDTH
from leakguard.browser.veil import Veil
from leakguard.model.check import NotChecked

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

TALLEST = 16_000
"""CSS pixels of the picture of the whole page; browsers draw nothing taller than 16,384 in one piece. The tiles show the rest."""

_TRIES, _BETWEEN = 3, 200
"""A page that still builds itself up, on a slow computer, may be covered a moment later; milliseconds."""
_PICTURE, _FRAME = 20.0, 5.0
"""Seconds until a picture must be there, and one of many."""
NOT_COVERED = "Not everything on the page could be covered with certainty, so it was not photographed."
_FAILED = "The browser could not make it."


class Made(Protocol):
    """Where parts go."""

    parts: dict[str, bytes]
    lacking: list[NotChecked]


class Camera:
    """Without a `veil` the page is taken as it is."""

    def __init__(self, page: "Page", session: "CDPSession", veil: Veil | None, made: Made) -> None:
        self._page, self._session, self._veil, self._made = page, session, veil, made

    def window(self, name: str) -> None:
        """What the window shows now."""
        self._take(name, self._shot)

    def frame(self) -> bytes | None:
        """The same for a moving picture; None where it cannot be covered or made now."""
        with suppress(Exception), self._covered() as covered:
            return self._shot(_FRAME) if covered else None
        return None

    def _shot(self, seconds: float = _PICTURE) -> bytes:
        """Straight from the browser: the driver's own way waits for a script, and scripts are held."""
        return base64.b64decode(self._session.send("Page.captureScreenshot", {"format": "png"}, timeout=seconds * 1000)["data"])

    def whole(self) -> None:
        """The whole page from its top, and the print; nothing is done with the page afterwards."""
        high = int(self._session.send("Page.getLayoutMetrics")["cssContentSize"]["height"])
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": max(min(high, TALLEST), 1)}
        # Playwright's own kind of dictionary for a rectangle is not public.
        self._take("full.png", lambda: self._page.screenshot(full_page=True, clip=clip, timeout=30_000), last=True)  # type: ignore[arg-type]
        if high > TALLEST:
            cut = f"It shows the first {TALLEST:,} of {high:,} pixels; the tiles show more."
            self._made.lacking.append(NotChecked("full.png", cut))
        self._take("page.pdf", lambda: self._page.pdf(print_background=True, prefer_css_page_size=True), last=True)

    def snapshot(self) -> None:
        """The page as one file. Covers hide nothing in it: pictures are taken out of it afterwards."""
        try:
            snapshot = self._session.send("Page.captureSnapshot", {"format": "mhtml"})["data"]
            self._made.parts["page.mhtml"] = snapshot.encode()
        except Exception:
            self._made.lacking.append(NotChecked("page.mhtml", _FAILED))

    def _take(self, name: str, take: Callable[[], bytes], *, last: bool = False) -> None:
        from playwright.sync_api import TimeoutError as TookLong

        why = NOT_COVERED
        try:
            for _ in range(_TRIES):
                with self._covered(last) as covered, suppress(TookLong):  # of a page that goes elsewhere no picture comes
                    if covered:
                        picture = take()
                        if not last or self._veil is None or self._veil.whole():
                            self._made.parts[name] = picture
                            return
                self._page.wait_for_timeout(_BETWEEN)
        except Exception:
            why = _FAILED
        self._made.lacking.append(NotChecked(name, why))

    @contextmanager
    def _covered(self, last: bool = False) -> Iterator[bool]:
        if self._veil is None:
            yield True
            return
        with self._veil.drawn(last=last) as covered:
            yield covered
