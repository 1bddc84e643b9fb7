"""What speaks for one original at one place in a candidate."""

from typing import NamedTuple

from leakguard.matching.agreement import Agreement
from leakguard.matching.borders import Border
from leakguard.matching.frames import Mode
from leakguard.matching.query import Guise


class Evidence(NamedTuple):
    """`inliers` are 0 where it was not found by its features, `correlation` is 0 where it was not found as a whole picture;
    `tight` is the part of like features that agree on the place to a hair, 1 where none were asked.

    `borders` are the original's top, right, bottom and left, `fills` the part of the candidate that it takes up (0-1), and
    `apart` the blocks that moved against the rest, and `parallax` the pixels by which those that agree bend away from a single
    projection, both looked at only where the blocks agree well enough for a copy; `tilt` is how many times larger it is shown at
    its nearest corner than at its farthest.

    `lead` is by how much it correlates more as it lies than turned, mirrored or moved, and `single` counts the blocks that agree
    well and look like no other place of the original: both are looked at only where `weigh.doubtful` says that they matter.
    """

    original: int
    guise: Guise
    mode: Mode
    agreement: Agreement
    inliers: int = 0
    tight: float = 1.0
    correlation: float = 0.0
    borders: tuple[Border, ...] = ()
    fills: float = 0.0
    apart: int = 0
    parallax: float = 0.0
    tilt: float = 1.0
    lead: float = 1.0
    single: int = 0
