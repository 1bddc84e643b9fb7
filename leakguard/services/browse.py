"""One address in a browser: everything it loads is looked at before the page shows it, and what matched is recorded."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Thread

from leakguard.browser import grey
from leakguard.browser.traffic import Answer, Instead
from leakguard.browser.visit import Rules, Visit, visit
from leakguard.collect.candidate import Candidate, candidate
from leakguard.collect.reading import read_dom
from leakguard.collect.references import THUMBNAIL_LINK
from leakguard.errors import MissingPart, Refused, Unreadable
from leakguard.evidence import inline_pictures, mhtml
from leakguard.evidence.keeping import Picture, let_go
from leakguard.evidence.light import Gathered
from leakguard.evidence.parts import as_json
from leakguard.model.check import Item, NotChecked, TargetKind
from leakguard.model.exchange import Exchange, Fetched
from leakguard.model.media import Media
from leakguard.net import certificates, urls
from leakguard.net.browser_proxy import BrowserProxy
from leakguard.sandbox.pool import Sandbox
from leakguard.services.compare import Compared
from leakguard.services.look import Looker
from leakguard.services.tools import Tools

ROUTE = "browser"
_NOT_LOADED = "The page names it, and the browser did not load it: it is another size, behind a link, or was not shown."
_PICTURES = frozenset({"Image", "Media"})


@dataclass(frozen=True)
class Way:
    """How to go about it. `clicks` is what the person wants clicked; `interactive` opens a window in which they act first;
    `screencast` makes a moving picture of the window too."""

    everything: bool = False
    clicks: tuple[str, ...] = ()
    interactive: bool = False
    screencast: bool = False


class Browsing:
    """One visit. `found` is told of every picture as soon as it was compared."""

    def __init__(self, looker: Looker, sandbox: Sandbox, tools: Tools, found: Callable[[Item], None], way: Way) -> None:
        self._looker, self._sandbox, self._tools, self._found, self._way = looker, sandbox, tools, found, way
        self._everything = way.everything
        self._target = ""
        self._pictures: list[tuple[Answer | None, Picture]] = []
        self._texts: list[Answer] = []
        self._inline: dict[str, str] = {}
        self._shown: set[str] = set()
        self._asking = way.interactive
        self._begin: Callable[[Candidate], Future[Compared]]
        self.skipped = 0

    def go(self, url: str) -> Gathered:
        """Raises BrowserFailed, and whatever ends the whole run."""
        tools = self._tools
        if tools.browser is None:
            raise MissingPart(
                "There is no browser that could be driven.",
                "Install Chromium, Chrome or Edge, and: pip install 'leakguard[browser]'",
            )
        self._target = url
        with BrowserProxy(tools.network, random=tools.random) as proxy, self._looker.beside() as self._begin:
            rules = Rules(
                judge=self._judge,
                blob=self._blob,
                known=self._shown.__contains__,
                everything=self._everything,
                clicks=self._way.clicks,
                screencast=self._way.screencast,
                visible=self._way.interactive,
                wait=self.person(url) if self._way.interactive else None,
                sandboxed=tools.browser_sandbox,
                trusted=certificates.keys(url, tools.network),
            )
            seen = visit(url, tools.browser, proxy, rules, now=tools.now)
        return self._gathered(url, seen)

    def _judge(self, answer: Answer, wait: Callable[[], None]) -> Instead | None:
        if not self._asking:  # a bar would be drawn over the question
            self._tools.progress("Looking at the page", len(self._pictures) + len(self._texts), None)
        body = answer.fetched.last.body
        seen = self._candidate(body, answer.fetched.url, "browser", answer.fetched)
        if seen.format or (answer.kind in _PICTURES and body):
            return self._picture(seen, answer, wait)
        self._texts.append(answer)
        return self._text(answer, wait)

    def _picture(self, seen: Candidate, answer: Answer, wait: Callable[[], None]) -> Instead | None:
        finding, width, height = self._compare(seen, wait)
        if finding or self._everything:
            self._pictures.append((answer, Picture(answer.fetched, finding)))
            self._shown.add(seen.sha256)
            return None
        self._pictures.append((None, let_go(answer.fetched)))
        return replace(self._instead_of(seen, answer.fetched.last.body, width, height), let_go=True)

    def _instead_of(self, seen: Candidate, body: bytes, width: int | None, height: int | None) -> Instead:
        if seen.format is None or seen.format.media is Media.VIDEO:
            return Instead(b"")
        return Instead(grey.svg(body), "image/svg+xml") if seen.format.name == "SVG" else self._grey(width, height)

    def _text(self, answer: Answer, wait: Callable[[], None]) -> Instead | None:
        if self._everything:
            return None
        body = answer.fetched.last.body
        edited = inline_pictures.replaced(body, lambda number, data: self._written_in(answer, number, data, wait))
        return None if edited == body else Instead(edited)

    def _written_in(self, answer: Answer, number: int, data: bytes, wait: Callable[[], None]) -> bytes | None:
        """What a data: picture in a text becomes for the page; None leaves it."""
        seen = self._candidate(data, f"{answer.fetched.url}#inline-{number}", "data:", None)
        finding, width, height = self._compare(seen, wait)
        if finding:
            self._inline[seen.sha256] = finding
            self._shown.add(seen.sha256)
            return None
        return self._grey(width, height).body

    def _blob(self, data: bytes) -> bool:
        """A picture that the page made or unpacked by itself: may it be seen?"""
        digest = sha256(data).hexdigest()
        if digest in self._shown:
            return True
        now = self._tools.now()
        address = f"{self._target}#made-{digest[:12]}"
        made = Exchange(
            url=address, method="", request=b"", response_head=b"", status=200, headers=(), payload=data, body=data,
            http_version="", address="", port=0, resolved=(), started=now, finished=now,
        )  # fmt: skip
        fetched = Fetched(address, (made,))
        finding, _, _ = self._compare(self._candidate(data, address, "blob:", fetched))
        self._pictures.append((None, Picture(fetched, finding) if finding or self._everything else let_go(fetched)))
        if finding:
            self._shown.add(digest)
        return finding is not None

    def person(self, url: str) -> Callable[[], bool]:
        """Asks them beside, so that the window goes on loading meanwhile; whether they have answered. Raises Refused on a no."""
        answer: Future[bool] = Future()

        def ask() -> None:
            try:
                answer.set_result(self._tools.questions.window_is_ready(url))
            except BaseException as error:
                answer.set_exception(error)

        def ready() -> bool:
            if answer.done() and not answer.result():
                raise Refused("Nothing was recorded.", "Do it again when the page is as it should be.")
            self._asking = not answer.done()
            return answer.done()

        Thread(target=ask, daemon=True).start()
        return ready

    def _compare(self, seen: Candidate, wait: Callable[[], None] | None = None) -> tuple[str | None, int | None, int | None]:
        """Side by side with others, where there is something to do meanwhile."""
        if not seen.comparable:
            self.skipped += 1
            return None, None, None
        begun = self._begin(seen)
        while wait and not begun.done():
            wait()
        compared = begun.result()
        item = self._looker.keep(seen, TargetKind.URL, compared)
        self._found(item)
        return item.finding, compared.width, compared.height

    def _grey(self, width: int | None, height: int | None) -> Instead:
        body = grey.png(width, height)
        self._shown.add(sha256(body).hexdigest())
        return Instead(body, "image/png")

    def _not_loaded(self, seen: Visit) -> Iterator[NotChecked]:
        """Pictures that the page names and the browser did not load: silence about them would look like all that there is."""
        if seen.page is None or "dom.html" not in seen.parts:
            return
        try:
            reading = read_dom(seen.parts["dom.html"], self._sandbox)
        except Unreadable as error:
            yield NotChecked("dom.html", f"It could not be searched for pictures that were not loaded. {error.message}")
            return
        known = {failure.url for failure in seen.failures} | {hop.url for answer in seen.answers for hop in answer.fetched.hops}
        base = urls.join(seen.page.fetched.url, reading.base) or seen.page.fetched.url
        for written, how in reading.pictures:
            address = urls.join(base, written)
            if address and how != THUMBNAIL_LINK and address not in known:  # behind such a link may be anything
                known.add(address)
                yield NotChecked(address, _NOT_LOADED)

    def _candidate(self, data: bytes, locator: str, how: str, fetched: Fetched | None) -> Candidate:
        return candidate((data,), target=self._target, locator=locator, how=how, page=self._target, fetched=fetched)

    def _gathered(self, url: str, seen: Visit) -> Gathered:
        page = seen.page if seen.page in self._texts else None
        whole = seen.complete
        texts = tuple(whole.get(id(answer), answer.fetched) for answer in self._texts if answer is not page)
        pictures = tuple(
            replace(picture, fetched=whole.get(id(answer), picture.fetched)) if answer and not picture.withheld else picture
            for answer, picture in self._pictures
        )
        missing = tuple(NotChecked(failure.url, failure.why) for failure in seen.failures if failure.kind in _PICTURES)
        others = tuple(NotChecked(failure.url, failure.why) for failure in seen.failures if failure.kind not in _PICTURES)
        parts = {**seen.parts, "steps.json": as_json({"schema": "leakguard/steps/1", "steps": seen.steps, **seen.filmed})}
        lacking = list(seen.lacking)
        for name in () if self._everything else seen.parts:
            try:
                if name.endswith(".html"):
                    parts[name], _ = inline_pictures.without(parts[name], name, self._shown)
                elif name.endswith(".mhtml"):
                    parts[name] = mhtml.without(parts[name], self._shown)
            except ValueError:
                del parts[name]
                lacking.append(NotChecked(name, "Pictures of others could not be taken out of it, so it was not kept."))
        return Gathered(
            target=url,
            page=whole.get(id(page), page.fetched) if page else None,
            title=seen.title,
            text=seen.text,
            resources=texts,
            pictures=pictures,
            inline=self._inline,
            missing=missing,
            missing_resources=others,
            route=ROUTE,
            browser=seen.browser,
            parts=parts,
            lacking=tuple(lacking),
            not_loaded=tuple(self._not_loaded(seen)),
            sockets=tuple(seen.sockets),
        )
