"""One candidate at a time: decode it in the sandbox, compare it with every original, keep what matched."""

from dataclasses import replace

from leakguard.collect.candidate import Candidate
from leakguard.errors import LeakguardError
from leakguard.imaging.blurred import blurred
from leakguard.imaging.decode import Picture, open_picture
from leakguard.matching import matcher as matching
from leakguard.model.case import Case
from leakguard.model.check import Finding, Item, TargetKind
from leakguard.model.media import Match, Media, Original, Region, Verdict
from leakguard.sandbox.pool import Sandbox
from leakguard.services import custody
from leakguard.services.rules import stores_least
from leakguard.services.tools import Tools
from leakguard.signals.fingerprint import fingerprint
from leakguard.vault.vault import Vault

_REDUCED = 512
"""Shorter side, in pixels, of the quick decode: PDQ then moves by few bits (measured mean 3.8, at most 14)."""


class Looker:
    """Compares candidates with the originals of one case. Not for use by several threads."""

    def __init__(self, vault: Vault, case: Case, sandbox: Sandbox, tools: Tools) -> None:
        self._vault = vault
        self._case = case
        self._sandbox = sandbox
        self._tools = tools
        self._matcher = matching.Matcher(vault.find(Original))
        self._findings = {(finding.locator, finding.sha256): finding for finding in vault.find(Finding)}

    def look(self, candidate: Candidate, kind: TargetKind) -> Item:
        """The verdict on one candidate; a match is safe in the vault when this returns."""
        match, picture = self._compare(candidate)
        media = candidate.format.media if candidate.format else Media.IMAGE
        finding = self._keep(candidate, kind, match, media, picture) if match.verdict.matched else None
        return Item(candidate.target, candidate.locator, candidate.sha256, media, match, finding.id if finding else None)

    def _compare(self, candidate: Candidate) -> tuple[Match, Picture | None]:
        if candidate.problem and candidate.data is None and not candidate.sha256:
            return matching.unreadable(candidate.problem), None
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

    def _keep(self, candidate: Candidate, kind: TargetKind, match: Match, media: Media, picture: Picture | None) -> Finding:
        now = self._tools.now()
        key = (candidate.locator, candidate.sha256)
        with self._vault.write() as tx:
            if key in self._findings:
                finding = replace(tx.get(Finding, self._findings[key].id), last_seen=now, match=match)
            else:
                finding = Finding(
                    id=tx.new_id(Finding),
                    target=candidate.target,
                    target_kind=kind,
                    locator=candidate.locator,
                    page=candidate.page,
                    sha256=candidate.sha256,
                    type=media,
                    match=match,
                    first_seen=now,
                    last_seen=now,
                    width=picture.width if picture else None,
                    height=picture.height if picture else None,
                    thumbnail=None
                    if picture is None or stores_least(self._case)
                    else tx.add_object(_blur(picture, match), media=True),
                )
                custody.record(tx, self._tools, "check", finding.id, verdict=match.verdict.value)
            tx.put(finding)
        self._findings[key] = finding
        return finding


def _blur(picture: Picture, match: Match) -> bytes:
    """The wholly blurred thumbnail; the region is given in full-size pixels and the decode may be reduced."""
    height, width = picture.rgb.shape[:2]
    scale_x, scale_y = width / picture.width, height / picture.height
    region: Region | None = None
    if match.region and match.verdict is not Verdict.POSSIBLE:
        a, b, c, d = ((x * scale_x, y * scale_y) for x, y in match.region)
        region = (a, b, c, d)
    return blurred(picture.rgb, region=region)
