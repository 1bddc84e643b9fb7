"""Pictures without shapes, everywhere alike: rough at all sizes, as rock, cloth or leaves are."""

import cv2
import numpy as np
from numpy.typing import NDArray


def rough(seed: int, width: int = 1200, height: int = 900) -> NDArray[np.uint8]:
    """Noise whose strength falls with its frequency, as that of natural pictures does (1/f); RGB (H, W, 3)."""
    random, level = np.random.default_rng(seed), np.zeros((height, width, 3), np.float32)
    for octave in range(1, 8):
        coarse = random.normal(0, 1, (height // 2**octave + 2, width // 2**octave + 2, 3)).astype(np.float32)
        level += 1.6**octave * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(128 + 45 * level / level.std(), 0, 255).astype(np.uint8)
