import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.imaging import edits, madeup
from leakguard.imaging.decode import open_picture
from leakguard.imaging.formats import sniff

SCENE = madeup.scene(4, 400, 300)


def test_a_seed_gives_the_same_picture_again_and_another_seed_another():
    assert np.array_equal(madeup.scene(7, 200, 150), madeup.scene(7, 200, 150))
    assert len({madeup.scene(seed, 200, 150).tobytes() for seed in range(12)}) == 12


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**63), st.integers(1, 90), st.integers(1, 90))
def test_every_seed_and_size_gives_a_picture(seed, width, height):
    picture = madeup.scene(seed, width, height)
    assert (picture.shape, picture.dtype) == ((height, width, 3), np.uint8)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WebP", "GIF", "BMP", "TIFF", "AVIF"])
def test_a_picture_is_written_in_every_format_that_is_read(sandbox, format):
    data = madeup.encode(SCENE, format)
    assert sniff(data).name == format
    picture = open_picture(sandbox, data)
    assert (picture.format, picture.width, picture.height) == (format, 400, 300)


def test_edits_change_the_size_they_should_and_keep_the_picture():
    assert edits.recompress(SCENE).shape == SCENE.shape
    assert 0 < np.abs(edits.recompress(SCENE, 20).astype(int) - SCENE).mean() < 20
    assert edits.resize(SCENE, 0.5).shape == (150, 200, 3)
    assert np.array_equal(edits.mirror(edits.mirror(SCENE)), SCENE)
    assert np.array_equal(edits.crop(SCENE, 0.1), SCENE[30:270, 40:360])
    shot = edits.screenshot(SCENE)
    found = [
        (top, left)
        for top in range(shot.shape[0] - 300 + 1)
        for left in range(shot.shape[1] - 400 + 1)
        if np.array_equal(shot[top, left : left + 400], SCENE[0])
    ]
    assert len(found) == 1
    (top, left) = found[0]
    assert np.array_equal(shot[top : top + 300, left : left + 400], SCENE)
