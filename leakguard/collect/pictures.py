"""The pictures of one page, fetched one after the other while they are asked for."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from leakguard.collect.candidate import Candidate, candidate
from leakguard.collect.reading import Reading, looks_like_html, read_sheet
from leakguard.collect.references import THUMBNAIL_LINK
from leakguard.errors import NetworkError, Unreadable
from leakguard.model.check import NotChecked
from leakguard.model.exchange import Fetched
from leakguard.net import urls
from leakguard.net.client import Client
from leakguard.sandbox.pool import Sandbox

Progress = Callable[[str, int, int | None], None]

MAX_PICTURES = 300
"""Fetched for one page; a run may make 500 requests, with half a second between two to one host."""

MAX_THUMBNAIL_LINKS = 50
"""Links around a thumbnail: where no picture is behind, what comes is dropped unread."""

MAX_SHEETS = 30
MAX_SCRIPTS = 60

_NEVER_A_PICTURE = re.compile(r"\s*(about|javascript|mailto|sms|tel):", re.IGNORECASE)
_IN_BROWSER = re.compile(r"\s*blob:", re.IGNORECASE)

_NO_CONTENT = 204  # RFC 9110 section 15.3.5: how counters answer that only pretend to be pictures

_TOO_MANY = f"Only {MAX_PICTURES} pictures of one page are fetched."
_TOO_MANY_SHEETS = f"Only {MAX_SHEETS} style sheets of one page are read."
_BLOB = "This picture is made inside a browser and has no address of its own."
_NO_ADDRESS = "This is not an address that can be fetched."
_EMPTY = "The site answered with nothing."
_PAGE_INSTEAD = "The site answered with a page in place of a picture."


class Pictures:
    """`missed` gets what could not be looked at; `kept`, where it is a list, the style sheets and scripts; `lacking` those that
    could not be had."""

    def __init__(
        self,
        asked: str,
        page: Fetched,
        reading: Reading,
        client: Client,
        sandbox: Sandbox,
        progress: Progress,
        missed: list[NotChecked],
        kept: list[Fetched] | None,
        lacking: list[NotChecked],
    ) -> None:
        self._asked, self._page, self._reading = asked, page, reading
        self._client, self._sandbox, self._progress = client, sandbox, progress
        self._missed, self._kept, self._lacking = missed, kept, lacking
        self._seen = {hop.url for hop in page.hops}
        self._embedded: set[bytes] = set()
        self._done = self._total = 0

    def all(self) -> Iterator[Candidate]:
        """First what the page shows, then what its style sheets show, then what is behind its thumbnails."""
        reading, base = self._reading, urls.join(self._page.url, self._reading.base) or self._page.url
        self._say_what_is_left_out(reading, self._page.url)
        yield from self._written_in(reading)
        yield from self._fetched(self._new(base, (pair for pair in reading.pictures if pair[1] != THUMBNAIL_LINK)))
        yield from self._of_sheets(base)
        links = self._new(base, (pair for pair in reading.pictures if pair[1] == THUMBNAIL_LINK))
        yield from self._fetched([link for link in links if self._same_site(link[0])][:MAX_THUMBNAIL_LINKS])
        if self._kept is not None:
            for address in dict.fromkeys(urls.join(base, script) for script in reading.scripts[:MAX_SCRIPTS]):
                if address:
                    self._resource(address, names_pictures=False)

    def _new(self, base: str, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """The addresses not seen before, whole and without fragment."""
        new: dict[str, str] = {}
        for reference, how in pairs:
            address = urls.join(base, reference)
            if address and address not in self._seen:
                new.setdefault(address, how)
            elif address is None and how != THUMBNAIL_LINK and not _NEVER_A_PICTURE.match(reference):
                self._miss(reference, _BLOB if _IN_BROWSER.match(reference) else _NO_ADDRESS)
        self._seen.update(new)
        return list(new.items())

    def _fetched(self, addresses: list[tuple[str, str]]) -> Iterator[Candidate]:
        self._total += len(addresses)
        for address, how in addresses:
            self._progress("Fetching pictures", self._done, self._total)
            self._done += 1
            if self._done > MAX_PICTURES:
                self._miss(address, _TOO_MANY)
            elif (fetched := self._fetch(address)) and (found := self._looked_at(fetched, address, how)):
                yield found

    def _looked_at(self, fetched: Fetched, address: str, how: str) -> Candidate | None:
        answer = fetched.last
        found = self._candidate(answer.body, address, how, fetched)
        if found.format:
            return replace(found, problem=answer.problem or found.problem)
        if how == THUMBNAIL_LINK or answer.status == _NO_CONTENT:
            return None
        if answer.status >= 400:
            self._miss(address, f"The site answered with an error ({answer.status}).")
        elif answer.problem or not answer.body:
            self._miss(address, answer.problem or _EMPTY)
        elif looks_like_html(answer.body):
            self._miss(address, _PAGE_INSTEAD)
        else:
            return found
        return None

    def _written_in(self, reading: Reading) -> Iterator[Candidate]:
        for data in reading.embedded:
            if data not in self._embedded:
                self._embedded.add(data)
                yield self._candidate(data, f"{self._page.url}#embedded-{len(self._embedded)}", "data:", None)

    def _candidate(self, data: bytes, locator: str, how: str, fetched: Fetched | None) -> Candidate:
        return candidate((data,), target=self._asked, locator=locator, how=how, page=self._page.url, fetched=fetched)

    def _of_sheets(self, base: str) -> Iterator[Candidate]:
        """Those of the page's style sheets, and of the sheets that these import, one level deep."""
        waiting = [(address, True) for sheet in self._reading.sheets if (address := urls.join(base, sheet))]
        seen: set[str] = set()
        for address, may_import in waiting:
            if address in seen:
                continue
            seen.add(address)
            if len(seen) > MAX_SHEETS:
                self._miss(address, _TOO_MANY_SHEETS)
                continue
            fetched = self._resource(address, names_pictures=True)
            if fetched is None:
                continue
            try:
                sheet = read_sheet(fetched, self._sandbox)
            except Unreadable as error:
                self._miss(address, f"The style sheet could not be taken apart. {error.message}")
                continue
            if may_import:
                waiting.extend((found, False) for name in sheet.sheets if (found := urls.join(fetched.url, name)))
            self._say_what_is_left_out(sheet, address)
            yield from self._written_in(sheet)
            yield from self._fetched(self._new(fetched.url, sheet.pictures))

    def _resource(self, address: str, *, names_pictures: bool) -> Fetched | None:
        """A style sheet or script. Where a sheet cannot be had, the pictures that it names are missed too."""
        fetched, why = None, ""
        try:
            fetched = self._client.fetch(address)
        except NetworkError as error:
            why = error.message
        else:
            if fetched.last.status >= 400 or fetched.last.problem:
                why = fetched.last.problem or f"The site answered with an error ({fetched.last.status})."
        if why:
            self._lacking.append(NotChecked(address, why))
            if names_pictures:
                self._miss(address, why)
        if fetched and self._kept is not None:
            self._kept.append(fetched)
        return fetched

    def _fetch(self, address: str) -> Fetched | None:
        try:
            return self._client.fetch(address)
        except NetworkError as error:
            self._miss(address, error.message)
            return None

    def _same_site(self, address: str) -> bool:
        own, other = (urls.registrable_domain(urls.host_of(url)) for url in (self._page.url, address))
        return own == other

    def _say_what_is_left_out(self, reading: Reading, address: str) -> None:
        if reading.broken:
            self._miss(address, f"Pictures written into it that are broken: {reading.broken}.")
        if reading.left_out:
            self._miss(address, f"Addresses of pictures beyond the most that is read: {reading.left_out}.")
        if reading.cut:
            self._miss(address, "It is longer than what is read of one page: the rest was not looked at.")

    def _miss(self, locator: str, why: str) -> None:
        self._missed.append(NotChecked(locator, why))
