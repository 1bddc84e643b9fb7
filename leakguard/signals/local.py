"""Local features: descriptions of small places in a picture that survive cropping, turning, resizing and covering of the rest.

RootSIFT (Lowe, IJCV 2004, sections 5 and 6; Arandjelovic and Zisserman, CVPR 2012), computed for many places at once.
A description of the mirrored picture, or of the negative, is the same numbers in another order, so that neither needs a second
reading of the pixels.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from leakguard.signals.scale_space import LEVELS, Floats, Keypoints, Pyramid, keypoints, pyramid, spread

LENGTH = 128
"""Numbers per description: 4 x 4 cells of 8 directions."""

_CONTRAST = 1.2
"""Grey levels; OpenCV's default of 0.04 / 3 of the range is 3.4, and loses blurred, faint and ghostly pictures."""

_BINS = 36
_PEAK = 0.8
"""Directions per turn, and the share of the strongest from which a second one counts (Lowe, section 5)."""

_ORDER = np.arange(LENGTH).reshape(4, 4, 8)
MIRRORED: NDArray[np.intp] = _ORDER[::-1, :, -np.arange(8) % 8].reshape(-1)
"""The order in which the numbers of a place describe the same place in the mirrored picture."""
NEGATED: NDArray[np.intp] = _ORDER[::-1, ::-1, :].reshape(-1)
"""The same for the negative: every gradient is reversed, and with it the direction from which the place is seen."""


class Features(NamedTuple):
    """N places: `x`, `y` in pixels (the centre of the first pixel is 0), `size` (blur in pixels), `angle` in radians, and their
    descriptions (N, 128), each of length one."""

    x: Floats
    y: Floats
    size: Floats
    angle: Floats
    descriptions: Floats

    def __len__(self) -> int:
        return len(self.x)

    def take(self, which: NDArray[np.intp]) -> "Features":
        """These of them, in this order."""
        return Features(*(column[which] for column in self))


def features(grey: NDArray[np.uint8], number: int, *, directions: int = 1) -> Features:
    """The `number` best places of a grey picture (H, W), spread over it; a place may have up to `directions` directions."""
    level = np.asarray(grey, np.float32)
    octaves = pyramid(level)
    points = spread(keypoints(octaves, _CONTRAST), number, level.shape)
    which, angle = _directions(octaves, points, directions)
    points = points.take(which)
    scale = np.exp2(points.octave.astype(np.float32))
    return Features(points.x * scale, points.y * scale, points.sigma * scale, angle, _describe(octaves, points, angle))


def _lattice(side: int) -> tuple[Floats, Floats]:
    line = np.arange(side, dtype=np.float32) - (side - 1) / 2
    x, y = np.meshgrid(line, line)
    return x.ravel(), y.ravel()


def _gradients(
    level: Floats, points: Keypoints, along: Floats, across: Floats, lattice: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Gradients (N, side * side) on a lattice around each point, whose step and direction is the vector (along, across)."""
    side, count = round(len(lattice[0]) ** 0.5), len(points)
    x = points.x[:, None] + along[:, None] * lattice[0] - across[:, None] * lattice[1]
    y = points.y[:, None] + across[:, None] * lattice[0] + along[:, None] * lattice[1]
    sampled = np.empty((count, side, side), np.float32)
    rows = 32_000 // side  # remap takes at most 32,767 rows
    for first in range(0, count, rows):
        part = slice(first, first + rows)
        sampled[part] = cv2.remap(
            level, x[part].reshape(-1, side), y[part].reshape(-1, side), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ).reshape(-1, side, side)
    horizontal = sampled[:, 1:-1, 2:] - sampled[:, 1:-1, :-2]
    vertical = sampled[:, 2:, 1:-1] - sampled[:, :-2, 1:-1]
    return horizontal.reshape(count, -1), vertical.reshape(count, -1)


def _by_level(octaves: Pyramid, points: Keypoints) -> list[tuple[Floats, NDArray[np.intp]]]:
    """Each level that has points, with their numbers, a few hundred at a time, so that the work fits the processor's cache."""
    return [
        (levels[level], which[first : first + 256])
        for octave, levels in enumerate(octaves)
        for level in range(1, LEVELS + 1)
        for which in [np.flatnonzero((points.octave == octave) & (points.level == level))]
        for first in range(0, len(which), 256)
    ]


_AROUND = _lattice(19)
_AROUND_STEP = 0.5625
_AROUND_WEIGHT = np.exp(-np.square(np.hypot(*_lattice(17)) * _AROUND_STEP / 1.5) / 2).astype(np.float32)
"""A Gaussian window of 1.5 times the blur (Lowe, section 5), and how far it is sampled."""


def _directions(octaves: Pyramid, points: Keypoints, most: int) -> tuple[NDArray[np.intp], Floats]:
    """Numbers of points, and a direction for each, in radians; a point stands there once for each of its directions."""
    smooth = _histograms(octaves, points)
    for _ in range(2):
        smooth = (np.roll(smooth, 1, 1) + smooth + np.roll(smooth, -1, 1)) / 3
    before, after = np.roll(smooth, 1, 1), np.roll(smooth, -1, 1)
    peaks = (smooth > before) & (smooth >= after) & (smooth >= _PEAK * smooth.max(1, keepdims=True))
    ranked = np.argsort(-np.where(peaks, smooth, -1), 1)[:, :most]
    number, rank = np.nonzero(np.take_along_axis(peaks, ranked, 1))
    bin_ = ranked[number, rank]
    left, middle, right = before[number, bin_], smooth[number, bin_], after[number, bin_]
    shift = (left - right) / np.minimum(2 * (left - 2 * middle + right), -1e-9)
    return number, ((bin_ + shift) * (2 * np.pi / _BINS)).astype(np.float32)


def _histograms(octaves: Pyramid, points: Keypoints) -> NDArray[np.float64]:
    """How strong the gradients around each point are in each direction (N, 36), shared between the two nearest."""
    votes = np.zeros((len(points), _BINS))
    for level, which in _by_level(octaves, points):
        chosen = points.take(which)
        step = chosen.sigma * np.float32(_AROUND_STEP)
        across, down = _gradients(level, chosen, step, np.zeros_like(step), _AROUND)
        strength = cv2.magnitude(across, down) * _AROUND_WEIGHT
        place = cv2.phase(across, down) * np.float32(_BINS / (2 * np.pi))
        lower = place.astype(np.int32)
        upper_share = strength * (place - lower)
        # One bin more than there are, twice: a full turn, and the one after it, are the first two.
        row = (np.arange(len(which), dtype=np.int32) * (_BINS + 2))[:, None]
        lower += row
        size = len(which) * (_BINS + 2)
        found = np.bincount(lower.ravel(), (strength - upper_share).ravel(), size)
        found[1:] += np.bincount(lower.ravel(), upper_share.ravel(), size)[:-1]
        folded = found.reshape(-1, _BINS + 2)
        folded[:, :2] += folded[:, _BINS:]
        votes[which] = folded[:, :_BINS]
    return votes


_SAMPLES = 16
_WITHIN = _lattice(_SAMPLES + 2)
_STEP = 15 / _SAMPLES
"""5 cells of 3 times the blur (Lowe, 6.1: 4 cells, and half a cell around them for the interpolation) are sampled 16 times."""


def _pooling() -> Floats:
    """Weights (samples, 16) of each sample in each cell: linear between cells, times Lowe's Gaussian of half the window."""
    place = (np.arange(_SAMPLES) - (_SAMPLES - 1) / 2) * _STEP / 3
    line = (
        np.maximum(0, 1 - np.abs(place[:, None] - np.array([-1.5, -0.5, 0.5, 1.5]))) * np.exp(-np.square(place / 2) / 2)[:, None]
    )
    return np.asarray(np.einsum("ya,xb->yxab", line, line).reshape(_SAMPLES**2, 16), np.float32)


_POOLING = _pooling()
_CLIP = 0.2
"""Largest share of one number, against single glaring edges (Lowe, 6.1)."""


def _describe(octaves: Pyramid, points: Keypoints, angle: Floats) -> Floats:
    descriptions = np.empty((len(points), 16, 8), np.float32)
    narrow = np.float32(np.cos(np.pi / 4))
    for level, which in _by_level(octaves, points):
        chosen, turn = points.take(which), angle[which]
        step = chosen.sigma * np.float32(_STEP)
        across, down = _gradients(level, chosen, step * np.cos(turn), step * np.sin(turn), _WITHIN)
        floor = cv2.magnitude(across, down) * narrow
        for bin_ in range(4):
            # Full weight in the bin's own direction, none from 45 degrees on; the opposite bin is the same with the other sign.
            along = across * np.float32(np.cos(bin_ * np.pi / 4)) + down * np.float32(np.sin(bin_ * np.pi / 4))
            descriptions[which, :, bin_] = np.maximum(along - floor, 0) @ _POOLING
            descriptions[which, :, bin_ + 4] = np.maximum(-along - floor, 0) @ _POOLING
    flat = descriptions.reshape(-1, LENGTH)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6)
    np.minimum(flat, _CLIP, out=flat)
    flat /= np.maximum(flat.sum(1, keepdims=True), 1e-6)
    return np.asarray(np.sqrt(flat))
