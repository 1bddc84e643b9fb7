"""What moved against the rest is told from a placement that is merely off."""

import numpy as np
import pytest

from leakguard.imaging import madeup
from leakguard.matching.agreement import compared
from leakguard.matching.apart import settled
from leakguard.matching.content import content
from leakguard.matching.frames import Frames, Mode
from leakguard.matching.placing import project
from leakguard.matching.view import View
from leakguard.signals.sketch import sketch

SIZE = 640, 480
RIGHT = np.diag([640.0, 640.0, 1.0])
"""From longer sides of the original to pixels of a candidate that is the original."""

CORNERS = np.array([(0, 0), (1, 0), (1, 0.75), (0, 0.75)])


@pytest.fixture(scope="module")
def looked():
    own = sketch(madeup.scene(4, *SIZE))
    return Frames(own.small, content(own.small), Mode.BRIGHTNESS), View(madeup.scene(4, *SIZE)).levels(mirrored=False)


def test_a_placement_that_is_right_above_and_off_below_is_put_right(looked):
    frames, levels = looked
    off = np.array([(1.0, 0, 0), (0, 1.0, 0), (0, 0.0001, 1.0)]) @ RIGHT
    astray = compared(frames, levels, off, negative=False)
    agreement, apart = settled(astray, frames, levels, negative=False)
    before, after = (np.abs(project(way, CORNERS) - project(RIGHT, CORNERS)).max() for way in (off, agreement.projection))
    assert before > 2 * after
    assert agreement.good > astray.good
    assert apart == 0


def test_a_placement_that_is_right_stays(looked):
    frames, levels = looked
    right = compared(frames, levels, RIGHT, negative=False)
    assert settled(right, frames, levels, negative=False) == (right, 0)
