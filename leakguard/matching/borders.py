"""How an original ends in a candidate. A copy is cut off with the candidate, or there is a seam where something else begins.
Where the scene simply goes on beyond the original's border, the camera stood elsewhere, or the original is itself a cut-out.
"""

from enum import Enum

import cv2
import numpy as np

from leakguard.matching.content import Box
from leakguard.matching.levels import Levels
from leakguard.matching.placing import Matrix, scale_at_middle
from leakguard.signals.scale_space import Floats
from leakguard.signals.sketch import Grey

_LARGEST, _SMALLEST = 512, 64
"""Longer side of the original, in pixels, at which its borders are looked at: as fine as the candidate shows it."""

_MARGIN = 12
"""Pixels around the original that are looked at."""

_OFF, _BESIDE = 3, 10
"""Pixels that the border may lie off, and up to which the steps beside it are taken as usual for the picture."""

_DEEP, _SHARPER = 24, 1.3
"""Pixels inside in which the picture may have lines along its border, and how many times sharper than those a seam is."""

_SEAM, _NO_SEAM = 2.0, 1.8
"""How many times the usual step the largest one across the border is. In frames of clips, where the scene goes on, it was 1.7,
once 2.3; pictures in frames, screenshots and collages have 4 to 250 on one side at least."""

_OTHER, _SAME = 2.5, 2.0
"""How many times rougher the picture is on one side: from here on it is another one, up to there it may be the same."""

_PLAIN, _ROUGH = 0.9, 1.5
"""Grey levels of a usual step, below which nothing can be told, and from which a side is rough."""

_ALIKE = 0.4
"""Correlation from which the candidate shows the original's own strip there; otherwise something lies over it."""

_TEXTURE = 4.0
"""Grey levels by which a strip must vary to be compared."""

_LONG = 0.3
"""Part of a border that must be seen."""


class Border(Enum):
    """Cut off by the candidate's own edge, at its edge, ending inside it, going on inside it, or too plain to tell."""

    CUT = "cut"
    EDGE = "edge"
    ENDS = "ends"
    GOES_ON = "goes on"
    PLAIN = "plain"


def borders(levels: Levels, projection: Matrix, small: Grey, content: Box, *, negative: bool) -> tuple[Border, ...]:
    """Top, right, bottom and left of the original, where the projection puts it; where it ends in a bar of its own, which says
    nothing, of its content."""
    own = _borders(levels, projection, small, negative)
    left, top, right, bottom = np.round(content * max(small.shape)).astype(int)
    inner = small[top:bottom, left:right]
    if inner.size == small.size or Border.PLAIN not in own:
        return own
    shift = np.array([(max(inner.shape), 0, left), (0, max(inner.shape), top), (0, 0, max(small.shape))]) / max(small.shape)
    within = _borders(levels, projection @ shift, inner, negative)
    return tuple(bar if bar is not Border.PLAIN else end for bar, end in zip(own, within, strict=True))


def _borders(levels: Levels, projection: Matrix, small: Grey, negative: bool) -> tuple[Border, ...]:
    part = np.array(small.shape) / max(small.shape)
    seen_at = scale_at_middle(projection, float(part[1]), float(part[0]))
    height, width = (max(16, round(float(side))) for side in part * np.clip(seen_at, _SMALLEST, _LARGEST))
    own = np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_AREA), np.float32)
    around, seen = levels.laid(projection, (height, width), _MARGIN)
    around = -around if negative else around
    # Each side in its turn on top.
    return tuple(_top(*(np.rot90(picture, turn) for picture in (own, around, seen))) for turn in range(4))


def _top(own: Floats, around: Floats, seen: Floats) -> Border:
    length = own.shape[1]
    columns, depth = slice(_MARGIN, _MARGIN + length), _MARGIN + _BESIDE + 2
    rows, visible = around[:depth, columns], seen[:depth, columns] > 0
    if visible[_MARGIN + _OFF].mean() < _LONG:
        return Border.CUT
    both = visible[_MARGIN - _BESIDE] & visible[_MARGIN + _OFF]
    if both.mean() < _LONG:
        return Border.EDGE
    steps = np.abs(np.diff(rows[:, both], axis=0)).mean(1)
    off = np.arange(len(steps)) - (_MARGIN - 1)
    across = float(steps[np.abs(off) <= _OFF].max())
    inside, outside = (float(np.median(steps[(side > _OFF) & (side <= _BESIDE)])) for side in (off, -off))
    rougher, smoother = max(inside, outside), min(inside, outside)
    usual = float(np.median(steps[(np.abs(off) > _OFF) & (np.abs(off) <= _BESIDE)]))
    along = np.abs(np.diff(around[_MARGIN + _OFF : _MARGIN + _OFF + _DEEP, columns][:, both], axis=0)).mean(1)
    across = across if across > _SHARPER * along.max(initial=0) else usual
    if across >= _SEAM * max(usual, 0.5) or (rougher >= _ROUGH and rougher >= _OTHER * smoother):
        return Border.ENDS
    if smoother < _PLAIN or rougher > _SAME * smoother or across > _NO_SEAM * usual:
        return Border.PLAIN
    strips = own[_OFF:_BESIDE, both], rows[_MARGIN + _OFF : _MARGIN + _BESIDE, both]
    return Border.GOES_ON if _correlation(*strips) >= _ALIKE else Border.PLAIN


def _correlation(one: Floats, other: Floats) -> float:
    if min(one.std(), other.std()) < _TEXTURE:
        return 0.0
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])
