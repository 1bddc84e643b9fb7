"""Which originals a whole picture may be, however blurred, pixelated or redrawn: tiny versions of its brightness and of its
outlines, against those of every original, in eight orientations."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from leakguard.matching.frames import Mode, outlines
from leakguard.matching.placing import Matrix
from leakguard.matching.query import Guise
from leakguard.matching.region import whole
from leakguard.signals.pdq import Orientation
from leakguard.signals.scale_space import Floats
from leakguard.signals.sketch import Grey

_SIDE = 24
"""Pixels along each side of a tiny version: what a mosaic of 24 blocks leaves."""

_BEFORE = 96
"""Pixels along each side at which outlines are taken."""

_LEAST = {Mode.BRIGHTNESS: 0.45, Mode.OUTLINES: 0.4, Mode.DRAWING: 0.4}
"""Correlation from which pixels are compared; the true original had .5 and more in nearly all attacks on a whole picture."""

_UNDO: dict[Orientation, Callable[[Floats], Floats]] = {
    Orientation.UPRIGHT: lambda square: square,
    Orientation.TURNED_LEFT: lambda square: np.rot90(square, 3),
    Orientation.UPSIDE_DOWN: lambda square: np.rot90(square, 2),
    Orientation.TURNED_RIGHT: lambda square: np.rot90(square, 1),
    Orientation.FLIPPED: lambda square: square[::-1],
    Orientation.MIRRORED: lambda square: square[:, ::-1],
    Orientation.TRANSPOSED: lambda square: square.T,
    Orientation.ANTITRANSPOSED: lambda square: np.rot90(square.T, 2),
}


_ASIDE, _REACH = 3, 10
"""Pixels of tiny versions by which one is moved to lie elsewhere, from and to."""


class Likeness(NamedTuple):
    """An original that a whole picture may be: how its tiny version correlates, and in which way."""

    correlation: float
    original: int
    orientation: Orientation
    negative: bool
    mode: Mode


class Wholes:
    """The tiny versions of all originals."""

    def __init__(self, smalls: Sequence[Grey]) -> None:
        tiny = [_tiny(small) for small in smalls]
        empty = np.zeros((_SIDE**2, 0), np.float32)
        self._levels = np.stack([level for level, _ in tiny], 1) if tiny else empty
        self._outlines = np.stack([outline for _, outline in tiny], 1) if tiny else empty

    def like(self, picture: Grey, most: int) -> list[Likeness]:
        """The `most` likest originals in each way of comparing, likest first, as far as it is worth looking closer."""
        levels, lines = (
            np.stack([undo(square.reshape(_SIDE, _SIDE)).ravel() for undo in _UNDO.values()]) for square in _tiny(picture)
        )
        bright, drawn = levels @ self._levels, levels @ self._outlines
        ways = (
            (bright, False, Mode.BRIGHTNESS),
            (-bright, True, Mode.BRIGHTNESS),
            (lines @ self._outlines, False, Mode.OUTLINES),
            (drawn, False, Mode.DRAWING),
            (-drawn, True, Mode.DRAWING),
        )
        found = [
            Likeness(float(best[number]), int(number), Orientation(int(table[:, number].argmax())), negative, mode)
            for table, negative, mode in ways
            for best in [table.max(0)]
            for number in np.argsort(-best, kind="stable")[:most]
            if best[number] >= _LEAST[mode]
        ]
        return sorted(found, key=lambda likeness: -likeness.correlation)


def alike(own: Grey, seen: Floats, likeness: Likeness) -> float:
    """How two pictures that should show the same correlate (-1 to 1), in the way of this likeness."""
    (level, outline), (seen_level, seen_outline) = _tiny(own), _tiny(seen)
    if likeness.mode is Mode.OUTLINES:
        return float(outline @ seen_outline)
    correlation = float((level if likeness.mode is Mode.BRIGHTNESS else outline) @ seen_level)
    return -correlation if likeness.negative else correlation


def lead(own: Grey, seen: Grey | Floats, likeness: Likeness) -> float:
    """By how much two pictures that should show the same correlate more as they lie than in any other way: one of them turned,
    mirrored, or moved. A copy leads; two pages of one design, or two rows of like things, fit as well in other ways."""
    (level, outline), (seen_level, seen_outline) = _tiny(own), _tiny(seen)
    there = (seen_outline if likeness.mode is Mode.OUTLINES else seen_level).reshape(_SIDE, _SIDE)
    there = -there if likeness.negative and likeness.mode is not Mode.OUTLINES else there
    here = (level if likeness.mode is Mode.BRIGHTNESS else outline).reshape(_SIDE, _SIDE)
    down, across = np.abs(np.mgrid[-_REACH : _REACH + 1, -_REACH : _REACH + 1])
    upright, *others = (_moved(np.ascontiguousarray(undo(here)), there) for undo in _UNDO.values())
    rivals = [upright[np.maximum(down, across) >= _ASIDE], *others]
    return float(upright[np.maximum(down, across) <= 1].max() - max(values.max() for values in rivals))


def _moved(own: Floats, seen: Floats) -> Floats:
    """How two tiny versions correlate where they overlap, one moved by up to `_REACH` in both directions."""

    def sums(a: Floats, b: Floats) -> Floats:
        padded = cv2.copyMakeBorder(b, _REACH, _REACH, _REACH, _REACH, cv2.BORDER_CONSTANT)
        return np.asarray(cv2.matchTemplate(padded, a, cv2.TM_CCORR))

    one = np.ones_like(own)
    number, a, b = sums(one, one), sums(own, one), sums(one, seen)
    spread = (sums(np.square(own), one) - np.square(a) / number) * (sums(one, np.square(seen)) - np.square(b) / number)
    return np.asarray((sums(own, seen) - a * b / number) / np.sqrt(np.maximum(spread, 1e-9)))


def _tiny(picture: Grey | Floats) -> tuple[Floats, Floats]:
    """Brightness and outlines as vectors of mean 0 and length 1, without the slow changes of light."""
    level = cv2.resize(picture, (_BEFORE, _BEFORE), interpolation=cv2.INTER_AREA).astype(np.float32)
    vectors = []
    for version in (level, outlines(level)):
        square = cv2.resize(version, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
        vector = (square - cv2.GaussianBlur(square, (0, 0), _SIDE / 4)).ravel()
        vector -= vector.mean()
        vectors.append(vector / max(float(np.linalg.norm(vector)), 1e-6))
    return vectors[0], vectors[1]


def onto(corners: NDArray[np.float32], likeness: Likeness, width: float, height: float, across: float) -> tuple[Guise, Matrix]:
    """The projection that puts an original of this size, turned so, onto four corners in a candidate `across` pixels wide.

    Where it is mirrored, the projection leads into the mirrored candidate, as it does everywhere.
    """
    unit = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    turned = np.array(whole(likeness.orientation, 1, 1), np.float32)
    own = unit * np.array([width, height], np.float32)
    matrix = cv2.getPerspectiveTransform(unit, corners) @ cv2.getPerspectiveTransform(own, turned)
    if likeness.orientation.mirrored:
        matrix = np.array([(-1, 0, across), (0, 1, 0), (0, 0, 1)]) @ matrix
    return Guise(likeness.orientation.mirrored, likeness.negative), np.asarray(matrix / matrix[2, 2])
