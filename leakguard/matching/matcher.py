"""Compares one candidate with every original: same bytes, same pixels, then PDQ in eight orientations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leakguard.matching.judge import judge
from leakguard.matching.region import whole
from leakguard.matching.thresholds import NEAR, PDQ_COPY
from leakguard.model.media import AlsoMatched, Fingerprint, Match, Original, Verdict
from leakguard.signals import pdq
from leakguard.signals.pdq import BITS, Orientation

ONLY_EXACT_VIDEO = "No original is the same file. Of videos and moving pictures only exact copies are found yet."

_STRENGTH = {verdict: strength for strength, verdict in enumerate(Verdict)}


def none(why: str) -> Match:
    """A candidate that is none of the originals, as far as could be told."""
    return Match(Verdict.NONE, why)


def unreadable(why: str) -> Match:
    """A candidate that could not be looked at."""
    return Match(Verdict.UNREADABLE, why)


def near(match: Match) -> bool:
    """True for what a reduced decode cannot decide: the caller decodes in full and matches again, and that verdict stands."""
    return match.pdq_distance is not None and match.pdq_distance <= NEAR.value


@dataclass(frozen=True)
class _Hit:
    """What one original has to say of the candidate."""

    original: Original
    verdict: Verdict
    why: str
    distance: int
    orientation: Orientation


class Matcher:
    """All originals of a case, ready to be compared with many candidates; those without fingerprint are found by digest only."""

    def __init__(self, originals: Sequence[Original]) -> None:
        self._by_sha256 = {original.sha256: original for original in reversed(originals)}
        self._pictures = [(original, original.fingerprint) for original in originals if original.fingerprint is not None]
        self._hashes = _words([hash_ for _, fingerprint in self._pictures for hash_ in fingerprint.pdq])

    def exact(self, sha256: str) -> Match | None:
        """The original whose file has this SHA-256 (hex), if there is one."""
        original = self._by_sha256.get(sha256)
        if original is None:
            return None
        region = whole(Orientation.UPRIGHT, original.width, original.height) if original.width and original.height else None
        return Match(Verdict.EXACT, "It is the same file, byte for byte.", original.id, region=region)

    def match(self, fingerprint: Fingerprint, width: int, height: int) -> Match:
        """The verdict on a candidate whose full upright size is `width` x `height` pixels; see `judge` for the rules.

        The strongest original answers, then the nearest, then the one enrolled first; the others are in `also`.
        """
        if not self._pictures:
            return none("There is no picture among the originals to compare it with.")
        hits = sorted(self._hits(fingerprint), key=lambda hit: (_STRENGTH[hit.verdict], hit.distance))
        first = hits[0]
        if not first.verdict.matched:
            return Match(Verdict.NONE, first.why, pdq_distance=first.distance)
        return Match(
            first.verdict,
            first.why,
            first.original.id,
            pdq_distance=first.distance,
            region=whole(first.orientation, width, height),
            mirrored=first.orientation.mirrored,
            also=tuple(
                AlsoMatched(hit.original.id, hit.verdict, whole(hit.orientation, width, height))
                for hit in hits[1:]
                if hit.verdict.matched
            ),
        )

    def _hits(self, candidate: Fingerprint) -> Iterator[_Hit]:
        """All originals within reach of a copy, and the nearest in any case."""
        differing = np.bitwise_count(self._hashes ^ _words(candidate.pdq[:1])).sum(axis=1, dtype=np.int64)
        distances = differing.reshape(len(self._pictures), len(Orientation))
        nearest = distances.min(axis=1)
        for index in np.flatnonzero(nearest <= max(PDQ_COPY.value, nearest.min())):
            original, fingerprint = self._pictures[index]
            distance, orientation = int(nearest[index]), Orientation(int(distances[index].argmin()))
            if fingerprint.pixels_sha256 == candidate.pixels_sha256:
                verdict, why = Verdict.EXACT, "Its pixels are the original's, every one; only the file around them differs."
            else:
                quality = min(candidate.pdq_quality, fingerprint.pdq_quality)
                verdict, why = judge(distance, quality, pdq.distance(candidate.phash, fingerprint.phash), orientation)
            yield _Hit(original, verdict, why, distance, orientation)


def _words(hashes: Sequence[str]) -> NDArray[np.uint64]:
    """PDQ hashes (hex) as rows of four 64-bit words."""
    return np.frombuffer(bytes.fromhex("".join(hashes)), ">u8").astype(np.uint64).reshape(-1, BITS // 64)
