"""What is drawn across a picture in one tone, such as stripes, a grid or a scribble, and the picture without it.

Lines that stand closer than a block is wide cut every block, so that none agrees although every detail between them fits.
"""

import cv2
import numpy as np

from leakguard.signals.sketch import Grey

TONES, NEAR = 3, 12
"""The most frequent tones that are looked for, and levels of 255 that belong to one: what JPEG makes of a plain line."""
THIN = 24
"""A stroke is thinner than the picture's shorter side divided by this: what is thicker is a cover, or the picture."""
LONG = 0.25
"""Part of the picture's longer side over which a stroke reaches: letters do not."""
MOST = 0.4
"""Part of a picture up to which strokes cover it; what has one tone on more of it is the picture between them."""
SOLID = 3
"""Pixels of the side of a square that is drawn with: what has one tone by chance is thinner."""
EVEN = 5
"""Levels (standard deviation) by which a stroke's own pixels differ at the most: a stripe in a picture has grain and light."""
_SMOOTH, _APART = 9, 24
"""Levels over which frequencies are averaged, and by which two tones differ."""
_HALO = 5
"""Pixels across in which JPEG lets a stroke shine into what is beside it."""
_REACH = 3
"""Pixels from which each pixel under a stroke is made up (Telea, An Image Inpainting Technique, 2004)."""


def without_strokes(grey: Grey) -> Grey | None:
    """The picture (H, W) with what is beside each stroke continued into it; None where there are no strokes."""
    drawn = np.zeros_like(grey)
    for tone in _frequent(grey):
        strokes = _strokes(grey, tone)
        if strokes.mean() <= MOST:
            drawn |= strokes
    if not drawn.any():
        return None
    return np.asarray(cv2.inpaint(grey, cv2.dilate(drawn, np.ones((_HALO, _HALO), np.uint8)), _REACH, cv2.INPAINT_TELEA))


def _frequent(grey: Grey) -> list[int]:
    frequency = np.convolve(np.bincount(grey.ravel(), minlength=256), np.ones(_SMOOTH), "same")
    tones = list[int]()
    for _ in range(TONES):
        tones.append(int(frequency.argmax()))
        frequency[max(0, tones[-1] - _APART) : tones[-1] + _APART + 1] = 0
    return tones


def _strokes(grey: Grey, tone: int) -> Grey:
    """1 where a long and thin thing of this tone is."""
    side = max(_HALO, min(grey.shape) // THIN)
    plain = cv2.inRange(grey, np.array(max(0, tone - NEAR)), np.array(min(255, tone + NEAR))) // 255
    solid, thick = (cv2.morphologyEx(plain, cv2.MORPH_OPEN, np.ones((least, least), np.uint8)) for least in (SOLID, side))
    thin = cv2.subtract(solid, cv2.dilate(thick, np.ones((SOLID, SOLID), np.uint8)))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(thin, connectivity=8)
    long = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= LONG * max(grey.shape)
    mean, square = (
        np.bincount(labels.ravel(), grey.ravel().astype(float) ** power) / stats[:, cv2.CC_STAT_AREA] for power in (1, 2)
    )
    strokes = long & (square - mean**2 <= EVEN**2)
    strokes[0] = False  # all that is none
    return np.asarray(strokes[labels], np.uint8)
