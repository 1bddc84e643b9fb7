"""Blocks that agree, but bend away from every single projection, are of a scene that was seen from elsewhere."""

import cv2
import numpy as np
import pytest

from leakguard.matching.agreement import compared
from leakguard.matching.content import content
from leakguard.matching.frames import Frames, Mode
from leakguard.matching.parallax import parallax
from leakguard.matching.thresholds import PARALLAX
from leakguard.matching.view import View
from leakguard.signals.sketch import sketch
from tests.support.textures import rough

WIDTH, HEIGHT = 640, 480
RIGHT = np.diag([640.0, 640.0, 1.0])
PICTURE = rough(4, WIDTH, HEIGHT)


def seen(picture, projection=RIGHT):
    own = sketch(PICTURE)
    frames, levels = Frames(own.small, content(own.small), Mode.BRIGHTNESS), View(picture).levels(mirrored=False)
    agreement = compared(frames, levels, projection, negative=False)
    return agreement, parallax(agreement, frames, levels, negative=False)


def bulged(pixels):
    """As if on a pillar: the middle is nearer than both sides, and moved aside by so many of its pixels."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    return cv2.remap(PICTURE, x + np.float32(pixels) * (1 - np.square(2 * y / HEIGHT - 1)), y, cv2.INTER_LINEAR)


@pytest.mark.parametrize("pixels", [1.3, 1.5, -1.5])
def test_what_is_near_moves_more_than_what_is_far(pixels):
    agreement, bend = seen(bulged(pixels))
    assert agreement.blocks[0].share > 0.9, "by the blocks alone it is the same picture"
    assert bend > PARALLAX.value


def encoded(picture, quality):
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


def grainy(picture):
    noise = np.random.default_rng(1).normal(0, 12, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    "changed",
    [lambda same: same, lambda same: encoded(same, 15), grainy, lambda same: cv2.GaussianBlur(same, (0, 0), 1.5)],
    ids=["same", "jpeg", "grain", "blur"],
)
def test_a_copy_does_not_bend(changed):
    assert seen(changed(PICTURE))[1] < PARALLAX.value


def test_a_copy_seen_aslant_does_not_bend():
    aslant = np.array([(0.9, 0.05, 20), (0.02, 0.95, 5), (0.0001, 0.00005, 1)])
    picture = cv2.warpPerspective(PICTURE, aslant, (WIDTH, HEIGHT))
    off = np.array([(1, 0.001, 0.6), (0, 1.001, 0), (0.000002, 0, 1)])
    assert seen(picture, off @ aslant @ RIGHT)[1] < PARALLAX.value


@pytest.mark.parametrize(("out", "middle"), [(4, (0, 0)), (-4, (0, 0)), (3, (0.4, -0.3))], ids=["out", "in", "askew"])
def test_a_lens_that_bends_outwards_is_no_parallax(out, middle):
    """So much, in pixels at the side: as the lenses of telephones do, if they are not put right."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    across, down = 2 * x / WIDTH - 1 - np.float32(middle[0]), (2 * y - HEIGHT) / WIDTH - np.float32(middle[1])
    off = np.float32(out) * (across**2 + down**2)
    assert seen(cv2.remap(PICTURE, x + off * across, y + off * down, cv2.INTER_LINEAR))[1] == 0


def test_a_few_blocks_say_nothing():
    small = np.full_like(PICTURE, 90)
    small[200:260, 280:360] = bulged(2.5)[200:260, 280:360]
    assert seen(small)[1] == 0
