"""Long pictures, such as a chat of twenty screens in one, are looked at window by window: read as one, nothing would be left."""

from typing import NamedTuple

_LONG = 2.5
"""Longer side by shorter side from which a picture is cut."""

_WINDOW = 1.5
"""Longer side of a window, in shorter sides; windows stand one shorter side apart, so that a square picture is whole in one."""


_NARROW = 64
"""Shorter side, in pixels, below which there is nothing to find in a window, but thousands of windows in a few lines of noise."""


class Tile(NamedTuple):
    """Left, top, right and bottom in pixels."""

    left: int
    top: int
    right: int
    bottom: int


def tiles(width: int, height: int) -> tuple[Tile, ...]:
    """The windows of a long picture from its start to its end; none for any other, and none for a mere line."""
    shorter, longer = sorted((width, height))
    if shorter < _NARROW or longer < _LONG * shorter:
        return ()
    window = min(longer, round(_WINDOW * shorter))
    starts = [*range(0, longer - window, max(1, shorter)), longer - window]
    if height >= width:
        return tuple(Tile(0, start, width, start + window) for start in starts)
    return tuple(Tile(start, 0, start + window, height) for start in starts)
