"""Looking again at what was found: still up, changed, gone, back, blocked, unreachable. Letters are closed and reopened by it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from leakguard.errors import NetworkError, NotFound, Refused, UsageError
from leakguard.evidence import presence
from leakguard.model.case import Scope
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Part
from leakguard.model.look import CopyState, Look
from leakguard.model.media import Original, Verdict
from leakguard.model.notice import Notice
from leakguard.services import closing, custody, sites
from leakguard.services.again import Again, Pictured, Shown
from leakguard.services.asking import AskingClient
from leakguard.services.compare import Comparer
from leakguard.services.looks import by_copy
from leakguard.services.notify import EMBEDDED
from leakguard.services.rules import permission
from leakguard.services.sandboxes import Sandboxes
from leakguard.services.sketches import sketches
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault

_SURE = (Verdict.EXACT, Verdict.COPY, Verdict.ALTERED)
_REQUESTS_PER_COPY = 20
"""Added to what a run may ask for: these are pages that the person knows, and a long list of them must not stop half-way."""


@dataclass(frozen=True)
class Copy:
    """One copy to look at: a finding, or without one an address that only a letter names."""

    finding: Finding | None
    url: str

    @property
    def id(self) -> str:
        return self.finding.id if self.finding else self.url

    @property
    def places(self) -> tuple[str, ...]:
        """Where to look, in this order: at the picture's own address, and at the page around it."""
        if self.finding is None:
            return (self.url,)
        own = self.finding.locator
        places = (self.finding.page if own.partition(EMBEDDED)[1] else own, self.finding.page)
        return tuple(dict.fromkeys(place for place in places if place))


@dataclass(frozen=True)
class Rechecked:
    """The looks of one run, in order, and the letters that it closed or reopened, as they are now."""

    looks: tuple[Look, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def nothing_reached(self) -> bool:
        """No server gave any answer."""
        return bool(self.looks) and all(look.status is None for look in self.looks)

    @property
    def incomplete(self) -> bool:
        """Of some copies nobody knows more than before."""
        return any(not look.seen.decided for look in self.looks)


def recheck(vault: Vault, asked: Sequence[str], tools: Tools) -> Rechecked:
    """Look again at the findings and letters named, or without any at all of them.

    Raises LinkOnly, Refused, NotFound, UsageError and NetworkError (offline) before anything is fetched or written. Each look is
    safe when the next begins, so a run may be stopped at any time.
    """
    allowed = permission(vault, tools, Scope.CHECK)
    allowed()
    if tools.network.offline:
        raise NetworkError(
            "Working offline: nothing can be looked at.",
            "Leave out --offline. Or open it yourself, and write down what you saw: leakguard note TEXT",
        )
    copies = _copies(vault, asked)
    addresses = list(dict.fromkeys(place for copy in copies for place in copy.places))
    answers = sites.ask(vault, addresses, tools, record=False)
    if addresses and len(answers.declined) == len(addresses):
        raise next(iter(answers.declined.values()))
    if answers.given:
        with vault.write() as tx:
            for answer in answers.given.values():
                tx.put(answer)
    for address, reason in answers.declined.items():
        tools.note(f"Not looked at: {address} {reason.message}")
    copies = [copy for copy in copies if not set(copy.places) & answers.declined.keys()]
    originals = vault.find(Original)
    network = replace(tools.network, max_requests=max(tools.network.max_requests, _REQUESTS_PER_COPY * len(copies)))
    looks: list[Look] = []
    changed: dict[str, Notice] = {}
    with (
        Sandboxes(tools.sandbox) as sandboxes,
        AskingClient(replace(tools, network=network), allowed) as client,
    ):
        comparer = Comparer(originals, sketches(vault, originals, tools), sandboxes)
        again = Again(client, comparer, sandboxes.first, tools)
        for done, copy in enumerate(copies):
            tools.progress("Looking again", done, len(copies))
            look, notices = _keep(vault, copy, _look(copy, again), tools)
            looks.append(look)
            changed |= {notice.id: notice for notice in notices}
    return Rechecked(tuple(looks), tuple(changed.values()))


def _copies(vault: Vault, asked: Sequence[str]) -> list[Copy]:
    """What is to be looked at, each copy once. A dismissed finding is somebody else's picture and is never looked at again."""
    findings = {finding.id: finding for finding in vault.find(Finding)}
    copies: dict[str, Copy] = {}
    for id in asked or [*findings, *(notice.id for notice in vault.find(Notice))]:
        for copy in _named(vault, id, findings, alone=bool(asked)):
            copies.setdefault(copy.id, copy)
    if not copies:
        raise NotFound("There is nothing to look at again: no copy at a web address is known.", "First: leakguard check URL")
    return list(copies.values())


def _named(vault: Vault, id: str, findings: dict[str, Finding], *, alone: bool) -> Iterator[Copy]:
    if id.startswith(f"{Notice.prefix}-"):
        yield from closing.copies(vault.get(Notice, id), findings, Copy)
        return
    if not id.startswith(f"{Finding.prefix}-"):
        raise UsageError(f"This is neither a finding nor a letter: {id}", "To look at an address: leakguard check URL")
    finding = findings.get(id) or vault.get(Finding, id)
    if finding.url is not None and finding.review is not Review.DISMISSED:
        yield Copy(finding, finding.url)
    elif alone:
        why = "was found in a file" if finding.url is None else "was dismissed as not a copy"
        raise Refused(f"{id} {why}, so there is no address to look at again.", "See: leakguard findings")


@dataclass(frozen=True)
class _Seen:
    """What the places of one copy showed together; `shown` is the answer that decided."""

    state: CopyState
    why: str
    shown: Shown
    picture: Pictured | None = None


def _look(copy: Copy, again: Again) -> _Seen:
    found: list[_Seen] = []
    for place in copy.places:
        seen = _judged(copy, place, again.look(place))
        if seen.state is CopyState.UP:
            return seen
        found.append(seen)
    state = presence.together(seen.state for seen in found)
    decides = next(seen for seen in found if seen.state is state)
    if state is CopyState.GONE and len(found) > 1:
        return replace(decides, why=f"{decides.why} {found[-1].why}" if decides is not found[-1] else decides.why)
    return decides


def _judged(copy: Copy, place: str, shown: Shown) -> _Seen:
    """What one answer means for this copy."""
    if shown.state is not None:
        return _Seen(shown.state, shown.why, shown)
    for picture in shown.pictures:
        if why := _same(copy.finding, picture):
            moved = "" if shown.itself or picture.locator == copy.url else " It is at another address now."
            return _Seen(CopyState.UP, why + moved, shown, picture)
    if copy.finding is None:
        return _Seen(CopyState.UP, "The address still answers. Whether the picture is on it, nobody can say from here.", shown)
    if shown.itself:
        return _other_picture(shown)
    if place == copy.finding.locator:
        return _Seen(CopyState.CHANGED, "A page is there now, in place of the picture.", shown)
    if shown.missed and len(copy.places) == 1:
        return _Seen(CopyState.UNREACHABLE, "Not all pictures of the page could be looked at.", shown)
    return _Seen(CopyState.GONE, "The page does not show it any more.", shown)


def _other_picture(shown: Shown) -> _Seen:
    (picture,) = shown.pictures
    if shown.status in (404, 410):
        return _Seen(CopyState.GONE, f"The site says that it is gone ({shown.status}).", shown)
    if picture.match.verdict is Verdict.UNREADABLE:
        return _Seen(CopyState.UNREACHABLE, f"What came cannot be compared. {picture.match.why}", shown)
    return _Seen(CopyState.CHANGED, "Another picture is there now.", shown, picture)


def _same(finding: Finding | None, picture: Pictured) -> str:
    """Why this is the copy, empty where it is not: the same bytes, or a picture of the same original at least as surely."""
    match = picture.match
    if finding is None:
        return "A copy of one of your pictures is there." if match.verdict in _SURE else ""
    if picture.sha256 == finding.sha256:
        return "The same file is still there."
    originals = {match.original, *(also.original for also in match.also)}
    sure = match.verdict in _SURE or match.verdict is finding.match.verdict
    same = match.verdict.matched and sure and finding.match.original in originals
    return "The same picture is still there, in another file." if same else ""


def _keep(vault: Vault, copy: Copy, seen: _Seen, tools: Tools) -> tuple[Look, Iterable[Notice]]:
    """Write the look down, with what it means for the finding and the letters about it."""
    shown, picture = seen.shown, seen.picture
    with vault.write() as tx:
        belief = presence.believe(by_copy(tx).get(copy.id, []), seen.state, shown.at)
        proof = None
        if shown.proof is not None and shown.state is seen.state:
            digest = sha256(shown.proof).hexdigest()
            proof = Part("look.warc.gz", tx.add_object(shown.proof, media=True), digest, len(shown.proof))
        look = Look(
            id=tx.new_id(Look),
            at=shown.at,
            url=copy.url,
            finding=copy.finding.id if copy.finding else None,
            seen=seen.state,
            state=belief.state,
            why=_why(seen.why, belief),
            shown_at=picture.locator if picture else shown.url,
            status=shown.status,
            page=shown.kind,
            sha256=picture.sha256 if picture else shown.sha256,
            verdict=picture.match.verdict if picture else None,
            again_from=belief.again_from,
            proof=proof,
        )
        tx.put(look)
        custody.record(tx, tools, "recheck", look.id, copy=copy.finding.id if copy.finding else "", state=look.state.value)
        if copy.finding and look.state.there:
            tx.put(replace(tx.get(Finding, copy.finding.id), last_seen=shown.at))
        return look, closing.settle(tx, look, tools)


def _why(why: str, belief: presence.Belief) -> str:
    if belief.again_from:
        return f"{why} Seen once so far: look again after {belief.again_from:%Y-%m-%d %H:%M} UTC to be sure."
    return why
