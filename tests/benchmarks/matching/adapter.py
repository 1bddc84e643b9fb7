"""The one place that knows how the matcher is called: enrolling and looking, as the services do it, without a vault."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

from leakguard.imaging.decode import open_picture
from leakguard.matching.gallery import Gallery
from leakguard.matching.matcher import Matcher
from leakguard.matching.search import Search
from leakguard.matching.view import View
from leakguard.model.media import Match, Media, Original, Verdict
from leakguard.sandbox.pool import Sandbox
from leakguard.signals import pdq
from leakguard.signals.fingerprint import fingerprint
from leakguard.signals.packed import pack
from leakguard.signals.sketch import sketch
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
    """One original with its sketch."""

    original: Original
    sketch: bytes

    @property
    def stored(self) -> int:
        """Bytes that keeping it costs, before encryption."""
        return len(encode(self.original)) + len(self.sketch)


def enrol(sandbox: Sandbox, name: str, data: bytes) -> Enrolled:
    """An original under its name, decoded in full."""
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
    return Enrolled(original, pack(sketch(picture.rgb)))


class Looker:
    """All originals, ready to be compared with files."""

    def __init__(self, sandbox: Sandbox, enrolled: Iterable[Enrolled]) -> None:
        self._sandbox = sandbox
        sketches = {each.original.id: (each.original, each.sketch) for each in enrolled}
        self.count = len(sketches)
        self._matcher = Matcher([original for original, _ in sketches.values()], lambda original: sketches[original.id][1])

    def look(self, data: bytes) -> Look:
        """One candidate from its bytes to the verdict, as the services do it."""
        started = perf_counter()
        picture = open_picture(self._sandbox, data, at_least=_SHORTER_SIDE)
        decoded = perf_counter()
        exact = self._matcher.exact(hashlib.sha256(data).hexdigest())
        if exact is not None:
            return Look(exact, 1000 * (decoded - started), 0, 0)
        signals = fingerprint(picture.rgb, candidate=True)
        if picture.reduced and self._matcher.near(signals):
            signals = fingerprint(open_picture(self._sandbox, data).rgb, candidate=True)
        known = perf_counter()
        match = self._matcher.match(signals, picture.rgb, picture.width, picture.height)
        done = perf_counter()
        return Look(match, *(1000 * span for span in (decoded - started, known - decoded, done - known)))


def first_pass(sandbox: Sandbox, enrolled: Iterable[Enrolled], files: Iterable[bytes]) -> list[float]:
    """Milliseconds of each candidate's signals and first pass: as a whole original, and as a part of one. What is found there
    needs no second pass. An original is prepared when it first comes into question, once: a first round is not counted."""
    gallery = Gallery([(each.original, each.sketch) for each in enrolled])
    pictures = [open_picture(sandbox, data, at_least=_SHORTER_SIDE).rgb for data in files]
    for _ in range(2):
        spent = []
        for rgb in pictures:
            started = perf_counter()
            fingerprint(rgb, candidate=True)
            search = Search(View(rgb), gallery)
            for stage in (search.frame, search.first):
                list(stage())
            spent.append(1000 * (perf_counter() - started))
    return spent


def to_pdq(sandbox: Sandbox, data: bytes) -> float:
    """Milliseconds from a candidate's bytes to its PDQ."""
    started = perf_counter()
    pdq.quick(open_picture(sandbox, data, at_least=_SHORTER_SIDE).rgb)
    return 1000 * (perf_counter() - started)
