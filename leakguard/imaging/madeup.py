"""Made-up pictures for the demonstration and the tests: landscapes, still lifes and streets that nobody took.

Drawn from a seed with enough light, edges and grain that hashes and feature detectors take them for photographs.
"""

from io import BytesIO
from math import pi
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Rgb = NDArray[np.uint8]
Colour = tuple[int, int, int]


def scene(seed: int, width: int = 1024, height: int = 768) -> Rgb:
    """A picture as (height, width, 3) RGB; the same seed and size give the same pixels, another seed another picture."""
    random = np.random.default_rng(seed)
    image = Image.new("RGB", (width, height))
    draw = (_landscape, _still_life, _street)[seed % 3]
    draw(random, image)
    light = 0.6 + 0.8 * _noise(random, width, height, cells=3, octaves=6)
    grain = random.standard_normal((height, width), np.float32) * 5
    return np.clip(np.asarray(image, np.float32) * light[..., None] + grain[..., None], 0, 255).astype(np.uint8)


def encode(rgb: Rgb, format: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file: JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF, with Pillow's options for it (such as quality=30)."""
    out = BytesIO()
    Image.fromarray(np.ascontiguousarray(rgb)).save(out, format, **options)
    return out.getvalue()


def _landscape(random: np.random.Generator, image: Image.Image) -> None:
    width, height = image.size
    _sky(random, image)
    draw = ImageDraw.Draw(image)
    _disc(
        draw,
        random.uniform(0.1, 0.9) * width,
        random.uniform(0.08, 0.3) * height,
        height * random.uniform(0.03, 0.1),
        (250, 240, 200),
    )
    ridges = int(random.integers(3, 6))
    for ridge in range(ridges):
        level = height * (0.35 + 0.55 * ridge / ridges)
        crest = level + height * 0.3 * (_noise(random, width, 1, cells=int(random.integers(3, 9)), octaves=5)[0] - 0.5)
        colour = _colour(random, 170 - 130 * ridge // ridges)
        draw.polygon([(0, height), *((x, float(crest[x])) for x in range(0, width, 2)), (width, height)], fill=colour)
    for _ in range(int(random.integers(6, 25))):
        x, foot, size = random.uniform(0, width), random.uniform(0.75, 1) * height, random.uniform(0.06, 0.3) * height
        draw.polygon([(x - size / 5, foot), (x, foot - size), (x + size / 5, foot)], fill=_colour(random, 60))


def _still_life(random: np.random.Generator, image: Image.Image) -> None:
    width, height = image.size
    draw = ImageDraw.Draw(image)
    edge = random.uniform(0.45, 0.7) * height
    wall, stripe, table = (_colour(random, level) for level in (190, 130, 80))
    draw.rectangle((0, 0, width, edge), fill=wall)
    step = width / random.uniform(5, 16)
    for x in np.arange(0, width, step):
        draw.rectangle((x, 0, x + step * 0.4, edge), fill=stripe)
    draw.rectangle((0, edge, width, height), fill=table)
    for foot in np.sort(random.uniform(edge, height, random.integers(5, 12))):
        x, size = random.uniform(0, width), random.uniform(0.06, 0.2) * height
        colour = _colour(random, int(random.integers(60, 220)))
        draw.ellipse((x - size * 1.2, foot - size * 0.3, x + size * 1.4, foot + size * 0.3), fill=_dim(table, 0.5))
        if random.random() < 0.6:
            for shade in (0.6, 0.8, 1.0, 1.25):
                away = (1.25 - shade) * size
                _disc(draw, x - size * 0.4 + away * 0.6, foot - size * 1.2 + away, size * (1.4 - shade) + 1, _dim(colour, shade))
        else:
            draw.rectangle((x - size / 2, foot - size * 2.5, x + size / 2, foot), fill=colour)
            draw.rectangle((x - size / 5, foot - size * 3.3, x + size / 5, foot - size * 2.5), fill=_dim(colour, 0.7))
            draw.rectangle((x - size / 2, foot - size * 1.6, x + size / 2, foot - size * 0.8), fill=_dim(colour, 1.5))


def _street(random: np.random.Generator, image: Image.Image) -> None:
    width, height = image.size
    _sky(random, image)
    draw = ImageDraw.Draw(image)
    ground = random.uniform(0.75, 0.9) * height
    left = -random.uniform(0, 0.1) * width
    while left < width:
        right, top = left + random.uniform(0.08, 0.25) * width, random.uniform(0.1, 0.55) * height
        colour = _colour(random, int(random.integers(60, 200)))
        draw.rectangle((left, top, right, ground), fill=colour)
        columns, rows = random.integers(2, 7), random.integers(3, 10)
        across, down = (right - left) / columns, (ground - top) / rows
        for column in range(int(columns)):
            for row in range(int(rows)):
                x, y = left + across * (column + 0.25), top + down * (row + 0.25)
                lit = (240, 220, 140) if random.random() < 0.3 else _dim(colour, 0.4)
                draw.rectangle((x, y, x + across * 0.5, y + down * 0.5), fill=lit)
        left = right + random.uniform(0, 0.03) * width
    draw.rectangle((0, ground, width, height), fill=_colour(random, 70))
    for x in np.arange(0, width, width / random.uniform(4, 12)):
        draw.rectangle((x, (ground + height) / 2, x + width / 30, (ground + height) / 2 + height / 80), fill=(230, 230, 220))


def _sky(random: np.random.Generator, image: Image.Image) -> None:
    width, height = image.size
    above, below = np.array(_colour(random, 110), np.float32), np.array(_colour(random, 220), np.float32)
    clouds = _noise(random, width, height, cells=5, octaves=4) + np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    image.paste(Image.fromarray((above + np.clip(clouds, 0, 1)[..., None] * (below - above)).astype(np.uint8)))


def _noise(random: np.random.Generator, width: int, height: int, *, cells: int, octaves: int) -> NDArray[np.float32]:
    """Fractal value noise of 0 to 1: random grids, each twice as fine and half as strong as the one before."""
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        grid = random.random((cells * 2**octave + 1, cells * 2**octave + 1), np.float32)
        layer = Image.fromarray(grid).resize((width, height), Image.Resampling.BILINEAR)
        total += np.asarray(layer) / 2 ** (octave + 1)
    return total


def _disc(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: Colour) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def _colour(random: np.random.Generator, level: int) -> Colour:
    """A colour of about this brightness, its hue at random."""
    turn = random.uniform(0, 2 * pi) + np.array([0, 2, 4]) * pi / 3
    red, green, blue = np.clip(level + 45 * np.cos(turn), 0, 255)
    return int(red), int(green), int(blue)


def _dim(colour: Colour, share: float) -> Colour:
    red, green, blue = (min(255, int(channel * share)) for channel in colour)
    return red, green, blue
