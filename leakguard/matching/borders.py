"""How an original ends in a candidate. A copy is cut off with the candidate, or ends where something else begins. Where the scene
simply goes on beyond its border, the camera stood elsewhere, or the original is itself a cut-out.
"""

from enum import Enum

import cv2
import numpy as np

from leakguard.matching.agreement import Levels
from leakguard.matching.placing import Matrix
from leakguard.signals.scale_space import Floats
from leakguard.signals.sketch import Grey

_SIDE, _MARGIN = 192, 6
"""Longer side of the original, in pixels, and how far around it is looked."""

_NEAR, _DEEP = 2, 6
"""Pixels from the border of the lines that are compared, and of one deeper inside, which tells how fast the picture changes."""

_ALIKE = 0.75
"""Correlation from which the candidate shows the original's line."""

_RELATED, _AS_USUAL = 0.45, 0.75
"""Correlation of two lines across the border from which the scene goes on, in figures and beside that of two lines inside it."""

_STEP = 1.2
"""How much more two lines may differ across the border than two inside it do: the cells of a collage differed by 1.2 and more."""

_TEXTURE = 4.0
"""Grey levels by which a line must vary for it to tell anything."""

_LONG = 0.3
"""Part of a border that must be seen."""


class Border(Enum):
    """Cut off by the candidate's own edge, at its edge, ending inside it, or going on inside it."""

    CUT = "cut"
    EDGE = "edge"
    ENDS = "ends"
    GOES_ON = "goes on"


def borders(levels: Levels, projection: Matrix, small: Grey, *, negative: bool) -> tuple[Border, ...]:
    """Top, right, bottom and left of the original, where the projection puts it."""
    longer = max(small.shape)
    height, width = (max(16, round(side * _SIDE / longer)) for side in small.shape)
    own = np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_AREA), np.float32)
    around, seen = levels.laid(projection, (height, width), _MARGIN)
    around = -around if negative else around
    # Each side in its turn on top.
    return tuple(_top(*(np.rot90(picture, turn) for picture in (own, around, seen))) for turn in range(4))


def _top(own: Floats, around: Floats, seen: Floats) -> Border:
    length = own.shape[1]
    part = slice(_MARGIN, _MARGIN + length)
    within, beyond = seen[_MARGIN + _NEAR, part] > 0, seen[_MARGIN - _NEAR, part] > 0
    if within.mean() < _LONG:
        return Border.CUT
    both = within & beyond
    if both.mean() < _LONG:
        return Border.EDGE
    inside, outside, deep = (around[_MARGIN + row, part][both] for row in (_NEAR, -_NEAR, _DEEP))
    usual = _correlation(inside, deep)
    goes_on = _correlation(inside, outside) >= max(_RELATED, _AS_USUAL * usual)
    small_step = np.abs(inside - outside).mean() <= _STEP * np.abs(inside - deep).mean() + 1
    return Border.GOES_ON if _correlation(own[_NEAR][both], inside) >= _ALIKE and goes_on and small_step else Border.ENDS


def _correlation(one: Floats, other: Floats) -> float:
    if min(one.std(), other.std()) < _TEXTURE:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
