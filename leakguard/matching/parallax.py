"""How far what agrees is from a flat picture. A copy lies in the candidate by a single projection, to the tenth of a pixel. The
things of a scene stand at different distances, and cloth and skin move: seen from elsewhere, or later, they bend away from it."""

import numpy as np
from numpy.typing import NDArray

from leakguard.matching.agreement import Agreement
from leakguard.matching.frames import GOOD, Frames
from leakguard.matching.levels import Levels

_LONGER, _STILL = 192, 0.9
"""Longer side at which it is looked at, and pixels that a block may lie off and still agree."""

_FEWEST = 40
"""Blocks that must agree, or nothing can be told."""

_OVERLAP = 4
"""Blocks stand half of their side apart, so that so many see the same pixels and count as one."""

_CHANCE = 4.0
"""F of the bend against what is left beside it, up to which it may be chance: 3.8 was the most in 900 copies, and of 12 and 40
degrees of freedom it is above 3.6 in one case of a thousand."""

_ROUNDS, _HARSH, _LEAST, _FAR = 6, 1.5, 0.15, 3.0
"""Rounds of the robust fit; blocks further off than `_HARSH` medians (but `_LEAST` pixels) count less, those `_FAR` times further
not at all (Huber)."""


def parallax(agreement: Agreement, frames: Frames, levels: Levels, *, negative: bool) -> float:
    """Pixels (root mean square, of 192 across) by which the blocks that agree bend away together from every single projection;
    0 where that may be chance."""
    frame = frames[_LONGER]
    middles, values, moves = frame.moves(frame.lay(levels, agreement.projection, negative, agreement.bend), 1)
    agree = (values > GOOD) & (np.hypot(*moves.T) <= _STILL)
    return _bend(middles[agree].astype(np.float64), moves[agree]) if agree.sum() >= _FEWEST else 0.0


def _bend(middles: NDArray[np.float64], moves: NDArray[np.float64]) -> float:
    flat, bent = _terms(middles)
    known = moves.T.ravel()
    weights = np.ones_like(known)
    for _ in range(_ROUNDS):
        left = known - _fitted(bent, known, weights)
        off = np.hypot(*left.reshape(2, -1))
        bound = max(_LEAST, _HARSH * float(np.median(off)))
        weights = np.tile(np.where(off > _FAR * bound, 0, np.minimum(1, bound / np.maximum(off, bound))), 2)
    beside = float(weights @ np.square(known - _fitted(bent, known, weights)))
    gained = max(0.0, float(weights @ np.square(known - _fitted(flat, known, weights))) - beside)
    blocks = float(weights.sum()) / 2
    free = 2 * blocks / _OVERLAP - bent.shape[1]
    more = bent.shape[1] - flat.shape[1]
    by_chance = free <= 0 or gained / more <= _CHANCE * max(beside, 1e-9) / free
    return 0.0 if by_chance else float(np.sqrt(gained / blocks))


def _terms(middles: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of the moves across, then down (2 N, terms): of a small change of projection, and of anything up to the third power."""
    x, y = ((middles - middles.mean(0)) / (np.ptp(middles, axis=0).max() / 2)).T
    one, none = np.ones_like(x), np.zeros_like(x)
    flat = np.hstack([(one, x, y, none, none, none, x * x, x * y), (none, none, none, one, x, y, x * y, y * y)]).T
    powers = np.column_stack([x**i * y**j for i in range(4) for j in range(4 - i)])
    return flat, np.kron(np.eye(2), powers)


def _fitted(terms: NDArray[np.float64], known: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """`known` as far as the terms account for it, by weighted least squares."""
    root = np.sqrt(weights)
    return np.asarray(terms @ np.linalg.lstsq(terms * root[:, None], known * root, rcond=None)[0])
