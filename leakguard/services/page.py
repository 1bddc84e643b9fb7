"""One address: fetched once, every picture of it compared, and, where asked, recorded as evidence from that same fetch."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from hashlib import sha256

from leakguard import __version__
from leakguard.browser.program import BrowserFailed
from leakguard.collect.page import PageCollection, collect_page
from leakguard.evidence import light, page_kind, presence
from leakguard.evidence.keeping import Picture, let_go
from leakguard.evidence.light import Gathered, LightCapture, Terms
from leakguard.model.check import Finding, Item, NotChecked, TargetKind
from leakguard.model.evidence import Capture, Part
from leakguard.net.client import Client
from leakguard.sandbox.pool import Sandbox
from leakguard.services import bracket, custody
from leakguard.services.background import Background
from leakguard.services.browse import Browsing, Way
from leakguard.services.look import Looker
from leakguard.services.rules import case_of
from leakguard.services.stamping import Missed, Stamper
from leakguard.services.tools import Tools
from leakguard.services.whois import Options
from leakguard.vault.vault import Vault


@dataclass(frozen=True)
class Keeping:
    """How to record a page. `everything_why` keeps the pictures of others too, for the reason it gives; `light` uses no browser
    even where there is one, `only_browser` nothing else. `clicks` is what the person wants clicked there, `interactive` opens a
    window for them first; `screencast` makes a moving picture of the window. `look_up` says how to look up who is behind it."""

    everything_why: str = ""
    look_up: Options = field(default_factory=Options)
    light: bool = False
    only_browser: bool = False
    clicks: tuple[str, ...] = ()
    interactive: bool = False
    screencast: bool = False

    @property
    def way(self) -> Way:
        return Way(bool(self.everything_why), self.clicks, self.interactive, self.screencast)

    @property
    def needs_browser(self) -> bool:
        return self.only_browser or self.interactive or self.screencast or bool(self.clicks)

    @property
    def options(self) -> dict[str, str]:
        """As capture.json tells them; what was clicked stands in steps.json."""
        chosen = {"light": self.light, "browser": self.only_browser, "step": bool(self.clicks)}
        chosen |= {"interactive": self.interactive, "screencast": self.screencast, "everything": bool(self.everything_why)}
        return {name: "yes" for name, given in chosen.items() if given}


@dataclass(frozen=True)
class Seen:
    """What could not be looked at, how much of it is no picture, the record that was made, and who did not stamp it."""

    not_checked: tuple[NotChecked, ...]
    skipped: int = 0
    capture: Capture | None = None
    unstamped: tuple[Missed, ...] = ()


class AddressLooker:
    """Looks at addresses, one after the other, with one client."""

    def __init__(self, vault: Vault, looker: Looker, client: Client, sandbox: Sandbox, stamper: Stamper, tools: Tools) -> None:
        self._vault = vault
        self._looker = looker
        self._client = client
        self._sandbox = sandbox
        self._stamper = stamper
        self._tools = tools
        self._behind: Background | None = None

    def look(self, url: str, keeping: Keeping | None, found: Callable[[Item], None]) -> Seen:
        """Fetch the address and what it shows, tell `found` of every picture, and record it where `keeping` says how.

        Raises NetworkError where the address itself cannot be fetched, and whatever ends the whole run.
        """
        begun = bracket.start(self._stamper, self._tools) if keeping else bracket.NOT_BEGUN
        if keeping and not keeping.light and (self._tools.browser or keeping.needs_browser):
            try:
                return self._browse(url, keeping, begun, found)
            except BrowserFailed as error:
                if keeping.needs_browser:
                    raise
                self._tools.warn(f"{error.message} Recorded without a browser: what scripts load may be missing.")
        page = collect_page(
            url, client=self._client, sandbox=self._sandbox, resources=keeping is not None, progress=self._tools.progress
        )
        pictures: list[Picture] = []
        inline: dict[str, str] = {}
        skipped = 0
        things = ((candidate, candidate if page.page is None or candidate.comparable else None) for candidate in page.candidates)
        # One by one: a site may let the next picture wait for long, and this one is to be safe by then. It hardly costs time,
        # since half a second has to pass between two requests in any case.
        with closing(self._looker.look(things, ahead=False)) as looked:
            for candidate, compared in looked:
                finding = None
                if compared:
                    item = self._looker.keep(candidate, TargetKind.URL, compared)
                    found(item)
                    finding = item.finding
                else:
                    skipped += 1  # drawings and icons, which nearly every page has
                if keeping is None:
                    continue
                if candidate.fetched is None:
                    inline |= {candidate.sha256: finding} if finding else {}
                elif finding or keeping.everything_why:
                    pictures.append(Picture(candidate.fetched, finding))
                else:
                    pictures.append(let_go(candidate.fetched))
        if keeping is None:
            return Seen((*_instead(page), *page.not_checked), skipped)
        gathered = Gathered(
            target=url,
            page=page.page,
            title=page.title,
            text=page.text,
            resources=page.resources,
            pictures=tuple(pictures),
            inline=inline,
            missing=tuple(missed for missed in page.not_checked if missed not in page.resources_missing),
            missing_resources=page.resources_missing,
        )
        return self._kept(gathered, keeping, begun, page.not_checked, skipped)

    def _kept(
        self, gathered: Gathered, keeping: Keeping, begun: bracket.Begun, not_checked: tuple[NotChecked, ...], skipped: int
    ) -> Seen:
        """Look up who is behind the address, record it, and seal the record."""
        answer = gathered.answer
        url, headers = (answer.url, answer.last.headers) if answer else (gathered.target, ())
        behind = self._background(keeping).of(url, headers)
        stored = self._record(replace(gathered, names=behind.names, rdap=behind.rdap), keeping, begun)
        sealed, unstamped = bracket.seal(self._vault, stored.id, self._stamper, self._tools)
        return Seen(not_checked, skipped, sealed, unstamped)

    def _background(self, keeping: Keeping) -> Background:
        if self._behind is None:
            self._behind = Background(self._tools, self._looker.allowed, keeping.look_up)
        return self._behind

    def _browse(self, url: str, keeping: Keeping, begun: bracket.Begun, found: Callable[[Item], None]) -> Seen:
        items: list[Item] = []  # told of at the end: where the browser fails, the other route will tell of the same pictures
        browsing = Browsing(self._looker, self._sandbox, self._tools, items.append, keeping.way)
        try:
            gathered = browsing.go(url)
        except BrowserFailed:
            raise
        except BaseException:
            for item in items:
                found(item)
            raise
        for item in items:
            found(item)
        return self._kept(gathered, keeping, begun, gathered.missing, browsing.skipped)

    def _record(self, gathered: Gathered, keeping: Keeping, begun: bracket.Begun) -> Capture:
        """Put the capture together and into the vault, as the next exhibit, tied to its findings."""
        tools = self._tools
        with self._vault.write() as tx:  # writes nothing: putting the parts together must not keep others waiting
            id = tx.new_id(Capture)
        versions = {"leakguard": __version__}
        role = case_of(self._vault).role.value
        terms = Terms(id, role, versions, keeping.options, everything_why=keeping.everything_why, start=begun.start)
        made = light.assemble(gathered, terms, now=tools.now, random=tools.random)
        with self._vault.write() as tx:
            last = tx.last(Capture)
            parts = tuple(
                Part(name, tx.add_object(data, media=True), sha256(data).hexdigest(), len(data))
                for name, data in made.parts.items()
            )
            capture = _capture(id, last.exhibit + 1 if last else 1, gathered, made, parts, keeping)
            for finding in made.findings:
                known = tx.get(Finding, finding)
                tx.put(replace(known, captures=(*known.captures, id)))
            detail = {"everything": keeping.everything_why} if keeping.everything_why else {}
            custody.record(tx, tools, "capture", id, exhibit=str(capture.exhibit), **detail)
            return bracket.close(tx, capture, begun, tools)


def _instead(page: PageCollection) -> tuple[NotChecked, ...]:
    """What stood there instead of the page: behind a wall or an error, "nothing found" means nothing."""
    answer = page.page
    if answer is None or not answer.last.body:  # which is told of already
        return ()
    status = answer.last.status
    said = presence.of_answer(status, page_kind.classify(status, answer.url, page.title, page.text))
    return (NotChecked(answer.url, said[1]),) if said else ()


def _capture(id: str, exhibit: int, gathered: Gathered, made: LightCapture, parts: tuple[Part, ...], keeping: Keeping) -> Capture:
    return Capture(
        id=id,
        exhibit=exhibit,
        target=gathered.target,
        final_url=made.final_url,
        status=made.status,
        page=made.page,
        route=gathered.route,
        started=made.started,
        finished=made.finished,
        complete=made.complete,
        findings=made.findings,
        missing=made.missing,
        withheld=len(made.withheld),
        everything_why=keeping.everything_why,
        summary=made.summary,
        parts=parts,
    )
