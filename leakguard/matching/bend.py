"""A picture that was bent, as by a wave or a swirl: how each part of it moved, where neighbours moved nearly alike."""

import cv2
import numpy as np

from leakguard.matching.frames import Frames
from leakguard.matching.levels import Levels
from leakguard.matching.placing import Matrix
from leakguard.signals.scale_space import Floats

_ROUNDS = ((64, 3), (96, 4), (128, 3), (192, 3), (192, 2))
"""Longer side and reach, in pixels, of each round in which the blocks are looked for."""

_ALIKE = 0.6
"""Correlation from which a block says how its part moved."""

_GRID = 64
"""Longer side of the field of moves."""

_SMOOTH = 0.06
"""In longer sides: over so far, neighbours move alike (standard deviation of the Gaussian by which they are averaged)."""


def bent(frames: Frames, levels: Levels, projection: Matrix, *, negative: bool) -> Floats:
    """Moves (h, w, 2), in longer sides, after which a candidate that is nearly where it should be fits best."""
    shape = frames.shape(_GRID)
    field = np.zeros((*shape, 2), np.float32)
    for longer, reach in _ROUNDS:
        frame = frames[longer]
        places, values, moves = frame.moves(frame.lay(levels, projection, negative, field), reach)
        sure = values > _ALIKE
        weight, sums = np.zeros(shape, np.float32), np.zeros((*shape, 2), np.float32)
        column, row = np.minimum((places[sure] * (_GRID / longer)).astype(int), np.array(shape[::-1]) - 1).T
        np.add.at(weight, (row, column), values[sure])
        np.add.at(sums, (row, column), values[sure, None] * (moves[sure] / longer))
        sigma = _SMOOTH * _GRID
        spread = cv2.GaussianBlur(weight, (0, 0), sigma)
        field += cv2.GaussianBlur(sums, (0, 0), sigma) / np.maximum(spread, 1e-3)[..., None]
    return field
