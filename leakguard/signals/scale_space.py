"""Where a picture has something to hold on to: blobs and corners at every size (Lowe, "Distinctive Image Features from
Scale-Invariant Keypoints", IJCV 2004, sections 3 and 4).

Written here, over OpenCV's filters and numpy, because OpenCV's own SIFT always enlarges the picture first, which costs three
times as much, and cannot spread its keypoints over the picture.
"""

from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LEVELS = 3
"""Sizes per octave that are searched (Lowe, 3.2)."""

SIGMA = 1.6
"""Blur of the first level, in pixels of its octave (Lowe, 3.3)."""

_CAMERA = 0.5
"""Blur that any picture comes with (Lowe, 3.3)."""

_SMALLEST = 12
"""Pixels of the shorter side below which an octave holds nothing."""

_EDGE = 12.0
"""Largest ratio of the two curvatures; Lowe (4.1) has 10, which loses corners of faint pictures."""

_NEIGHBOURS = np.ones((3, 3), np.uint8)


class Keypoints(NamedTuple):
    """Of N keypoints: the octave, the level within it, x and y in pixels of the octave (centres are whole numbers), the blur in
    the same pixels, and the response in grey levels."""

    octave: NDArray[np.int32]
    level: NDArray[np.int32]
    x: Floats
    y: Floats
    sigma: Floats
    response: Floats

    def __len__(self) -> int:
        return len(self.x)

    def take(self, which: NDArray[np.intp]) -> "Keypoints":
        """These of them, in this order."""
        octave, level, x, y, sigma, response = self
        return Keypoints(octave[which], level[which], x[which], y[which], sigma[which], response[which])


Pyramid = list[list[Floats]]
"""Octaves of `LEVELS` + 3 ever more blurred versions; each octave has half the pixels of the one before along each side."""


def pyramid(grey: Floats) -> Pyramid:
    """All octaves of a grey picture (H, W) of 0-255."""
    base = _blurred(grey, float(np.sqrt(SIGMA**2 - _CAMERA**2)))
    octaves = []
    while True:
        levels = [base]
        for step in range(1, LEVELS + 3):
            before = SIGMA * 2 ** ((step - 1) / LEVELS)
            levels.append(_blurred(levels[-1], before * float(np.sqrt(4 ** (1 / LEVELS) - 1))))
        octaves.append(levels)
        base = np.ascontiguousarray(levels[LEVELS][::2, ::2])
        if min(base.shape) < _SMALLEST:
            return octaves


def _blurred(level: Floats, sigma: float) -> Floats:
    width = 2 * int(np.ceil(3 * sigma)) + 1
    return np.asarray(cv2.GaussianBlur(level, (width, width), sigma), np.float32)


def keypoints(octaves: Pyramid, contrast: float) -> Keypoints:
    """Extrema of the differences of neighbouring levels, at least `contrast` grey levels strong, placed to a part of a pixel."""
    found = [_of_octave(octave, levels, contrast) for octave, levels in enumerate(octaves)]
    return Keypoints(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _of_octave(octave: int, levels: list[Floats], contrast: float) -> Keypoints:
    height, width = levels[0].shape
    differences = np.empty((LEVELS + 2, height, width), np.float32)
    for difference, (before, after) in zip(differences, pairwise(levels), strict=True):
        np.subtract(after, before, out=difference)
    place, flat = _extrema(differences, contrast / 2), differences.ravel()

    def at(d_level: int, d_y: int, d_x: int) -> Floats:
        return np.asarray(flat.take(place + ((d_level * height + d_y) * width + d_x)))

    centre = at(0, 0, 0)
    xx = at(0, 0, 1) + at(0, 0, -1) - 2 * centre
    yy = at(0, 1, 0) + at(0, -1, 0) - 2 * centre
    xy = (at(0, 1, 1) - at(0, 1, -1) - at(0, -1, 1) + at(0, -1, -1)) / 4
    bowl = xx * yy - xy * xy
    round_ = np.flatnonzero((bowl > 0) & ((xx + yy) ** 2 * _EDGE < (_EDGE + 1) ** 2 * bowl))
    place = place[round_]
    centre, xx, yy, xy = np.stack([centre, xx, yy, xy])[:, round_]
    slope = np.stack([at(0, 0, 1) - at(0, 0, -1), at(0, 1, 0) - at(0, -1, 0), at(1, 0, 0) - at(-1, 0, 0)]) / 2
    ss = at(1, 0, 0) + at(-1, 0, 0) - 2 * centre
    xs = (at(1, 0, 1) - at(1, 0, -1) - at(-1, 0, 1) + at(-1, 0, -1)) / 4
    ys = (at(1, 1, 0) - at(1, -1, 0) - at(-1, 1, 0) + at(-1, -1, 0)) / 4
    offset = _to_the_top(slope, np.stack([xx, xy, xs, yy, ys, ss]))
    response = np.abs(centre + (slope * offset).sum(0) / 2)
    kept = np.flatnonzero(response >= contrast)
    level, y, x = np.unravel_index(place[kept], differences.shape)
    across, down, up = offset[:, kept]
    return Keypoints(
        np.full(len(kept), octave, np.int32),
        level.astype(np.int32),
        (x + across).astype(np.float32),
        (y + down).astype(np.float32),
        (SIGMA * 2 ** ((level + up) / LEVELS)).astype(np.float32),
        response[kept].astype(np.float32),
    )


def _to_the_top(slope: NDArray[np.floating], curvature: NDArray[np.floating]) -> NDArray[np.float64]:
    """How far (3, N) the extremum of a quadratic is, from its slope (3, N) and the upper half of its curvature (6, N), row after
    row; nan where it has none. By cofactors: a solver takes ten times as long for matrices so small."""
    (x, y, s), (xx, xy, xs, yy, ys, ss) = slope.astype(np.float64), curvature.astype(np.float64)
    a, b, c = yy * ss - ys * ys, xs * ys - xy * ss, xy * ys - xs * yy
    d, e, f = xx * ss - xs * xs, xy * xs - xx * ys, xx * yy - xy * xy
    determinant = xx * a + xy * b + xs * c
    determinant[np.abs(determinant) <= 1e-9] = np.nan
    step = np.stack([a * x + b * y + c * s, b * x + d * y + e * s, c * x + e * y + f * s])
    return np.asarray(np.clip(-step / determinant, -0.75, 0.75))


def _extrema(differences: Floats, least: float) -> NDArray[np.intp]:
    """Pixels of the inner levels that are above, or below, all 26 neighbours, as numbers in all of the levels, row after row."""
    _, height, width = differences.shape
    marked = np.zeros(differences.shape, bool)
    for here, mark in zip(differences[1:-1], marked[1:-1], strict=True):
        peaks = (here == cv2.dilate(here, _NEIGHBOURS)) & (here >= least)
        pits = (here == cv2.erode(here, _NEIGHBOURS)) & (here <= -least)
        mark[2:-2, 2:-2] = (peaks | pits)[2:-2, 2:-2]
    place, flat = np.flatnonzero(marked), differences.ravel()
    # Only what is an extremum of its own level, one pixel in fifty, is held against the levels above and below.
    above_and_below = [
        [(level * height + row) * width + column for level in (-1, 1)] for row in (0, -1, 1) for column in (0, -1, 1)
    ]
    for steps in above_and_below:
        value = flat.take(place)
        sign, strength = np.sign(value), np.abs(value)
        place = place[np.all([flat.take(place + step) * sign <= strength for step in steps], axis=0)]
    return place


def spread(points: Keypoints, number: int, shape: tuple[int, ...], cells: int = 8) -> Keypoints:
    """At most `number` of them, strong ones first, but so that each cell of a grid of `cells` x `cells` gets its share.

    `shape` is that of the first octave, (H, W). Without this a busy background takes all, and a crop of the quiet part is lost.
    """
    if len(points) <= number:
        return points
    scale = 2.0**points.octave
    column = np.clip(points.x * scale / shape[1] * cells, 0, cells - 1).astype(np.intp)
    row = np.clip(points.y * scale / shape[0] * cells, 0, cells - 1).astype(np.intp)
    cell = row * cells + column
    order = np.lexsort((-points.response, cell))
    starts = np.flatnonzero(np.diff(cell[order], prepend=-1))
    in_cell, overall = np.empty(len(points), np.intp), np.empty(len(points), np.intp)
    in_cell[order] = np.arange(len(points)) - np.repeat(starts, np.diff(np.append(starts, len(points))))
    overall[np.argsort(-points.response, kind="stable")] = np.arange(len(points))
    return points.take(np.sort(np.argsort(in_cell * cells**2 + overall, kind="stable")[:number]))
