"""Looking again at what was found: still up, changed, gone, back, blocked, unreachable. Letters are closed and reopened by it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from leakguard.errors import NetworkError, NotFound, Refused, UsageError
from leakguard.evidence import presence
from leakguard.model.case import Scope
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Part
from leakguard.model.look import Look
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.services import closing, custody, sites
from leakguard.services.again import Again
from leakguard.services.asking import AskingClient
from leakguard.services.compare import Comparer
from leakguard.services.judging import Copy, Seen, look
from leakguard.services.looks import by_copy
from leakguard.services.matchers import Matchers
from leakguard.services.rules import permission
from leakguard.services.sandboxes import Sandboxes
from leakguard.services.sketches import sketches
from leakguard.services.tools import Tools
from leakguard.vault.transaction import Transaction
from leakguard.vault.vault import Vault

_REQUESTS_PER_COPY = 20
"""Added to what a run may ask for: these are pages that the person knows, and a long list of them must not stop half-way."""


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
    findings = {finding.id: finding for finding in vault.find(Finding)}
    copies = _copies(vault, asked, findings)
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
    network = replace(tools.network, max_requests=max(tools.network.max_requests, _REQUESTS_PER_COPY * len(copies)))
    keeper = _Keeper(vault, findings, tools)
    with Sandboxes(tools.sandbox) as sandboxes, AskingClient(replace(tools, network=network), allowed) as client:

        def comparer() -> Comparer:
            originals = vault.find(Original)
            return Comparer(Matchers(originals, sketches(vault, originals, tools), 1), sandboxes)

        again = Again(client, comparer, {f.sha256: f.match for f in findings.values()}, sandboxes.first, tools)
        for done, copy in enumerate(copies):
            tools.progress("Looking again", done, len(copies))
            keeper.keep(copy, look(copy, again))
    return Rechecked(tuple(keeper.looks), tuple(keeper.changed.values()))


def _copies(vault: Vault, asked: Sequence[str], findings: Mapping[str, Finding]) -> list[Copy]:
    """What is to be looked at, each copy once. A dismissed finding is somebody else's picture and is never looked at again."""
    copies: dict[str, Copy] = {}
    for id in asked or [*findings, *(notice.id for notice in vault.find(Notice))]:
        for copy in _named(vault, id, findings, alone=bool(asked)):
            copies.setdefault(copy.id, copy)
    if not copies:
        raise NotFound("There is nothing to look at again: no copy at a web address is known.", "First: leakguard check URL")
    return list(copies.values())


def _named(vault: Vault, id: str, findings: Mapping[str, Finding], *, alone: bool) -> Iterator[Copy]:
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


class _Keeper:
    """Writes looks down, each with what it means for the finding and the letters about it, in one transaction."""

    def __init__(self, vault: Vault, findings: Mapping[str, Finding], tools: Tools) -> None:
        self._vault, self._findings, self._tools = vault, findings, tools
        self._history = by_copy(vault)
        self.looks: list[Look] = []
        self.changed: dict[str, Notice] = {}

    def keep(self, copy: Copy, seen: Seen) -> None:
        history = self._history.setdefault(copy.id, [])
        shown, picture, finding = seen.shown, seen.picture, copy.finding
        belief = presence.believe(history, seen.state, shown.at)
        with self._vault.write() as tx:
            look = Look(
                id=tx.new_id(Look),
                at=shown.at,
                url=copy.url,
                finding=finding.id if finding else None,
                seen=seen.state,
                state=belief.state,
                why=_why(seen.why, belief),
                shown_at=picture.locator if picture else shown.url,
                status=shown.status,
                page=shown.kind,
                sha256=picture.sha256 if picture else shown.sha256,
                verdict=picture.match.verdict if picture else None,
                again_from=belief.again_from,
                proof=_proof(tx, seen),
            )
            tx.put(look)
            custody.record(tx, self._tools, "recheck", look.id, copy=look.finding or "", state=look.state.value)
            if finding and look.state.there:
                tx.put(replace(tx.get(Finding, finding.id), last_seen=look.at))
            history.append(look)
            last = {id: looks[-1] for id, looks in self._history.items() if looks}
            changed = closing.settle(tx, look, last, self._findings, self._tools)
        self.looks.append(look)
        self.changed |= {notice.id: notice for notice in changed}


def _proof(tx: Transaction, seen: Seen) -> Part | None:
    """The answer itself, where it is the one that decided."""
    data = seen.shown.proof
    if data is None or seen.shown.state is not seen.state:
        return None
    return Part("look.warc.gz", tx.add_object(data, media=True), sha256(data).hexdigest(), len(data))


def _why(why: str, belief: presence.Belief) -> str:
    if belief.again_from:
        return f"{why} It counts as gone once that is so for an hour: look again after {belief.again_from:%Y-%m-%d %H:%M} UTC."
    return why
