"""What is kept of an original for finding it inside other pictures: its local features, and a small grey version of it.

Both are as sensitive as the picture: descriptions of local features can be turned back into a likeness. They live in the vault
only. Coordinates are in units of the picture's longer side, measured from its upper left corner.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from leakguard.signals import local
from leakguard.signals.scale_space import Floats
from leakguard.signals.vocabulary import Signatures, Words, signatures, words

Grey = NDArray[np.uint8]

WORKING = 1024
"""Longer side, in pixels, at which an original is read; a smaller one is enlarged, because a crop of it will be."""

PLACES = 800
"""Keypoints per original; one in ten has two directions. More would pass 100 KB per original."""

SMALL = 256
"""Longer side, in pixels, of the small grey version."""


class Trace(NamedTuple):
    """Where N local features are, and by what they are looked up: `x`, `y` and `size` (blur) in units of the longer side, `angle`
    in radians, `words` (N,), `signatures` (N, 2)."""

    x: Floats
    y: Floats
    size: Floats
    angle: Floats
    words: Words
    signatures: Signatures


class Sketch(NamedTuple):
    """All of one original: its width and height in units of the longer side, its features with their descriptions (N, 128), and
    a grey version (H, W) whose longer side is `SMALL`."""

    width: float
    height: float
    trace: Trace
    descriptions: Floats
    small: Grey


def grey(rgb: NDArray[np.uint8]) -> Grey:
    """Brightness (H, W) of an RGB picture (H, W, 3)."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2GRAY))


def fitted(picture: Grey, longer: int) -> Grey:
    """The picture with its longer side `longer` pixels."""
    height, width = picture.shape
    scale = longer / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC))


def sketch(rgb: NDArray[np.uint8]) -> Sketch:
    """The sketch of an upright RGB picture (H, W, 3)."""
    brightness = grey(rgb)
    working = fitted(brightness, WORKING)
    found = local.features(working, PLACES, directions=2)
    longer = np.float32(max(working.shape))
    trace = Trace(
        (found.x + np.float32(0.5)) / longer,
        (found.y + np.float32(0.5)) / longer,
        found.size / longer,
        found.angle,
        words(found.descriptions)[:, 0],
        signatures(found.descriptions),
    )
    height, width = brightness.shape
    return Sketch(width / max(width, height), height / max(width, height), trace, found.descriptions, fitted(brightness, SMALL))
