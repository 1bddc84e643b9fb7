"""One address: fetched once, every picture of it compared, and, where asked, recorded as evidence from that same fetch."""

from dataclasses import dataclass, replace
from hashlib import sha256

from leakguard import __version__
from leakguard.collect.page import collect_page
from leakguard.errors import LeakguardError, Refused
from leakguard.evidence import light
from leakguard.evidence.keeping import Picture
from leakguard.evidence.light import Gathered, LightCapture, Terms
from leakguard.model.case import Role, Scope, SiteAnswer
from leakguard.model.check import Finding, Item, NotChecked, Target, TargetKind
from leakguard.model.evidence import Capture, Link, Part
from leakguard.net.client import Client
from leakguard.net.urls import host_of
from leakguard.sandbox.pool import Sandbox
from leakguard.services import custody
from leakguard.services.look import Looker
from leakguard.services.rules import case_of, covering_consent
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


@dataclass(frozen=True)
class Keeping:
    """How to record a page. `everything_why` keeps the pictures of others too, for the reason it gives."""

    everything_why: str = ""


@dataclass(frozen=True)
class Seen:
    """What one address gave. `reached` is False when nothing of it answered."""

    target: Target
    items: tuple[Item, ...] = ()
    capture: Capture | None = None
    reached: bool = True


class AddressLooker:
    """Looks at addresses, one after the other, with one client and one worker."""

    def __init__(self, vault: Vault, looker: Looker, client: Client, sandbox: Sandbox, tools: Tools) -> None:
        self._vault = vault
        self._looker = looker
        self._client = client
        self._sandbox = sandbox
        self._tools = tools

    def look(self, url: str, keeping: Keeping | None) -> Seen:
        """Fetch the address and what it shows, compare every picture, and record it where `keeping` says how.

        A failure of the address itself is told in the answer's `not_checked`, so that a list of addresses goes on. Raises
        StorageError and the like when the case cannot be written.
        """
        try:
            self._ask_first(url, record=keeping is not None)
            found = collect_page(
                url, client=self._client, sandbox=self._sandbox, resources=keeping is not None, progress=self._tools.progress
            )
        except LeakguardError as error:
            return Seen(Target(url, TargetKind.URL, not_checked=(NotChecked(url, error.message),)), reached=False)
        items: list[Item] = []
        pictures: list[Picture] = []
        inline: dict[str, str] = {}
        for candidate in found.candidates:
            item = self._looker.look(candidate, TargetKind.URL)
            items.append(item)
            if keeping is None:
                continue
            if candidate.fetched is not None:
                pictures.append(Picture(candidate.fetched, item.finding))
            elif item.finding:
                inline[candidate.sha256] = item.finding
        target = Target(url, TargetKind.URL, len(items), not_checked=found.not_checked)
        if keeping is None:
            return Seen(target, tuple(items))
        gathered = Gathered(
            target=url,
            page=found.page,
            title=found.title,
            text=found.text,
            resources=found.resources,
            pictures=tuple(pictures),
            inline=inline,
            missing=found.not_checked,
        )
        return Seen(target, tuple(items), self._record(gathered, keeping))

    def _record(self, gathered: Gathered, keeping: Keeping) -> Capture:
        """Put the capture together and into the vault, as the next exhibit, tied to its findings."""
        tools = self._tools
        role = case_of(self._vault).role
        with self._vault.write() as tx:
            id = tx.new_id(Capture)
            terms = Terms(id, role.value, {"leakguard": __version__}, everything_why=keeping.everything_why)
            made = light.assemble(gathered, terms, now=tools.now, random=tools.random)
            last = tx.last(Capture)
            parts = tuple(
                Part(name, tx.add_object(data, media=True), sha256(data).hexdigest(), len(data))
                for name, data in made.parts.items()
            )
            capture = _capture(id, last.exhibit + 1 if last else 1, gathered, made, parts, keeping)
            tx.put(capture)
            for finding in made.findings:
                known = tx.get(Finding, finding)
                tx.put(replace(known, captures=(*known.captures, id)))
            detail = {"everything": keeping.everything_why} if keeping.everything_why else {}
            custody.record(tx, tools, "capture", id, exhibit=str(capture.exhibit), **detail)
        return capture

    def _ask_first(self, url: str, *, record: bool) -> None:
        """What a person has to know or answer once per site before the first request. Raises Refused."""
        if self._tools.network.offline:
            return
        host = host_of(url)
        questions, now = self._tools.questions, self._tools.now()
        known = {answer.id: answer for answer in self._vault.find(SiteAnswer)}
        answer = known.get(host, SiteAnswer(id=host))
        if answer.told_address_is_seen is None:
            if not questions.address_is_seen(host):
                raise Refused("Stopped before any request was made.", "Use --proxy, --offline, or: leakguard link add URL")
            answer = replace(answer, told_address_is_seen=now)
        if record and answer.no_one_under_18 is None:
            if questions.may_show_minors(host):
                self._keep_link_only(url)
                raise Refused(
                    "Nothing was fetched, only the address is written down.",
                    "Whom to call: leakguard support --minors",
                )
            answer = replace(answer, no_one_under_18=now)
        if answer != known.get(host):
            with self._vault.write() as tx:
                tx.put(answer)

    def _keep_link_only(self, url: str) -> None:
        with self._vault.write() as tx:
            link = Link(id=tx.new_id(Link), url=url, added=self._tools.now(), note="may show someone under 18")
            tx.put(link)
            custody.record(tx, self._tools, "link", link.id)


def allow_everything(vault: Vault, tools: Tools) -> None:
    """Keeping the pictures of others too needs, in a worker's case, a consent that covers export. Raises Refused."""
    if case_of(vault).role is Role.WORKER and covering_consent(vault, Scope.EXPORT, tools.now()) is None:
        raise Refused(
            "A worker's case does not keep other people's pictures.",
            "Leave out --everything, or get a consent that covers export.",
        )


def _capture(id: str, exhibit: int, gathered: Gathered, made: LightCapture, parts: tuple[Part, ...], keeping: Keeping) -> Capture:
    return Capture(
        id=id,
        exhibit=exhibit,
        target=gathered.target,
        final_url=made.final_url,
        status=made.status,
        page=made.page,
        route=light.ROUTE,
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
