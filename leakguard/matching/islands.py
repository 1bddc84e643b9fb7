"""Pictures that lie by themselves on a plain page: on a sheet of thumbnails, in a gallery, in a list of files.

Where many lie in rows, lines seen far off close rectangles of parts of one and parts of the next; what the page surrounds is one.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

TONE = 12
"""Levels of 255 up to which a pixel has the colour of the page: what JPEG of quality 30 leaves of a plain one beside pictures."""
PAGE = 0.1
"""Share of the picture from which its most frequent colour may be a page's."""
SIDE = 0.8
"""Share of each side that is not the page's: corners may be round."""
PLAIN = 0.75
"""Share of it that has one colour, from which it is a bubble or a button with letters on it."""
RAGGED = 8
"""Pixels up to which JPEG lets a picture shine out of its sides."""
THIN = 5
"""Pixels of the side of a square that is drawn with: letters, and most of what shines out, are thinner, and no land."""
RIM = 4
"""Pixels from the frame up to which a picture reaches to it."""
MOST = 48
"""Pictures on a page that are told apart: the largest."""

_STEP, _SHADES = 4, 32
"""One in so many rows and columns is looked at for the most frequent colour, in so many shades of each channel."""


def islands(rgb: NDArray[np.uint8], shortest: int) -> NDArray[np.intp]:
    """Left, top, right, bottom of each (N, 4), in pixel corners, the largest first; none where there is no plain page."""
    mask = _land(rgb)
    if mask is None:
        return np.zeros((0, 4), np.intp)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    parts = stats[1:]
    large = np.flatnonzero(np.minimum(parts[:, cv2.CC_STAT_WIDTH], parts[:, cv2.CC_STAT_HEIGHT]) >= shortest)
    large = large[np.argsort(-parts[large, cv2.CC_STAT_AREA], kind="stable")[:MOST]]
    boxes = [box for left, top, width, height, _ in parts[large] for box in [_trimmed(mask, left, top, width, height)] if box]
    shown = [(left, top, right, bottom) for left, top, right, bottom in boxes if _colour(rgb[top:bottom, left:right])[1] < PLAIN]
    # What reaches to three sides of the frame is a landscape, and its plain foreground no page.
    found, frame = np.array(shown, np.intp).reshape(-1, 4), (0, 0, rgb.shape[1], rgb.shape[0])
    return np.asarray(found[(np.abs(found - frame) <= RIM).sum(axis=1) < 3], np.intp)


def _land(rgb: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """1 where a pixel has not the colour of the page; None where no colour is frequent enough to be one."""
    page, share = _colour(rgb)
    if share < PAGE:
        return None
    sea = cv2.inRange(rgb, np.maximum(0, page - TONE), np.minimum(255, page + TONE))
    land = np.asarray(sea == 0, np.uint8)
    return np.asarray(cv2.morphologyEx(land, cv2.MORPH_OPEN, np.ones((THIN, THIN), np.uint8)), np.uint8)


def _colour(rgb: NDArray[np.uint8]) -> tuple[NDArray[np.float64], float]:
    """The most frequent colour, and the share of the pixels that have about that one."""
    sample = np.ascontiguousarray(rgb[::_STEP, ::_STEP]).reshape(-1, 3)
    red, green, blue = (sample // (256 // _SHADES)).astype(np.intp).T
    shades = (red * _SHADES + green) * _SHADES + blue
    counts = np.bincount(shades)
    commonest = int(counts.argmax())
    return np.median(sample[shades == commonest], axis=0), float(counts[commonest] / len(sample))


def _trimmed(mask: NDArray[np.uint8], left: int, top: int, width: int, height: int) -> tuple[int, int, int, int] | None:
    """The box without what shines out of it; None where it has no straight sides."""
    part = mask[top : top + height, left : left + width]
    rows, columns = (
        np.flatnonzero(cv2.reduce(part, across, cv2.REDUCE_AVG, dtype=cv2.CV_32F).ravel() >= SIDE) for across in (1, 0)
    )
    if not len(rows) or not len(columns):
        return None
    above, below, before, behind = rows[0], height - 1 - rows[-1], columns[0], width - 1 - columns[-1]
    if max(above, below, before, behind) > RAGGED:
        return None
    return left + int(before), top + int(above), left + width - int(behind), top + height - int(below)
