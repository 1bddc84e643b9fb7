"""One address, fetched again: what it answers, and which pictures it shows, compared with the originals."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256

from leakguard import __version__
from leakguard.collect.candidate import Candidate
from leakguard.collect.page import PageCollection, collect_page
from leakguard.errors import NetworkError
from leakguard.evidence import page_kind, presence, warc
from leakguard.evidence.keeping import keep
from leakguard.model.evidence import PageKind
from leakguard.model.exchange import Fetched
from leakguard.model.look import CopyState
from leakguard.model.media import Match
from leakguard.net.client import Client
from leakguard.sandbox.pool import Sandbox
from leakguard.services.compare import Comparer
from leakguard.services.tools import Tools


@dataclass(frozen=True)
class Pictured:
    """One picture that is there."""

    locator: str
    sha256: str
    match: Match


@dataclass(frozen=True)
class Shown:
    """What an address showed. `state` is None where its pictures decide; `itself` says that it is a picture, not a page.

    `missed` counts what of the page could not be looked at. `proof` is the web archive of an answer that is no page as any other.
    """

    at: datetime
    url: str
    state: CopyState | None
    why: str = ""
    status: int | None = None
    kind: PageKind | None = None
    sha256: str = ""
    itself: bool = False
    pictures: tuple[Pictured, ...] = ()
    missed: int = 0
    proof: bytes | None = field(default=None, repr=False)


class Again:
    """Looks at addresses, each once in a run, however many copies lie there.

    `known` has the verdicts on bytes that were compared before, by their digests; `comparer` is asked for when others come up.
    """

    def __init__(
        self, client: Client, comparer: Callable[[], Comparer], known: Mapping[str, Match], sandbox: Sandbox, tools: Tools
    ) -> None:
        self._client, self._sandbox, self._tools = client, sandbox, tools
        self._comparer, self._matches = cache(comparer), known
        self._shown: dict[str, Shown] = {}

    def look(self, url: str) -> Shown:
        """Never raises for what the site does; raises what ends the whole run."""
        if url not in self._shown:
            self._shown[url] = self._look(url)
        return self._shown[url]

    def _look(self, url: str) -> Shown:
        at = self._tools.now()
        try:
            page = collect_page(url, client=self._client, sandbox=self._sandbox, progress=self._tools.progress)
        except NetworkError as error:
            return Shown(at, url, CopyState.UNREACHABLE, error.message)
        if page.page is None:
            return self._picture(at, page)
        return self._page(at, page, page.page)

    def _picture(self, at: datetime, page: PageCollection) -> Shown:
        (candidate,) = page.candidates
        found = self._pictured(candidate)
        answer = candidate.fetched
        status, url = (answer.last.status, answer.url) if answer else (None, candidate.locator)
        return Shown(at, url, None, status=status, sha256=found.sha256, itself=True, pictures=(found,))

    def _page(self, at: datetime, page: PageCollection, answer: Fetched) -> Shown:
        status = answer.last.status
        kind = page_kind.classify(status, answer.url, page.title, page.text)
        digest = sha256(answer.last.body).hexdigest()
        if said := presence.of_answer(status, kind):
            return Shown(at, answer.url, *said, status, kind, digest, proof=self._proof(at, answer))
        pictures = tuple(self._compared(page))
        missed = len(page.not_checked)
        return Shown(at, answer.url, None, "", status, kind, digest, pictures=pictures, missed=missed)

    def _compared(self, page: PageCollection) -> Iterator[Pictured]:
        for candidate in page.candidates:
            if candidate.comparable:
                yield self._pictured(candidate)

    def _pictured(self, candidate: Candidate) -> Pictured:
        match = self._matches.get(candidate.sha256) or self._comparer().compare(candidate).match
        return Pictured(candidate.locator, candidate.sha256, match)

    def _proof(self, at: datetime, answer: Fetched) -> bytes:
        """The exchanges as a web archive, without the pictures that are written into the page."""
        kept = keep(answer, (), ())
        info = {"software": f"leakguard/{__version__}"}
        return warc.write(kept.exchanges, info=info, withheld=kept.withheld, now=lambda: at, random=self._tools.random)
