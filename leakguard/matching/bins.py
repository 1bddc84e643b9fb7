"""Where votes for an original meet: bins of how it would be turned and resized and of where it would be.

Half of all hits are nearer to the next bin than to the middle of their own, so each counts in the two nearest along every axis.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leakguard.signals.scale_space import Floats

_TURNS, _SIZES, _PER_DOUBLING = 12, 24, 1.5
"""30 degrees, and two thirds of a doubling of the size (in pixels per longer side of the original)."""

_SIDE, _AROUND, _ROOM = 0.25, 8, 64
"""A quarter of the longer side, counted around as on a clock, `_AROUND` in a round at the most; and about so many bins for each
hit, so that unlike ones seldom meet by chance."""

_NEAR = 1.5
"""Bins from the middle of one within which a hit may count there."""


class Told(NamedTuple):
    """What each of N hits by itself tells of the original: its turn (radians), its size (log2 of pixels per longer side), and
    where its middle would be, in pixels of the candidate."""

    turn: Floats
    size: Floats
    x: Floats
    y: Floats


class Bins:
    """The bins of these hits, of which there are `each` per original on average."""

    def __init__(self, told: Told, each: float) -> None:
        self._turn = told.turn * (_TURNS / (2 * np.pi))
        self._size = np.clip(told.size * _PER_DOUBLING, 0, _SIZES - 2)
        self._place = told.x, told.y
        around = min(_AROUND, round((_ROOM * each / (_TURNS * _SIZES)) ** 0.5))
        # In a round of two every hit would be in both.
        self._around = around if around > 2 else 1
        self._shape = _TURNS, _SIZES, self._around, self._around
        self.count = int(np.prod(self._shape))

    def all(self) -> NDArray[np.int64]:
        """The bins of each hit (K, N)."""
        next_ = range(min(self._around, 2))
        cells = []
        for turn in (self._turn.astype(np.int64), self._turn.astype(np.int64) + 1):
            for size in (self._size.astype(np.int64), self._size.astype(np.int64) + 1):
                column, row = (np.floor(axis / _side(size)).astype(np.int64) for axis in self._place)
                upper = (turn % _TURNS * _SIZES + size) * self._around**2
                cells += [
                    upper + (column + right) % self._around * self._around + (row + below) % self._around
                    for right in next_
                    for below in next_
                ]
        return np.array(cells)

    def near(self, cell: int, hits: NDArray[np.intp]) -> NDArray[np.intp]:
        """Those of these hits that lie around the middle of a bin."""
        turn, size, column, row = (int(number) for number in np.unravel_index(cell, self._shape))
        x, y = (axis[hits] / _side(size) for axis in self._place)
        off = np.maximum(_off(self._turn[hits], turn, _TURNS), np.abs(self._size[hits] - size))
        off = np.maximum(off, np.maximum(_off(x, column, self._around), _off(y, row, self._around)))
        return np.asarray(hits[off <= _NEAR], np.intp)


def _side(size: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """Pixels of one side of a bin of the place, by the bin of the size."""
    return np.asarray(_SIDE * np.exp2(np.asarray(size) / _PER_DOUBLING))


def _off(value: NDArray[np.floating], number: int, around: int) -> NDArray[np.float64]:
    """How far values lie from the middle of a bin in a row whose end meets its beginning."""
    return np.asarray(np.abs((value - number + around / 2) % around - around / 2), np.float64)
