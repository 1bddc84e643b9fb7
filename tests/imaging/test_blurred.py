from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from leakguard.imaging import edits, madeup
from leakguard.imaging.blurred import blurred

SCENE = madeup.scene(2, 640, 480)


def opened(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(png)), int)


def test_the_whole_picture_is_blurred_not_only_the_region():
    """Two pictures that differ in detail all over, and nowhere in their rough light, are told apart nowhere."""
    detail = np.kron(np.indices((240, 320)).sum(axis=0) % 2, np.ones((2, 2))).astype(np.uint8)[..., None] * np.full(
        3, 100, np.uint8
    )
    plain = np.full((480, 640, 3), 50, np.uint8)
    region = ((100.0, 100.0), (200.0, 100.0), (200.0, 200.0), (100.0, 200.0))
    assert np.abs(opened(blurred(detail, region=region)) - opened(blurred(plain, region=region))).max() == 0


@pytest.mark.parametrize(
    ("width", "height", "shown"), [(640, 480, (240, 180)), (480, 640, (180, 240)), (5000, 3, (240, 1)), (1, 1, (240, 240))]
)
def test_the_longer_side_has_the_size_asked_for(width, height, shown):
    picture = Image.open(BytesIO(blurred(np.full((height, width, 3), 9, np.uint8), region=None)))
    assert (picture.format, picture.size) == ("PNG", shown)
    assert max(Image.open(BytesIO(blurred(SCENE, region=None, size=100))).size) == 100


def test_equal_pixels_give_equal_bytes_and_no_metadata():
    png = blurred(SCENE, region=None)
    assert png == blurred(SCENE.copy(), region=None)
    chunks = {png[at : at + 4] for at in _chunks(png)}
    assert chunks == {b"IHDR", b"IDAT", b"IEND"}


def test_at_most_twelve_blocks_across_are_left_of_it():
    """Whatever happens inside one block leaves no trace but its average: moving pixels around in it changes nothing."""
    shuffled = SCENE.copy()
    random = np.random.default_rng(0)
    side = 640 // 12
    for top in range(0, 480 - side, side):
        for left in range(0, 640 - side, side):
            block = shuffled[top : top + side, left : left + side].reshape(-1, 3)
            shuffled[top : top + side, left : left + side] = random.permutation(block).reshape(side, side, 3)
    assert np.abs(opened(blurred(SCENE, region=None)) - opened(blurred(shuffled, region=None))).mean() < 8


def test_the_region_is_outlined_where_it_lies():
    without = opened(blurred(SCENE, region=None))
    outlined = opened(blurred(SCENE, region=((160, 120), (480, 120), (480, 360), (160, 360))))
    changed = np.argwhere((without != outlined).any(axis=2))
    assert changed.min(axis=0) == pytest.approx([45, 60], abs=4)
    assert changed.max(axis=0) == pytest.approx([135, 180], abs=4)
    assert (without == outlined)[80:100, 100:140].all()


def test_a_region_larger_than_the_picture_is_outlined_along_its_edge():
    outlined = opened(blurred(SCENE, region=((-900, -900), (9000, -900), (9000, 9000), (-900, 9000))))
    for edge in (outlined[1], outlined[-2], outlined[:, 1], outlined[:, -2]):
        assert (edge == 255).all(axis=1).mean() > 0.9


def test_a_region_outside_the_picture_draws_nothing():
    outside = ((700.0, 500.0), (800.0, 500.0), (800.0, 600.0), (700.0, 600.0))
    assert blurred(SCENE, region=outside) == blurred(SCENE, region=None)


@settings(max_examples=60, deadline=None)
@given(
    arrays.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3))),
    st.lists(st.tuples(st.floats(), st.floats()), min_size=4, max_size=4).map(tuple),
)
def test_any_picture_and_any_region_give_a_png(rgb, region):
    assert blurred(rgb, region=region).startswith(b"\x89PNG")


def test_mirrored_pictures_blur_to_mirrored_ones():
    mirrored = opened(blurred(edits.mirror(SCENE), region=None))
    assert np.abs(mirrored - opened(blurred(SCENE, region=None))[:, ::-1]).mean() < 2


def _chunks(png: bytes) -> list[int]:
    at, found = 8, []
    while at < len(png):
        found.append(at + 4)
        at += 12 + int.from_bytes(png[at : at + 4], "big")
    return found
