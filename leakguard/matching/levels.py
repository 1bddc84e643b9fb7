"""A candidate at ever smaller sizes, and laid over an original."""

import cv2
import numpy as np

from leakguard.matching.placing import Matrix, scale_at_middle
from leakguard.signals.scale_space import Floats
from leakguard.signals.sketch import Grey


class Levels:
    """A grey candidate at ever smaller sizes, each made when first needed."""

    def __init__(self, grey: Grey) -> None:
        self._levels = [grey]

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the candidate in pixels."""
        height, width = self._levels[0].shape
        return height, width

    def warped(self, matrix: Matrix, shape: tuple[int, int]) -> Floats:
        """A picture (H, W) whose pixels `matrix` takes to those of the candidate."""
        height, width = shape
        level, narrower, lower = self.shrunk(scale_at_middle(matrix, width, height))
        to_level = np.array([(narrower, 0, -0.5), (0, lower, -0.5), (0, 0, 1)]) @ matrix
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpPerspective(level, to_level, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE))

    def laid(
        self, projection: Matrix, shape: tuple[int, int], margin: int = 0, bend: Floats | None = None
    ) -> tuple[Floats, Floats]:
        """The candidate in the frame of an original of this shape (H, W), with `margin` pixels around, and 1 where it is.

        `bend` (h, w, 2) are moves in longer sides, spread over the frame, that come before the projection.
        """
        height, width = shape
        longer = max(shape)
        level, narrower, lower = self.shrunk(scale_at_middle(projection, width / longer, height / longer) / longer)
        to_level = np.array([(narrower, 0, -0.5), (0, lower, -0.5), (0, 0, 1)])
        middle = 0.5 - margin
        from_frame = np.array([(1 / longer, 0, middle / longer), (0, 1 / longer, middle / longer), (0, 0, 1)])
        matrix, size = to_level @ projection @ from_frame, (width + 2 * margin, height + 2 * margin)
        if bend is not None:
            across, down = cv2.split(cv2.resize(bend, size) * longer)
            y, x = np.mgrid[: size[1], : size[0]].astype(np.float32)
            place = np.asarray(cv2.perspectiveTransform(np.dstack([x + across, y + down]), matrix), np.float32)
            bent = cv2.remap(level, place[..., 0], place[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            seen = (place > -0.5).all(2) & (place < np.array(level.shape[::-1]) - 0.5).all(2)
            return np.asarray(bent, np.float32), np.asarray(seen, np.float32)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        pixels = cv2.warpPerspective(level, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        inside = cv2.warpPerspective(np.ones(level.shape, np.uint8), matrix, size, flags=flags)
        return pixels.astype(np.float32), inside.astype(np.float32)

    def shrunk(self, times: float) -> tuple[Grey, float, float]:
        """The level from which a picture `times` smaller is best taken, and its width and height in those of the full one."""
        step = max(0, int(np.floor(np.log2(max(times, 1.0)) + 0.3)))
        while len(self._levels) <= step and min(self._levels[-1].shape) > 16:
            height, width = self._levels[-1].shape
            half = max(1, width // 2), max(1, height // 2)
            self._levels.append(np.asarray(cv2.resize(self._levels[-1], half, interpolation=cv2.INTER_AREA)))
        level, full = self._levels[min(step, len(self._levels) - 1)], self._levels[0]
        return level, level.shape[1] / full.shape[1], level.shape[0] / full.shape[0]
