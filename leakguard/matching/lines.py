"""Upright and level lines along which the colour changes over a long way: the possible sides of pasted pictures."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

CELL = 8
"""Pixels averaged along a line before colours are compared across it: grain and foliage cancel, a pasted side does not."""
STEP = 5
"""Levels of 255 by which the strongest channel must change: above the steps JPEG of quality 20 leaves in flat ground."""
VARIED = 4
"""Levels of 255 by which the cells of a strip differ when it is part of a picture, not of a gutter or page."""
EMPTY = 0.08
"""Share of a strip that varies, below which it shows nothing."""
BESIDE = 4
"""Width in pixels of the strips beside a line, two pixels away from it: gutters are that wide."""
CLEAR = 0.7
"""Cells seen minus cells unseen of the shortest line, as a share of its length; in texture a quarter is seen, by chance."""


@dataclass(frozen=True)
class Lines:
    """Upright lines of a picture.

    `at` (N,) holds where: k lies between the pixels k-1 and k, so that 0 and the width are the picture's own sides.
    `seen` (N, M) counts from the top how many cells of `CELL` pixels show the line, M being one more than there are cells.
    `varied` (N, M) counts the pixels left of the line whose colour differs from the cell above, and `beside` gives the share of
    those just before and just after the line, each summed from the top: nothing differs in a gutter and on a plain page.
    """

    at: NDArray[np.intp]
    seen: NDArray[np.float32]
    varied: NDArray[np.float32]
    beside: tuple[NDArray[np.float32], NDArray[np.float32]]

    def support(self, crossing: NDArray[np.intp]) -> NDArray[np.float32]:
        """Share of each line that is seen between each two of the crossing lines' places: (N, K, K), from 0 to 1."""
        return _shares(self.seen, crossing)

    def empty(self, crossing: NDArray[np.intp]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether there is nothing just before, and just after, each line between two places: two arrays (N, K, K)."""
        before, after = (_shares(sums, crossing) < EMPTY for sums in self.beside)
        return before, after

    def bare(self, crossing: NDArray[np.intp], starts: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.float32]:
        """Per line, pixels times cells to the left of it that vary between two crossing lines: (Q, N) for Q starts and ends."""
        place = np.minimum((crossing + CELL // 2) // CELL, self.seen.shape[1] - 1)
        sums = self.varied[:, place]
        return np.asarray((sums[:, ends] - sums[:, starts]).T, np.float32)


def _shares(sums: NDArray[np.float32], crossing: NDArray[np.intp]) -> NDArray[np.float32]:
    """Running sums over cells (N, M) to means between each two places in pixels (N, K, K)."""
    place = np.minimum(crossing / CELL, sums.shape[1] - 1)
    low = np.maximum(0, np.minimum(place.astype(np.intp), sums.shape[1] - 2))
    part = (place - low).astype(np.float32)
    reached = sums[:, low] * (1 - part) + sums[:, low + 1] * part
    length = np.maximum(1e-3, place[None, :] - place[:, None]).astype(np.float32)
    return np.asarray((reached[:, None, :] - reached[:, :, None]) / length, np.float32)


def upright(rgb: NDArray[np.uint8], most: int, shortest: int) -> Lines:
    """The `most` clearest upright lines of at least `shortest` pixels, with the left and the right side of the picture."""
    height, width = rgb.shape[:2]
    count = height // CELL
    rows = np.ascontiguousarray(rgb[: count * CELL]).reshape(count, CELL, width * 3)
    return _lines(rows.sum(axis=1, dtype=np.uint16).view(np.int16).reshape(count, width, 3), most, shortest)


def level(rgb: NDArray[np.uint8], most: int, shortest: int) -> Lines:
    """The same of level lines, as if the picture were turned: `at` counts rows, `seen` runs from left to right."""
    return upright(np.asarray(cv2.transpose(rgb), np.uint8), most, shortest)


def snapped(rgb: NDArray[np.uint8], at: int, reach: int) -> int:
    """The place within `reach` pixels of an upright line, seen from the top of the picture to its foot, but not on the rim."""
    low, high = max(0, at - reach - 2), min(rgb.shape[1], at + reach + 2)
    count = len(rgb) // CELL
    if count == 0 or high - low < 4 or at in (0, rgb.shape[1]):
        return at
    piece = np.ascontiguousarray(rgb[: count * CELL, low:high])
    cells = piece.reshape(count, CELL, high - low, 3).sum(axis=1, dtype=np.uint16).view(np.int16)
    pair = cells[:, 1:] + cells[:, :-1]
    # The root, so that one place of great contrast does not outweigh the rest of the line.
    return low + 2 + int(np.sqrt(_change(pair[:, 2:], pair[:, :-2]).astype(np.float32)).sum(axis=0).argmax())


def _lines(cells: NDArray[np.int16], most: int, shortest: int) -> Lines:
    count, width = cells.shape[:2]
    seen = np.zeros((count + 1, width + 1), np.int32)
    np.cumsum(_edges(cells), axis=0, out=seen[1:])
    clear = _clearest(seen)
    clear[[0, width]] = 0
    peak = (clear >= CLEAR * shortest / CELL) & (clear >= cv2.dilate(clear[None], np.ones((1, 3), np.uint8))[0])
    found = np.flatnonzero(peak)
    found = np.sort(found[np.argsort(-clear[found], kind="stable")[:most]])
    seen[:, [0, width]] = np.arange(count + 1)[:, None]
    at = np.concatenate([[0], found, [width]]).astype(np.intp)
    varied = np.zeros((count + 1, width + 1), np.int32)
    varied[2:] = cv2.integral((_change(cells[1:], cells[:-1]) >= CELL * VARIED).view(np.uint8))[1:]
    before, after = (
        np.asarray((varied[:, np.clip(at + right, 0, width)] - varied[:, np.clip(at + left, 0, width)]).T / BESIDE, np.float32)
        for left, right in ((-2 - BESIDE, -2), (2, 2 + BESIDE))
    )
    seen_at, varied_at = (np.ascontiguousarray(values.T, np.float32) for values in (seen[:, at], varied[:, at]))
    return Lines(at, seen_at, varied_at, (before, after))


def _edges(cells: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Where the colour changes between the pixels k-1 and k of a row: (H, W + 1), for the steepest of five neighbours only.

    `cells` (H, W, 3) are sums of `CELL` pixels.
    """
    height, width = cells.shape[:2]
    # Two pixels on either side: a blurred side counts nearly in full, and a sharp one still peaks at its place.
    pair = cells[:, 1:] + cells[:, :-1]
    steps = np.zeros((height, width + 1), np.int16)
    steps[:, 2:-2] = _change(pair[:, 2:], pair[:, :-2])
    return np.asarray((steps >= 2 * CELL * STEP) & (5 * steps >= 4 * cv2.dilate(steps, np.ones((1, 5), np.uint8))))


def _change(a: NDArray[np.int16], b: NDArray[np.int16]) -> NDArray[np.int16]:
    """The difference of the channel that differs most: (H, W) of (H, W, 3)."""
    red, green, blue = cv2.split(np.abs(a - b))
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.int16)


def _clearest(seen: NDArray[np.int32]) -> NDArray[np.float32]:
    """For each line the most cells, over its pieces, by which it is seen more often than not: (N,)."""
    more = 2 * seen - np.arange(len(seen), dtype=np.int32)[:, None]
    return np.asarray((more - np.minimum.accumulate(more, axis=0)).max(axis=0), np.float32)
