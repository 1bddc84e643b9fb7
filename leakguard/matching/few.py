"""Where a small crop lies, told by a handful of features: every two pairs of like features give one placement, and the one on
which most and likest pairs agree is right, to a pixel. With more features votes are cheaper, and as good."""

import numpy as np

from leakguard.matching.placing import Matrix, Placed, placed
from leakguard.matching.query import Query
from leakguard.signals.sketch import Sketch

MOST = 200
"""Features of a candidate up to which this is tried."""

_PAIRS = 60
"""Pairs of like features that are put together, likest first."""

_LEAST = 0.85
"""Cosine of the descriptions of a pair that counts."""

_OFF = 1.5
"""Pixels by which a pair may lie off and still count a good third."""

_GROWTH, _TURN = 0.4, 0.35
"""How far, in doublings and radians, the size and direction of a pair's features may differ from those of the placement."""

_NEAR = 0.02, 4.0
"""Longer sides, and pixels of the candidate, within which two features are too close to tell how all of it is turned."""

_ELSEWHERE = 0.1
"""Longer sides by which the second placement differs: of two windows in a row both may be the right one."""


def few(query: Query, sketch: Sketch) -> list[Placed]:
    """The one or two likeliest placements; none where nothing is alike."""
    likeness = query.descriptions @ sketch.descriptions.T
    order = np.argpartition(likeness, max(0, likeness.size - _PAIRS), axis=None)[-_PAIRS:]
    which, mate = np.unravel_index(order[likeness.ravel()[order] > _LEAST], likeness.shape)
    order = np.argsort(which, kind="stable")
    which, mate = which[order], mate[order]
    trace = sketch.trace
    own, seen = trace.x[mate] + 1j * trace.y[mate], query.x[which] + 1j * query.y[which]
    growth = np.log2(query.size[which] / trace.size[mate])
    turn = query.angle[which] - trace.angle[mate]
    first, second = np.triu_indices(len(which), 1)
    apart_own, apart_seen = own[second] - own[first], seen[second] - seen[first]
    far = np.flatnonzero((np.abs(apart_own) > _NEAR[0]) & (np.abs(apart_seen) > _NEAR[1]))
    if not len(far):
        return []
    # As complex numbers: a point of the original times `spin`, plus `start`, is its place in the candidate.
    spin = apart_seen[far] / apart_own[far]
    start = seen[first[far]] - spin * own[first[far]]
    off = np.abs(spin[:, None] * own + start[:, None] - seen)
    fits = np.abs(np.log2(np.abs(spin))[:, None] - growth) < _GROWTH
    fits &= np.abs((np.angle(spin)[:, None] - turn + np.pi) % (2 * np.pi) - np.pi) < _TURN
    weight = np.where(fits, (likeness[which, mate] - _LEAST) * np.exp(-np.square(off / _OFF)), 0)
    starts = np.flatnonzero(np.diff(which, prepend=-1))
    support = np.maximum.reduceat(weight, starts, axis=1).sum(1)
    middle = spin * (sketch.width + 1j * sketch.height) / 2 + start
    found = []
    for _ in range(2):
        best = int(support.argmax())
        if support[best] <= 0:
            break
        found.append(placed(query, sketch, _matrix(spin[best], start[best])))
        support[np.abs(middle - middle[best]) < _ELSEWHERE * np.abs(spin[best])] = 0
    return found


def _matrix(spin: complex, start: complex) -> Matrix:
    return np.array([[spin.real, -spin.imag, start.real], [spin.imag, spin.real, start.imag], [0, 0, 1]])
