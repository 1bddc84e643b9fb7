"""What evidence amounts to: a copy, or another photograph of the same scene."""

import numpy as np
import pytest

from leakguard.matching.agreement import Agreement
from leakguard.matching.borders import Border
from leakguard.matching.evidence import Evidence
from leakguard.matching.frames import Blocks, Mode
from leakguard.matching.query import UPRIGHT
from leakguard.matching.weigh import Weight, weigh

CUT, EDGE, ENDS, GOES_ON, PLAIN = Border
CROP, SCREEN = (CUT, CUT, CUT, CUT), (ENDS, ENDS, PLAIN, ENDS)

HALF = (Blocks(300, 150, 150, 0.8, 40), Blocks(70, 35, 35, 0.8, 10), Blocks(30, 15, 12, 0.8, 2))
NEARLY_ALL = (Blocks(300, 280, 270, 0.95, 5), Blocks(70, 68, 66, 0.95, 0), Blocks(30, 30, 30, 0.95, 0))
BLURRED = (Blocks(300, 90, 60, 0.7, 40), Blocks(70, 45, 22, 0.85, 5), Blocks(30, 25, 20, 0.9, 0))
COVERED = (Blocks(240, 50, 32, 0.3, 50), Blocks(48, 8, 4, 0.25, 20), Blocks(12, 1, 0, 0.3, 6))
PLACES = (Blocks(240, 50, 32, 0.3, 50), Blocks(48, 3, 0, 0.1, 33), Blocks(12, 0, 0, -0.05, 12))
"""Half of it agrees; nearly all; all but the details; what is not covered; and a few places, in the midst of something else."""


def evidence(blocks=HALF, borders=CROP, *, part=0.7, **fields):
    known = {"inliers": 100, "tight": 0.8, "fills": 1.0, "single": 100} | fields
    return Evidence(0, UPRIGHT, Mode.BRIGHTNESS, Agreement(np.eye(3), part, blocks), borders=borders, **known)


COPIES = {
    "a crop of which half is covered": evidence(),
    "a photographed screen, aslant": evidence(borders=SCREEN, part=1.0, fills=0.6, tilt=1.6),
    "a print, aslant and cut off, that agrees": evidence(NEARLY_ALL, (CUT, CUT, EDGE, PLAIN), part=0.9, tilt=1.6),
    "in a collage, beside another picture": evidence(NEARLY_ALL, (ENDS, CUT, ENDS, GOES_ON), part=0.9, fills=0.3),
    "a crop that repeats itself, half covered": evidence((Blocks(200, 91, 90, 0.9, 70), *HALF[1:]), tight=0.4),
    "a blurred copy": evidence(BLURRED, (EDGE,) * 4, part=1.0),
    "a crop with little left of it": evidence(COVERED, (CUT, ENDS, PLAIN, PLAIN)),
}
SCENES = {
    "a thing in a room, from the side": evidence(borders=(PLAIN, GOES_ON, PLAIN, PLAIN), part=0.98, fills=0.5, tilt=1.6),
    "the same, cut off": evidence(tilt=1.4),
    "the camera turned a little": evidence(NEARLY_ALL, (CUT, EDGE, GOES_ON, EDGE), part=0.98, fills=0.98),
    "things near and far, which moved against each other": evidence(tight=0.4),
    "a sharp picture of what was blurred": evidence(BLURRED, (PLAIN, GOES_ON, CUT, PLAIN), part=0.8, tight=0.6),
    "a few places of a cloth, between fingers": evidence(PLACES, (CUT, PLAIN, CUT, PLAIN), part=0.5, tight=0.66),
}


@pytest.mark.parametrize("seen", COPIES.values(), ids=COPIES.keys())
def test_a_copy(seen):
    assert weigh(seen) is Weight.FIRM


def test_what_lies_over_a_picture_inside_by_chance_is_for_a_person_to_look_at():
    rows = (Blocks(300, 45, 44, 0.34, 120), Blocks(98, 20, 13, 0.45, 38), Blocks(56, 18, 7, 0.56, 17))
    found = {"inliers": 0, "tight": 1.0, "part": 1.0}
    assert weigh(evidence(rows, (ENDS,) * 4, **found, correlation=0.5, fills=0.05)) is Weight.WEAK
    assert weigh(evidence(rows, (EDGE,) * 4, **found, correlation=0.5)) is Weight.FIRM, "nothing was chosen: it is the whole"
    assert weigh(evidence(NEARLY_ALL, (ENDS,) * 4, **found, correlation=0.5, fills=0.05)) is Weight.FIRM


WALL = (Blocks(79, 24, 23, 0.54, 25), Blocks(33, 14, 12, 0.69, 2), Blocks(18, 11, 10, 0.85, 0))
SHEETS = (Blocks(480, 40, 29, 0.56, 137), Blocks(114, 20, 17, 0.76, 2), Blocks(56, 39, 5, 0.72, 0))


def test_what_would_agree_as_well_elsewhere_in_the_original_is_a_pattern():
    assert weigh(evidence(WALL, inliers=22, tight=0.14, single=0)) is Weight.NOTHING
    assert weigh(evidence(WALL, inliers=22, tight=0.14, single=60)) is not Weight.NOTHING, "places of its own agree"
    assert weigh(evidence(NEARLY_ALL, inliers=22, tight=0.4, single=0)) is Weight.FIRM, "all of a patterned wall agrees"


def test_pages_of_one_design_fit_mirrored_as_well():
    sheet = {"inliers": 0, "tight": 1.0, "part": 1.0, "correlation": 0.75}
    assert weigh(evidence(SHEETS, (EDGE,) * 4, **sheet, lead=0.02, single=5)) is Weight.WEAK
    assert weigh(evidence(SHEETS, (EDGE,) * 4, **sheet, lead=0.3, single=5)) is Weight.FIRM, "it fits in one way only"
    assert weigh(evidence(SHEETS, (EDGE,) * 4, **sheet, lead=0.02, single=90)) is Weight.FIRM, "much of it is nowhere else"


def test_what_fits_better_in_another_way_and_shows_much_else_is_no_copy():
    outlines = (Blocks(238, 23, 23, 0.24, 114), Blocks(98, 13, 11, 0.3, 49), Blocks(53, 12, 11, 0.39, 20))
    found = {"inliers": 0, "tight": 1.0, "part": 1.0, "correlation": 0.48, "single": 36}
    seen = evidence(outlines, (EDGE,) * 4, **found)._replace(mode=Mode.OUTLINES)
    assert weigh(seen._replace(lead=-0.06)) is Weight.WEAK
    assert weigh(seen._replace(lead=0.3)) is Weight.FIRM


def test_less_than_a_handful_of_features_needs_more_than_a_few_blocks():
    small = (Blocks(258, 38, 33, 0.38, 107), Blocks(98, 24, 20, 0.44, 29), Blocks(56, 10, 6, 0.43, 15))
    inside = {"borders": SCREEN, "part": 1.0, "fills": 0.07, "tight": 0.86}
    assert weigh(evidence(small, **inside, inliers=6)) is Weight.WEAK
    assert weigh(evidence(small, **inside, inliers=20)) is Weight.FIRM
    assert weigh(evidence(HALF, **inside, inliers=6)) is Weight.FIRM
    assert weigh(evidence(small, **inside, inliers=12, single=6)) is Weight.WEAK, "one of many places, and little of its own"


def test_what_was_chosen_among_many_places_shows_places_of_its_own():
    street = (Blocks(227, 31, 31, 0.36, 35), Blocks(74, 18, 15, 0.58, 7), Blocks(36, 12, 9, 0.63, 1))
    found = {"borders": SCREEN, "part": 1.0, "inliers": 14, "tight": 0.7}
    assert weigh(evidence(street, **found, fills=0.84, single=3)) is Weight.WEAK
    assert weigh(evidence(street, **found, fills=0.84, single=16)) is Weight.WEAK, "one in seven agrees, and might anywhere"
    assert weigh(evidence(street, **found, fills=0.84, single=30)) is Weight.FIRM
    assert weigh(evidence(street, **found, fills=1.0, single=3)) is Weight.FIRM, "nothing was chosen: it is the whole"
    denser = (Blocks(227, 38, 38, 0.36, 35), *street[1:])
    assert weigh(evidence(denser, **found, fills=0.84, single=16)) is Weight.FIRM


def test_two_coarse_blocks_do_not_make_a_caption_agree():
    caption = (Blocks(34, 17, 17, 0.93, 1), Blocks(2, 2, 2, 0.96, 0), Blocks(0, 0, 0, 0, 0))
    found = {"borders": (CUT, CUT, PLAIN, CUT), "part": 0.07, "fills": 0.08, "inliers": 11, "tight": 1.0, "single": 17}
    assert weigh(evidence(caption, **found)) is Weight.WEAK


def test_a_whole_picture_of_which_a_part_is_cut_off_is_blurred_or_agrees():
    chair = (Blocks(314, 72, 60, 0.86, 12), Blocks(91, 42, 35, 0.9, 0), Blocks(36, 34, 32, 0.92, 0))
    found = {"inliers": 0, "tight": 1.0, "part": 0.95}
    assert weigh(evidence(chair, (PLAIN, CUT, CUT, ENDS), **found, correlation=0.69)) is Weight.SCENE
    assert weigh(evidence(chair, (PLAIN, CUT, CUT, ENDS), **found, correlation=0.95)) is Weight.FIRM
    assert weigh(evidence(HALF, (PLAIN, CUT, CUT, ENDS), **found, correlation=0.69)) is Weight.FIRM
    near = (Blocks(300, 128, 124, 0.92, 17), Blocks(90, 61, 56, 0.91, 0), Blocks(32, 27, 23, 0.87, 0))
    found |= {"part": 0.84, "correlation": 0.48}
    assert weigh(evidence(near, (CUT, EDGE, CUT, CUT), **found, tilt=1.16)) is Weight.SCENE
    assert weigh(evidence(near, (CUT, EDGE, CUT, CUT), **found, tilt=1.07)) is Weight.FIRM


def test_a_drawing_that_is_cut_off_must_agree_from_afar():
    lines = (Blocks(197, 30, 26, 0.32, 67), Blocks(102, 15, 9, 0.34, 40), Blocks(46, 16, 5, 0.4, 15))
    clear = (*lines[:2], Blocks(46, 20, 5, 0.55, 15))
    found = {"inliers": 0, "tight": 1.0, "correlation": 0.62, "lead": 0.17, "single": 27, "borders": (EDGE, EDGE, EDGE, CUT)}
    drawing = evidence(lines, part=0.96, **found)._replace(mode=Mode.OUTLINES)
    assert weigh(drawing) is Weight.SCENE
    assert weigh(drawing._replace(agreement=Agreement(np.eye(3), 0.96, clear))) is Weight.FIRM
    assert weigh(drawing._replace(agreement=Agreement(np.eye(3), 1.0, lines))) is Weight.FIRM


def test_what_looks_blurred_because_it_stands_elsewhere_is_the_same_scene():
    chair = (Blocks(298, 133, 57, 0.74, 42), Blocks(71, 39, 27, 0.87, 8), Blocks(28, 21, 18, 0.9, 0))
    found = {"borders": (PLAIN, GOES_ON, CUT, ENDS), "part": 0.81, "fills": 0.55, "inliers": 52}
    assert weigh(evidence(chair, **found, tight=0.7)) is Weight.FIRM
    assert weigh(evidence(chair, **found, tight=0.7, tilt=1.54)) is Weight.SCENE, "seen from the side"
    assert weigh(evidence(chair, **found, tight=0.4)) is Weight.SCENE, "half of its details have moved"


def test_a_crop_of_one_thing_fits_exactly_or_shows_places_of_its_own():
    """A tree or a bottle is drawn alike in two pictures."""
    tree = (Blocks(20, 18, 18, 0.95, 0), Blocks(0, 0, 0), Blocks(0, 0, 0))
    found = {"borders": (CUT,) * 4, "part": 0.03, "inliers": 20}
    assert weigh(evidence(tree, **found, tight=0.3, single=3)) is Weight.WEAK
    part = (Blocks(29, 20, 20, 0.95, 0), *tree[1:])
    assert weigh(evidence(part, **found, tight=0.53, single=3)) is Weight.WEAK, "a third of it differs"
    assert weigh(evidence(tree, **found, tight=0.53, single=3)) is Weight.FIRM
    assert weigh(evidence(tree, **found, tight=0.7, single=3)) is Weight.FIRM
    assert weigh(evidence(tree, **found, tight=0.3, single=16)) is Weight.FIRM
    assert weigh(evidence(tree, **found | {"part": 0.4}, tight=0.3, single=3)) is Weight.FIRM


def test_a_tiny_crop_agrees_in_all_of_its_few_blocks():
    none, found = Blocks(0, 0, 0), {"borders": (CUT,) * 4, "part": 0.02, "inliers": 9, "tight": 0.9, "single": 3}
    assert weigh(evidence((Blocks(4, 4, 4, 0.96, 0), none, none), **found)) is Weight.FIRM
    assert weigh(evidence((Blocks(5, 4, 4, 0.96, 0), none, none), **found)) is Weight.NOTHING
    assert weigh(evidence((Blocks(3, 3, 3, 0.96, 0), none, none), **found)) is Weight.NOTHING
    assert weigh(evidence((Blocks(4, 4, 4, 0.85, 0), none, none), **found)) is Weight.NOTHING
    assert weigh(evidence((Blocks(4, 4, 4, 0.96, 0), none, none), **found | {"inliers": 7})) is Weight.NOTHING


def test_what_lies_half_beyond_the_frame_must_agree_all_the_better():
    beyond = {"borders": (CUT, ENDS, CUT, CUT), "part": 0.3, "fills": 0.3, "inliers": 18}
    assert weigh(evidence(HALF, **beyond)) is Weight.WEAK
    assert weigh(evidence(NEARLY_ALL, **beyond)) is Weight.FIRM
    assert weigh(evidence(NEARLY_ALL, **beyond | {"single": 0})) is Weight.WEAK, "a caption like another"


@pytest.mark.parametrize("seen", SCENES.values(), ids=SCENES.keys())
def test_the_same_scene(seen):
    assert weigh(seen) is Weight.SCENE
