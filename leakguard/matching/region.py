"""Where an original's corners fall in a candidate that is the whole original, turned or mirrored."""

from collections.abc import Callable

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
    """The four corners in a candidate of `width` x `height` pixels, all on its own corners."""
    move = _MOVES[orientation]

    def corner(x: float, y: float) -> Point:
        moved = move(x, y)
        return float(moved[0] * width), float(moved[1] * height)

    return corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)
