"""A photographed screen or print, as seen from straight ahead: pictures on it then have upright sides, and are found as on any
page."""

import cv2
import numpy as np
from numpy.typing import NDArray

from leakguard.matching.panels import Kind, Panel
from leakguard.matching.placing import Matrix

SEEN = 0.8
"""Share of its sides that must be seen: of 46 photographed screens that were told apart 45 had more."""

SMALLEST, LARGEST = 0.2, 0.95
"""Share of the photograph that it takes up: less shows nothing, and of more all was seen before."""


def straight(rgb: NDArray[np.uint8], panel: Panel) -> tuple[NDArray[np.uint8], Matrix] | None:
    """What a slanted panel shows, about as large as it is, and the projection from there into the picture; None for others."""
    corners = np.array(panel.corners, np.float32)
    share = cv2.contourArea(corners) / (rgb.shape[0] * rgb.shape[1])
    if panel.kind is not Kind.SLANTED or panel.score < SEEN or not SMALLEST < share < LARGEST:
        return None
    top, right, foot, left = np.hypot(*(np.roll(corners, -1, 0) - corners).T)
    width, height = round(float(top + foot) / 2), round(float(left + right) / 2)
    own = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    # Pixels are where their centres are, half a pixel from their corners.
    onto = cv2.getPerspectiveTransform(corners - 0.5, own - 0.5)
    seen = cv2.warpPerspective(rgb, onto, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.uint8), np.asarray(cv2.getPerspectiveTransform(own, corners), np.float64)
