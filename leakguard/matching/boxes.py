"""Upright rectangles of a picture all four sides of which are seen as lines."""

import cv2
import numpy as np
from numpy.typing import NDArray

from leakguard.matching import lines

LINES = 36
"""Lines of either direction that are put together: a sheet of 6 x 5 pictures with gutters has 22."""
LEAST = (0.4, 0.6, 0.8, 0.95)
"""Share of each side that must be seen: where a picture is by chance as bright as what lies beside it, its side is not."""
MOST = 10_000
"""Rectangles above which the next higher share is asked for: a page of tables, or texture of straight lines."""
CLOSED = 0.65
"""The last score worth a proposal: of 480 true pictures in made-up pages, one in 200 had less, and a third of all others."""
GUTTER, SEAM = 0.6, 0.2
"""How much of a line across, above one half, counts against a rectangle: beside an empty strip, and between two pictures."""
RIM = 0.03
"""What a side costs that is the frame's own: it is there in any picture, and proves less than a line."""
LARGE = 0.03
"""What a rectangle as large as the frame gains, and smaller ones by their sides: windows and doors stand behind the house."""
MARGIN = 0.15
"""Share of a rectangle that is a margin or gutter at most, and not the table below a still life."""
STEEP = 2.0
"""How many times more a line counts above 0.8: a horizon is seen in part, a seam of a collage all along."""
SMALLEST = 24
"""Pixels of the shortest side: less shows nobody."""
NARROWEST = 0.08
"""The shortest side as a share of the frame's shorter one: icons and avatars of pages lie below."""
BEST = 1500
"""Rectangles that are examined closely; a sheet of 6 x 5 pictures has 315 of them by itself."""

LONG = 2.5
"""Height by width above which a picture is a page of many screens."""
WINDOWS = 12
"""Windows of a page that fill its length; half as many again overlap them."""

Boxes = NDArray[np.intp]
Scores = NDArray[np.float64]


def boxes(rgb: NDArray[np.uint8]) -> tuple[Boxes, Scores]:
    """Left, top, right, bottom of each rectangle (N, 4), in pixel corners, and its score (N,), about 1 at most; the best first.

    A long page is looked at through overlapping windows: each has lines enough of its own.
    """
    height, width = rgb.shape[:2]
    if width > height:
        found, scores = boxes(np.asarray(cv2.transpose(rgb), np.uint8)) if width > LONG * height else _within(rgb)
        return (found[:, [1, 0, 3, 2]] if width > LONG * height else found), scores
    if height <= LONG * width:
        return _within(rgb)
    tall = max(int(LONG * width), height // WINDOWS)
    parts = [_within(rgb)]
    for top in range(0, height - tall // 2, tall // 2):
        found, scores = _within(rgb[top : top + tall])
        bottom = min(tall, height - top)
        whole = ((found[:, 1] > 0) | (top == 0)) & ((found[:, 3] < bottom) | (top + bottom == height))
        parts.append((found[whole] + [0, top, 0, top], scores[whole]))
    found, scores = (np.concatenate(values) for values in zip(*parts, strict=True))
    best = np.argsort(-scores, kind="stable")[:BEST]
    return found[best], scores[best]


def _within(rgb: NDArray[np.uint8]) -> tuple[Boxes, Scores]:
    height, width = rgb.shape[:2]
    shortest = max(SMALLEST, int(NARROWEST * min(height, width)))
    most = min(LINES, max(16, min(height, width) // 10))
    up, flat = lines.upright(rgb, most, shortest), lines.level(rgb, most, shortest)
    x, y = up.at, flat.at
    by_x, by_y = up.support(y), flat.support(x)
    left, right, top, bottom = _closed(by_x, by_y, x, y, shortest)
    sides = np.stack([by_x[left, top, bottom], by_x[right, top, bottom], by_y[top, left, right], by_y[bottom, left, right]], 1)
    rim = (left == 0).astype(int) + (right == len(x) - 1) + (top == 0) + (bottom == len(y) - 1)
    score = 0.5 * sides.min(1) + 0.5 * sides.mean(1) - RIM * rim
    good = np.flatnonzero((rim < 4) & (score >= CLOSED - LARGE))
    best = good[np.argsort(-score[good], kind="stable")[:BEST]]
    left, right, top, bottom, score = (values[best] for values in (left, right, top, bottom, score))
    # A line across the whole rectangle: it is two pictures or, if there is nothing on one side, a picture and its gutter; unless
    # nothing adjoins the rectangle: then it is a picture with a line in it.
    (x_before, x_after), (y_before, y_after) = up.empty(y), flat.empty(x)
    alone = (x_before[left, top, bottom] | (left == 0)) & (x_after[right, top, bottom] | (right == len(x) - 1))
    alone &= (y_before[top, left, right] | (top == 0)) & (y_after[bottom, left, right] | (bottom == len(y) - 1))
    seam = np.where(alone & (rim[best] < 2), 0, SEAM)
    score = score - np.maximum(
        _divided(by_x, up, y, left, right, top, bottom, seam), _divided(by_y, flat, x, top, bottom, left, right, seam)
    )
    score = score + LARGE * np.sqrt((x[right] - x[left]) * (y[bottom] - y[top]) / (height * width))
    best = np.argsort(-score, kind="stable")
    best = best[score[best] >= CLOSED]
    return np.stack([x[left], y[top], x[right], y[bottom]], 1)[best], score[best].astype(np.float64)


def _closed(
    by_x: NDArray[np.float32], by_y: NDArray[np.float32], x: NDArray[np.intp], y: NDArray[np.intp], shortest: int
) -> tuple[NDArray[np.intp], ...]:
    """Indices of left, right, top and bottom lines that close rectangles; with more than `MOST` only the clearer ones."""
    left, right = np.nonzero(x[None, :] - x[:, None] >= shortest)
    top, bottom = np.nonzero(y[None, :] - y[:, None] >= shortest)
    upright, level = by_x[:, top, bottom], by_y[:, left, right]
    for least in LEAST:
        tall, wide = upright >= least, level >= least
        columns, rows = wide.sum(axis=0) >= 2, tall.sum(axis=0) >= 2
        across, down = np.flatnonzero(columns), np.flatnonzero(rows)
        tall, wide = tall[:, down], np.ascontiguousarray(wide[:, across].T)
        closed = tall[left[across]] & tall[right[across]]
        closed &= wide[:, top[down]]
        closed &= wide[:, bottom[down]]
        if np.count_nonzero(closed) <= MOST:
            break
    pair, other = np.divmod(np.flatnonzero(closed), max(1, len(down)))
    across, down = across[pair], down[other]
    return left[across], right[across], top[down], bottom[down]


def _divided(
    support: NDArray[np.float32],
    across: lines.Lines,
    along: NDArray[np.intp],
    low: NDArray[np.intp],
    high: NDArray[np.intp],
    start: NDArray[np.intp],
    end: NDArray[np.intp],
    seam: NDArray[np.float64],
) -> NDArray[np.float64]:
    """What the clearest line strictly between the lines `low` and `high`, from `start` to `end`, takes off the score: (N,)."""
    number = np.arange(len(support))
    inner = (number > low[:, None]) & (number < high[:, None])
    seen = support.transpose(1, 2, 0)[start, end]
    strength = (np.maximum(0, seen - 0.5) + STEEP * np.maximum(0, seen - 0.8)) * inner
    to, place, rows = across.bare(along, start, end), across.at, np.arange(len(low))
    size = (along[end] - along[start])[:, None] / lines.CELL * lines.EMPTY
    first, last = to[rows, low][:, None], to[rows, high][:, None]
    ahead, behind = place - place[low][:, None], place[high][:, None] - place
    narrow = np.minimum(ahead, behind) <= MARGIN * (ahead + behind)
    empty = narrow & (np.where(ahead < behind, to - first, last - to) < np.minimum(ahead, behind) * size)
    # A gutter lies between two lines that are both seen.
    gutter = (np.diff(to) < np.diff(place) * size) & (np.minimum(seen[:, 1:], seen[:, :-1]) >= 0.8)
    empty[:, 1:] |= gutter
    return np.asarray((strength * np.where(empty, GUTTER, seam[:, None])).max(axis=1, initial=0), np.float64)
