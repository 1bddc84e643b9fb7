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
    found = [
        _of_level(octave, level, differences, contrast)
        for octave, levels in enumerate(octaves)
        for differences in [np.stack([after - before for before, after in pairwise(levels)])]
        for level in range(1, LEVELS + 1)
    ]
    return Keypoints(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _of_level(octave: int, level: int, differences: Floats, contrast: float) -> Keypoints:
    place = _extrema(differences, level, contrast / 2)
    width, flat = differences.shape[2], differences.reshape(len(differences), -1)
    y, x = np.divmod(place, width)

    def at(d_level: int, d_y: int, d_x: int) -> Floats:
        return np.asarray(flat[level + d_level].take(place + (d_y * width + d_x)))

    centre = at(0, 0, 0)
    slope = np.stack([at(0, 0, 1) - at(0, 0, -1), at(0, 1, 0) - at(0, -1, 0), at(1, 0, 0) - at(-1, 0, 0)], 1) / 2
    xx = at(0, 0, 1) + at(0, 0, -1) - 2 * centre
    yy = at(0, 1, 0) + at(0, -1, 0) - 2 * centre
    ss = at(1, 0, 0) + at(-1, 0, 0) - 2 * centre
    xy = (at(0, 1, 1) - at(0, 1, -1) - at(0, -1, 1) + at(0, -1, -1)) / 4
    xs = (at(1, 0, 1) - at(1, 0, -1) - at(-1, 0, 1) + at(-1, 0, -1)) / 4
    ys = (at(1, 1, 0) - at(1, -1, 0) - at(-1, 1, 0) + at(-1, -1, 0)) / 4
    curvature = np.stack([xx, xy, xs, xy, yy, ys, xs, ys, ss], 1).reshape(-1, 3, 3).astype(np.float64)
    bowl = xx * yy - xy * xy
    good = (np.abs(np.linalg.det(curvature)) > 1e-9) & (bowl > 0) & ((xx + yy) ** 2 * _EDGE < (_EDGE + 1) ** 2 * bowl)
    offset = np.zeros((len(x), 3))
    offset[good] = np.clip(-np.linalg.solve(curvature[good], slope[good][..., None])[..., 0], -0.75, 0.75)
    response = np.abs(centre + (slope * offset).sum(1) / 2)
    kept = np.flatnonzero(good & (response >= contrast))
    return Keypoints(
        np.full(len(kept), octave, np.int32),
        np.full(len(kept), level, np.int32),
        (x[kept] + offset[kept, 0]).astype(np.float32),
        (y[kept] + offset[kept, 1]).astype(np.float32),
        (SIGMA * 2 ** ((level + offset[kept, 2]) / LEVELS)).astype(np.float32),
        response[kept].astype(np.float32),
    )


def _extrema(differences: Floats, level: int, least: float) -> NDArray[np.intp]:
    """Pixels above, or below, all 26 neighbours, as numbers in their level, row after row."""
    here = differences[level]
    peaks = cv2.compare(here, cv2.dilate(here, _NEIGHBOURS), cv2.CMP_EQ) & cv2.inRange(here, least, np.inf)
    pits = cv2.compare(here, cv2.erode(here, _NEIGHBOURS), cv2.CMP_EQ) & cv2.inRange(here, -np.inf, -least)
    marked = ((peaks | pits) & 1).view(bool)
    marked[:2] = marked[-2:] = marked[:, :2] = marked[:, -2:] = False
    place = np.flatnonzero(marked)
    # Only what is an extremum of its own level, one pixel in fifty, is held against the levels above and below.
    width, value = here.shape[1], here.take(place)
    sign, strength, flat = np.sign(value), np.abs(value), differences.reshape(len(differences), -1)
    kept = np.ones(len(place), bool)
    for other in (flat[level - 1], flat[level + 1]):
        for step in (-width, 0, width):
            for aside in (-1, 0, 1):
                kept &= other.take(place + (step + aside)) * sign <= strength
    return place[kept]


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
