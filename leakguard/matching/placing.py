"""Where exactly an original lies in a candidate: pairs of local features that agree on one projection of the plane."""

from collections.abc import Callable
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from leakguard.matching.index import Placement
from leakguard.matching.query import Query
from leakguard.signals.sketch import Sketch

Matrix = NDArray[np.float64]
"""A projection (3, 3) from the original, in units of its longer side, to pixels of the candidate in its guise."""

Points = NDArray[np.float64]

_RADII = (0.12, 0.03, 0.01, 0.006)
"""How far, in longer sides, a feature may lie from where it should be: first by the votes, then by ever better projections."""

_TURNED, _GROWN, _ASIDE = 0.7, 1.6, 0.5
"""How far, in radians, doublings and longer sides, a pair may differ from what the votes alone tell."""

_LOOSE, _TIGHT = 0.84, 0.78
"""Cosine of the descriptions of a pair, for the first and for the later rounds, where the place speaks for it too."""

_ROUGHLY, _EXACTLY, _ALIKE = 0.1, 0.008, 0.86
"""For `tight`: how far, in longer sides, like places may lie off, how far those that fit, and the cosine of like ones."""

_HOMOGRAPHY, _AFFINE, _SIMILARITY = 12, 5, 2
"""Distinct pairs from which so free a projection is fitted; fewer would be followed wherever they lead."""


class Placed(NamedTuple):
    """`inliers` counts distinct places of the original that the projection takes to where they are seen. `tight` is their part
    (0-1) of all like places that lie roughly where they should: where things stand at different distances, another point of
    view shifts them against each other."""

    projection: Matrix
    inliers: int
    tight: float


def place(query: Query, sketch: Sketch, placement: Placement) -> Placed:
    """Start from the votes, pair each feature of the candidate with the likest one near where it should be, and fit again."""
    matrix, inliers = _similarity(placement, sketch), 0
    pairs = _Pairs(query, sketch, matrix)
    for round_, radius in enumerate(_RADII):
        good = pairs.near(matrix, radius, _TIGHT if round_ else _LOOSE)
        if not round_ and len(good) > _HOMOGRAPHY:
            good = good[: max(_HOMOGRAPHY, len(good) // 2)]
        fitted = _fitted(pairs.own[good], pairs.seen[good], placement.scale)
        if fitted is None:
            break
        matrix = fitted
        error = np.hypot(*(project(matrix, pairs.own[good]) - pairs.seen[good]).T)
        kept = good[error < np.maximum(1.5, 0.006 * _scale(matrix, pairs.own[good]))]
        inliers = _distinct(pairs.own[kept], pairs.seen[kept], placement.scale)
    return Placed(matrix, inliers, pairs.tight(matrix))


def placed(query: Query, sketch: Sketch, matrix: Matrix) -> Placed:
    """What speaks for a projection that is known to a pixel."""
    pairs, scale = _Pairs(query, sketch, matrix), scale_at_middle(matrix, sketch.width, sketch.height)
    good = pairs.near(matrix, _EXACTLY, _TIGHT)
    return Placed(matrix, _distinct(pairs.own[good], pairs.seen[good], scale), pairs.tight(matrix))


class _Pairs:
    """All pairs of a feature of the candidate and one of the original that are alike, turned and sized alike, and not far from
    where they should be, likest first: `own` and `seen` are where they are."""

    def __init__(self, query: Query, sketch: Sketch, roughly: Matrix) -> None:
        trace = sketch.trace
        # Only what lies on the original, roughly placed, has a part in it.
        back = project(_inverse(roughly), np.column_stack([query.x, query.y]).astype(np.float64))
        part = np.flatnonzero((np.abs(back - 0.5) < 0.9).all(1))
        likeness = query.descriptions[part] @ sketch.descriptions.T
        place = np.flatnonzero(likeness > _TIGHT)
        row, mate = np.divmod(place, len(trace.x))
        which = part[row]
        turn = (query.angle[which] - trace.angle[mate] - np.arctan2(roughly[1, 0], roughly[0, 0]) + np.pi) % (2 * np.pi) - np.pi
        growth = np.log2(query.size[which] / trace.size[mate])
        like = (np.abs(turn) < _TURNED) & (np.abs(growth - np.log2(np.hypot(*roughly[:2, 0]))) < _GROWN)
        like &= (np.abs(back[which, 0] - trace.x[mate]) < _ASIDE) & (np.abs(back[which, 1] - trace.y[mate]) < _ASIDE)
        kept = np.flatnonzero(like)
        kept = kept[np.argsort(-likeness.ravel()[place[kept]], kind="stable")]
        which, mate = which[kept], mate[kept]
        self._which, self._likeness, self._growth = which, likeness.ravel()[place[kept]], growth[kept]
        self._count = len(query.x)
        self.own = np.column_stack([trace.x[mate], trace.y[mate]]).astype(np.float64)
        self.seen = np.column_stack([query.x[which], query.y[which]]).astype(np.float64)

    def near(self, matrix: Matrix, radius: float, least: float) -> NDArray[np.intp]:
        """Of each feature of the candidate the likest pair within `radius` longer sides of where it should be, likest first."""
        back = project(_inverse(matrix), self.seen)
        scale = _scale(matrix, back)
        off = np.abs(back - self.own).max(1) < np.maximum(radius, 2 / scale)
        near = np.flatnonzero(off & (np.abs(self._growth - np.log2(scale)) < 0.8) & (self._likeness > least))
        first = np.full(self._count, -1)
        first[self._which[near[::-1]]] = near[::-1]
        return np.sort(first[first >= 0])

    def tight(self, matrix: Matrix) -> float:
        """The part (0-1) of like places that lie roughly where they should that fits exactly."""
        rough = self.near(matrix, _ROUGHLY, _ALIKE)
        off = np.abs(project(_inverse(matrix), self.seen[rough]) - self.own[rough]).max(1, initial=0)
        return float((off < _EXACTLY).mean()) if len(rough) else 0.0


def _similarity(placement: Placement, sketch: Sketch) -> Matrix:
    """What the votes alone tell."""
    across, down = placement.scale * np.cos(placement.turn), placement.scale * np.sin(placement.turn)
    matrix = np.array([[across, -down, placement.x], [down, across, placement.y], [0, 0, 1]])
    matrix[:2, 2] -= matrix[:2, :2] @ (sketch.width / 2, sketch.height / 2)
    return matrix


def _inverse(matrix: Matrix) -> Matrix:
    return np.asarray(np.linalg.inv(matrix), np.float64)


def project(matrix: Matrix, points: Points) -> Points:
    """Points (N, 2) through a projection."""
    moved = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    depth = moved[:, 2:]
    return np.asarray(moved[:, :2] / np.where(np.abs(depth) < 1e-9, 1e-9, depth), np.float64)


def _scale(matrix: Matrix, points: Points) -> NDArray[np.float64]:
    """Pixels of the candidate per unit of the original, around each point of it."""
    depth = points @ matrix[2, :2] + matrix[2, 2]
    depth = np.where(np.abs(depth) < 1e-9, 1e-9, depth)
    area: Points = np.abs(np.linalg.det(matrix) / (depth * depth * depth))
    return np.asarray(np.clip(np.sqrt(area), 1e-3, 1e6))


def scale_at_middle(matrix: Matrix, width: float, height: float) -> float:
    """Pixels of the candidate per unit of an original of this size, around its middle."""
    return float(_scale(matrix, np.array([[width / 2, height / 2]]))[0])


def tilt(matrix: Matrix, width: float, height: float) -> float:
    """How many times larger the nearest corner of an original of this size is shown than the farthest."""
    scales = _scale(matrix, np.array([(0, 0), (width, 0), (width, height), (0, height)]))
    return float(scales.max() / scales.min())


def _distinct(own: Points, seen: Points, scale: float) -> int:
    """Pairs that differ in place on both sides: one corner found at three sizes is one."""
    sides = np.round(own / 0.008), np.round(seen / max(1.5, 0.008 * scale))
    return min(len(np.unique(side @ (1, 1j))) for side in sides)


def _fitted(own: Points, seen: Points, scale: float) -> Matrix | None:
    """The freest projection that so many pairs bear, and that is plausible."""
    distinct, threshold = _distinct(own, seen, scale), max(1.5, 0.008 * scale)
    ways: tuple[tuple[int, Callable[[], Any]], ...] = (
        (_HOMOGRAPHY, lambda: cv2.findHomography(own, seen, cv2.USAC_MAGSAC, threshold, maxIters=2000, confidence=0.999)),
        (_AFFINE, lambda: cv2.estimateAffine2D(own, seen, method=cv2.RANSAC, ransacReprojThreshold=threshold)),
        (_SIMILARITY, lambda: cv2.estimateAffinePartial2D(own, seen, method=cv2.RANSAC, ransacReprojThreshold=threshold)),
    )
    for least, fit in ways:
        found = fit()[0] if distinct >= least else None
        if found is not None:
            matrix = np.asarray(found if len(found) == 3 else np.vstack([found, (0, 0, 1)]), np.float64)
            if plausible(matrix):
                return matrix
    return None


def plausible(matrix: Matrix) -> bool:
    """Right side out, nowhere folded, no side of the unit square six times as long as another or shorter than 4 pixels."""
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float)
    if not np.isfinite(matrix).all() or (square @ matrix[2, :2] + matrix[2, 2] <= 1e-6).any():
        return False
    corners = project(matrix, square)
    sides = np.roll(corners, -1, 0) - corners
    following, length = np.roll(sides, -1, 0), np.hypot(*sides.T)
    turns = sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0]
    return bool((turns > 0).all() and length.max() < 6 * length.min() and length.min() > 4)
