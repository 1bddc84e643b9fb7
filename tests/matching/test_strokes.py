"""Lines drawn across a picture are taken out of it, and what is under them is made up from what is beside."""

import cv2
import numpy as np
import pytest

from leakguard.imaging import edits, madeup
from leakguard.matching.strokes import without_strokes
from leakguard.signals.sketch import Grey
from tests.benchmarks.matching import photographs
from tests.benchmarks.matching.attacks import ATTACKS, encoded
from tests.benchmarks.matching.region import agreement
from tests.matching.test_finding import HITS, look, matcher_of

BY_NAME = {attack.name: attack for attack in ATTACKS}
PLAIN = [picture for picture in photographs.originals(generated=0) if picture.name in ("moon", "page")]


def level(rgb: np.ndarray) -> Grey:
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def stripes(grey: Grey) -> None:
    for top in range(20, grey.shape[0], 40):
        grey[top : top + 8] = 0


def grid(grey: Grey) -> None:
    for place in range(15, max(grey.shape), 50):
        grey[place : place + 6] = 255
        grey[:, place : place + 6] = 255


def scribble(grey: Grey) -> None:
    across = np.arange(10, grey.shape[1] - 10, 4)
    down = grey.shape[0] / 2 + grey.shape[0] / 3 * np.sin(across / 20)
    cv2.polylines(grey, [np.column_stack([across, down]).astype(np.int32)], False, 60, 7)


@pytest.mark.parametrize("draw", [stripes, grid, scribble])
@pytest.mark.parametrize("name", ["moon", "generated"])
def test_what_is_under_strokes_is_made_up_from_what_is_beside_and_the_rest_is_left(draw, name):
    own = level(next(picture.rgb for picture in PLAIN if picture.name == "moon") if name == "moon" else madeup.scene(3, 512, 384))
    drawn = own.copy()
    draw(drawn)
    seen = level(edits.recompress(np.dstack([drawn] * 3), 85))
    bare = without_strokes(seen)
    under = drawn != own
    off, was = (np.abs(grey.astype(int) - own)[under].mean() for grey in (bare, seen))
    assert off < was / 4
    away = cv2.dilate(under.astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    assert np.abs(bare.astype(int) - seen)[away].mean() < 1


def test_letters_and_covers_are_no_strokes():
    grey = np.random.default_rng(1).integers(0, 256, (400, 400)).astype(np.uint8)
    cv2.putText(grey, "so", (40, 80), cv2.FONT_HERSHEY_SIMPLEX, 2, 0, 6)
    grey[200:320, 60:380] = 0
    assert without_strokes(grey) is None


@pytest.mark.parametrize("picture", PLAIN, ids=lambda picture: picture.name)
def test_a_plain_picture_is_found_between_stripes_that_cut_every_part_of_it(picture):
    scene = BY_NAME["stripes"].on(picture.rgb, 1, ())
    seen = np.asarray(cv2.imdecode(np.frombuffer(encoded(scene.rgb), np.uint8), cv2.IMREAD_COLOR)[..., ::-1])
    match = look(matcher_of({picture.name: picture.rgb}), seen)
    height, width = picture.rgb.shape[:2]
    assert match.verdict in HITS
    assert agreement(match.region, scene.homography, (width, height), scene.size) > 0.98


@pytest.mark.parametrize("picture", PLAIN, ids=lambda picture: picture.name)
def test_another_picture_between_the_same_stripes_is_not(picture):
    matcher = matcher_of({picture.name: BY_NAME["stripes"].on(picture.rgb, 1, ()).rgb})
    height, width = picture.rgb.shape[:2]
    for seed in range(3):
        other = BY_NAME["stripes"].on(madeup.scene(seed, width, height), 1, ()).rgb
        assert look(matcher, other).verdict not in HITS
