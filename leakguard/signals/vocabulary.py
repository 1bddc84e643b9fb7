"""Words and signatures of descriptions, by which like ones are found among millions without comparing each with each.

A word is the nearest of 1024 typical descriptions (Sivic and Zisserman, "Video Google", ICCV 2003), a signature 128 bits that
tell apart descriptions of the same word (Jegou, Douze and Schmid, "Hamming embedding", ECCV 2008).
`words.npy` holds their mean and then the 1024, times 512. They are the k-means centres of descriptions from photographs that
scikit-image and scikit-learn ship and from generated scenes (`tests/benchmarks/matching/vocabulary.py` makes the file).
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from leakguard.signals.local import LENGTH
from leakguard.signals.scale_space import Floats

COUNT = 1024
BITS = LENGTH
"""Bits of a signature."""

_ONE_BY_ONE = 12
"""Words up to which looking for the nearest again and again is faster than to part all."""

Words = NDArray[np.uint16]
Signatures = NDArray[np.uint64]


def words(descriptions: Floats, nearest: int = 1) -> Words:
    """The `nearest` words of each description (N, nearest), in no order."""
    _, centres, half_squares = _table()
    closeness = descriptions @ centres.T - half_squares
    if nearest > _ONE_BY_ONE:
        return np.asarray(np.argpartition(closeness, COUNT - nearest, axis=1)[:, -nearest:], np.uint16)
    found, row = np.empty((len(closeness), nearest), np.uint16), np.arange(len(closeness))
    for column in found.T:
        column[:] = closeness.argmax(1)
        closeness[row, column] = -np.inf
    return found


def signatures(descriptions: Floats) -> Signatures:
    """128 bits of each description, as two words of 64 (N, 2): the signs of its differences from the mean, turned about."""
    mean, _, _ = _table()
    return np.packbits((descriptions - mean) @ _turn() > 0, axis=1).view(np.uint64)


def load() -> None:
    """Reads the table now, for a process that will not be able to."""
    _table()


@cache
def _table() -> tuple[Floats, Floats, Floats]:
    table = np.load(Path(__file__).with_name("words.npy")).astype(np.float32) / 512
    centres = np.ascontiguousarray(table[1:])
    return table[0], centres, np.square(centres).sum(1) / 2


@cache
def _turn() -> Floats:
    """A rotation that spreads every number of a description over all bits: Hadamard's matrix after signs drawn once."""
    matrix = np.ones((1, 1), np.float32)
    while len(matrix) < LENGTH:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    drawn = np.unpackbits(np.frombuffer(bytes.fromhex("243f6a8885a308d313198a2e03707344"), np.uint8))  # digits of pi
    return np.asarray((1 - 2 * drawn.astype(np.float32))[:, None] * matrix)
