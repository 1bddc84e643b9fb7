"""A candidate as it is compared: its brightness, in both directions, at several sizes."""

from collections.abc import Iterator
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from leakguard.matching.levels import Levels
from leakguard.matching.panels import Panel, panels
from leakguard.matching.placing import Matrix
from leakguard.matching.screens import straight
from leakguard.matching.strokes import without_strokes
from leakguard.matching.tiles import tiles
from leakguard.signals import local
from leakguard.signals.local import Features
from leakguard.signals.sketch import Grey, fitted, grey

_TINY = 96
_ONE_TONE = 2.0


class View:
    """Of an upright RGB picture (H, W, 3). All coordinates are in its pixels; their corners are whole numbers."""

    def __init__(self, rgb: NDArray[np.uint8]) -> None:
        self._rgb = rgb
        self.grey: Grey = grey(rgb)
        self.height, self.width = self.grey.shape

    @cached_property
    def upright(self) -> Levels:
        return Levels(self.grey)

    @cached_property
    def mirrored(self) -> Levels:
        return Levels(np.ascontiguousarray(self.grey[:, ::-1]))

    def levels(self, *, mirrored: bool) -> Levels:
        return self.mirrored if mirrored else self.upright

    @cached_property
    def bare(self) -> "View | None":
        """What it shows without the lines that are drawn across it; None where there are none."""
        bare = without_strokes(self.grey)
        return None if bare is None else View(np.asarray(cv2.cvtColor(bare, cv2.COLOR_GRAY2RGB), np.uint8))

    @cached_property
    def frame(self) -> NDArray[np.float32]:
        """The corners: top left, top right, bottom right, bottom left."""
        return np.array([(0, 0), (self.width, 0), (self.width, self.height), (0, self.height)], np.float32)

    def parts(self) -> Iterator[tuple["View", Matrix]]:
        """What is looked at by itself too, and the projection from there into this view: the windows of a long picture; of others
        a photographed screen or print, as seen from straight ahead."""
        windows = tiles(self.width, self.height)
        for left, top, right, bottom in windows:
            moved = np.array([(1.0, 0, left), (0, 1, top), (0, 0, 1)])
            yield View(np.ascontiguousarray(self._rgb[top:bottom, left:right])), moved
        for panel in () if windows else self.panels:
            if (seen := straight(self._rgb, panel)) is not None:
                yield View(seen[0]), seen[1]

    @property
    def empty(self) -> bool:
        """Nothing but one tone."""
        return float(self.grey.std()) < _ONE_TONE

    @cached_property
    def panels(self) -> tuple[Panel, ...]:
        """The pictures that seem to sit inside it, likeliest first."""
        return panels(self._rgb)

    def square(self, corners: NDArray[np.float32]) -> Grey:
        """What lies between four corners, as a small square."""
        sides = np.hypot(*(np.roll(corners, -1, 0) - corners).T)
        level, narrower, lower = self.upright.shrunk(float(sides.max()) / _TINY)
        square = np.array([(0, 0), (_TINY, 0), (_TINY, _TINY), (0, _TINY)], np.float32)
        scaled = (corners * (narrower, lower)).astype(np.float32)
        matrix = cv2.getPerspectiveTransform(scaled - 0.5, square - 0.5)
        return np.asarray(cv2.warpPerspective(level, matrix, (_TINY, _TINY), borderMode=cv2.BORDER_REPLICATE))

    def features(self, number: int, longer: int, most: float, box: tuple[int, int, int, int] | None = None) -> Features:
        """Local features of the part `box` (left, top, right, bottom), read with its longer side `longer` pixels, but enlarged
        `most` times at the most."""
        left, top, right, bottom = box or (0, 0, self.width, self.height)
        part = self.grey[top:bottom, left:right]
        size = max(part.shape)
        read = max(16, min(longer, round(size * most)))
        found = local.features(fitted(np.ascontiguousarray(part), read) if read != size else np.ascontiguousarray(part), number)
        scale = np.float32(size / read)
        half = np.float32(0.5)
        return Features(
            (found.x + half) * scale + left, (found.y + half) * scale + top, found.size * scale, found.angle, found.descriptions
        )
