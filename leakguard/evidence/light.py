"""Puts one light capture together: what the guarded client fetched of one address, sorted, described, and made into parts.

The caller has fetched everything, compared the pictures and turned matches into findings. Here nothing is fetched and nothing is
stored. No part names the person's own address, account, machine or paths. A part that cannot be made is listed as missing; the
others are made all the same. Parts that need a browser are not made here; the start of the time bracket is passed in.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256

from leakguard.evidence import clock, heads, own_address, page_kind, parts, picture_index, wacz, warc
from leakguard.evidence.bracket import NO_START, Start
from leakguard.evidence.completeness import Completeness
from leakguard.evidence.heads import Removal
from leakguard.evidence.keeping import Picture, keep
from leakguard.evidence.warc import Withheld
from leakguard.model.check import NotChecked
from leakguard.model.evidence import PageKind
from leakguard.model.exchange import Exchange, Fetched
from leakguard.model.lookup import NameAnswer

ROUTE = "light"


@dataclass(frozen=True)
class Gathered:
    """What was fetched of one target. `page` is None where the target is itself a picture, or gave no answer.

    `resources` are style sheets and scripts. `inline` maps the SHA-256 of pictures inside the page's text to their findings.
    `missing` names what of the page and its pictures could not be fetched, `missing_resources` what of the rest. `names` are
    answers of name servers and `rdap` is rdap.json, who is behind the site; both are empty where nothing was looked up.
    `parts` are further files, from a browser of version `browser`; `lacking` names those that could not be made.
    `not_loaded` are pictures that the page names and the browser did not load, `sockets` the addresses of WebSockets that the
    page opened.
    """

    target: str
    page: Fetched | None
    title: str = ""
    text: str = ""
    resources: tuple[Fetched, ...] = ()
    pictures: tuple[Picture, ...] = ()
    inline: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[NotChecked, ...] = ()
    missing_resources: tuple[NotChecked, ...] = ()
    names: tuple[NameAnswer, ...] = ()
    rdap: bytes = b""
    route: str = ROUTE
    browser: str = ""
    parts: Mapping[str, bytes] = field(default_factory=dict)
    lacking: tuple[NotChecked, ...] = ()
    not_loaded: tuple[NotChecked, ...] = ()
    sockets: tuple[str, ...] = ()

    @property
    def answer(self) -> Fetched | None:
        """What was answered to the target itself: the page, or where there is none the picture."""
        return self.page or (self.pictures[0].fetched if self.pictures else None)

    @property
    def hops(self) -> Iterator[Exchange]:
        """Every exchange, kept or not."""
        fetches = (*([self.page] if self.page else []), *self.resources, *(picture.fetched for picture in self.pictures))
        return (hop for fetched in fetches for hop in fetched.hops)

    @property
    def findings(self) -> tuple[str, ...]:
        found = (*(picture.finding for picture in self.pictures), *self.inline.values())
        return tuple(dict.fromkeys(filter(None, found)))


@dataclass(frozen=True)
class Terms:
    """How the capture was made: its id, the role of who acted, versions of programs, options that were given.

    `options` must hold neither local paths nor secrets. `everything_why` is the reason for keeping pictures that matched nothing;
    empty, as it nearly always is, withholds them. `start` is what was stamped before anything was fetched.
    """

    capture: str
    who: str
    versions: Mapping[str, str]
    options: Mapping[str, str] = field(default_factory=dict)
    everything_why: str = ""
    start: Start = NO_START


@dataclass(frozen=True)
class LightCapture:
    """The parts by name, and what the record of the capture says about them. `summary` is in plain words, for a person."""

    parts: dict[str, bytes]
    page: PageKind
    final_url: str
    status: int | None
    started: datetime
    finished: datetime
    findings: tuple[str, ...]
    complete: bool
    missing: tuple[NotChecked, ...]
    withheld: tuple[Withheld, ...]
    removed: tuple[Removal, ...]
    summary: str


def assemble(gathered: Gathered, terms: Terms, *, now: Callable[[], datetime], random: Callable[[int], bytes]) -> LightCapture:
    """Make the parts: capture.warc.gz, pictures.json, page.wacz, capture.json, completeness.json, headers.txt, tls.json with
    tls-HOST.pem, dns.json, rdap.json, page.html, text.txt."""
    finished = now()
    kept = keep(
        gathered.page,
        gathered.resources,
        gathered.pictures,
        inline=gathered.inline,
        everything=bool(terms.everything_why),
    )
    answer = gathered.answer
    status, final_url = (answer.last.status, answer.url) if answer else (None, gathered.target)
    kind = page_kind.classify(status, final_url, gathered.title, gathered.text)
    removed = tuple(removal for exchange in kept.exchanges for removal in heads.removals(exchange))
    made = _Made(dict(terms.start.parts))
    made.add("capture.warc.gz", lambda: warc.write(
        kept.exchanges, info=_info(terms, answer), withheld=kept.withheld, now=lambda: finished, random=random
    ))  # fmt: skip
    made.add_all("pictures.json", lambda: picture_index.index(made.done["capture.warc.gz"], gathered.pictures))
    title, text = (
        own_address.without(words.encode("utf-8", "backslashreplace"), kept.own_addresses)
        for words in (gathered.title, gathered.text)
    )
    software = f"leakguard/{terms.versions.get('leakguard', '')}"
    made.add("page.wacz", lambda: wacz.write(
        made.done["capture.warc.gz"],
        url=final_url,
        title=title.decode(),
        text=text.decode(),
        at=answer.last.started if answer else finished,
        software=software,
    ))  # fmt: skip
    made.add("headers.txt", lambda: parts.headers_text(kept.exchanges))
    made.add("dns.json", lambda: parts.dns(kept.exchanges, gathered.names))
    if gathered.rdap:
        made.add("rdap.json", lambda: own_address.without(gathered.rdap, kept.own_addresses))
    made.add_all("tls.json", lambda: parts.certificates(kept.exchanges))
    if page := kept.page:
        made.add("page.html", lambda: page.body)
    made.add("text.txt", lambda: text)
    for name, data in gathered.parts.items():
        made.add(name, partial(_own_removed, name, data, kept.own_addresses))
    made.failed += gathered.lacking
    account = Completeness(
        target=gathered.target,
        kind=kind,
        page=gathered.page,
        matched=tuple(picture.fetched for picture in gathered.pictures if picture.finding),
        kept=kept,
        removed=removed,
        not_fetched=gathered.missing,
        resources_missing=gathered.missing_resources,
        parts_failed=tuple(made.failed),
        everything_why=terms.everything_why,
        not_loaded=gathered.not_loaded,
        sockets=gathered.sockets,
    )
    made.add("completeness.json", account.as_json)
    started = min((hop.started for hop in gathered.hops), default=finished)
    made.add("capture.json", lambda: parts.as_json({
        "schema": "leakguard/capture-record/1",
        "capture": terms.capture,
        "route": gathered.route,
        "browser": gathered.browser,
        "asked": gathered.target,
        "final": final_url,
        "status": status,
        "redirects": _redirects(answer),
        "shown": kind.value,
        "title": title.decode(),
        "started": _time(started),
        "finished": _time(finished),
        "who": terms.who,
        "findings": gathered.findings,
        "user_agent": _user_agent(answer),
        "versions": terms.versions,
        "options": terms.options,
        "everything_why": terms.everything_why,
        "clock": _clock(answer, terms.start),
        "start_tsr_sha256": terms.start.tsr_sha256,
        "parts": {name: sha256(data).hexdigest() for name, data in made.done.items()},
    }))  # fmt: skip
    return LightCapture(
        parts=made.done,
        page=kind,
        final_url=final_url,
        status=status,
        started=started,
        finished=finished,
        findings=gathered.findings,
        complete=account.complete,
        missing=(*account.missing, *made.failed[len(account.parts_failed) :]),
        withheld=kept.withheld,
        removed=removed,
        summary=account.summary,
    )


@dataclass
class _Made:
    """The parts so far. One that fails is noted, and the next is tried."""

    done: dict[str, bytes] = field(default_factory=dict)
    failed: list[NotChecked] = field(default_factory=list)

    def add(self, name: str, make: Callable[[], bytes]) -> None:
        self.add_all(name, lambda: {name: make()})

    def add_all(self, name: str, make: Callable[[], Mapping[str, bytes]]) -> None:
        try:
            self.done |= make()
        except Exception as error:
            # Whatever a hostile answer breaks here must not cost the other parts.
            self.failed.append(NotChecked(name, f"This part could not be made ({type(error).__name__})."))


def _own_removed(name: str, data: bytes, own: frozenset[bytes]) -> bytes:
    return own_address.without(data, own) if name.endswith((".html", ".mhtml", ".json")) else data


def _info(terms: Terms, answer: Fetched | None) -> dict[str, str]:
    """The fields of the warcinfo record."""
    software = " ".join(f"{name}/{version}" for name, version in terms.versions.items())
    stamped = {"startTsrSha256": terms.start.tsr_sha256} if terms.start.tsr_sha256 else {}
    return {"software": software, "http-header-user-agent": _user_agent(answer), "isPartOf": terms.capture, **stamped}


def _redirects(answer: Fetched | None) -> list[dict[str, object]]:
    hops = answer.hops[:-1] if answer else ()
    return [{"url": hop.url, "status": hop.status, "to": hop.header("Location")} for hop in hops]


def _user_agent(answer: Fetched | None) -> str:
    return next(iter(heads.values(answer.last.request, {"user-agent"})), "") if answer else ""


def _clock(answer: Fetched | None, start: Start) -> dict[str, object]:
    """Both offsets: the server's from its Date field, the time-stamping authority's from the stamp before the capture."""
    server = clock.offset(answer.last) if answer else None
    return {
        "server_minus_local_seconds": server.seconds if server else None,
        "server_plus_minus_seconds": server.plus_minus if server else None,
        "tsa_minus_local_seconds": start.offset.seconds if start.offset else None,
        "tsa_plus_minus_seconds": start.offset.plus_minus if start.offset else None,
    }


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
