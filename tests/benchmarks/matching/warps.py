"""Attacks that move the picture: cuts, sizes, turns, tilts, and the photo of a screen."""

from math import cos, radians, sin

import cv2
import numpy as np

from tests.benchmarks.matching.scene import Hand, Matrix, Rgb, Scene, Step, corners, cut, project, resized, shift, warped

SMALLEST = 64
"""Pixels of a cut's shorter side; a smaller one is enlarged to this, because nobody posts less."""


def crop(share: float) -> Step:
    """This share of the area, its shape up to a quarter narrower or wider, anywhere."""

    def step(scene: Scene, hand: Hand) -> Scene:
        width, height = scene.size
        shape = hand.between(0.87, 1.15) if share < 0.7 else 1.0
        across, down = (max(8, round(side * share**0.5 * by)) for side, by in ((width, shape), (height, 1 / shape)))
        left, top = (int(hand.random.integers(0, side - part + 1)) for side, part in ((width, across), (height, down)))
        part = cut(scene, left, top, across, down)
        larger = max(1.0, SMALLEST / min(part.size))
        return resized(part, part.size[0] * larger, part.size[1] * larger)

    return step


def scaled(across: float, down: float | None = None) -> Step:
    """Both sides multiplied, each by its own number."""
    return lambda scene, hand: resized(scene, scene.size[0] * across, scene.size[1] * (across if down is None else down))


def fitted(longest: int) -> Step:
    """The longer side so many pixels."""
    return lambda scene, hand: resized(scene, *(side * longest / max(scene.size) for side in scene.size))


def mirror(scene: Scene, hand: Hand) -> Scene:
    return scene.moved(scene.rgb[:, ::-1], np.array([[-1.0, 0, scene.size[0]], [0, 1, 0], [0, 0, 1]]))


def upside_down(scene: Scene, hand: Hand) -> Scene:
    width, height = scene.size
    return scene.moved(scene.rgb[::-1, ::-1], np.array([[-1.0, 0, width], [0, -1, height], [0, 0, 1]]))


def quarter(scene: Scene, hand: Hand) -> Scene:
    """Turned left by 90 degrees."""
    return scene.moved(np.rot90(scene.rgb), np.array([[0.0, 1, 0], [-1, 0, scene.size[0]], [0, 0, 1]]))


def turn(degrees: float) -> Step:
    """Turned one way or the other on a canvas that holds it all."""

    def step(scene: Scene, hand: Hand) -> Scene:
        angle = radians(degrees) * hand.random.choice([-1, 1])
        by = np.array([[cos(angle), sin(angle), 0], [-sin(angle), cos(angle), 0], [0, 0, 1.0]])
        return _fitting(scene, by, hand)

    return step


def skew(degrees: float) -> Step:
    def step(scene: Scene, hand: Hand) -> Scene:
        lean = np.tan(radians(degrees)) * hand.random.choice([-1, 1])
        return _fitting(scene, np.array([[1, lean, 0], [0, 1, 0], [0, 0, 1.0]]), hand)

    return step


def perspective(strength: float) -> Step:
    """Each corner pushed inwards by up to this share of the side."""

    def step(scene: Scene, hand: Hand) -> Scene:
        width, height = scene.size
        return warped(scene, _tilt(hand, width, height, strength), (width, height), hand.colour())

    return step


def wave(share: float) -> Step:
    """Rippled by this share of the longer side; the homography stays that of the unrippled picture."""

    def step(scene: Scene, hand: Hand) -> Scene:
        width, height = scene.size
        y, x = np.mgrid[:height, :width].astype(np.float32)
        depth, length = share * max(scene.size), max(scene.size) / 4
        across = x + depth * np.sin(2 * np.pi * y / length)
        down = y + depth * np.cos(2 * np.pi * x / length)
        return scene.drawn(cv2.remap(scene.rgb, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT))

    return step


def screen_photo(strength: float) -> Step:
    """A monitor photographed by hand: its dots and the moire they make, a tilt, a dark surround, glare, a tint, grain."""

    def step(scene: Scene, hand: Hand) -> Scene:
        width, height = scene.size
        y, x = np.mgrid[:height, :width].astype(np.float32)
        dots = 1 - 0.12 * strength * (1 + np.cos(2 * np.pi * x / 3.1)) - 0.08 * strength * (1 + np.cos(2 * np.pi * y / 2.9))
        beat = 1 + 0.07 * strength * np.sin(2 * np.pi * (x * hand.between(0.01, 0.03) + y * hand.between(-0.02, 0.02)))
        shown = scene.drawn(scene.rgb * (dots * beat)[..., None])
        room = round(0.12 * width), round(0.12 * height)
        size = width + 2 * room[0], height + 2 * room[1]
        by = _tilt(hand, *size, 0.06 * strength) @ shift(*room)
        dark = int(hand.random.integers(8, 40))
        seen = warped(shown, by, size, (dark, dark, dark))
        return seen.drawn(_camera(seen.rgb, hand, strength))

    return step


def _camera(rgb: Rgb, hand: Hand, strength: float) -> Rgb:
    height, width = rgb.shape[:2]
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    distance = (x - hand.between(0.1, 0.9)) ** 2 + (y - hand.between(0.1, 0.9)) ** 2
    glare = 70 * strength * np.exp(-distance / 0.04)
    tint = np.array([hand.between(0.85, 1.05), 0.95, hand.between(0.95, 1.15)], np.float32)
    grain = hand.random.standard_normal((height, width, 1), np.float32) * 5 * strength
    soft = cv2.GaussianBlur(rgb, (0, 0), 0.8).astype(np.float32)
    return np.asarray(np.clip(soft * tint * 0.9 + glare[..., None] + grain, 0, 255), np.uint8)


def _tilt(hand: Hand, width: float, height: float, strength: float) -> Matrix:
    """From the corners of a frame to corners pushed inwards, each by up to `strength` of the side."""
    inwards = hand.random.uniform(0, strength, (4, 2)) * (width, height) * ((1, 1), (-1, 1), (-1, -1), (1, -1))
    at = np.asarray(corners(width, height), np.float32)
    return np.asarray(cv2.getPerspectiveTransform(at, (at + inwards).astype(np.float32)), np.float64)


def _fitting(scene: Scene, by: Matrix, hand: Hand) -> Scene:
    """Moved by `by` onto the smallest canvas that holds the whole."""
    reached = project(by, corners(*scene.size))
    low, high = reached.min(0), reached.max(0)
    width, height = (int(np.ceil(side - 1e-6)) for side in high - low)
    return warped(
        scene, shift(*-low) @ by, (width, height), hand.random.choice([(0, 0, 0), (255, 255, 255), (30, 34, 40)]).tolist()
    )
