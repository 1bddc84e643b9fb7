"""What of an original is the picture itself, where it is a screenshot, a meme or a framed print.

Two screenshots of one application have most of their pixels in common, two pictures in the same frame its corners. That is no
copy: so only the picture inside is compared.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from leakguard.matching.panels import Panel, panels
from leakguard.signals.sketch import Grey, Sketch, Trace

Box = NDArray[np.float64]
"""Left, top, right and bottom in longer sides of the original."""
Sides = tuple[int, int, int, int]
"""The same in pixels of its small version."""

_PLAIN, _STRAIGHT, _RINGING = 10, 0.6, 0.4
"""Grey levels from its tone up to which a pixel belongs to a frame; the part of its inner side that must not; and the part of
its lines that may, where JPEG lets what lies beside it shine through."""

_SCORE = 0.7
"""Score of a panel that may be the content. All screenshots, memes and framed pictures of the benchmark have one."""

_SMALLEST, _LARGEST = 0.06, 0.97
"""Part of the original that the content takes up."""

_INSIDE = 0.95
"""Part of a panel that lies in another from which it belongs to that one."""

_TONES, _NEAR, _PAGE = 2, 4, 0.7
"""Of what is around the content, the part that has one of so many tones, to so many grey levels: a page, not a landscape."""


def content(small: Grey) -> Box:
    """The part of an original that is compared, by its small version: all of it where it is a plain photograph."""
    height, width = small.shape
    left, top, right, bottom = _on_page(small) or _framed(small) or (0, 0, width, height)
    return np.asarray(np.array([left, top, right, bottom]) / max(small.shape), np.float64)


def within(sketch: Sketch, box: Box) -> Sketch:
    """The sketch with the features of the content alone."""
    trace = sketch.trace
    kept = np.flatnonzero((trace.x >= box[0]) & (trace.x <= box[2]) & (trace.y >= box[1]) & (trace.y <= box[3]))
    if len(kept) == len(trace.x):
        return sketch
    features = Trace(trace.x[kept], trace.y[kept], trace.size[kept], trace.angle[kept], trace.words[kept], trace.signatures[kept])
    return sketch._replace(trace=features, descriptions=sketch.descriptions[kept])


def _on_page(small: Grey) -> Sides | None:
    """The picture around which there is nothing but a page: that with most to see, if there are several beside each other."""
    rgb = np.asarray(cv2.cvtColor(small, cv2.COLOR_GRAY2RGB), np.uint8)
    boxes = [_box(panel) for panel in panels(rgb, most=8) if panel.score >= _SCORE]
    fitting = [box for box in boxes if _SMALLEST < _area(box) / small.size < _LARGEST and _stands_out(small, box)]
    # A window within a picture has the rest of that around it, before the page begins.
    whole = [box for box in fitting if all(_is_page(small, other, box) for other in fitting if _belongs_to(box, other))]
    single = [box for box in whole if not any(_belongs_to(other, box) for other in whole)]
    return max(single, key=lambda box: _busy(small, box)) if single else None


def _busy(small: Grey, box: Sides) -> int:
    """How much there is to see: all steps from pixel to pixel."""
    left, top, right, bottom = box
    return int(np.abs(np.diff(small[top:bottom, left:right].astype(np.int16))).sum())


def _area(box: Sides) -> int:
    left, top, right, bottom = box
    return (right - left) * (bottom - top)


def _belongs_to(inner: Sides, outer: Sides) -> bool:
    """Whether nearly all of one box lies inside another, which is larger."""
    left, top = max(inner[0], outer[0]), max(inner[1], outer[1])
    right, bottom = min(inner[2], outer[2]), min(inner[3], outer[3])
    common = _area((left, top, max(left, right), max(top, bottom)))
    return _area(inner) < _area(outer) and common >= _INSIDE * _area(inner)


def _box(panel: Panel) -> Sides:
    corners = np.array(panel.corners)
    (left, top), (right, bottom) = np.round(corners.min(0)).astype(int), np.round(corners.max(0)).astype(int)
    return max(0, int(left)), max(0, int(top)), int(right), int(bottom)


def _stands_out(small: Grey, box: Sides) -> bool:
    """Whether there is a page around the box, and no page in it."""
    height, width = small.shape
    page, inside = _page(small, box), _tones(small, box)
    return _is_page(small, (0, 0, width, height), box) and bool(inside[page].sum() < _PAGE * inside.sum())


def _is_page(small: Grey, outer: Sides, box: Sides) -> bool:
    """Whether what lies between two boxes is the page that is around the inner one."""
    between = _tones(small, outer) - _tones(small, box)
    return bool(between[_page(small, box)].sum() >= _PAGE * between.sum())


def _page(small: Grey, box: Sides) -> NDArray[np.bool_]:
    """Which grey levels are those of the page around a box."""
    around = np.bincount(small.ravel(), minlength=256) - _tones(small, box)
    page = np.zeros(256, bool)
    for _ in range(_TONES):
        tone = int(np.where(page, 0, around).argmax())
        page[max(0, tone - _NEAR) : tone + _NEAR + 1] = True
    return page


def _tones(small: Grey, box: Sides) -> NDArray[np.intp]:
    left, top, right, bottom = box
    return np.bincount(small[top:bottom, left:right].ravel(), minlength=256)


def _framed(small: Grey) -> Sides | None:
    """The picture within a frame of one tone; before a plain background things have no straight sides."""
    height, width = small.shape
    left, top, right, bottom = (_margin(lines) for lines in (small.T, small, small.T[::-1], small[::-1]))
    return (left, top, width - right, height - bottom) if min(left, top, right, bottom) else None


def _margin(lines: Grey) -> int:
    """Lines of one tone, and the one half of which is, before a straight side."""
    level = lines.astype(np.int16)
    other = (np.abs(level - int(level[0].mean())) >= _PLAIN).mean(1)
    first = int((other > _STRAIGHT).argmax())
    return first + 1 if first and other[:first].max() < _RINGING else 0
