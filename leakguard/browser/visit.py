"""One visit to one address: opened, left to settle, scrolled to its end, photographed, printed, and closed. Nothing is clicked
but what the person names."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leakguard.browser import made_here, rest
from leakguard.browser.film import Film
from leakguard.browser.installed import Browser
from leakguard.browser.prints import NOT_COVERED, Camera
from leakguard.browser.program import HEIGHT, WIDTH, BrowserFailed, running
from leakguard.browser.rest import Rest
from leakguard.browser.traffic import Answer, Failure, Instead, Traffic
from leakguard.browser.veil import Veil
from leakguard.browser.wire import Wire
from leakguard.model.check import NotChecked
from leakguard.model.exchange import Fetched
from leakguard.net.browser_proxy import BrowserProxy

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Running
    from playwright.sync_api import CDPSession, Locator, Page

OPENING = 60.0
"""Seconds until the page's own text must be there."""
CLICKING = 10.0
"""Seconds until what is to be clicked must be there."""
_MOMENT = 25.0
"""Milliseconds between two looks whether a picture has been compared."""
MOST_TILES = 64
"""Steps of one window's height: 65,536 CSS pixels."""
STEP = "step "
"""Before its number, where something could not be clicked."""
MOST_SOCKETS = 100
"""Addresses of WebSockets that are noted."""


Judge = Callable[[Answer, Callable[[], None]], Instead | None]
"""Is asked what the page is given in place of an answer; None lets it through as it came. While it makes up its mind it calls
what it is given beside, so that other answers are looked at meanwhile."""


@dataclass(frozen=True)
class Rules:
    """How to look. `blob` is shown the bytes of each picture that the page made by itself, and says whether it may be seen;
    `known(digest)` says whether a picture with this SHA-256 may be seen; with `everything` nothing is covered. `wait` is for a
    person who acts first, and says when they are done. `trusted` are keys of sites that were verified by other means
    (`net.certificates`); `screencast` makes a moving picture too; `most_tiles` is how many windows down a page is followed."""

    judge: Judge
    blob: Callable[[bytes], bool]
    known: Callable[[str], bool]
    everything: bool = False
    clicks: tuple[str, ...] = ()
    wait: Callable[[], bool] | None = None
    sandboxed: bool = True
    visible: bool = False
    screencast: bool = False
    user_agent: str = ""
    trusted: tuple[str, ...] = ()
    most_tiles: int = MOST_TILES


@dataclass
class Visit:
    """What came of it. `page` is the answer that the window showed last; `parts` are files by name; `lacking` names parts that
    could not be made, and why; `steps` what was done, in order; `filmed` says when the pictures of screencast.png were taken;
    `sockets` are the addresses of the WebSockets (RFC 6455) that the page opened: what went over them is not recorded."""

    page: Answer | None = None
    title: str = ""
    text: str = ""
    answers: list[Answer] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    sockets: list[str] = field(default_factory=list)
    parts: dict[str, bytes] = field(default_factory=dict)
    lacking: list[NotChecked] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    filmed: dict[str, Any] = field(default_factory=dict)
    browser: str = ""
    complete: dict[int, Fetched] = field(default_factory=dict)


def visit(url: str, browser: Browser, proxy: BrowserProxy, rules: Rules, *, now: Callable[[], datetime]) -> Visit:
    """Raises BrowserFailed where the browser or the page does not come up or breaks off, and whatever `rules` raised."""
    with running(browser, proxy, sandboxed=rules.sandboxed, visible=rules.visible, trusted=rules.trusted) as started:
        from playwright.sync_api import Error

        try:
            return _Visitor(started, proxy, rules, now).go(url)
        except Error as error:
            raise BrowserFailed("The browser broke off, or its window was closed.", "Do it again.") from error


class _Visitor:
    def __init__(self, started: "Running", proxy: BrowserProxy, rules: Rules, now: Callable[[], datetime]) -> None:
        self._started, self._rules, self._now = started, rules, now
        self.made = Visit(browser=started.version)
        self._traffic = Traffic(started.new_browser_cdp_session(), proxy, lambda answer: rules.judge(answer, self._moment), now)
        context = started.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            service_workers="block",
            accept_downloads=False,
            locale="en-US",
            user_agent=rules.user_agent or _user_agent(started.version),
        )
        self._page: Page = context.new_page()
        self._rest = Rest(context, self._page, self._traffic)
        self._page.on("dialog", lambda dialog: dialog.dismiss())
        self._page.on("websocket", lambda socket: self._opened(socket.url))
        context.on("page", self._another_window)
        self._session = context.new_cdp_session(self._page)
        self._wire = Wire(context, self._session, proxy)
        self._blobs: dict[str, bool] = {}
        self._film: Film | None = None
        self._person_acts = False
        blobs = self._blobs
        self._veil = Veil(self._sessions, rules.known, lambda address: blobs.get(address, False), self._page.wait_for_timeout)
        self._camera = Camera(self._page, self._session, None if rules.everything else self._veil, self.made)

    def go(self, url: str) -> Visit:
        from playwright.sync_api import Error

        try:
            self._page.goto(url, wait_until="domcontentloaded", timeout=OPENING * 1000)
        except Error as error:
            self._raise()
            raise BrowserFailed(f"The browser could not show the page. {self._reason(url)}".strip()) from error
        self._step("open", url=url)
        if self._rules.wait:
            self._settle()
            self._wait(self._rules.wait)  # nobody is filmed while signing in
        if self._rules.screencast:
            self._film = Film(self._camera.frame, self._now)
        self._settle()
        self._look_at_blobs()
        self._camera.window("00-before-any-action.png")
        for number, words in enumerate(self._rules.clicks, 1):
            self._click(number, words)
        self._scroll()
        self._raise()
        self._end_film()
        self._veil.lift()
        self._words()
        self._top()
        self._camera.whole()
        self._veil.lift()
        self._camera.snapshot()
        self._raise()
        self._finish()
        return self.made

    def _wait(self, done: Callable[[], bool]) -> None:
        """Until the person says that they are ready; the page goes on meanwhile. Signing in may need windows of its own."""
        self._person_acts = True
        while not done():
            self._raise()
            self._page.wait_for_timeout(100)
        self._person_acts = False
        for window in self._page.context.pages:
            self._another_window(window)
        self._step("the person used the window")

    def _click(self, number: int, words: str) -> None:
        """What the person asked to have clicked: words that are on the page, or a selector after css=."""
        from playwright.sync_api import Error

        before, after = f"step-{number:02}-before.png", f"step-{number:02}-after.png"
        self._camera.window(before)
        try:
            self._named(words).click(timeout=CLICKING * 1000)
        except Error:
            self.made.lacking.append(NotChecked(f"{STEP}{number}", f"There was nothing to click at: {words}"))
            self._step("click", at_words=words, done=False)
            return
        self._settle()
        self._look_at_blobs()
        self._step("click", at_words=words, done=True, before=before, after=after)
        self._camera.window(after)

    def _named(self, words: str) -> "Locator":
        """A button or link of that name before anything else that holds the words."""
        page = self._page
        if words.startswith("css="):
            return page.locator(words).first
        buttons = (page.get_by_role("button", name=words), page.get_by_role("link", name=words))
        texts = (page.get_by_text(words, exact=True), page.get_by_text(words))
        return next((found.first for found in (*buttons, *texts) if found.count()), texts[1].first)

    def _look_at_blobs(self) -> None:
        for session, address in self._veil.made():
            if len(self._blobs) < made_here.MOST and address not in self._blobs:
                data = made_here.read(session, address)
                self._blobs[address] = data is not None and self._rules.blob(data)

    def _top(self) -> None:
        with suppress(Exception):
            self._page.evaluate("() => scrollTo(0, 0)")
            self._settle(2.0)

    def _scroll(self) -> None:
        """A window's height at a time, until nothing moves any more."""
        self._page.mouse.move(WIDTH / 2, HEIGHT / 2)
        self._camera.window("tile-001.png")
        before = self._place()
        for number in range(2, self._rules.most_tiles + 1):
            self._page.mouse.wheel(0, HEIGHT)
            self._settle(still=0.25)
            place = self._place()
            if place == before:
                return
            self._look_at_blobs()
            self._step("scroll", by=HEIGHT, before=f"tile-{number - 1:03}.png", after=f"tile-{number:03}.png")
            self._camera.window(f"tile-{number:03}.png")
            before = place
        self._bound()

    def _bound(self) -> None:
        """Says where looking ended, unless the page ended there too."""
        shown = self._rules.most_tiles * HEIGHT
        high = int(self._session.send("Page.getLayoutMetrics")["cssContentSize"]["height"])
        if high > shown:
            why = f"The page goes on: {high:,} pixels are there, the first {shown:,} were looked at."
        else:
            why = f"The page may go on after {self._rules.most_tiles} windows; it was not followed further."
        self.made.lacking.append(NotChecked("tiles", why))

    def _moment(self) -> None:
        self._page.wait_for_timeout(_MOMENT)
        self._raise()

    def _another_window(self, page: "Page") -> None:
        if page is not self._page and not self._person_acts:
            page.close()

    def _opened(self, address: str) -> None:
        if address not in self.made.sockets and len(self.made.sockets) < MOST_SOCKETS:
            self.made.sockets.append(address)

    def _place(self) -> Any:
        """How far everything that can be scrolled under the middle of the window is scrolled."""
        with suppress(Exception):
            return self._page.evaluate(
                "() => [scrollX, scrollY, ...document.elementsFromPoint(innerWidth / 2, innerHeight / 2).map(e => e.scrollTop)"
                ".filter(Boolean)]"
            )
        return None

    def _settle(self, longest: float = rest.LONGEST, still: float = rest.QUIET) -> None:
        self._rest.wait(self._meanwhile, longest, still)
        if self._film and not self._film.full:
            self._look_at_blobs()
            self._film.look()
        self._raise()

    def _meanwhile(self) -> None:
        if self._rules.everything and self._film and self._film.due:
            self._film.look()
        self._raise()

    def _end_film(self) -> None:
        made, film = self.made, self._film
        self._film = None
        if film is None:
            return
        made.filmed = {"frames": [at.isoformat() for at in film.times], "frames_left_out": film.left_out}
        if film.times:
            made.parts["screencast.png"] = film.file()
        if film.full or not film.times:
            why = "It ends before the page does; the tiles show the rest." if film.full else NOT_COVERED
            made.lacking.append(NotChecked("screencast.png", why))

    def _words(self) -> None:
        made = self.made
        with suppress(Exception):
            made.title = self._page.title()
        texts = []
        for number, frame in enumerate(self._page.frames):
            with suppress(Exception):
                texts.append(frame.evaluate("() => document.body ? document.body.innerText : ''"))
                name = "dom.html" if number == 0 else f"dom-frame-{number}.html"
                made.parts[name] = frame.content().encode("utf-8", "backslashreplace")
        made.text = "\n".join(filter(None, texts))

    def _finish(self) -> None:
        made = self.made
        main = self._session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        documents = [answer for answer in self._traffic.answers if answer.kind == "Document" and answer.frame in (main, "")]
        made.page = documents[-1] if documents else None
        made.complete = {id(answer): self._wire.complete(answer.fetched) for answer in self._traffic.answers if not answer.let_go}
        made.answers, made.failures = self._traffic.answers, self._traffic.failures

    def _sessions(self) -> "list[CDPSession]":
        found = [self._session]
        for frame in self._page.frames[1:]:
            with suppress(Exception):  # a frame in its parent's process has none of its own
                found.append(self._page.context.new_cdp_session(frame))
        return found

    def _step(self, what: str, **detail: Any) -> None:
        self.made.steps.append({"at": self._now().isoformat(), "step": what, **detail})

    def _raise(self) -> None:
        if self._traffic.error is not None:
            raise self._traffic.error

    def _reason(self, url: str) -> str:
        return next((failure.why for failure in self._traffic.failures), "")


def _user_agent(version: str) -> str:
    """The commonest desktop, of this browser's own number: a headless browser names itself, and is refused by many sites."""
    return (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/{version.partition('.')[0]}.0.0.0 Safari/537.36"
    )
