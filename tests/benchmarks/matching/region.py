"""How well a region that was named agrees with the true one."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.matching.scene import Matrix, corners, project

Polygon = NDArray[np.float64]


def agreement(
    named: Sequence[tuple[float, float]], homography: Matrix, original: tuple[int, int], size: tuple[int, int]
) -> float:
    """Intersection over union, 0 to 1, of the named region and the true one, both cut to the candidate's frame.

    A quadrilateral that is folded over agrees with none.
    """
    frame, quad = np.asarray(corners(*size), np.float64), np.asarray(named, np.float64)
    if not cv2.isContourConvex(quad.astype(np.float32)):
        return 0.0
    return iou(_common(quad, frame), _common(np.asarray(project(homography, corners(*original))), frame))


def iou(a: Polygon, b: Polygon) -> float:
    """Intersection over union of two convex polygons (N, 2)."""
    both = abs(_area(_common(a, b)))
    return both / max(1e-9, abs(_area(a)) + abs(_area(b)) - both)


def _common(a: Polygon, b: Polygon) -> Polygon:
    """The corners (N, 2) of what two convex polygons share; none where they do not meet.

    Each side of `b` cuts off what of `a` lies beyond it (Sutherland and Hodgman, 1974). OpenCV's `intersectConvexConvex` is wrong
    by half for some quadrilaterals that are nearly the same.
    """
    left, turn = a, np.sign(_area(b))
    for start, end in zip(b, np.roll(b, -1, axis=0), strict=True):
        along, to = end - start, left - start
        inside = (along[0] * to[:, 1] - along[1] * to[:, 0]) * turn
        met: list[Polygon] = []
        for k in range(len(left)):
            before, here = inside[k - 1], inside[k]
            if (before < 0) != (here < 0):
                met.append(left[k - 1] + before / (before - here) * (left[k] - left[k - 1]))
            if here >= 0:
                met.append(left[k])
        left = np.array(met).reshape(-1, 2)
    return left


def _area(polygon: Polygon) -> float:
    """Below 0 where the corners run the other way round."""
    x, y = polygon.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
