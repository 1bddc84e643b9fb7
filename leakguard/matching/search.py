"""Where to look: first what is cheap and mostly enough, then what finds the rest. Whatever leads there, pixels decide."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from leakguard.matching import few
from leakguard.matching.agreement import Agreement, agree, single
from leakguard.matching.apart import settled
from leakguard.matching.borders import borders
from leakguard.matching.evidence import Evidence
from leakguard.matching.frames import Mode
from leakguard.matching.gallery import Gallery
from leakguard.matching.index import Placement
from leakguard.matching.panels import Kind
from leakguard.matching.parallax import parallax
from leakguard.matching.placing import Matrix, Placed, place, project, tilt
from leakguard.matching.query import MIRROR, NEGATIVE, NEGATIVE_MIRROR, UPRIGHT, Guise, Query, query
from leakguard.matching.region import covered
from leakguard.matching.thresholds import DRAWN_ALIKE, LOOSE_FEATURES, WHOLE_BLURRED
from leakguard.matching.view import View
from leakguard.matching.weigh import Weight, agrees, doubtful, weigh
from leakguard.matching.whole import Likeness, alike, lead, onto
from leakguard.signals.local import Features

FIRST_SIDE, FIRST_FEATURES, FIRST_WORK, FIRST_ORIGINALS = 640, 500, 500_000, 3
DEEP_SIDE, DEEP_FEATURES, DEEP_WORK, DEEP_ORIGINALS = 1024, 1000, 2_500_000, 4
LAST_SIDE, LAST_FEATURES, LAST_WORK, LAST_VOTED, LAST_ORIGINALS = 2048, 2000, 10_000_000, 32, 4
PANEL_SIDE, PANEL_FEATURES, PANEL_WORK, PANEL_ORIGINALS = 400, 400, 1_000_000, 2
_FEW = 4
"""Features on whose place no pixels are spent if fewer agree on it."""

_VOTES, _SECOND, _PLENTY = 0.5, 0.6, 3.0
"""Votes, and their part of the most that any placement has, below which nothing is looked at closely, unless there are plenty.
True placements had .74 and more, and of several pictures in one each has plenty; of nine in ten wrong ones neither is true."""

_WEAK = 2
"""Placements without plenty of votes that the first pass looks at: in 5 copies of 948 a third one was the true one, and the
second pass finds those."""

_RIM = 16
"""Part of the content's shorter side, one in so many, into which a frame shines where the candidate is blurred."""

_LAST_EXACT, _LAST_TIGHT = 0.4, 0.3
"""Votes that fit closely from which the last look pairs features, and the part of like features that fit exactly from which it
spends pixels: what it found had .49 and .39 and more, and of other pictures that are drawn alike most have less."""

_MANY = 12
"""Features that agree on a placement from which it is worth every effort."""

CLOSE_PANELS = 3
"""Panels whose local features are read by themselves, beside those that a page surrounds."""


class Search:
    """One candidate against all originals that have a sketch."""

    def __init__(self, view: View, gallery: Gallery) -> None:
        self._view = view
        self._gallery = gallery

    def frame(self) -> Iterator[Evidence]:
        """The candidate is the whole original, however changed."""
        yield from self._wholes(self._view.grey, self._view.frame, 2)

    def first(self) -> Iterator[Evidence]:
        """A part of it is, of some size."""
        found = self._view.features(FIRST_FEATURES, FIRST_SIDE, 2)
        yield from self._local(found, (UPRIGHT, MIRROR), FIRST_WORK, FIRST_ORIGINALS, weak=_WEAK)

    def panels(self, taken: Sequence[NDArray[np.float64]] = ()) -> Iterator[Evidence]:
        """A picture inside it is the whole original; `taken` are the corners of what is known already."""
        for panel in self._view.panels:
            corners = np.array(panel.corners, np.float32)
            if not _overlaps(corners, taken):
                yield from self._wholes(self._view.square(corners), corners, 1)

    def close(self, taken: Sequence[NDArray[np.float64]] = ()) -> Iterator[Evidence]:
        """A picture inside it is a part of the original, too small to be read from afar; `taken` as above."""
        view = self._view
        alone = [panel for panel in view.panels if panel.kind is Kind.ALONE]
        others = [panel for panel in view.panels if panel.kind is not Kind.ALONE]
        for panel in alone + others[:CLOSE_PANELS]:
            corners = np.array(panel.corners)
            if _overlaps(corners, taken):
                continue
            left, top = np.maximum(0, np.floor(corners.min(0))).astype(int)
            right, bottom = np.minimum((view.width, view.height), np.ceil(corners.max(0))).astype(int)
            if min(right - left, bottom - top) >= 24 and max(right - left, bottom - top) <= 0.6 * max(view.width, view.height):
                found = view.features(PANEL_FEATURES, PANEL_SIDE, 4, (int(left), int(top), int(right), int(bottom)))
                yield from self._local(found, (UPRIGHT, MIRROR), PANEL_WORK, PANEL_ORIGINALS)

    def deep(self) -> Iterator[Evidence]:
        """A small part of it is, or a negative."""
        found = self._view.features(DEEP_FEATURES, DEEP_SIDE, 3)
        yield from self._local(found, (UPRIGHT, MIRROR, NEGATIVE, NEGATIVE_MIRROR), DEEP_WORK, DEEP_ORIGINALS)

    def last(self) -> Iterator[Evidence]:
        """A small picture somewhere in it is, with nothing around it that tells it apart, or one of which little is left: it is
        read larger, and of many originals those are looked at on whose votes one placement fits closest. Others may well have
        more votes: as far as rank 18 the true one was the closest or among the first three. Only what is firm counts."""
        asked = self._asked(self._view.features(LAST_FEATURES, LAST_SIDE, 3), (UPRIGHT, MIRROR))
        voted = self._gallery.index.vote(list(asked.values()), LAST_VOTED, LAST_WORK)
        for placement in sorted(voted, key=lambda placement: -placement.exact)[:LAST_ORIGINALS]:
            if placement.exact >= _LAST_EXACT:
                tried = self._tried(asked[placement.guise], placement, _LAST_TIGHT)
                yield from (evidence for evidence in tried if weigh(evidence) is Weight.FIRM)

    def at(self, likeness: Likeness) -> Evidence:
        """This original as the whole candidate."""
        return self._whole(self._view.frame, likeness)

    def _wholes(self, square: NDArray[np.uint8], corners: NDArray[np.float32], most: int) -> Iterator[Evidence]:
        for likeness in self._gallery.wholes.like(square, most):
            yield self._whole(corners, likeness)

    def _whole(self, corners: NDArray[np.float32], likeness: Likeness) -> Evidence:
        sketch = self._gallery.sketch(likeness.original)
        guise, projection = onto(corners, likeness, sketch.width, sketch.height, self._view.width)
        if likeness.correlation and self._inside(likeness.original):
            # Two pictures between the same bars correlate.
            likeness = likeness._replace(correlation=alike(*self._content(likeness.original, guise, projection), likeness))
        drawn = likeness.mode is not Mode.BRIGHTNESS and 100 * likeness.correlation >= DRAWN_ALIKE.value
        bright = likeness.mode is Mode.BRIGHTNESS and 100 * likeness.correlation >= WHOLE_BLURRED.value
        agreement = self._agree(self._view, likeness.original, guise, projection, likeness.mode, sure=drawn, bend=bright)
        evidence = Evidence(likeness.original, guise, likeness.mode, agreement, correlation=likeness.correlation)
        if likeness.correlation and agrees(evidence) and doubtful(evidence):
            evidence = evidence._replace(lead=lead(*self._content(likeness.original, guise, projection), likeness))
        return self._bordered(evidence, self._view)

    def _inside(self, number: int) -> tuple[slice, slice] | None:
        """Rows and columns, of an original's small version, of its content but for the rim; None where that is all of it."""
        small = self._gallery.sketch(number).small
        left, top, right, bottom = np.round(self._gallery.content(number) * max(small.shape)).astype(int)
        if (right - left) * (bottom - top) == small.size:
            return None
        rim = min(right - left, bottom - top) // _RIM
        return slice(top + rim, max(bottom - rim, top + rim + 1)), slice(left + rim, max(right - rim, left + rim + 1))

    def _content(self, number: int, guise: Guise, projection: Matrix) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """The content of an original, and what lies there in the candidate."""
        small = self._gallery.sketch(number).small
        height, width = small.shape
        laid, _ = self._view.levels(mirrored=guise.mirrored).laid(projection, (height, width))
        inside = self._inside(number) or (slice(None), slice(None))
        return small[inside], laid[inside]

    def _local(
        self, found: Features, guises: Sequence[Guise], work: int, most: int, *, weak: int | None = None
    ) -> Iterator[Evidence]:
        asked = self._asked(found, guises)
        placements = self._gallery.index.vote(list(asked.values()), most, work)
        for number, placement in enumerate(placements):
            least = _PLENTY if number == weak else min(max(_VOTES, _SECOND * placements[0].votes), _PLENTY)
            if placement.votes < least:
                return
            yield from self._tried(asked[placement.guise], placement)

    def _asked(self, found: Features, guises: Sequence[Guise]) -> dict[Guise, Query]:
        return {guise: query(found, guise, self._view.width) for guise in guises}

    def _tried(self, asked: Query, placement: Placement, tight: float = 0) -> Iterator[Evidence]:
        """What the pixels say of a placement, where enough features bear it, and so large a part of them fits exactly."""
        sketch = self._gallery.sketch(placement.original)
        places = [place(asked, sketch, placement)]
        if len(asked.x) <= few.MOST:
            places += few.few(asked, sketch)
        for placed in places:
            if placed.inliers >= _FEW and placed.tight >= tight:
                yield self._placed(placement, placed)

    def _placed(self, placement: Placement, placed: Placed) -> Evidence:
        evidence = self._compared(self._view, placement, placed)
        # So many details agree on the place, but no blocks do: lines may cut all of them.
        if placed.inliers >= LOOSE_FEATURES.value and not agrees(evidence) and self._view.bare is not None:
            return self._bordered(self._compared(self._view.bare, placement, placed), self._view.bare)
        return self._bordered(evidence, self._view)

    def _compared(self, view: View, placement: Placement, placed: Placed) -> Evidence:
        original, guise = placement.original, placement.guise
        agreement = self._agree(view, original, guise, placed.projection, Mode.BRIGHTNESS, sure=placed.inliers >= _MANY)
        return Evidence(original, guise, Mode.BRIGHTNESS, agreement, placed.inliers, placed.tight)

    def _bordered(self, evidence: Evidence, view: View) -> Evidence:
        if not agrees(evidence):
            return evidence
        levels, sketch = view.levels(mirrored=evidence.guise.mirrored), self._gallery.sketch(evidence.original)
        negative = evidence.guise.negative
        # A whole picture that correlates, but was bent, has moved all over; a drawing is not looked for in brightness.
        if 100 * evidence.correlation < WHOLE_BLURRED.value and evidence.mode is not Mode.DRAWING:
            frames = self._gallery.frames(evidence.original, Mode.BRIGHTNESS)
            agreement, apart = settled(evidence.agreement, frames, levels, negative=negative)
            if evidence.mode is Mode.BRIGHTNESS:
                evidence = evidence._replace(agreement=agreement)
            evidence = evidence._replace(apart=apart, parallax=parallax(agreement, frames, levels, negative=negative))
        projection = evidence.agreement.projection
        evidence = evidence._replace(
            borders=borders(levels, projection, sketch.small, self._gallery.content(evidence.original), negative=negative),
            tilt=tilt(projection, sketch.width, sketch.height),
            fills=covered([corners(evidence, self._gallery, view)], view.width, view.height),
        )
        if not doubtful(evidence):
            return evidence
        frames = self._gallery.frames(evidence.original, evidence.mode)
        return evidence._replace(single=single(evidence.agreement, frames, levels, negative=negative))

    def _agree(
        self, view: View, number: int, guise: Guise, projection: Matrix, mode: Mode, *, sure: bool = False, bend: bool = False
    ) -> Agreement:
        levels, frames = view.levels(mirrored=guise.mirrored), self._gallery.frames(number, mode)
        return agree(levels, projection, frames, negative=guise.negative, sure=sure, bend=bend)


def corners(evidence: Evidence, gallery: Gallery, view: View) -> NDArray[np.float64]:
    """Where the original's corners fall in the candidate (4, 2)."""
    sketch = gallery.sketch(evidence.original)
    own = np.array([(0, 0), (sketch.width, 0), (sketch.width, sketch.height), (0, sketch.height)])
    found = np.asarray(project(evidence.agreement.projection, own), np.float64)
    if evidence.guise.mirrored:
        found[:, 0] = view.width - found[:, 0]
    return found


def _overlaps(panel: NDArray[np.floating], taken: Sequence[NDArray[np.float64]]) -> bool:
    """Whether it is known already what this panel shows."""
    return any(_overlap(panel, other) > 0.5 for other in taken)


def _overlap(a: NDArray[np.floating], b: NDArray[np.floating]) -> float:
    """The share of the box around `a` that the box around `b` covers."""
    low, high = np.maximum(a.min(0), b.min(0)), np.minimum(a.max(0), b.max(0))
    return float(np.prod(np.maximum(high - low, 0)) / max(np.prod(np.ptp(a, axis=0)), 1e-6))
