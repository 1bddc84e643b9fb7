"""Attacks that leave every point in its place: compression, colour, blur, noise."""

from io import BytesIO

import cv2
import numpy as np
from PIL import Image

from tests.benchmarks.matching.scene import Hand, Rgb, Scene, Step, resized


def saved(format: str, quality: int) -> Step:
    """Written once as JPEG or WebP of this quality and read again."""
    return lambda scene, hand: scene.drawn(_reread(scene.rgb, format, quality))


def palette(colours: int) -> Step:
    """As a GIF shows it: so many colours, dithered."""

    def step(scene: Scene, hand: Hand) -> Scene:
        image = Image.fromarray(scene.rgb).quantize(colours, Image.Quantize.FASTOCTREE)
        return scene.drawn(np.asarray(image.convert("RGB")))

    return step


def video(scene: Scene, hand: Hand) -> Scene:
    """As a frame of a starved video: two coarse compressions on shifted blocks, smoothed, in the narrow range of video."""
    shifted = np.roll(_reread(scene.rgb, "JPEG", 14), (5, 3), (0, 1))
    back = np.roll(_reread(shifted, "JPEG", 14), (-5, -3), (0, 1))
    smooth = cv2.bilateralFilter(back, 5, 24, 3)
    return scene.drawn(16 + smooth.astype(np.float32) * (219 / 255))


def linear(gain: float, bias: float = 0) -> Step:
    """Every level multiplied around the middle, then raised."""
    return lambda scene, hand: scene.drawn((scene.rgb.astype(np.float32) - 128) * gain + 128 + bias)


def gamma(power: float) -> Step:
    return lambda scene, hand: scene.drawn(255 * (scene.rgb / np.float32(255)) ** power)


def grey(scene: Scene, hand: Hand) -> Scene:
    return scene.drawn(np.repeat(cv2.cvtColor(scene.rgb, cv2.COLOR_RGB2GRAY)[..., None], 3, 2))


def saturated(share: float) -> Step:
    """Colours this many times as far from grey."""

    def step(scene: Scene, hand: Hand) -> Scene:
        level = cv2.cvtColor(scene.rgb, cv2.COLOR_RGB2GRAY)[..., None].astype(np.float32)
        return scene.drawn(level + (scene.rgb - level) * share)

    return step


def warm(scene: Scene, hand: Hand) -> Scene:
    """A photo filter: tinted, faded, dark towards the corners."""
    width, height = scene.size
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    vignette = 1 - 0.35 * np.clip(x * x + y * y - 0.3, 0, 1.5) / 1.5
    tint = np.array([1.12, 1.0, 0.82], np.float32)
    return scene.drawn((30 + scene.rgb * tint * 0.85) * vignette[..., None])


def negative(scene: Scene, hand: Hand) -> Scene:
    return scene.drawn(255 - scene.rgb)


def blur(share: float) -> Step:
    """Gaussian, its sigma this share of the longer side."""
    return lambda scene, hand: scene.drawn(cv2.GaussianBlur(scene.rgb, (0, 0), max(0.3, share * max(scene.size))))


def sharpen(scene: Scene, hand: Hand) -> Scene:
    return scene.drawn(scene.rgb + 1.5 * (scene.rgb.astype(np.float32) - cv2.GaussianBlur(scene.rgb, (0, 0), 2)))


def noise(sigma: float) -> Step:
    return lambda scene, hand: scene.drawn(scene.rgb + hand.random.standard_normal(scene.rgb.shape, np.float32) * sigma)


def mosaic(blocks: int) -> Step:
    """The whole picture in square blocks, so many along its longer side."""

    def step(scene: Scene, hand: Hand) -> Scene:
        width, height = scene.size
        share = min(1.0, blocks / max(scene.size))
        small = resized(scene, width * share, height * share).rgb
        return scene.drawn(cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST))

    return step


def two_levels(scene: Scene, hand: Hand) -> Scene:
    """Black and white only, cut at the median."""
    level = cv2.GaussianBlur(cv2.cvtColor(scene.rgb, cv2.COLOR_RGB2GRAY), (0, 0), 1)
    return scene.drawn(np.repeat(255 * (level > np.median(level))[..., None], 3, 2))


def edges(scene: Scene, hand: Hand) -> Scene:
    """A line drawing: dark edges on white."""
    level = cv2.GaussianBlur(cv2.cvtColor(scene.rgb, cv2.COLOR_RGB2GRAY), (0, 0), 1.2)
    return scene.drawn(np.repeat(255 - cv2.Canny(level, 50, 130)[..., None], 3, 2))


def swapped(scene: Scene, hand: Hand) -> Scene:
    """The colour channels in another order."""
    return scene.drawn(scene.rgb[..., [2, 0, 1]])


def _reread(rgb: Rgb, format: str, quality: int) -> Rgb:
    out = BytesIO()
    Image.fromarray(rgb).save(out, format, quality=quality)
    return np.asarray(Image.open(out).convert("RGB"))
