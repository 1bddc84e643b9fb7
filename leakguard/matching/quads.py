"""The one slanted picture on plain ground: a screen photographed at an angle, a turned or tilted print."""

import cv2
import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
Quad = NDArray[np.float64]
Line = tuple[NDArray[np.float64], NDArray[np.float64]]

SIDE = 400
"""Pixels of the longer side, at most, at which ground and picture are told apart."""
POURS = ((12, cv2.FLOODFILL_FIXED_RANGE), (28, cv2.FLOODFILL_FIXED_RANGE), (3, 0))
"""Levels of 255 by which the ground may differ: from its corner, on clean ground of drawn pages and in the grain of
photographs; and from pixel to pixel, under the glare of a lamp."""
SMALLEST = 0.08
"""Share of the frame's area below which a shape on plain ground is a thing rather than a picture."""
LARGEST = 0.985
"""Share of the frame above which the ground is a rim of dust."""
SOLID = 0.6
"""Share of its hull that the shape must fill: parts of it may be as dark as the ground, and run out into it."""
FILLED = 0.85
"""Share of the quadrilateral that the hull must fill; disks fill 0.79, and triangles less."""
STEP = 8
"""Levels of 255 by which the colour changes at a side that is seen."""
SEEN = 0.3
"""Share of each side that must be seen."""
SAMPLES = 48
"""Places on a side where its exact course is looked for."""


def quads(rgb: Rgb) -> list[tuple[Quad, float]]:
    """Corners (4, 2) in pixel corners, clockwise from the top left, with the share of their sides that is seen as score."""
    height, width = rgb.shape[:2]
    small, by = rgb, 1
    while max(small.shape) > SIDE and min(small.shape[:2]) > 32:
        rows, columns = small.shape[0] // 2, small.shape[1] // 2
        small = np.asarray(cv2.resize(small[: 2 * rows, : 2 * columns], (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
        by *= 2
    small = np.asarray(cv2.medianBlur(small, 5), np.uint8)
    found: list[tuple[Quad, float]] = []
    tried: list[Quad] = []
    for near, fixed in POURS:
        rough = _shape(small, near, fixed)
        if rough is None or _upright(rough) or any(np.abs(rough - other).max() <= 3 for other in tried):
            continue
        tried.append(rough)
        quad, seen = _exact(rgb, rough * by, 3.0 * by + 2)
        if min(seen) >= SEEN:
            quad, seen = _exact(rgb, quad, 3.0)
            if _sound(quad, width, height) and min(seen) >= SEEN:
                found.append((_clockwise(quad), sum(seen) / 4))
    return found


def _shape(small: Rgb, near: int, fixed: int) -> Quad | None:
    """The quadrilateral left when the ground is poured in from those corners of the frame that look alike."""
    height, width = small.shape[:2]
    at = ((0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1))
    colours = np.array([small[y, x] for x, y in at], np.int16)
    alike = np.abs(colours[:, None] - colours[None]).max(axis=2) <= max(12, near)
    mask = np.zeros((height + 2, width + 2), np.uint8)
    for k in np.flatnonzero(alike[int(np.argmax(alike.sum(axis=1)))]):
        x, y = at[k]
        if not mask[y + 1, x + 1]:
            flags = 4 | cv2.FLOODFILL_MASK_ONLY | fixed | 1 << 8
            cv2.floodFill(small, mask, (x, y), 0, (near,) * 3, (near,) * 3, flags)
    shape = np.asarray(cv2.morphologyEx(1 - mask[1:-1, 1:-1], cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)), np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(shape)
    if count < 2:
        return None
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    contours, _ = cv2.findContours((labels == largest).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    # The outline runs through pixel centres: half a pixel further out lies the true one.
    outer = np.concatenate([contours[0][:, 0] + step for step in ((0, 0), (1, 0), (1, 1), (0, 1))])
    hull = np.asarray(cv2.convexHull(outer.astype(np.int32)), np.int32)
    area = cv2.contourArea(hull)
    if not SMALLEST * height * width < area < LARGEST * height * width or stats[largest, cv2.CC_STAT_AREA] < SOLID * area:
        return None
    quad = _four(hull)
    return _clockwise(quad) if quad is not None and area >= FILLED * cv2.contourArea(quad.astype(np.float32)) else None


def _four(hull: NDArray[np.int32]) -> Quad | None:
    """The smallest quadrilateral around the hull, about: its sides go one by one, each time the one that adds the least area.

    So a corner that is as dark as the ground comes back where its two sides meet.
    """
    corners = np.asarray(cv2.approxPolyDP(hull, 0.008 * cv2.arcLength(hull, True), True)[:, 0], np.float64)
    while len(corners) > 4:
        best: tuple[float, int, NDArray[np.float64]] | None = None
        for k in range(len(corners)):
            before, start, end, after = (corners[(k + step) % len(corners)] for step in (-1, 0, 1, 2))
            met = _crossing((before, start - before), (after, end - after))
            # The neighbours meet only beyond the side that goes.
            if met is not None and (start - before) @ (met - start) >= 0 and (end - after) @ (met - end) >= 0:
                added = abs(float(np.linalg.det(np.array([end - start, met - start])))) / 2
                if best is None or added < best[0]:
                    best = added, k, met
        if best is None:
            return None
        _, k, met = best
        corners[k] = met
        corners = np.delete(corners, (k + 1) % len(corners), axis=0)
    return corners if len(corners) == 4 else None


def _exact(rgb: Rgb, quad: Quad, reach: float) -> tuple[Quad, list[float]]:
    """Each side moved to the steepest change of colour within `reach` pixels of it; and how much of each is seen."""
    sides = [_side(rgb, quad[k], quad[(k + 1) % 4], reach) for k in range(4)]
    moved = quad.copy()
    for k in range(4):
        met = _crossing(sides[k - 1][:2], sides[k][:2])
        # A corner that jumped belongs to a side that was lost: the rough one is nearer the truth.
        if met is not None and np.abs(met - quad[k]).max() <= 3 * reach:
            moved[k] = met
    return moved, [seen for _, _, seen in sides]


def _side(
    rgb: Rgb, start: NDArray[np.float64], end: NDArray[np.float64], reach: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """A point and a direction of the line along which the colour changes most steeply, and the share of it that does."""
    along = end - start
    normal = np.array([-along[1], along[0]]) / max(1e-9, float(np.hypot(*along)))
    at = start + np.linspace(0.06, 0.94, SAMPLES)[:, None] * along
    offsets = np.arange(-reach, reach + 0.25, 0.5)
    places = (at[:, None] + offsets[None, :, None] * normal - 0.5).astype(np.float32)
    seen = cv2.remap(rgb, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    soft = cv2.blur(seen, (1, 5)).astype(np.float32)
    # Colours one pixel to either side.
    change = np.abs(soft[:, 4:] - soft[:, :-4]).max(axis=2)
    clear = change.max(axis=1) >= STEP
    middle = offsets[2:-2][change.argmax(axis=1)]
    rim = (at <= 1).any(axis=1) | (at >= np.array(rgb.shape[1::-1]) - 1).any(axis=1)
    if rim.mean() > 0.5:
        return start, along, 1.0
    if clear.sum() < SAMPLES // 4:
        return start, along, float(clear.mean())
    close = clear & (np.abs(middle - np.median(middle[clear])) <= max(1.5, reach / 2))
    if not close.any():  # half on one side and half on the other: nothing lies near their middle
        return start, along, 0.0
    points = (at + middle[:, None] * normal)[close].astype(np.float32)
    line = cv2.fitLine(points, cv2.DIST_WELSCH, 0, 0.01, 0.01)[:, 0].astype(np.float64)
    return line[2:], line[:2], float(close.mean())


def _crossing(a: Line, b: Line) -> NDArray[np.float64] | None:
    matrix = np.column_stack([a[1], -b[1]])
    if abs(np.linalg.det(matrix)) < 1e-3 * np.hypot(*a[1]) * np.hypot(*b[1]):
        return None
    return np.asarray(a[0] + np.linalg.solve(matrix, b[0] - a[0])[0] * a[1])


def _sound(quad: Quad, width: int, height: int) -> bool:
    """Convex, within the frame but for a pixel or two, and no sliver."""
    lengths = np.hypot(*(np.roll(quad, -1, axis=0) - quad).T)
    inside = (quad >= -3).all() and (quad <= np.array([width, height]) + 3).all()
    return bool(inside and cv2.isContourConvex(quad.astype(np.float32)) and lengths.min() > 0.15 * min(width, height))


def _upright(quad: Quad) -> bool:
    """An all but upright rectangle: its lines are found without this, and more exactly."""
    low, high = quad.min(axis=0), quad.max(axis=0)
    return bool(np.minimum(quad - low, high - quad).max() <= max(2.0, 0.01 * float((high - low).min())))


def _clockwise(quad: Quad) -> Quad:
    """From the corner nearest the top left, as seen."""
    turn = np.argsort(np.arctan2(*(quad - quad.mean(axis=0)).T[::-1]), kind="stable")
    ordered = quad[turn]
    return np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0)
