"""An original at one size, cut into blocks that are looked for in a candidate laid over it."""

from enum import Enum
from typing import NamedTuple

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from leakguard.matching.content import Box
from leakguard.matching.levels import Levels
from leakguard.matching.placing import Matrix, plausible
from leakguard.signals.scale_space import Floats
from leakguard.signals.sketch import Grey

BLOCK = 12
"""Side of a block in pixels; blocks stand half of it apart, or a third where the original is so small that few fit."""

_TIGHTER = 48

_TEXTURE = 3.0
"""Grey levels by which a block's pixels must differ (standard deviation) for it to say anything."""

_CORNER = 0.06
"""Ratio of the two curvatures of a block's correlation with itself, below which it is a mere straight edge: two pictures that
have nothing but one long edge in common agree along all of it."""

_FAIR, GOOD = 0.6, 0.8
"""Normalised correlation of a block that agrees somewhat, and well."""

_OTHER = 0.3
"""Normalised correlation below which a block shows something else."""

_STILL = 0.9
"""Pixels that a block may lie off and still agree."""

_LOST, _FOUND, _AWAY = 0.5, 0.85, 2.5
"""Normalised correlation below which a block is not where it should be, and above which it is elsewhere, so many pixels off."""

_REPEATED = 0.7
"""Normalised correlation of a block with the original itself, as far off, from which it is a pattern and could be anywhere."""

_TWICE, _AROUND = 0.8, 36
"""Normalised correlation of a block with the original itself, up to so many pixels off, from which it is not the only one."""

_FLAT = 2.0
"""Grey levels (standard deviation) up to which a place of the candidate shows nothing."""


class Mode(Enum):
    """What is compared: brightness with brightness, outlines with outlines, or a drawing with the original's outlines."""

    BRIGHTNESS = "brightness"
    OUTLINES = "outlines"
    DRAWING = "drawing"


class Blocks(NamedTuple):
    """Of one size: blocks with something to see that lie in the candidate, and how many of them agree somewhat, and well.

    `median` is the correlation of the middle one; around 0 most of what is there is something else. Of so many `other` blocks
    that is something to see, and not a plain cover.
    """

    textured: int
    fair: int
    good: int
    median: float = 0.0
    other: int = 0

    @property
    def share(self) -> float:
        """The part of them that agrees well."""
        return self.good / self.textured if self.textured else 0.0


class Laid(NamedTuple):
    """A candidate in the frame of an original: pixels, local mean and variance, and 1 where it covers the frame."""

    pixels: Floats
    mean: Floats
    variance: Floats
    mask: Floats


class Frame:
    """An original at one size, cut into blocks."""

    def __init__(self, small: Grey, content: Box, longer: int, mode: Mode) -> None:
        self._mode = mode
        scale = longer / max(small.shape)
        height, width = (max(8, round(side * scale)) for side in small.shape)
        own = cv2.resize(small, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
        self._margins = _rounded(content * longer, width, height)
        own = self._unframed(own)
        self._own = _even(own if mode is Mode.BRIGHTNESS else outlines(own))
        self._mean = _box(self._own)
        self._variance = np.maximum(_box(np.square(self._own)) - np.square(self._mean), 0)
        self._shape = height, width
        longest = max(self._shape)
        self.unit = np.array([(1 / longest, 0, 0.5 / longest), (0, 1 / longest, 0.5 / longest), (0, 0, 1)])
        """From pixels of the frame to units of the original's longer side."""
        half, step = BLOCK // 2, BLOCK // 2 if longer > _TIGHTER else BLOCK // 3
        y, x = np.mgrid[half : height - half + 1 : step, half : width - half + 1 : step]
        textured = (self._variance[y, x] > _TEXTURE**2) & (_roundness(self._own)[y, x] > _CORNER)
        left, top, right, bottom = self._margins
        textured &= (x - half >= left) & (x + half <= width - right) & (y - half >= top) & (y + half <= height - bottom)
        self._y, self._x = y[textured], x[textured]
        patches = sliding_window_view(self._own, (BLOCK, BLOCK))[self._y - half, self._x - half].reshape(len(self._y), BLOCK**2)
        patches = patches - patches.mean(1, keepdims=True)
        self._blocks = patches / np.maximum(np.linalg.norm(patches, axis=1, keepdims=True) * BLOCK, 1e-6)

    def lay(self, levels: Levels, projection: Matrix, negative: bool, bend: Floats | None = None) -> Laid:
        warped, mask = levels.laid(projection, self._shape, bend=bend)
        pixels = self.prepared(self._unframed(warped), negative=negative)
        mean = _box(pixels)
        return Laid(pixels, mean, np.maximum(_box(np.square(pixels)) - np.square(mean), 0), mask)

    def _unframed(self, picture: Floats) -> Floats:
        """With the content's rim in place of what is around it, whose brightness would shine through beside it."""
        left, top, right, bottom = self._margins
        if not any(self._margins):
            return picture
        inner = picture[top : picture.shape[0] - bottom, left : picture.shape[1] - right]
        return np.asarray(cv2.copyMakeBorder(inner, top, bottom, left, right, cv2.BORDER_REPLICATE))

    def prepared(self, picture: NDArray[np.uint8] | Floats, *, negative: bool) -> Floats:
        """What of a candidate's pixels is compared in this mode."""
        level = picture.astype(np.float32)
        return _even(outlines(level) if self._mode is Mode.OUTLINES else -level if negative else level)

    def around(self, middle: NDArray[np.float64], reach: NDArray[np.intp]) -> tuple[tuple[int, int], Floats]:
        """Left and top, and pixels, of the part of the original within `reach` of `middle`, both (x, y)."""
        low = np.clip(np.round(middle).astype(int) - reach, 0, self._shape[::-1])
        high = np.clip(np.round(middle).astype(int) + reach + 1, 0, self._shape[::-1])
        return (int(low[0]), int(low[1])), np.ascontiguousarray(self._own[low[1] : high[1], low[0] : high[0]])

    def moved(self, laid: Laid, projection: Matrix, reach: int) -> Matrix:
        """The projection after every block was looked for up to `reach` pixels around where it should be."""
        which = self._covered(laid)
        if len(which) < 6:
            return projection
        value, move = self._best(laid, which, reach)
        good = which[value > 0.5]
        step = _step(np.column_stack([self._x, self._y])[good], move[value > 0.5], self._shape)
        if step is None:
            return projection
        matrix = projection @ self.unit @ step @ np.linalg.inv(self.unit)
        return matrix / matrix[2, 2] if plausible(matrix) else projection

    def moves(self, laid: Laid, reach: int) -> tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.float64]]:
        """Of every block that lies in the candidate its middle (N, 2), x first, its best correlation within `reach` pixels, and
        the move (N, 2) to it."""
        which = self._covered(laid)
        value, move = self._best(laid, which, reach)
        return np.column_stack([self._x, self._y])[which], value, move

    def strayed(self, laid: Laid, reach: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Middles (N, 2), x first, and moves (N, 2) of the blocks that are not where they should be, but elsewhere in `reach`."""
        which = self._covered(laid)
        value, _ = self._best(laid, which, 1)
        padded = cv2.copyMakeBorder(laid.pixels, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
        inside, half, found = _box(laid.mask), BLOCK // 2, list[tuple[int, int, int, int]]()
        for block in which[value < _LOST]:
            x, y = int(self._x[block]), int(self._y[block])
            window = padded[y - half : y + half + 2 * reach, x - half : x + half + 2 * reach]
            patch = self._blocks[block].reshape(BLOCK, BLOCK)
            _, best, _, (across, down) = cv2.minMaxLoc(cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED))
            move = across - reach, down - reach
            if best > _FOUND and np.hypot(*move) > _AWAY and self._shows(laid, inside, x + move[0], y + move[1]):
                alike = max(self._own_alike(patch, x + sign * move[0], y + sign * move[1]) for sign in (1, -1))
                if alike < _REPEATED:
                    found.append((x, y, *move))
        columns = np.array(found, np.float64).reshape(-1, 4)
        return columns[:, :2], columns[:, 2:]

    def _shows(self, laid: Laid, inside: Floats, x: int, y: int) -> bool:
        """Whether there is something of the candidate to see around here."""
        height, width = self._shape
        return 0 <= x < width and 0 <= y < height and bool(inside[y, x] > 0.99 and laid.variance[y, x] > _FLAT**2)

    def _own_alike(self, patch: Floats, x: int, y: int) -> float:
        """How the original around here correlates with one of its blocks; -1 outside."""
        half = BLOCK // 2
        own = self._own[max(0, y - half) : y + half, max(0, x - half) : x + half]
        return float(cv2.matchTemplate(own, patch, cv2.TM_CCOEFF_NORMED)[0, 0]) if own.shape == patch.shape else -1.0

    def compare(self, laid: Laid) -> Blocks:
        which = self._covered(laid)
        if not len(which):
            return Blocks(0, 0, 0)
        value, move = self._best(laid, which, 1)
        still = np.hypot(*move.T) <= _STILL
        fair, good = (int((still & (value > least)).sum()) for least in (_FAIR, GOOD))
        busy = laid.variance[self._y[which], self._x[which]] > _TEXTURE**2
        other = int((busy & (value < _OTHER)).sum())
        return Blocks(len(which), fair, good, float(np.median(value)), other)

    def single(self, laid: Laid) -> int:
        """How many blocks agree well that look like no other place of the original: rows of like things have none."""
        which = self._covered(laid)
        if not len(which):
            return 0
        value, move = self._best(laid, which, 1)
        return sum(self._only(int(block)) for block in which[(value > GOOD) & (np.hypot(*move.T) <= _STILL)])

    def _only(self, block: int) -> bool:
        half = BLOCK // 2
        x, y = int(self._x[block]), int(self._y[block])
        top, left = max(0, y - half - _AROUND), max(0, x - half - _AROUND)
        around = self._own[top : y + half + _AROUND, left : x + half + _AROUND]
        alike = cv2.matchTemplate(around, self._own[y - half : y + half, x - half : x + half], cv2.TM_CCOEFF_NORMED)
        rows, columns = np.ogrid[top + half : top + half + len(alike), left + half : left + half + alike.shape[1]]
        elsewhere = (np.hypot(rows - y, columns - x) > _AWAY) & (self._variance[rows, columns] > _FLAT**2)
        return not (alike[elsewhere] >= _TWICE).any()

    def _covered(self, laid: Laid) -> NDArray[np.intp]:
        """Numbers of the blocks that lie in the candidate as a whole."""
        return np.flatnonzero(_box(laid.mask)[self._y, self._x] > 0.99)

    def _best(self, laid: Laid, which: NDArray[np.intp], reach: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """The best correlation of each block within `reach` pixels, and the move (N, 2) to it, to a part of a pixel."""
        (height, width), side, half = self._shape, 2 * reach + 1, BLOCK // 2
        padded = cv2.copyMakeBorder(laid.pixels, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
        down, across = (offset.ravel() for offset in np.mgrid[:side, :side])
        y, x = self._y[which, None] + down, self._x[which, None] + across
        windows = sliding_window_view(padded, (BLOCK, BLOCK))[y - half, x - half].reshape(len(which), side * side, BLOCK**2)
        # The block has mean 0, so that the window's own mean plays no part.
        together = np.matmul(windows, self._blocks[which, :, None])[..., 0]
        variance = laid.variance[np.clip(y - reach, 0, height - 1), np.clip(x - reach, 0, width - 1)]
        values = (together / np.sqrt(np.maximum(variance, _FLAT**2))).T
        best = values.argmax(0)
        down, across = np.divmod(best, side)
        peaks = _peak(values, best, across, 1, side), _peak(values, best, down, side, side)
        move = np.column_stack(peaks).astype(np.float64) - reach
        return values[best, np.arange(len(which))], move


class Frames(dict[int, Frame]):
    """An original at the sizes that are asked for."""

    def __init__(self, small: Grey, content: Box, mode: Mode) -> None:
        super().__init__()
        self._small = small
        self._mode = mode
        self._content = content

    def shape(self, longer: int) -> tuple[int, int]:
        """Height and width of the original with this longer side."""
        height, width = (max(8, round(side * longer / max(self._small.shape))) for side in self._small.shape)
        return height, width

    def __missing__(self, longer: int) -> Frame:
        frame = self[longer] = Frame(self._small, self._content, longer, self._mode)
        return frame


def _peak(
    values: NDArray[np.float32], best: NDArray[np.intp], place: NDArray[np.intp], stride: int, side: int
) -> NDArray[np.float64]:
    """Where a parabola through the best value and its two neighbours has its top; on the rim, the best value's own place."""
    column, inner = np.arange(values.shape[1]), (place > 0) & (place < side - 1)
    before = values[np.where(inner, best - stride, best), column]
    after = values[np.where(inner, best + stride, best), column]
    bend = np.minimum(before - 2 * values[best, column] + after, -1e-6)
    return np.asarray(place + np.where(inner, np.clip((before - after) / (2 * bend), -0.5, 0.5), 0), np.float64)


def _step(points: NDArray[np.intp], move: NDArray[np.float64], shape: tuple[int, int]) -> Matrix | None:
    """The change of the frame that these moves amount to, as free as their number and spread allow; None for too few."""
    if len(points) < 6:
        return None
    start, end = points.astype(np.float64), points + move
    spread = float((np.ptp(start, axis=0) / shape[::-1]).min())
    if len(points) >= 24 and spread > 0.5:
        matrix, _ = cv2.findHomography(start, end, cv2.RANSAC, 1.0)
        if matrix is not None:
            return np.asarray(matrix)
    estimate = cv2.estimateAffine2D if len(points) >= 10 and spread > 0.25 else cv2.estimateAffinePartial2D
    affine, _ = estimate(start, end, method=cv2.RANSAC, ransacReprojThreshold=1.0)
    return None if affine is None else np.vstack([affine, (0, 0, 1)])


def _rounded(content: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """How much is around the content, in whole pixels on the left, at the top, on the right and at the bottom."""
    left, top = (int(np.ceil(side - 1e-6)) for side in content[:2])
    right, bottom = (size - int(np.floor(side + 1e-6)) for side, size in zip(content[2:], (width, height), strict=True))
    return (left, top, max(0, right), max(0, bottom)) if left or top else (0, 0, 0, 0)


def _box(values: Floats) -> Floats:
    return np.asarray(cv2.boxFilter(values, cv2.CV_32F, (BLOCK, BLOCK), borderType=cv2.BORDER_REFLECT_101))


def _roundness(level: Floats) -> Floats:
    """0 for a straight edge, 1 for a place that differs as much in all directions, around each pixel (the eigenvalues of the
    structure tensor: Harris and Stephens, 1988)."""
    across, down = cv2.Sobel(level, cv2.CV_32F, 1, 0), cv2.Sobel(level, cv2.CV_32F, 0, 1)
    xx, yy, xy = _box(np.square(across)), _box(np.square(down)), _box(across * down)
    spread = np.sqrt(np.square(xx - yy) + 4 * np.square(xy))
    return np.asarray((xx + yy - spread) / np.maximum(xx + yy + spread, 1e-3))


def _even(level: Floats) -> Floats:
    """Without the slow changes of light, which agree with anything."""
    return np.asarray(level - cv2.GaussianBlur(level, (0, 0), BLOCK / 2))


def outlines(level: Floats) -> Floats:
    """Strength of the gradient."""
    soft = cv2.GaussianBlur(level, (0, 0), 0.8)
    return np.asarray(cv2.magnitude(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)) / 2)
