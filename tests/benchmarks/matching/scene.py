"""A picture on its way through an attack, and where the original lies in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Scene:
    """RGB pixels of shape (H, W, 3), and the 3x3 homography from the original's coordinates to these.

    Coordinates are continuous: (0, 0) is the outer corner of the first pixel, (W, H) that of the last, and centres lie at halves.
    """

    rgb: Rgb
    homography: Matrix

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.rgb.shape[1], self.rgb.shape[0]

    def drawn(self, rgb: NDArray[np.generic]) -> "Scene":
        """Other pixels, everything in its old place."""
        return replace(self, rgb=np.ascontiguousarray(np.clip(rgb, 0, 255).astype(np.uint8)))

    def moved(self, rgb: Rgb, by: Matrix) -> "Scene":
        """Other pixels, and what lay at p now lies at `by` p."""
        return Scene(np.ascontiguousarray(rgb), by @ self.homography)


@dataclass(frozen=True)
class Hand:
    """What an attacker draws from: chance with a fixed seed, and pictures that are nobody's originals."""

    random: np.random.Generator
    others: Sequence[Rgb]

    def other(self) -> Rgb:
        return self.others[int(self.random.integers(len(self.others)))]

    def colour(self) -> Colour:
        red, green, blue = (int(level) for level in self.random.integers(0, 256, 3))
        return red, green, blue

    def between(self, low: float, high: float) -> float:
        return float(self.random.uniform(low, high))


Step = Callable[[Scene, Hand], Scene]


def whole(rgb: Rgb) -> Scene:
    """The original itself."""
    return Scene(rgb, np.eye(3))


def shift(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0, x], [0, 1, y], [0, 0, 1]])


def scaling(x: float, y: float) -> Matrix:
    return np.diag([x, y, 1.0])


def project(homography: Matrix, points: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Points (N, 2) carried over by the homography."""
    carried = np.column_stack([np.asarray(points, float), np.ones(len(points))]) @ homography.T
    return carried[:, :2] / carried[:, 2:]


def corners(width: float, height: float) -> list[tuple[float, float]]:
    """Top-left, top-right, bottom-right, bottom-left."""
    return [(0, 0), (width, 0), (width, height), (0, height)]


def resized(scene: Scene, width: float, height: float) -> Scene:
    """Exactly so many pixels (at least one), averaged when smaller."""
    old_width, old_height = scene.size
    width, height = max(1, round(width)), max(1, round(height))
    if (width, height) == scene.size:
        return scene
    smaller = width * height < old_width * old_height
    rgb = cv2.resize(scene.rgb, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
    return scene.moved(np.asarray(rgb, np.uint8), scaling(width / old_width, height / old_height))


def warped(scene: Scene, by: Matrix, size: tuple[int, int], fill: Colour) -> Scene:
    """The scene seen through `by` on a canvas of `size`. OpenCV counts from pixel centres: half a pixel goes and comes."""
    centred = shift(-0.5, -0.5) @ by @ shift(0.5, 0.5)
    rgb = cv2.warpPerspective(scene.rgb, centred, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=fill)
    return scene.moved(np.asarray(rgb, np.uint8), by)


def cut(scene: Scene, left: int, top: int, width: int, height: int) -> Scene:
    """The rectangle of this size whose corner lies at (left, top)."""
    return scene.moved(scene.rgb[top : top + height, left : left + width], shift(-left, -top))


def covering(scene: Scene, width: int, height: int) -> Scene:
    """Scaled and cut in the middle so that it fills the size, as galleries do."""
    scale = max(width / scene.size[0], height / scene.size[1])
    large = resized(scene, max(width, scene.size[0] * scale), max(height, scene.size[1] * scale))
    return cut(large, (large.size[0] - width) // 2, (large.size[1] - height) // 2, width, height)


def pasted(scene: Scene, canvas: Rgb, left: int, top: int) -> Scene:
    """The whole scene laid onto a copy of the canvas, cut where it overhangs."""
    out = canvas.copy()
    part = scene.rgb[max(0, -top) : canvas.shape[0] - top, max(0, -left) : canvas.shape[1] - left]
    top_in, left_in = max(0, top), max(0, left)
    out[top_in : top_in + part.shape[0], left_in : left_in + part.shape[1]] = part
    return scene.moved(out, shift(left, top))
