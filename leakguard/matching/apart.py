"""What moved against the rest. In a copy, what does not agree is covered, or gone. From another point of view, or a moment later,
it is still there, but not where it was: what is near moves more than what is far behind it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from leakguard.matching.agreement import Agreement, compared
from leakguard.matching.frames import GOOD, Frames
from leakguard.matching.levels import Levels

_LONGER, _REACH = 192, 24
"""Longer side at which it is looked for, and how far, in pixels."""

_BESIDE, _ALIKE, _TOGETHER = 9, 1.5, 4
"""Pixels within which blocks are neighbours, by how many their moves may differ, and how many must move alike, each with itself:
one alone is found somewhere by chance."""

_OFF = 1.5
"""Pixels by which a block may be off a projection that accounts for it."""


def settled(agreement: Agreement, frames: Frames, levels: Levels, *, negative: bool) -> tuple[Agreement, int]:
    """How many blocks of brightness moved together against the rest; and the agreement itself, or a better one: where a single
    projection accounts for these too, only the projection was off."""
    moved = _together(agreement, frames, levels, negative)
    if len(moved[0]):
        better = _for_all(agreement, frames, levels, negative, *moved)
        if better.good > agreement.good:
            agreement = better
            moved = _together(agreement, frames, levels, negative)
    return agreement, len(moved[0])


def _together(
    agreement: Agreement, frames: Frames, levels: Levels, negative: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middles and moves of the blocks that moved with their neighbours."""
    frame = frames[_LONGER]
    places, moves = frame.strayed(frame.lay(levels, agreement.projection, negative, agreement.bend), _REACH)
    beside = np.abs(places[:, None] - places).max(2, initial=0) <= _BESIDE
    alike = np.linalg.norm(moves[:, None] - moves, axis=2) <= _ALIKE
    kept = (beside & alike).sum(1) >= _TOGETHER
    return places[kept], moves[kept]


def _for_all(
    agreement: Agreement,
    frames: Frames,
    levels: Levels,
    negative: bool,
    places: NDArray[np.float64],
    moves: NDArray[np.float64],
) -> Agreement:
    """The agreement with the projection to which most blocks fit, those that strayed among them."""
    frame, projection = frames[_LONGER], agreement.projection
    still, values, nudges = frame.moves(frame.lay(levels, projection, negative, agreement.bend), 1)
    good = values > GOOD
    start = np.concatenate([still[good], places])
    end = np.concatenate([still[good] + nudges[good], places + moves])
    step, _ = cv2.findHomography(start, end, cv2.RANSAC, _OFF) if len(start) >= 8 else (None, None)
    if step is None:
        return agreement
    projection = projection @ frame.unit @ np.asarray(step) @ np.linalg.inv(frame.unit)
    projection = frame.moved(frame.lay(levels, projection, negative, agreement.bend), projection, 1)
    return compared(frames, levels, projection / projection[2, 2], negative, agreement.bend)
