"""Do the pixels agree? The candidate is laid over the small grey version of an original, moved block by block to where it fits
best, and then the blocks are compared.

This decides. Votes and pairs of features only say where to look: whatever they say of other pictures, hardly a block agrees
there.
"""

from enum import Enum
from typing import NamedTuple

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from leakguard.matching.placing import Matrix, plausible, scale_at_middle
from leakguard.signals.scale_space import Floats
from leakguard.signals.sketch import Grey

BLOCK = 12
"""Side of a block in pixels; blocks stand half of it apart."""

SIZES = (192, 96, 48)
"""Longer sides, in pixels, at which blocks are compared: details, then what is left of a blurred picture or a mosaic."""

_CLOSE, _PART = 256, 0.25
"""Longer side for the details where less than this part of the original is seen: a small crop holds few blocks."""

_MOVES = ((64, 3), (96, 2), (192, 2))
"""Longer side and reach, in pixels, of each round of moving; the first bears a placement that is off by a twentieth."""

_TEXTURE = 3.0
"""Grey levels by which a block's pixels must differ (standard deviation) for it to say anything."""

_CORNER = 0.06
"""Ratio of the two curvatures of a block's correlation with itself, below which it is a mere straight edge: two pictures that
have nothing but one long edge in common agree along all of it."""

_FAIR, _GOOD = 0.6, 0.8
"""Normalised correlation of a block that agrees somewhat, and well."""

_STILL = 0.9
"""Pixels that a block may lie off and still agree."""

_HOPELESS = 12, 4, 0.08
"""With so many blocks to see, and fewer that agree somewhat after the first round, or a smaller share, the rest is spared."""


class Mode(Enum):
    """What is compared: brightness with brightness, outlines with outlines, or a drawing with the original's outlines."""

    BRIGHTNESS = "brightness"
    OUTLINES = "outlines"
    DRAWING = "drawing"


class Blocks(NamedTuple):
    """Of one size: blocks with something to see that lie in the candidate, and how many of them agree somewhat, and well.

    `median` is the correlation of the middle one; around 0 most of what is there is something else.
    """

    textured: int
    fair: int
    good: int
    median: float = 0.0

    @property
    def share(self) -> float:
        """The part of them that agrees well."""
        return self.good / self.textured if self.textured else 0.0


class Agreement(NamedTuple):
    """The projection after moving, the part of the original that is seen (0-1), and the blocks for each of `SIZES`."""

    projection: Matrix
    part: float
    blocks: tuple[Blocks, Blocks, Blocks]


_NONE = (Blocks(0, 0, 0),) * 3


class Levels:
    """A grey candidate at ever smaller sizes, each made when first needed."""

    def __init__(self, grey: Grey) -> None:
        self._levels = [grey]

    def laid(self, projection: Matrix, shape: tuple[int, int], margin: int = 0) -> tuple[Floats, Floats]:
        """The candidate in the frame of an original of this shape (H, W), with `margin` pixels around, and 1 where it is."""
        height, width = shape
        longer = max(shape)
        level, narrower, lower = self.shrunk(scale_at_middle(projection, width / longer, height / longer) / longer)
        to_level = np.array([(narrower, 0, -0.5), (0, lower, -0.5), (0, 0, 1)])
        middle = 0.5 - margin
        from_frame = np.array([(1 / longer, 0, middle / longer), (0, 1 / longer, middle / longer), (0, 0, 1)])
        matrix, size = to_level @ projection @ from_frame, (width + 2 * margin, height + 2 * margin)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        pixels = cv2.warpPerspective(level, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        inside = cv2.warpPerspective(np.ones(level.shape, np.uint8), matrix, size, flags=flags)
        return pixels.astype(np.float32), inside.astype(np.float32)

    def shrunk(self, times: float) -> tuple[Grey, float, float]:
        """The level from which a picture `times` smaller is best taken, and its width and height in those of the full one."""
        step = max(0, int(np.floor(np.log2(max(times, 1.0)) + 0.3)))
        while len(self._levels) <= step and min(self._levels[-1].shape) > 16:
            height, width = self._levels[-1].shape
            half = max(1, width // 2), max(1, height // 2)
            self._levels.append(np.asarray(cv2.resize(self._levels[-1], half, interpolation=cv2.INTER_AREA)))
        level, full = self._levels[min(step, len(self._levels) - 1)], self._levels[0]
        return level, level.shape[1] / full.shape[1], level.shape[0] / full.shape[0]


def agree(levels: Levels, projection: Matrix, small: Grey, *, negative: bool, mode: Mode, sure: bool = False) -> Agreement:
    """How well the candidate agrees with the original whose `small` version this is, where the projection puts it.

    Most placements are wrong, and given up early. One that is `sure`, which many features support, is not, and it is also
    compared as it is: where nearly all is covered, what moves the blocks may lead astray.
    """
    frames = _Frames(small, mode)
    moved = _moved(frames, levels, projection, negative, sure)
    ways = [
        _compared(frames, levels, way, negative) for way in ([projection] if sure else []) + ([] if moved is None else [moved])
    ]
    return max(ways, key=lambda way: sum(blocks.good for blocks in way.blocks), default=Agreement(projection, 0, _NONE))


def _moved(frames: "_Frames", levels: Levels, projection: Matrix, negative: bool, sure: bool) -> Matrix | None:
    """The projection after all rounds; None where the first one shows that it is hopeless."""
    for longer, reach in _MOVES:
        frame = frames[longer]
        projection = frame.moved(frame.lay(levels, projection, negative), projection, reach)
        if longer == _MOVES[0][0] and not sure:
            blocks = frame.compare(frame.lay(levels, projection, negative))
            seen, least, share = _HOPELESS
            if blocks.textured >= seen and blocks.fair < max(least, share * blocks.textured):
                return None
    return projection


def _compared(frames: "_Frames", levels: Levels, projection: Matrix, negative: bool) -> Agreement:
    part = float(frames[SIZES[-1]].lay(levels, projection, negative).mask.mean())
    detailed, coarse, coarsest = (
        frames[longer].compare(frames[longer].lay(levels, projection, negative))
        for longer in (_CLOSE if part < _PART else SIZES[0], *SIZES[1:])
    )
    return Agreement(projection, part, (detailed, coarse, coarsest))


class _Laid(NamedTuple):
    """A candidate in the frame of an original: pixels, local mean and variance, and 1 where it covers the frame."""

    pixels: Floats
    mean: Floats
    variance: Floats
    mask: Floats


class _Frame:
    """An original at one size, cut into blocks."""

    def __init__(self, small: Grey, longer: int, mode: Mode) -> None:
        self._mode = mode
        scale = longer / max(small.shape)
        height, width = (max(8, round(side * scale)) for side in small.shape)
        own = cv2.resize(small, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
        self._own = _even(own if mode is Mode.BRIGHTNESS else outlines(own))
        self._mean = _box(self._own)
        self._variance = np.maximum(_box(np.square(self._own)) - np.square(self._mean), 0)
        self._shape = height, width
        longest = max(self._shape)
        self._unit = np.array([(1 / longest, 0, 0.5 / longest), (0, 1 / longest, 0.5 / longest), (0, 0, 1)])
        """From pixels of the frame to units of the original's longer side."""
        half, step = BLOCK // 2, BLOCK // 2 if longer > SIZES[-1] else BLOCK // 3
        y, x = np.mgrid[half : height - half + 1 : step, half : width - half + 1 : step]
        textured = (self._variance[y, x] > _TEXTURE**2) & (_roundness(self._own)[y, x] > _CORNER)
        self._y, self._x = y[textured], x[textured]
        patches = sliding_window_view(self._own, (BLOCK, BLOCK))[self._y - half, self._x - half].reshape(len(self._y), BLOCK**2)
        patches = patches - patches.mean(1, keepdims=True)
        self._blocks = patches / np.maximum(np.linalg.norm(patches, axis=1, keepdims=True) * BLOCK, 1e-6)

    def lay(self, levels: Levels, projection: Matrix, negative: bool) -> _Laid:
        warped, mask = levels.laid(projection, self._shape)
        pixels = _even(outlines(warped) if self._mode is Mode.OUTLINES else -warped if negative else warped)
        mean = _box(pixels)
        return _Laid(pixels, mean, np.maximum(_box(np.square(pixels)) - np.square(mean), 0), mask)

    def moved(self, laid: _Laid, projection: Matrix, reach: int) -> Matrix:
        """The projection after every block was looked for up to `reach` pixels around where it should be."""
        which = self._covered(laid)
        if len(which) < 6:
            return projection
        value, move = self._best(laid, which, reach)
        good = which[value > 0.5]
        step = _step(np.column_stack([self._x, self._y])[good], move[value > 0.5], self._shape)
        if step is None:
            return projection
        matrix = projection @ self._unit @ step @ np.linalg.inv(self._unit)
        return matrix / matrix[2, 2] if plausible(matrix) else projection

    def compare(self, laid: _Laid) -> Blocks:
        which = self._covered(laid)
        if not len(which):
            return Blocks(0, 0, 0)
        value, move = self._best(laid, which, 1)
        still = np.hypot(*move.T) <= _STILL
        fair, good = (int((still & (value > least)).sum()) for least in (_FAIR, _GOOD))
        return Blocks(len(which), fair, good, float(np.median(value)))

    def _covered(self, laid: _Laid) -> NDArray[np.intp]:
        """Numbers of the blocks that lie in the candidate as a whole."""
        return np.flatnonzero(_box(laid.mask)[self._y, self._x] > 0.99)

    def _best(self, laid: _Laid, which: NDArray[np.intp], reach: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """The best correlation of each block within `reach` pixels, and the move (N, 2) to it, to a part of a pixel."""
        (height, width), side, half = self._shape, 2 * reach + 1, BLOCK // 2
        padded = cv2.copyMakeBorder(laid.pixels, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
        down, across = (offset.ravel() for offset in np.mgrid[:side, :side])
        y, x = self._y[which, None] + down, self._x[which, None] + across
        windows = sliding_window_view(padded, (BLOCK, BLOCK))[y - half, x - half].reshape(len(which), side * side, BLOCK**2)
        # The block has mean 0, so that the window's own mean plays no part.
        together = np.matmul(windows, self._blocks[which, :, None])[..., 0]
        variance = laid.variance[np.clip(y - reach, 0, height - 1), np.clip(x - reach, 0, width - 1)]
        values = (together / np.sqrt(np.maximum(variance, 4))).T
        best = values.argmax(0)
        down, across = np.divmod(best, side)
        peaks = _peak(values, best, across, 1, side), _peak(values, best, down, side, side)
        move = np.column_stack(peaks).astype(np.float64) - reach
        return values[best, np.arange(len(which))], move


class _Frames(dict[int, _Frame]):
    """An original at the sizes that are asked for."""

    def __init__(self, small: Grey, mode: Mode) -> None:
        super().__init__()
        self._small = small
        self._mode = mode

    def __missing__(self, longer: int) -> _Frame:
        frame = self[longer] = _Frame(self._small, longer, self._mode)
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
