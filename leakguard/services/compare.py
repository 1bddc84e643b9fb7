"""What one candidate is to the originals: decoded in a sandbox and matched. Touches neither the case nor anything shared."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from leakguard import __version__
from leakguard.collect.candidate import Candidate
from leakguard.errors import LeakguardError
from leakguard.imaging.blurred import blurred
from leakguard.imaging.decode import Picture, open_picture
from leakguard.matching import matcher as matching
from leakguard.model.media import Match, Media, Original, Region, Verdict
from leakguard.sandbox.pool import Sandbox
from leakguard.services.matchers import Matchers
from leakguard.services.sandboxes import Sandboxes
from leakguard.signals.fingerprint import fingerprint

MATCHER = 11
"""To be raised whenever the same originals and the same bytes may get another verdict, so that no older one is taken over."""

_REMEMBERED = 256
"""Verdicts, with their thumbnails of some 20 KB, that are kept for the same bytes under another name."""

_REDUCED = 512
"""Shorter side, in pixels, of the quick decode: PDQ then moves by few bits (measured mean 3.8, at most 14)."""


@dataclass(frozen=True)
class Compared:
    """A verdict, the full size where it could be read, and of what matched the wholly blurred thumbnail: the picture itself is
    let go at once.

    `earlier` is True for a verdict taken over from a run that was stopped.
    """

    match: Match
    width: int | None = None
    height: int | None = None
    thumbnail: bytes | None = None
    earlier: bool = False


class Comparer:
    """Compares candidates with all originals of a case, for several threads at once."""

    def __init__(self, matchers: Matchers, sandboxes: Sandboxes) -> None:
        self._matchers = matchers
        self._sandboxes = sandboxes
        self._known: dict[tuple[str, str], Compared] = {}

    def compare(self, candidate: Candidate) -> Compared:
        """Never raises for what is wrong with the candidate: that makes it unreadable.

        The same bytes under many names, as on pages and in downloads, are looked at once.
        """
        key = candidate.sha256, candidate.problem
        known = self._known.get(key) if candidate.data is not None else None
        if known is None:
            known = self._compare(candidate)
            if candidate.data is not None:
                while len(self._known) >= _REMEMBERED:
                    self._known.pop(next(iter(self._known)), None)
                self._known[key] = known
        return known

    def _compare(self, candidate: Candidate) -> Compared:
        with self._sandboxes.one() as sandbox:
            match, picture = self._match(candidate, sandbox)
        if candidate.problem and match.verdict is Verdict.NONE:
            match = matching.unreadable(f"What came of it matches no original. {candidate.problem}")
        if picture is None:
            return Compared(match)
        if not match.verdict.matched:
            return Compared(match, picture.width, picture.height)
        return Compared(match, picture.width, picture.height, _blur(picture, match))

    def _match(self, candidate: Candidate, sandbox: Sandbox) -> tuple[Match, Picture | None]:
        """The one place that calls the matcher."""
        if candidate.format is None or not candidate.format.supported:
            why = candidate.format.why if candidate.format else "This is not a picture or a video."
            return matching.unreadable(why), None
        exact = self._matchers.own.exact(candidate.sha256)
        if candidate.format.media is Media.VIDEO:
            return exact or matching.none(matching.ONLY_EXACT_VIDEO), None
        if candidate.data is None:
            return exact or matching.unreadable(candidate.problem), None
        try:
            picture = open_picture(sandbox, candidate.data, at_least=_REDUCED)
            if exact is not None:
                return exact, picture
            if picture.frames > 1:
                return matching.none(matching.ONLY_EXACT_VIDEO), picture
            signals = fingerprint(picture.rgb, candidate=True)
            if picture.reduced and self._matchers.own.near(signals):
                signals = fingerprint(open_picture(sandbox, candidate.data).rgb, candidate=True)
            match = self._matchers.match(signals, picture.rgb, picture.width, picture.height)
        except LeakguardError as error:
            return exact or matching.unreadable(error.message), None
        return match, picture


def basis(originals: Sequence[Original]) -> str:
    """Everything but its bytes that decides the verdict on a candidate, as one digest (hex)."""
    known = [
        (original.id, original.sha256, original.width, original.height, original.fingerprint, original.sketch)
        for original in originals
    ]
    return hashlib.sha256(repr((MATCHER, __version__, known)).encode()).hexdigest()


def _blur(picture: Picture, match: Match) -> bytes:
    """The wholly blurred thumbnail; the region is given in full-size pixels and the decode may be reduced."""
    height, width = picture.rgb.shape[:2]
    scale_x, scale_y = width / picture.width, height / picture.height
    region: Region | None = None
    if match.region and match.verdict is not Verdict.POSSIBLE:
        a, b, c, d = ((x * scale_x, y * scale_y) for x, y in match.region)
        region = (a, b, c, d)
    return blurred(picture.rgb, region=region)
