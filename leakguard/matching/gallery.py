"""All originals of a case in one place, ready to be looked up: what every candidate needs stays in memory, the rest is unpacked
when an original comes into question."""

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from leakguard.matching.content import Box, content, within
from leakguard.matching.frames import Frames, Mode
from leakguard.matching.index import Index
from leakguard.matching.whole import Wholes
from leakguard.model.media import Original
from leakguard.signals.packed import unpack, unpack_trace
from leakguard.signals.pdq import BITS, Orientation
from leakguard.signals.sketch import Sketch

_UNPACKED = 64
"""Sketches kept unpacked, of some 600 KB each: those that come into question again and again."""

_FRAMED = 16
"""Originals kept cut into blocks, of some 3 MB each."""


class Gallery:
    """`originals` are those with a fingerprint. Those without a sketch, from an older version, are compared by PDQ only."""

    def __init__(self, originals: Sequence[tuple[Original, bytes | None]]) -> None:
        self.originals = tuple(original for original, _ in originals)
        self.hashes = words([hash_ for original in self.originals if original.fingerprint for hash_ in original.fingerprint.pdq])
        self.sketched = tuple(number for number, (_, packed) in enumerate(originals) if packed is not None)
        """Numbers of the originals that `index`, `wholes` and `sketch` count from 0."""
        packed = tuple(packed for _, packed in originals if packed is not None)
        known = [unpack_trace(each) for each in packed]
        self.index = Index([(width, height, trace) for width, height, trace, _ in known])
        self.wholes = Wholes([small for *_, small in known])
        self._packed = packed
        self.sketch = lru_cache(_UNPACKED)(self._unpack)
        self.frames = lru_cache(_FRAMED)(self._frames)
        self.content = cache(self._box)
        """The part of an original, by its number, that is compared."""

    def _unpack(self, number: int) -> Sketch:
        sketch = unpack(self._packed[number])
        return within(sketch, self.content(number))

    def _frames(self, number: int, mode: Mode) -> Frames:
        return Frames(self.sketch(number).small, self.content(number), mode)

    def _box(self, number: int) -> Box:
        return content(unpack_trace(self._packed[number])[3])


def words(hashes: Sequence[str]) -> NDArray[np.uint64]:
    """PDQ hashes (hex) as rows of four 64-bit words; eight rows an original."""
    return np.frombuffer(bytes.fromhex("".join(hashes)), ">u8").astype(np.uint64).reshape(-1, BITS // 64)


def distances(hashes: NDArray[np.uint64], candidate: str) -> NDArray[np.int64]:
    """Hamming bits (originals, 8 orientations) of a candidate's PDQ from all of them."""
    differing = np.bitwise_count(hashes ^ words([candidate])).sum(axis=1, dtype=np.int64)
    return np.asarray(differing.reshape(-1, len(Orientation)))
