"""When a page has come to rest: nothing new for a while, and nothing under way but what takes long."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from leakguard.browser.traffic import Traffic

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Request

LONGEST, QUIET = 10.0, 0.6
"""Seconds that are waited at most for what a page loads after each step, and without anything new before it counts as settled."""
_COMPARING = 600.0
"""Seconds of one visit that do not count as waiting, because what came was being looked at."""
_LONG = 3.0
"""Seconds after which a request under way is not waited for any more: pages may keep one open for ever."""


class Rest:
    """Listens from the start."""

    def __init__(self, context: "BrowserContext", page: "Page", traffic: Traffic) -> None:
        self._page, self._traffic = page, traffic
        self._under_way: dict[Request, float] = {}
        self._spare = _COMPARING
        context.on("request", self._begins)
        context.on("requestfinished", self._ends)
        context.on("requestfailed", self._ends)

    def wait(self, meanwhile: Callable[[], None], longest: float = LONGEST, still: float = QUIET) -> None:
        """Until nothing new was loaded for `still` seconds, at most `longest`. `meanwhile` is called now and then; it may raise.

        Before that nothing is photographed: it would show less than is there, and hold up what is on its way.
        """
        begun = time.monotonic()
        end, seen, quiet, last = begun + longest, -1, begun, begun
        while (now := time.monotonic()) < end:
            if self._traffic.busy and self._spare > 0:
                end, self._spare = end + now - last, self._spare - (now - last)
            last = now
            loaded = len(self._traffic.answers) + len(self._traffic.failures)
            if loaded != seen or self._traffic.busy or self._loading():
                seen, quiet = loaded, now
            elif now - quiet > still:
                return
            meanwhile()
            self._page.wait_for_timeout(50)

    def _begins(self, request: "Request") -> None:
        self._under_way[request] = time.monotonic()

    def _ends(self, request: "Request") -> None:
        self._under_way.pop(request, None)

    def _loading(self) -> bool:
        now = time.monotonic()
        return any(now - begun < _LONG for begun in self._under_way.values())
