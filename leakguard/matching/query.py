"""The local features of a candidate, as they would be if it were looked at in a mirror, or as a negative."""

from typing import NamedTuple

import numpy as np

from leakguard.signals.local import MIRRORED, NEGATED, Features
from leakguard.signals.scale_space import Floats


class Guise(NamedTuple):
    """How a candidate is looked at."""

    mirrored: bool = False
    negative: bool = False


UPRIGHT, MIRROR = Guise(), Guise(mirrored=True)
NEGATIVE, NEGATIVE_MIRROR = Guise(negative=True), Guise(mirrored=True, negative=True)


class Query(NamedTuple):
    """N features in pixels of the candidate in this guise; a pixel's corners are whole numbers. `descriptions` are (N, 128)."""

    guise: Guise
    x: Floats
    y: Floats
    size: Floats
    angle: Floats
    descriptions: Floats


def query(found: Features, guise: Guise, width: float) -> Query:
    """Features of a candidate `width` pixels wide, in this guise. Nothing is read from the pixels again."""
    x, angle, descriptions = found.x, found.angle, found.descriptions
    if guise.negative:
        angle, descriptions = angle + np.float32(np.pi), descriptions[:, NEGATED]
    if guise.mirrored:
        x, angle, descriptions = np.float32(width) - x, np.float32(np.pi) - angle, descriptions[:, MIRRORED]
    return Query(guise, x, found.y, found.size, angle, np.ascontiguousarray(descriptions))
