"""One candidate at a time: decode it in the sandbox, compare it with every original, keep what matched."""

from collections.abc import Callable
from dataclasses import replace

from leakguard.collect.candidate import Candidate
from leakguard.errors import LeakguardError
from leakguard.imaging.blurred import blurred
from leakguard.imaging.decode import Picture, open_picture
from leakguard.matching import matcher as matching
from leakguard.model.check import Finding, Item, TargetKind
from leakguard.model.media import Match, Media, Original, Region, Verdict
from leakguard.sandbox.pool import Sandbox
from leakguard.services import custody
from leakguard.services.rules import case_of, stores_least
from leakguard.services.tools import Tools
from leakguard.signals.fingerprint import fingerprint
from leakguard.text.locators import without_folder
from leakguard.vault.transaction import Transaction
from leakguard.vault.vault import Vault

_REDUCED = 512
"""Shorter side, in pixels, of the quick decode: PDQ then moves by few bits (measured mean 3.8, at most 14)."""


class Looker:
    """Compares candidates with the originals of one case. `allowed` raises once that may not go on. Not for several threads."""

    def __init__(self, vault: Vault, sandbox: Sandbox, tools: Tools, allowed: Callable[[], None]) -> None:
        self._vault = vault
        self._sandbox = sandbox
        self._tools = tools
        self._allowed = allowed
        self._least = stores_least(case_of(vault))
        self._matcher = matching.Matcher(vault.find(Original))
        self._remember(vault.find(Finding))

    def look(self, candidate: Candidate, kind: TargetKind) -> Item:
        """The verdict on one candidate; a match is safe in the vault when this returns."""
        self._allowed()
        match, picture = self._compare(candidate)
        if candidate.problem and match.verdict is Verdict.NONE:
            match = matching.unreadable(f"What came of it matches no original. {candidate.problem}")
        media = candidate.format.media if candidate.format else Media.IMAGE
        finding = self._keep(candidate, kind, match, media, picture) if match.verdict.matched else None
        return Item(candidate.target, candidate.locator, candidate.sha256, media, match, finding)

    def _compare(self, candidate: Candidate) -> tuple[Match, Picture | None]:
        if candidate.format is None or not candidate.format.supported:
            why = candidate.format.why if candidate.format else "This is not a picture or a video."
            return matching.unreadable(why), None
        exact = self._matcher.exact(candidate.sha256)
        if candidate.format.media is Media.VIDEO:
            return exact or matching.none(matching.ONLY_EXACT_VIDEO), None
        if candidate.data is None:
            return exact or matching.unreadable(candidate.problem), None
        try:
            picture = open_picture(self._sandbox, candidate.data, at_least=_REDUCED)
            if exact is not None:
                return exact, picture
            if picture.frames > 1:
                return matching.none(matching.ONLY_EXACT_VIDEO), picture
            match = self._match(picture)
            if picture.reduced and matching.near(match):
                picture = open_picture(self._sandbox, candidate.data)
                match = self._match(picture)
        except LeakguardError as error:
            return exact or matching.unreadable(error.message), None
        return match, picture

    def _match(self, picture: Picture) -> Match:
        return self._matcher.match(fingerprint(picture.rgb), picture.width, picture.height)

    def _keep(self, candidate: Candidate, kind: TargetKind, match: Match, media: Media, picture: Picture | None) -> str:
        """The finding's id. One seen before keeps its id and its review, and takes over the new match."""
        now = self._tools.now()
        locator = self._told(candidate.locator)
        with self._vault.write() as tx:
            if id := self._known(tx, locator, candidate.sha256):
                before = tx.get(Finding, id)
                finding = replace(before, last_seen=now, match=match)
                if match != before.match:
                    finding = replace(finding, thumbnail=self._thumbnail(tx, picture, match, instead_of=before.thumbnail))
                    custody.record(tx, self._tools, "check", id, verdict=match.verdict.value, before=before.match.verdict.value)
            else:
                finding = Finding(
                    id=tx.new_id(Finding),
                    target=self._told(candidate.target),
                    target_kind=kind,
                    locator=locator,
                    page=candidate.page,
                    sha256=candidate.sha256,
                    type=media,
                    match=match,
                    first_seen=now,
                    last_seen=now,
                    width=picture.width if picture else None,
                    height=picture.height if picture else None,
                    thumbnail=self._thumbnail(tx, picture, match),
                )
                custody.record(tx, self._tools, "check", finding.id, verdict=match.verdict.value)
            tx.put(finding)
        if not id:
            self._ids[finding.locator, finding.sha256] = self._last = finding.id
        return finding.id

    def _told(self, locator: str) -> str:
        """A place as the case keeps it: a worker's case names no folder of a computer; a name that is no text is spelled out."""
        return (without_folder(locator) if self._least else locator).encode("utf-8", "backslashreplace").decode("utf-8")

    def _known(self, tx: Transaction, locator: str, sha256: str) -> str | None:
        """Another run may have found the same since this one began."""
        last = tx.last(Finding)
        if last and last.id != self._last:
            self._remember(tx.find(Finding))
        return self._ids.get((locator, sha256))

    def _remember(self, findings: tuple[Finding, ...]) -> None:
        self._ids = {(finding.locator, finding.sha256): finding.id for finding in findings}
        self._last = findings[-1].id if findings else ""

    def _thumbnail(self, tx: Transaction, picture: Picture | None, match: Match, *, instead_of: str | None = None) -> str | None:
        if picture is None or self._least:
            return instead_of
        if instead_of:
            tx.delete_object(instead_of)
        return tx.add_object(_blur(picture, match), media=True)


def _blur(picture: Picture, match: Match) -> bytes:
    """The wholly blurred thumbnail; the region is given in full-size pixels and the decode may be reduced."""
    height, width = picture.rgb.shape[:2]
    scale_x, scale_y = width / picture.width, height / picture.height
    region: Region | None = None
    if match.region and match.verdict is not Verdict.POSSIBLE:
        a, b, c, d = ((x * scale_x, y * scale_y) for x, y in match.region)
        region = (a, b, c, d)
    return blurred(picture.rgb, region=region)
