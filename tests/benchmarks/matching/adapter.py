"""The one place that knows how the matcher is called: enrolling and looking, as the services do it, without a vault."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

from leakguard.imaging.decode import open_picture
from leakguard.matching.matcher import Matcher, near
from leakguard.model.media import Match, Media, Original, Verdict
from leakguard.sandbox.pool import Sandbox
from leakguard.signals import pdq
from leakguard.signals.fingerprint import fingerprint
from leakguard.vault.codec import encode

HITS = frozenset({Verdict.EXACT, Verdict.COPY, Verdict.ALTERED})
_SHORTER_SIDE = 512


@dataclass(frozen=True)
class Look:
    """What the matcher says of a file, and the milliseconds that went into it."""

    match: Match
    decode: float
    signals: float
    comparing: float

    @property
    def named(self) -> frozenset[str]:
        """Originals that it is called a copy of, the best and the others."""
        called = [(self.match.original, self.match.verdict), *((also.original, also.verdict) for also in self.match.also)]
        return frozenset(original for original, verdict in called if original is not None and verdict in HITS)

    @property
    def possible(self) -> bool:
        return self.match.verdict is Verdict.POSSIBLE

    @property
    def total(self) -> float:
        return self.decode + self.signals + self.comparing


@dataclass(frozen=True)
class Enrolled:
    """One original and what keeping it costs."""

    original: Original
    stored: int


def enrol(sandbox: Sandbox, name: str, data: bytes) -> Enrolled:
    """An original under its name, decoded in full; `stored` counts the bytes of its record."""
    picture = open_picture(sandbox, data)
    original = Original(
        id=name,
        source=name,
        sha256=hashlib.sha256(data).hexdigest(),
        type=Media.IMAGE,
        format=picture.format,
        added=datetime(2026, 1, 1, tzinfo=UTC),
        width=picture.width,
        height=picture.height,
        fingerprint=fingerprint(picture.rgb),
    )
    return Enrolled(original, len(encode(original)))


class Looker:
    """All originals, ready to be compared with files."""

    def __init__(self, sandbox: Sandbox, enrolled: Iterable[Enrolled]) -> None:
        self._sandbox = sandbox
        originals = [each.original for each in enrolled]
        self.count = len(originals)
        self._matcher = Matcher(originals)

    def look(self, data: bytes) -> Look:
        """One candidate from its bytes to the verdict; a reduced decode that decides nothing is done again in full."""
        exact = self._matcher.exact(hashlib.sha256(data).hexdigest())
        look, reduced = self._look(data, _SHORTER_SIDE)
        if exact is not None:
            return Look(exact, look.decode, 0, 0)
        if reduced and near(look.match):
            again, _ = self._look(data, None)
            return Look(again.match, look.decode + again.decode, look.signals + again.signals, look.comparing + again.comparing)
        return look

    def _look(self, data: bytes, at_least: int | None) -> tuple[Look, bool]:
        started = perf_counter()
        picture = open_picture(self._sandbox, data, at_least=at_least)
        decoded = perf_counter()
        signals = fingerprint(picture.rgb)
        known = perf_counter()
        match = self._matcher.match(signals, picture.width, picture.height)
        done = perf_counter()
        return Look(match, *(1000 * span for span in (decoded - started, known - decoded, done - known))), picture.reduced


def to_pdq(sandbox: Sandbox, data: bytes) -> float:
    """Milliseconds from a candidate's bytes to its PDQ."""
    started = perf_counter()
    pdq.compute(open_picture(sandbox, data, at_least=_SHORTER_SIDE).rgb)
    return 1000 * (perf_counter() - started)
