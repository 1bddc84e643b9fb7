"""What matched becomes a finding, one after the other, on the thread that has the case open."""

from dataclasses import replace

from leakguard.collect.candidate import Candidate
from leakguard.model.check import Finding, Item, TargetKind
from leakguard.model.media import Match, Media
from leakguard.services import custody
from leakguard.services.compare import Compared
from leakguard.services.rules import case_of, stores_least
from leakguard.services.tools import Tools
from leakguard.text.locators import without_folder
from leakguard.vault.transaction import Transaction
from leakguard.vault.vault import Vault


class Keeper:
    """Writes the findings of one case. Not for several threads."""

    def __init__(self, vault: Vault, tools: Tools) -> None:
        self._vault = vault
        self._tools = tools
        self._least = stores_least(case_of(vault))
        self._remember(vault.find(Finding))

    def keep(self, candidate: Candidate, kind: TargetKind, compared: Compared) -> Item:
        """The candidate with its verdict; a match is safe in the vault when this returns."""
        media = candidate.format.media if candidate.format else Media.IMAGE
        finding = self._finding(candidate, kind, media, compared) if compared.match.verdict.matched else None
        return Item(candidate.target, candidate.locator, candidate.sha256, media, compared.match, finding)

    def _finding(self, candidate: Candidate, kind: TargetKind, media: Media, compared: Compared) -> str:
        """The finding's id. One seen before keeps its id and its review, and takes over the new match."""
        now, match = self._tools.now(), compared.match
        locator = told(candidate.locator, least=self._least)
        with self._vault.write() as tx:
            if id := self._known(tx, locator, candidate.sha256):
                before = tx.get(Finding, id)
                match = before.match if match.like(before.match) else match
                finding = replace(before, last_seen=now, match=match)
                if match != before.match:
                    finding = replace(finding, thumbnail=self._thumbnail(tx, compared, instead_of=before.thumbnail))
                    self._log(tx, id, match, before=before.match.verdict.value)
            else:
                finding = Finding(
                    id=tx.new_id(Finding),
                    target=told(candidate.target, least=self._least),
                    target_kind=kind,
                    locator=locator,
                    page=candidate.page,
                    sha256=candidate.sha256,
                    type=media,
                    match=match,
                    first_seen=now,
                    last_seen=now,
                    width=compared.width,
                    height=compared.height,
                    thumbnail=self._thumbnail(tx, compared),
                )
                self._log(tx, finding.id, match)
            tx.put(finding)
        if not id:
            self._ids[finding.locator, finding.sha256] = self._last = finding.id
        return finding.id

    def _log(self, tx: Transaction, finding: str, match: Match, **before: str) -> None:
        custody.record(tx, self._tools, "check", finding, verdict=match.verdict.value, **before)

    def _known(self, tx: Transaction, locator: str, sha256: str) -> str | None:
        """Another run may have found the same since this one began."""
        last = tx.last(Finding)
        if last and last.id != self._last:
            self._remember(tx.find(Finding))
        return self._ids.get((locator, sha256))

    def _remember(self, findings: tuple[Finding, ...]) -> None:
        self._ids = {(finding.locator, finding.sha256): finding.id for finding in findings}
        self._last = findings[-1].id if findings else ""

    def _thumbnail(self, tx: Transaction, compared: Compared, *, instead_of: str | None = None) -> str | None:
        if compared.thumbnail is None or self._least:
            return instead_of
        if instead_of:
            tx.delete_object(instead_of)
        return tx.add_object(compared.thumbnail, media=True)


def told(locator: str, *, least: bool) -> str:
    """A place as the case keeps it: a worker's case names no folder of a computer; a name that is no text is spelled out."""
    return (without_folder(locator) if least else locator).encode("utf-8", "backslashreplace").decode("utf-8")
