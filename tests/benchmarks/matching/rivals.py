"""The hashes that others use, on the same pictures in the same process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from leakguard.signals import pdq
from tests.benchmarks.matching.scene import Rgb

Hashes = NDArray[np.uint64]


@dataclass(frozen=True)
class Method:
    """`hash` gives rows of 64-bit words, one row per segment; two pictures match when any two rows are within `bits`."""

    name: str
    bits: int
    hash: Callable[[Rgb], Hashes]


def _pdq(rgb: Rgb) -> Hashes:
    return np.frombuffer(bytes.fromhex(pdq.compute(rgb).hashes[0]), ">u8").astype(np.uint64)[None]


def _phash(rgb: Rgb) -> Hashes:
    return _packed([imagehash.phash(Image.fromarray(rgb))])


def _crop_resistant(rgb: Rgb) -> Hashes:
    return _packed(imagehash.crop_resistant_hash(Image.fromarray(rgb)).segment_hashes)


def _packed(hashes: Sequence[imagehash.ImageHash]) -> Hashes:
    return np.packbits([hash_.hash.reshape(64) for hash_ in hashes], axis=1).view(">u8").astype(np.uint64)


PDQ = Method("PDQ <= 31 (upright)", 31, _pdq)
PHASH = Method("imagehash pHash <= 10", 10, _phash)
CROP_RESISTANT = Method("imagehash crop_resistant_hash", 16, _crop_resistant)
"""One segment in common within a quarter of its 64 bits: the defaults of `ImageMultiHash.matches`."""

METHODS = (PDQ, PHASH, CROP_RESISTANT)


class Rival:
    """One method over all originals."""

    def __init__(self, method: Method) -> None:
        self.method = method
        self._names: list[str] = []
        self._rows: list[Hashes] = []

    def enrol(self, name: str, rgb: Rgb) -> None:
        rows = self.method.hash(rgb)
        self._rows.append(rows)
        self._names += [name] * len(rows)

    def nearest(self, rgb: Rgb) -> tuple[dict[str, int], float]:
        """Bits to every original, by its nearest segment, and the milliseconds spent."""
        started = perf_counter()
        everything = np.concatenate(self._rows)
        best: dict[str, int] = {}
        distances = np.bitwise_count(self.method.hash(rgb)[:, None] ^ everything).sum(axis=2).min(axis=0)
        for name, bits in zip(self._names, distances.tolist(), strict=True):
            best[name] = min(bits, best.get(name, bits))
        return best, 1000 * (perf_counter() - started)
