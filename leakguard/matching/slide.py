"""Where a small crop lies exactly. It shows few features, which hardly tell its size, and it holds hardly a block: so it is slid
over the part of the original around the place they tell, as a whole, at several sizes."""

import cv2
import numpy as np

from leakguard.matching.frames import Frame
from leakguard.matching.levels import Levels
from leakguard.matching.placing import Matrix, plausible, project

_TIMES = 2 ** np.linspace(-0.5, 0.5, 11)
"""Sizes that are tried: a few features of a small crop are wrong by two fifths at the most."""

_CORE = 0.9
"""Part of the crop's height and width that is slid: its rim is cut at a slant where it is turned a little."""

_SMALLEST, _LARGEST = 5, 64
"""Half of the shorter and of the longer side, in pixels of the original's frame, between which it is worth it."""

_ALIKE = 0.7
"""Correlation from which the place found is better than the one told: elsewhere in the same original it was .65 at most."""


def slid(frame: Frame, levels: Levels, projection: Matrix, *, negative: bool) -> Matrix | None:
    """The projection with the crop where it fits best; None where it fits nowhere."""
    height, width = levels.shape
    to_crop = projection @ frame.unit
    corners = project(np.linalg.inv(to_crop), np.array([(0, 0), (width, 0), (width, height), (0, height)], float))
    middle, half = corners.mean(0), np.ptp(corners, axis=0) / 2
    if not np.isfinite(corners).all() or half.min() < _SMALLEST or half.max() > _LARGEST:
        return None
    best, place = _ALIKE, None
    for times in _TIMES:
        # Half sides, in pixels of the frame, of what is slid; and how far around the middle it may lie.
        across, down = np.maximum(4, np.round(half * times * _CORE)).astype(int)
        resized = _about(middle, 1 / times, (across, down))
        pattern = frame.prepared(levels.warped(to_crop @ resized, (2 * down + 1, 2 * across + 1)), negative=negative)
        (left, top), window = frame.around(middle, np.round(half + 8).astype(int) + np.array([across, down]))
        if min(np.subtract(window.shape, pattern.shape)) <= 0:
            continue
        _, value, _, (x, y) = cv2.minMaxLoc(cv2.matchTemplate(window, pattern, cv2.TM_CCOEFF_NORMED))
        if value > best:
            best, place = value, _about(middle, 1 / times, (left + x + across, top + y + down))
    if place is None:
        return None
    moved = to_crop @ place @ np.linalg.inv(frame.unit)
    return moved / moved[2, 2] if plausible(moved) else None


def _about(middle: np.ndarray, scale: float, centre: tuple[int, int]) -> Matrix:
    """Takes `centre` to `middle`, and what is around it closer by `scale`."""
    x, y = middle - scale * np.asarray(centre)
    return np.array([(scale, 0, x), (0, scale, y), (0, 0, 1)])
