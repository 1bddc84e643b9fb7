"""One page and everything on it that may be a picture: fetched once, taken apart by the worker, handed on one by one.

Only what the page itself shows or names is fetched: no other page is read, no gate is clicked, no script runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from leakguard.collect.archive_kind import archive_kind
from leakguard.collect.candidate import HEAD, Candidate, candidate
from leakguard.collect.pictures import Pictures, Progress
from leakguard.collect.reading import Reading, looks_like_html, read_page
from leakguard.errors import Unreadable
from leakguard.model.check import NotChecked
from leakguard.model.exchange import Fetched
from leakguard.net.client import Client
from leakguard.sandbox.pool import Sandbox

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ARCHIVE = "This address gives an archive. Download it, and check the file."
_EMPTY = "The site answered with nothing."
_NO_PAGE = "This address gives neither a page nor a picture."


@dataclass
class PageCollection:
    """What one address gave. `page` is None where the address itself is a picture or video, the one candidate.

    `candidates` can be gone through once; it fetches as it goes. `not_checked`, `resources` (style sheets and scripts, kept only
    where asked for) and `resources_missing` (those that could not be had) hold what has come up so far, and are complete when
    `candidates` is at its end. `title`, `text` and `refresh` (the address that the page wants to go on to) are the page's own
    words, raw.
    """

    page: Fetched | None
    title: str = ""
    text: str = ""
    refresh: str = ""
    candidates: Iterator[Candidate] = field(default_factory=lambda: iter(()))
    _resources: list[Fetched] = field(default_factory=list)
    _not_checked: list[NotChecked] = field(default_factory=list)
    _lacking: list[NotChecked] = field(default_factory=list)

    @property
    def resources(self) -> tuple[Fetched, ...]:
        return tuple(self._resources)

    @property
    def not_checked(self) -> tuple[NotChecked, ...]:
        return tuple(self._not_checked)

    @property
    def resources_missing(self) -> tuple[NotChecked, ...]:
        return tuple(self._lacking)


def collect_page(
    url: str,
    *,
    client: Client,
    sandbox: Sandbox,
    resources: bool = False,
    progress: Progress = lambda what, done, total: None,
) -> PageCollection:
    """Fetches `url` and reads it as what its bytes are, whatever its status or headers say.

    Raises NetworkError where the address cannot be fetched. Whatever fails later is in `not_checked`.
    """
    fetched = client.fetch(url, accept=_ACCEPT)
    body = fetched.last.body
    itself = candidate((body,), target=url, locator=fetched.hops[0].url, how="url", fetched=fetched)
    if itself.format and (itself.format.supported or not looks_like_html(body)):
        return PageCollection(None, candidates=iter([replace(itself, problem=fetched.last.problem or itself.problem)]))
    missed = [NotChecked(fetched.url, fetched.last.problem)] if fetched.last.problem and body else []
    reading = _read(fetched, sandbox, missed)
    kept: list[Fetched] = []
    lacking: list[NotChecked] = []
    pictures = Pictures(url, fetched, reading, client, sandbox, progress, missed, kept if resources else None, lacking)
    return PageCollection(fetched, reading.title, reading.text, reading.refresh, pictures.all(), kept, missed, lacking)


def _read(fetched: Fetched, sandbox: Sandbox, missed: list[NotChecked]) -> Reading:
    body = fetched.last.body
    if not body:
        missed.append(NotChecked(fetched.url, fetched.last.problem or _EMPTY))
    elif archive_kind(body[:HEAD]):
        missed.append(NotChecked(fetched.url, _ARCHIVE))
    elif b"\0" in body[:HEAD] and not body.startswith(_UTF16):
        missed.append(NotChecked(fetched.url, _NO_PAGE))
    else:
        try:
            return read_page(fetched, sandbox)
        except Unreadable as error:
            missed.append(NotChecked(fetched.url, f"The page could not be taken apart. {error.message}"))
    return Reading()
