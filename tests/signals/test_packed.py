"""A sketch survives the vault: what is written is read back, and what is damaged is said to be."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from hypothesis.extra import numpy as arrays

from leakguard.errors import Damaged, UnknownVersion
from leakguard.imaging import madeup
from leakguard.signals.packed import pack, unpack, unpack_trace
from leakguard.signals.sketch import SMALL, Sketch, Trace, sketch


@pytest.fixture(scope="module")
def made() -> Sketch:
    return sketch(madeup.scene(2, 800, 600))


@pytest.fixture(scope="module")
def packed(made) -> bytes:
    return pack(made)


def assert_close(before: Sketch, after: Sketch) -> None:
    for axis in ("x", "y"):
        assert np.abs(getattr(before.trace, axis) - getattr(after.trace, axis)).max(initial=0) <= 1 / 65535
    assert np.abs(np.log2(before.trace.size / after.trace.size)).max(initial=0) <= 0.026
    turned = (before.trace.angle - after.trace.angle + np.pi) % (2 * np.pi) - np.pi
    assert np.abs(turned).max(initial=0) <= 0.0124
    assert np.array_equal(before.trace.words, after.trace.words)
    assert np.array_equal(before.trace.signatures, after.trace.signatures)


def test_a_sketch_is_read_back(made, packed):
    after = unpack(packed)
    assert_close(made, after)
    assert (after.width, after.height) == (1.0, 0.75)
    assert (made.descriptions * after.descriptions).sum(1).min() > 0.98
    assert after.small.shape == made.small.shape == (192, 256)
    assert np.abs(after.small.astype(int) - made.small).mean() < 4


@pytest.mark.parametrize("side", (256, 700))
def test_not_even_grain_needs_more_than_100_kilobytes(side):
    grain = np.random.default_rng(1).integers(0, 256, (side, side, 3), dtype=np.uint8)
    assert len(pack(sketch(grain))) <= 100_000


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=some.data(), count=some.integers(0, 40))
def test_any_sketch_is_read_back(data, count):
    def drawn(low: float, high: float) -> np.ndarray:
        return data.draw(arrays.arrays(np.float32, count, elements=some.floats(low, high, width=32)))

    words = data.draw(arrays.arrays(np.uint16, count))
    signatures = data.draw(arrays.arrays(np.uint64, (count, 2)))
    numbers = data.draw(arrays.arrays(np.float32, (count, 128), elements=some.floats(0, 0.3125, width=32)))
    trace = Trace(drawn(0, 1), drawn(0, 1), drawn(2**-10, 1), drawn(-8, 8), words, signatures)
    small = data.draw(arrays.arrays(np.uint8, some.tuples(some.integers(1, SMALL), some.integers(1, SMALL))))
    before = Sketch(1.0, 0.5, trace, numbers, small)
    after = unpack(pack(before))
    assert_close(before, after)
    assert after.small.shape == small.shape


def test_the_trace_alone_is_the_same(packed):
    whole = unpack(packed)
    width, height, trace, small = unpack_trace(packed)
    assert (width, height) == (whole.width, whole.height)
    assert all(np.array_equal(a, b) for a, b in zip(trace, whole.trace, strict=True))
    assert np.array_equal(small, whole.small)


@pytest.mark.parametrize("seed", range(3))
def test_no_original_takes_more_than_100_kilobytes(seed):
    noise = np.random.default_rng(seed).integers(0, 256, (700, 900, 3)).astype(np.uint8)
    for rgb in (madeup.scene(seed, 1600, 1200), noise):
        assert len(pack(sketch(rgb))) <= 100_000


@pytest.mark.parametrize("cut", [0, 3, 27, 28, 5000, -1])
def test_what_is_cut_off_is_damaged(packed, cut):
    with pytest.raises(Damaged, match="damaged"):
        unpack(packed[:cut])
    with pytest.raises(Damaged):
        unpack_trace(packed[:cut])


def test_a_newer_version_is_refused(packed):
    with pytest.raises(UnknownVersion):
        unpack(packed[:4] + b"\x02" + packed[5:])


def test_other_bytes_are_damaged(packed):
    with pytest.raises(Damaged):
        unpack(b"JPEG" + packed[4:])
