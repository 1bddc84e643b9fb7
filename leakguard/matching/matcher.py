"""Compares one candidate with every original: the same bytes, the same pixels, and then wherever a part of an original may be."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from leakguard.matching import why
from leakguard.matching.evidence import Evidence
from leakguard.matching.frames import Mode
from leakguard.matching.gallery import Gallery, distances
from leakguard.matching.judge import judge
from leakguard.matching.placing import project
from leakguard.matching.region import covered, whole
from leakguard.matching.search import Search, corners
from leakguard.matching.thresholds import NEAR, PDQ_COPY
from leakguard.matching.tiles import tiles
from leakguard.matching.view import View
from leakguard.matching.weigh import Weight, strength, weigh
from leakguard.matching.whole import Likeness
from leakguard.model.media import AlsoMatched, Fingerprint, Match, Original, Region, Verdict
from leakguard.signals import pdq
from leakguard.signals.pdq import Orientation

ONLY_EXACT_VIDEO = "No original is the same file. Of videos and moving pictures only exact copies are found yet."

_STRENGTH = {verdict: strength for strength, verdict in enumerate(Verdict)}

_ENOUGH, _ALL = 0.7, 0.9
"""Part of a candidate that one copy covers, or several together, from which nothing else is looked for in it: in a collage of
four, three cover the first, and the fourth is looked for."""

_WHOLE = 0.9
"""Part of a candidate that an original fills from which it is the whole original, and may be called a plain copy."""

_THERE = 0.05
"""Part of the longer side by which the corners of two places differ that are the same."""

_TO_SEE = 20
"""Blocks of a coarse original from which pixels that do not agree count against a copy; in a plain picture there are fewer."""


def none(why: str) -> Match:
    """A candidate that is none of the originals, as far as could be told."""
    return Match(Verdict.NONE, why)


def unreadable(why: str) -> Match:
    """A candidate that could not be looked at."""
    return Match(Verdict.UNREADABLE, why)


class _Place(NamedTuple):
    """Evidence, and where in the whole candidate the original's corners fall (4, 2)."""

    evidence: Evidence
    corners: NDArray[np.float64]


@dataclass(frozen=True)
class _Hit:
    """What one original has to say of the candidate."""

    number: int
    verdict: Verdict
    why: str
    distance: int
    region: Region | None
    mirrored: bool = False
    same_scene: bool = False
    inliers: int | None = None
    part: float | None = None
    good: int = 0


class Matcher:
    """All originals of a case, ready to be compared with many candidates, by several threads at once.

    `packed` gives the sketch of an original as bytes, None where it was enrolled without one: that is found as a whole only.
    Those without fingerprint are found by digest only.
    """

    def __init__(self, originals: Sequence[Original], packed: Callable[[Original], bytes | None] = lambda original: None) -> None:
        # Candidates are compared side by side; OpenCV's own threads would only be in their way.
        cv2.setNumThreads(1)
        self._by_sha256 = {original.sha256: original for original in reversed(originals)}
        self._gallery = Gallery([(original, packed(original)) for original in originals if original.fingerprint is not None])

    def exact(self, sha256: str) -> Match | None:
        """The original whose file has this SHA-256 (hex), if there is one."""
        original = self._by_sha256.get(sha256)
        if original is None:
            return None
        region = whole(Orientation.UPRIGHT, original.width, original.height) if original.width and original.height else None
        return Match(Verdict.EXACT, "It is the same file, byte for byte.", original.id, region=region)

    def near(self, candidate: Fingerprint) -> bool:
        """True for what a reduced decode cannot decide: the caller decodes in full, and has that one's fingerprint matched."""
        return bool(self._gallery.originals) and int(distances(self._gallery.hashes, candidate.pdq[0]).min()) <= NEAR.value

    def match(self, candidate: Fingerprint, rgb: NDArray[np.uint8], width: int, height: int) -> Match:
        """The verdict on an upright candidate of `width` x `height` pixels, which `rgb` (H, W, 3) may show at reduced size.

        The strongest original answers, then the one that most speaks for, then the one enrolled first; the others are in `also`.
        """
        if not self._gallery.originals:
            return none("There is no picture among the originals to compare it with.")
        bits = distances(self._gallery.hashes, candidate.pdq[0])
        exact = [
            number
            for number, original in enumerate(self._gallery.originals)
            if original.fingerprint and original.fingerprint.pixels_sha256 == candidate.pixels_sha256
        ]
        places = {} if exact else self._places(View(rgb), bits)
        scale = np.array([width / rgb.shape[1], height / rgb.shape[0]])
        hits = [
            hit
            for number in range(len(self._gallery.originals))
            if number in exact or number in places or bits[number].min() <= PDQ_COPY.value
            for hit in [self._hit(number, candidate, bits[number], places.get(number), scale, (width, height), number in exact)]
            if hit.verdict.matched
        ]
        if not hits:
            nearest = int(bits.min())
            return Match(Verdict.NONE, why.nothing(nearest), pdq_distance=nearest)
        first, *others = sorted(hits, key=_rank)
        return Match(
            first.verdict,
            first.why,
            self._gallery.originals[first.number].id,
            pdq_distance=first.distance,
            inliers=first.inliers,
            region=first.region,
            mirrored=first.mirrored,
            same_scene=first.same_scene,
            part=first.part,
            also=tuple(AlsoMatched(self._gallery.originals[hit.number].id, hit.verdict, hit.region) for hit in others),
        )

    def _hit(
        self,
        number: int,
        candidate: Fingerprint,
        bits: NDArray[np.int64],
        place: _Place | None,
        scale: NDArray[np.float64],
        size: tuple[int, int],
        exact: bool,
    ) -> _Hit:
        """What one original has to say. Pixels that agree, or do not, weigh more than PDQ, where there is enough to see."""
        distance, orientation = int(bits.min()), Orientation(int(bits.argmin()))
        framed = whole(orientation, *size)
        if exact:
            said = "Its pixels are the original's, every one; only the file around them differs."
            return _Hit(number, Verdict.EXACT, said, distance, framed, part=1.0)
        own = self._gallery.originals[number].fingerprint
        verdict, said = Verdict.NONE, ""
        if own is not None:
            quality = min(candidate.pdq_quality, own.pdq_quality)
            verdict, said = judge(distance, quality, pdq.distance(candidate.phash, own.phash), orientation)
        if place is None:
            return _Hit(number, verdict, said, distance, framed, orientation.mirrored)
        evidence, region = place.evidence, _region(place.corners * scale)
        found = _Hit(
            number,
            Verdict.ALTERED,
            why.altered(evidence),
            distance,
            region,
            evidence.guise.mirrored,
            inliers=evidence.inliers or None,  # found as a whole: none were counted, which is not none
            part=evidence.agreement.part,
            good=evidence.agreement.good,
        )
        weight = weigh(evidence)
        if weight is Weight.FIRM:
            unchanged = verdict is Verdict.COPY and covered([place.corners * scale], *size) > _WHOLE
            return replace(found, verdict=Verdict.COPY, why=said) if unchanged else found
        if verdict is Verdict.COPY and evidence.agreement.blocks[1].textured >= _TO_SEE:
            return replace(found, verdict=Verdict.POSSIBLE, why=why.alike_only(distance), region=framed, same_scene=True)
        if verdict.matched:
            return _Hit(number, verdict, said, distance, framed, orientation.mirrored)
        if weight is Weight.WEAK:
            return replace(found, verdict=Verdict.POSSIBLE, why=why.weak(evidence))
        if weight is Weight.SCENE:
            return replace(found, verdict=Verdict.POSSIBLE, why=why.same_scene(evidence), same_scene=True)
        return replace(found, verdict=Verdict.NONE)

    def _places(self, view: View, bits: NDArray[np.int64]) -> dict[int, _Place]:
        """The best place of every original that something speaks for, by its number among the originals."""
        found = list(self._looked(view, bits))
        if not _settled([place.corners for place in found if weigh(place.evidence) is Weight.FIRM], view):
            for part, back in view.parts():
                if not part.empty:
                    found += [_Place(evidence, project(back, corners)) for evidence, corners in self._looked(part, None)]
        places: dict[int, list[_Place]] = {}
        for place in found:
            places.setdefault(self._gallery.sketched[place.evidence.original], []).append(place)
        return {number: _best(each) for number, each in places.items()}

    def _looked(self, view: View, bits: NDArray[np.int64] | None) -> Iterator[_Place]:
        """Stage after stage, until copies leave no room, or one was found and only pictures beside it are left to look for."""
        search, firm = Search(view, self._gallery), list[NDArray[np.float64]]()

        def places(evidences: Iterable[Evidence]) -> Iterator[_Place]:
            for evidence in evidences:
                weight = weigh(evidence)
                if weight is not Weight.NOTHING:
                    place = _Place(evidence, corners(evidence, self._gallery, view))
                    if weight is Weight.FIRM:
                        firm.append(place.corners)
                    yield place
                if _settled(firm, view):
                    return

        if bits is not None:
            yield from places(self._by_hash(search, bits))
        long = bool(tiles(view.width, view.height))
        stages: tuple[Callable[[], Iterable[Evidence]], ...] = (
            search.frame,
            search.first,
            lambda: search.panels(firm),
            lambda: () if long else search.close(firm),
            lambda: () if long or firm else search.deep(),
            lambda: () if long or firm else search.last(),
        )
        for stage in stages:
            if not _settled(firm, view):
                yield from places(stage())

    def _by_hash(self, search: Search, bits: NDArray[np.int64]) -> Iterator[Evidence]:
        """Where PDQ says that the candidate is a whole original, the pixels are asked there first."""
        for sketched, number in enumerate(self._gallery.sketched):
            if bits[number].min() <= PDQ_COPY.value:
                turned = Orientation(int(bits[number].argmin()))
                yield search.at(Likeness(0.0, sketched, turned, False, Mode.BRIGHTNESS))


def _best(places: Sequence[_Place]) -> _Place:
    """Where one original is. What is weak where it was first looked for may be firm from a better start at the same place."""
    best = max(places, key=lambda place: strength(place.evidence))
    if weigh(best.evidence) is not Weight.WEAK:
        return best
    within = _THERE * float(np.ptp(best.corners, axis=0).max())
    firm = [
        place for place in places if weigh(place.evidence) is Weight.FIRM and np.abs(place.corners - best.corners).max() <= within
    ]
    return max(firm or [best], key=lambda place: strength(place.evidence))


def _settled(copies: Sequence[NDArray[np.float64]], view: View) -> bool:
    """Whether copies, by their corners, leave no room for another."""
    largest = max((covered([corners], view.width, view.height) for corners in copies), default=0.0)
    return largest >= _ENOUGH or covered(copies, view.width, view.height) >= _ALL


def _rank(hit: _Hit) -> tuple[int, int, int]:
    """Strongest first; of whole copies the nearest by PDQ, of others the one of which most is seen to agree."""
    whole_copy = hit.verdict in (Verdict.EXACT, Verdict.COPY)
    return _STRENGTH[hit.verdict], hit.distance if whole_copy else -hit.good, hit.distance


def _region(found: NDArray[np.float64]) -> Region:
    a, b, c, d = ((float(x), float(y)) for x, y in found)
    return a, b, c, d
