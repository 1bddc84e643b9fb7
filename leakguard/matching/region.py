"""Where the corners of originals fall in a candidate, and how much of it they take up."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from leakguard.model.media import Point, Region
from leakguard.signals.pdq import Orientation

_MOVES: dict[Orientation, Callable[[float, float], Point]] = {
    Orientation.UPRIGHT: lambda x, y: (x, y),
    Orientation.TURNED_LEFT: lambda x, y: (y, 1 - x),
    Orientation.UPSIDE_DOWN: lambda x, y: (1 - x, 1 - y),
    Orientation.TURNED_RIGHT: lambda x, y: (1 - y, x),
    Orientation.FLIPPED: lambda x, y: (x, 1 - y),
    Orientation.MIRRORED: lambda x, y: (1 - x, y),
    Orientation.TRANSPOSED: lambda x, y: (y, x),
    Orientation.ANTITRANSPOSED: lambda x, y: (1 - y, 1 - x),
}


def whole(orientation: Orientation, width: int, height: int) -> Region:
    """The four corners in a candidate of `width` x `height` pixels that is the whole original, turned or mirrored."""
    move = _MOVES[orientation]

    def corner(x: float, y: float) -> Point:
        moved = move(x, y)
        return float(moved[0] * width), float(moved[1] * height)

    return corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)


_RASTER = 128


def covered(regions: Sequence[NDArray[np.float64]], width: int, height: int) -> float:
    """The part of a candidate (0-1) that lies in any of these quadrilaterals (4, 2)."""
    raster = np.zeros((_RASTER, _RASTER), np.uint8)
    for corners in regions:
        scaled = np.clip(corners * (_RASTER / width, _RASTER / height), -32_000, 32_000)
        cv2.fillConvexPoly(raster, np.round(scaled).astype(np.int32), 1)
    return float(raster.mean())
