"""The rectangular pictures that may sit inside a picture: in a screenshot, a collage, a frame, another picture."""

from dataclasses import dataclass
from enum import Enum, auto

import cv2
import numpy as np
from numpy.typing import NDArray

from leakguard.matching import lines
from leakguard.matching.boxes import LARGE, NARROWEST, SMALLEST, boxes
from leakguard.matching.islands import islands
from leakguard.matching.quads import quads

Rgb = NDArray[np.uint8]
Corner = tuple[float, float]
Quads = NDArray[np.float64]

AREA = 1_300_000
"""Pixels up to which a picture is examined in full; larger ones are halved, or divided by three and so on, and refined."""
SAME = 0.93
"""Intersection over union above which two panels are one: perceptual hashes do not tell them apart."""
EIGHTH = 8
"""One in so many pixels of rows and of columns is looked at to see what a panel shows."""
FEW = 3
"""Beside many that lie by themselves, one in so many of the usual number is looked at too."""
FLAT = 4
"""Standard deviation, of 255 levels, below which a panel shows nothing: a bubble or a button."""


class Kind(Enum):
    """How a panel is told apart: lines close it, a plain page surrounds it, or it lies slanted on plain ground."""

    CLOSED = auto()
    ALONE = auto()
    SLANTED = auto()


@dataclass(frozen=True)
class Panel:
    """Four corners (x, y) in pixels of the picture: top left, top right, bottom right, bottom left, as seen.

    Pixel corners are whole numbers: all of the picture is (0, 0), (width, 0), (width, height), (0, height). `score` is
    about 1 where all sides are seen, and less where they are not, or where lines run across.
    """

    corners: tuple[Corner, Corner, Corner, Corner]
    score: float
    kind: Kind


def panels(rgb: Rgb, *, most: int = 24) -> tuple[Panel, ...]:
    """The panels of an RGB picture (H, W, 3), the best first, no two nearly the same, never the whole frame.

    They are at most `most`, unless more lie by themselves on a page, as on a sheet of thumbnails: then they are those, and a few.
    """
    height, width = rgb.shape[:2]
    if min(height, width) < 2 * SMALLEST:
        return ()
    by = int(np.ceil((height * width / AREA) ** 0.5))
    reduced = _divided(rgb, by)
    slanted, (alone, alone_scores), (closed, closed_scores) = quads(rgb), _islands(reduced), boxes(reduced)
    upright = np.concatenate([alone, closed])
    thumbnail = np.ascontiguousarray(rgb[::EIGHTH, ::EIGHTH])
    found = np.concatenate([np.array([quad for quad, _ in slanted]).reshape(-1, 4, 2), _corners(upright * by)])
    scores = np.concatenate([[score for _, score in slanted], alone_scores, closed_scores])
    order = np.argsort(-scores, kind="stable")
    kept = _distinct(found[order], order, thumbnail, max(most, len(alone) + most // FEW))
    if by > 1:
        for k in kept:
            if k >= len(slanted):
                found[k] = _snapped(rgb, upright[k - len(slanted)] * by, by)
    kinds = [Kind.SLANTED] * len(slanted) + [Kind.ALONE] * len(alone) + [Kind.CLOSED] * len(closed)
    return tuple(Panel(_points(found[k]), float(scores[k]), kinds[k]) for k in kept)


def _islands(rgb: Rgb) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Rectangles (N, 4) that a page surrounds, and their scores: more than any closed by lines has."""
    height, width = rgb.shape[:2]
    found = islands(rgb, max(SMALLEST, int(NARROWEST * min(height, width))))
    size = (found[:, 2] - found[:, 0]) * (found[:, 3] - found[:, 1]) / (height * width)
    return found, 1 + LARGE * (1 + np.sqrt(size))


def _snapped(rgb: Rgb, box: NDArray[np.intp], by: int) -> NDArray[np.float64]:
    """Corners of a rectangle found at a scale of one to `by`, its sides moved onto the pixels of the full picture."""
    (height, width), reach = rgb.shape[:2], by + 2
    left, top, right, bottom = (int(side) for side in box)
    # What is left over at the right and at the foot belongs to the last pixel of the reduced picture.
    right, bottom = right if right <= width - by else width, bottom if bottom <= height - by else height
    sides = [lines.snapped(rgb[top:bottom], at, by) for at in (left, right)]
    for at in (top, bottom):
        start = max(0, at - reach)
        band = np.asarray(cv2.transpose(rgb[start : at + reach, left:right]), np.uint8)
        sides.append(at if at in (0, height) else start + lines.snapped(band, at - start, by))
    return np.asarray(_corners(np.array([[sides[0], sides[2], sides[1], sides[3]]]))[0], np.float64)


def _divided(rgb: Rgb, by: int) -> Rgb:
    height, width = rgb.shape[0] // by, rgb.shape[1] // by
    if by == 1:
        return np.ascontiguousarray(rgb)
    return np.asarray(cv2.resize(rgb[: height * by, : width * by], (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _corners(boxes: NDArray[np.intp]) -> Quads:
    """(N, 4) left, top, right, bottom to (N, 4, 2)."""
    return np.asarray(boxes[:, [[0, 1], [2, 1], [2, 3], [0, 3]]], np.float64)


def _distinct(quads: Quads, names: NDArray[np.intp], thumbnail: Rgb, most: int) -> list[int]:
    """The names of the first `most` that show something and are nearly the same as none before."""
    low, high = quads.min(axis=1), quads.max(axis=1)
    (x0, y0), (x1, y1) = low.T, high.T
    size = (x1 - x0) * (y1 - y0)
    left = np.ones(len(quads), bool)
    kept: list[int] = []
    while len(kept) < most and left.any():
        k = int(np.argmax(left))
        left[k] = False
        if _busy(thumbnail, low[k] / EIGHTH, high[k] / EIGHTH):
            kept.append(int(names[k]))
            wide = np.minimum(x1, x1[k]) - np.maximum(x0, x0[k])
            tall = np.minimum(y1, y1[k]) - np.maximum(y0, y0[k])
            common = np.maximum(0, wide) * np.maximum(0, tall)
            left &= common <= SAME * (size + size[k] - common)
    return kept


def _busy(thumbnail: Rgb, low: NDArray[np.float64], high: NDArray[np.float64]) -> bool:
    """Whether the pixels between these corners differ at all."""
    (left, top), (right, bottom) = np.ceil(np.maximum(low, 0)).astype(int), np.floor(high).astype(int)
    part = thumbnail[top:bottom, left:right]
    return part.size > 0 and float(cv2.meanStdDev(part)[1].max()) >= FLAT


def _points(quad: NDArray[np.float64]) -> tuple[Corner, Corner, Corner, Corner]:
    first, second, third, fourth = ((float(x), float(y)) for x, y in quad)
    return first, second, third, fourth
