"""PDQ, the 256-bit perceptual hash of StopNCII and ThreatExchange (Meta, "The TMK+PDQF Video-Hashing Algorithm and the PDQ
Image-Hashing Algorithm", 2019), in all eight orientations."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import pdqhash
from numpy.typing import NDArray

BITS = 256


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
    """Eight hashes as 64 lowercase hex digits each, and the quality: 0 (flat) to 100; under 50 the hashes are unreliable."""

    hashes: tuple[str, ...]
    quality: int


def compute(rgb: NDArray[np.uint8]) -> Pdq:
    """PDQ of an RGB array (H, W, 3) and of its seven turned and mirrored versions, from one pass over the pixels."""
    # The same pixels laid out colour by colour: its arithmetic then runs on whole planes, several times faster.
    planes = np.ascontiguousarray(rgb.transpose(2, 0, 1)).transpose(1, 2, 0)
    vectors, quality = pdqhash.compute_dihedral(planes)
    return Pdq(tuple(np.packbits(vector.astype(bool)).tobytes().hex() for vector in vectors), int(quality))


def distance(a: str, b: str) -> int:
    """In how many of 256 bits two hashes differ."""
    return (int(a, 16) ^ int(b, 16)).bit_count()
