"""Whose pictures: the originals, and pictures of other things that no original shares a pixel with.

The photographs come inside the wheels of scikit-image and scikit-learn (test dependencies); nothing is downloaded. The rest is
generated. A folder `shared/bench` beside the checkout adds its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from leakguard.imaging import madeup
from tests.benchmarks.matching.scene import Rgb

SHARED = Path(__file__).parents[4] / "shared"

ENROLLED = (
    "astronaut",
    "camera",
    "coffee",
    "coins",
    "flower.jpg",
    "immunohistochemistry",
    "moon",
    "page",
    "rocket",
    "stereo_motorcycle",
)
HALVED = ("china.jpg", "hubble_deep_field", "retina")
"""The left half is enrolled; the right one, of the same style and light, is somebody else's."""
OTHERS = ("brick", "cat", "cell", "clock", "grass", "gravel", "text")

_FAR = 1_000_000
"""Seeds from here on make other people's pictures, those below the originals'."""


@dataclass(frozen=True)
class Photograph:
    name: str
    rgb: Rgb


def originals(*, shared: bool = False, generated: int = 5) -> list[Photograph]:
    """What is enrolled and attacked."""
    found = [Photograph(name, _shipped(name)) for name in ENROLLED]
    found += [Photograph(f"{name} left", _halves(name)[0]) for name in HALVED]
    found += [Photograph(f"generated {seed}", madeup.scene(seed, 1024, 768)) for seed in range(generated)]
    if shared:
        found += [Photograph(f"originals/{path.name}", _read(path)) for path in sorted((SHARED / "bench/originals").iterdir())]
    return found


def others(*, generated: int = 12) -> list[Rgb]:
    """Nobody's originals: they fill collages, and make the negatives."""
    found = [_shipped(name) for name in OTHERS] + [_halves(name)[1] for name in HALVED]
    return found + [madeup.scene(_FAR + seed, 800, 600) for seed in range(generated)]


def distractors(count: int) -> Iterator[Photograph]:
    """Further originals that no candidate shows: a case may hold thousands."""
    return (Photograph(f"distractor {seed}", madeup.scene(1000 + seed, 640, 480)) for seed in range(count))


def strangers(count: int, seed: int) -> Iterator[Rgb]:
    """Negatives: mostly generated scenes that were never used before, and one in six flat, noisy, striped or shaded."""
    random = np.random.default_rng(seed)
    for number in range(count):
        yield _plain(random, number // 6) if number % 6 == 5 else madeup.scene(2 * _FAR + seed + number, 640, 480)


def stereo() -> tuple[Rgb, Rgb]:
    """One scene from two places at the same moment: the first is among the originals."""
    from skimage import data

    left, right, _ = data.stereo_motorcycle()  # type: ignore[no-untyped-call]
    return left, right


def _shipped(name: str) -> Rgb:
    if name.endswith(".jpg"):
        from sklearn.datasets import load_sample_image  # type: ignore[import-untyped]

        return np.asarray(load_sample_image(name))
    from skimage import data

    found = getattr(data, name)()
    rgb = np.asarray(found[0] if isinstance(found, tuple) else found, np.uint8)
    return np.ascontiguousarray(np.repeat(rgb[..., None], 3, 2) if rgb.ndim == 2 else rgb[..., :3])


def _halves(name: str) -> tuple[Rgb, Rgb]:
    rgb = _shipped(name)
    middle = rgb.shape[1] // 2
    return np.ascontiguousarray(rgb[:, :middle]), np.ascontiguousarray(rgb[:, middle:])


def _read(path: Path) -> Rgb:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def _plain(random: np.random.Generator, kind: int) -> Rgb:
    """Pictures with nothing in them: every way of being nobody's."""
    height, width = (int(side) for side in random.integers(96, 640, 2))
    first, second = random.integers(0, 256, (2, 3))
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    slope, cells = np.cos(random.uniform(0, 6)) * x + np.sin(random.uniform(0, 6)) * y, int(random.integers(4, 30))
    weight = (
        np.zeros_like(x),
        slope,
        (np.floor(slope * cells) % 2),
        (np.floor(x * cells) + np.floor(y * cells)) % 2,
        random.random((height, width)),
        np.hypot(x - 0.5, y - 0.5) * 1.4,
    )[kind % 6]
    return np.asarray(np.clip(first + (second - first) * weight[..., None], 0, 255), np.uint8)
