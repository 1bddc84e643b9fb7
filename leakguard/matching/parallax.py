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

_CHANCE, _LENS = 4.0, 2.5
"""F of what projections leave over, and of what projections and lenses do, up to which it may be chance. In 900 copies they were
3.8 and 4.6 at most, but never both; F of 12 and 40 degrees of freedom is above 3.6 in one case of a thousand."""

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
    flat, lens, bent = _terms(middles)
    known = moves.T.ravel()
    weights = np.ones_like(known)
    for _ in range(_ROUNDS):
        off = np.hypot(*_left(bent, known, weights).reshape(2, -1))
        bound = max(_LEAST, _HARSH * float(np.median(off)))
        weights = np.tile(np.where(off > _FAR * bound, 0, np.minimum(1, bound / np.maximum(off, bound))), 2)
    blocks = float(weights.sum()) / 2
    free = 2 * blocks / _OVERLAP - bent.shape[1]
    over_flat, over_lens, over_bent = (float(weights @ np.square(_left(terms, known, weights))) for terms in (flat, lens, bent))
    for terms, over, chance in ((flat, over_flat, _CHANCE), (lens, over_lens, _LENS)):
        if (over - over_bent) * free <= chance * over_bent * (bent.shape[1] - terms.shape[1]):
            return 0.0
    return float(np.sqrt((over_flat - over_bent) / blocks))


def _terms(middles: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Of the moves across, then down (2 N, terms): of a small change of projection; also of a lens, whose middle may be anywhere;
    and of anything up to the third power."""
    x, y = ((middles - middles.mean(0)) / (np.ptp(middles, axis=0).max() / 2)).T
    one, none, out = np.ones_like(x), np.zeros_like(x), x * x + y * y
    across = one, x, y, none, none, none, x * x, x * y, out * x, out, none
    down = none, none, none, one, x, y, x * y, y * y, out * y, none, out
    lens = np.hstack([across, down]).T
    powers = np.column_stack([x**i * y**j for i in range(4) for j in range(4 - i)])
    return lens[:, :8], lens, np.kron(np.eye(2), powers)


def _left(terms: NDArray[np.float64], known: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the terms do not account for, by weighted least squares."""
    root = np.sqrt(weights)
    return np.asarray(known - terms @ np.linalg.lstsq(terms * root[:, None], known * root, rcond=None)[0])
