"""How well a region that was named agrees with the true one."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.matching.scene import Matrix, corners, project

Quad = NDArray[np.float32]


def agreement(
    named: Sequence[tuple[float, float]], homography: Matrix, original: tuple[int, int], size: tuple[int, int]
) -> float:
    """Intersection over union, 0 to 1, of the named region and the true one, both cut to the candidate's frame."""
    frame = np.asarray(corners(*size), np.float32)
    ours = _inside(np.asarray(named, np.float32), frame)
    true = _inside(project(homography, corners(*original)).astype(np.float32), frame)
    if ours is None or true is None:
        return 0.0
    common = _common(ours, true)
    both = 0.0 if common is None else cv2.contourArea(common)
    return float(both / max(1e-9, cv2.contourArea(ours) + cv2.contourArea(true) - both))


def _inside(quad: Quad, frame: Quad) -> Quad | None:
    """The part within the frame; None for a quadrilateral that is folded over, or wholly outside."""
    return _common(quad, frame) if cv2.isContourConvex(quad) else None


def _common(a: Quad, b: Quad) -> Quad | None:
    area, polygon = cv2.intersectConvexConvex(a, b)
    return np.asarray(polygon, np.float32) if area > 0 and polygon is not None else None
