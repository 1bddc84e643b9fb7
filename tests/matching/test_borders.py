"""How an original ends in a candidate."""

import numpy as np

from leakguard.matching.borders import Border, borders
from leakguard.matching.content import content
from leakguard.matching.view import View
from leakguard.signals.sketch import sketch
from tests.support.textures import rough

SCENE, OTHER = rough(4), rough(9)


def ends(original, candidate, left=0, top=0):
    """Top, right, bottom and left of an original that lies in the candidate at its own size."""
    own, longer = sketch(original).small, max(original.shape[:2])
    place = np.array([(longer, 0, left), (0, longer, top), (0, 0, 1)], np.float64)
    return borders(View(candidate).levels(mirrored=False), place, own, content(own), negative=False)


def test_a_cut_out_of_the_scene_goes_on_around_it():
    assert set(ends(SCENE[220:700, 280:920], SCENE, 280, 220)) == {Border.GOES_ON}


def test_a_copy_on_another_picture_ends_there():
    other = OTHER.copy()
    other[220:700, 280:920] = SCENE[220:700, 280:920]
    assert set(ends(SCENE[220:700, 280:920], other, 280, 220)) == {Border.ENDS}


def test_a_crop_is_cut_off():
    assert set(ends(SCENE, SCENE[100:800, 150:1050], -150, -100)) == {Border.CUT}


def test_between_bars_of_its_own_the_picture_inside_is_asked():
    framed = np.zeros((480, 800, 3), np.uint8)
    framed[:, 80:720] = SCENE[220:700, 280:920]
    assert ends(framed, SCENE, 200, 220)[1::2] == (Border.GOES_ON, Border.GOES_ON)


def test_a_line_of_the_picture_along_its_border_is_no_seam():
    lined = SCENE.copy()
    for row in (220, 236):
        lined[row : row + 3] //= 2
    assert ends(lined[220:700, 280:920], lined, 280, 220)[0] is Border.GOES_ON
