"""PDQ, the 256-bit perceptual hash of StopNCII and ThreatExchange, in all eight orientations (Meta, "The TMK+PDQF Video-Hashing
Algorithm and the PDQ Image-Hashing Algorithm", 2019, sections 3 and 4, and the reference implementation in ThreatExchange).

Of originals it is made by `pdqhash`, the reference implementation itself, because other systems compare these bits. Of
candidates, of which only the nearness is asked, by the same steps over OpenCV's filters, several times as fast.
"""

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
import pdqhash
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BITS = 256

_SAMPLES, _SIDE = 64, 16
"""Pixels along each side before the cosine transform, and numbers along each side of it that are kept."""

_BAND = 8
"""Samples that are taken at a time."""

_WAVES = np.sqrt(2 / _SAMPLES) * np.cos(
    np.pi / (2 * _SAMPLES) * np.arange(1, _SIDE + 1)[:, None] * (2 * np.arange(_SAMPLES) + 1)
).astype(np.float32)


class Orientation(IntEnum):
    """How a picture was turned or mirrored, in the order of `pdqhash.compute_dihedral`."""

    UPRIGHT = 0
    TURNED_LEFT = 1
    UPSIDE_DOWN = 2
    TURNED_RIGHT = 3
    FLIPPED = 4  # top and bottom change places
    MIRRORED = 5  # left and right change places
    TRANSPOSED = 6  # rows become columns
    ANTITRANSPOSED = 7

    @property
    def mirrored(self) -> bool:
        """Whether left and right have changed sides, which no turning undoes."""
        return self >= Orientation.FLIPPED


class Pdq(NamedTuple):
    """Hashes as 64 lowercase hex digits each, and the quality: 0 (flat) to 100; under 50 the hashes are unreliable."""

    hashes: tuple[str, ...]
    quality: int


def compute(rgb: NDArray[np.uint8]) -> Pdq:
    """PDQ of an RGB array (H, W, 3) and of its seven turned and mirrored versions, from one pass over the pixels."""
    # The same pixels laid out colour by colour: its arithmetic then runs on whole planes, several times faster.
    planes = np.ascontiguousarray(rgb.transpose(2, 0, 1)).transpose(1, 2, 0)
    vectors, quality = pdqhash.compute_dihedral(planes)
    return Pdq(tuple(np.packbits(vector.astype(bool)).tobytes().hex() for vector in vectors), int(quality))


def quick(rgb: NDArray[np.uint8]) -> Pdq:
    """PDQ of an upright RGB array (H, W, 3) alone, several times as fast.

    Rounding may turn a bit whose number is nearly the median: in the tests at most 2 bits differ.
    """
    level = np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2GRAY), np.float32)
    sampled = _sampled(_sampled(level).T).T
    steps = sum(int((np.abs(np.diff(sampled, axis=axis)) * (100 / 255)).astype(int).sum()) for axis in (0, 1))
    numbers = _WAVES @ sampled @ _WAVES.T
    bits = numbers > np.sort(numbers, axis=None)[BITS // 2 - 1]
    return Pdq((np.packbits(bits.ravel()[::-1]).tobytes().hex(),), min(100, steps // 90))


def _sampled(level: Floats) -> Floats:
    """The samples (64, W) of each column of (H, W) pixels."""
    return np.concatenate([band @ level[part] for part, band in _bands(len(level))])


@lru_cache(32)
def _bands(size: int) -> tuple[tuple[slice, Floats], ...]:
    """What takes a column of so many pixels to its samples: twice the mean of the window around each pixel, which at the ends
    is what is left of it, and then every so-manieth. Some samples at a time, with the part of the column that they need."""
    window = -(-size // (2 * _SAMPLES))
    last = np.arange(size) + (window + 2) // 2
    low, high = np.maximum(last - window, 0), np.minimum(last, size)
    samples = ((np.arange(_SAMPLES) + 0.5) * size / _SAMPLES).astype(np.intp)
    bands = []
    for first in range(0, _SAMPLES, _BAND):
        which = samples[first : first + _BAND]
        start, end = low[low[which[0]]], high[high[which[-1]] - 1]
        band = np.zeros((_BAND, end - start))
        for row, sample in zip(band, which, strict=True):
            for mean in range(low[sample], high[sample]):
                row[low[mean] - start : high[mean] - start] += 1 / (high[sample] - low[sample]) / (high[mean] - low[mean])
        bands.append((slice(int(start), int(end)), band.astype(np.float32)))
    return tuple(bands)


def distance(a: str, b: str) -> int:
    """In how many of 256 bits two hashes differ."""
    return (int(a, 16) ^ int(b, 16)).bit_count()
