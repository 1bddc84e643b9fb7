"""A candidate's PDQ is that of the reference implementation, but for the rounding of a bit."""

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from leakguard.imaging import madeup
from leakguard.signals import pdq


@pytest.mark.parametrize("size", ((1024, 768), (640, 480), (513, 700), (129, 128), (127, 300), (64, 64), (70, 900)))
def test_the_quick_one_is_the_same(size):
    for seed in range(4):
        picture = madeup.scene(seed, *size)
        slow, fast = pdq.compute(picture), pdq.quick(picture)
        assert pdq.distance(slow.hashes[0], fast.hashes[0]) <= 2
        assert abs(slow.quality - fast.quality) <= 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(width=some.integers(1, 300), height=some.integers(1, 300), seed=some.integers(0, 2**32 - 1))
def test_it_is_the_same_for_any_size(width, height, seed):
    small = np.random.default_rng(seed).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    picture = np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC))
    slow, fast = pdq.compute(picture), pdq.quick(picture)
    assert len(fast.hashes[0]) == 64
    assert min(width, height) < 64 or pdq.distance(slow.hashes[0], fast.hashes[0]) <= 2


def test_a_flat_picture_has_no_quality():
    assert pdq.quick(np.full((200, 300, 3), 90, np.uint8)).quality == 0
