"""Shapes and words drawn onto pictures: no fonts or emoji files of anybody are needed."""

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.benchmarks.matching.scene import Colour, Hand, Rgb

WORDS = (
    "the", "look", "of", "this", "one", "wait", "what", "when", "you", "see", "it", "again", "never", "more", "share", "like",
    "follow", "link", "in", "bio", "today", "only", "friends",
)  # fmt: skip


def painted(rgb: Rgb, paint: Callable[[ImageDraw.ImageDraw], None]) -> Rgb:
    """A copy on which `paint` has drawn."""
    image = Image.fromarray(rgb)
    paint(ImageDraw.Draw(image, "RGBA"))
    return np.asarray(image)


def sheet(width: int, height: int, colour: Colour) -> Rgb:
    """An empty page."""
    return np.full((height, width, 3), colour, np.uint8)


def sentence(hand: Hand, words: int) -> str:
    return " ".join(hand.random.choice(WORDS, words)).capitalize()


def write(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: float, fill: Colour, outline: int = 0) -> None:
    """Text whose top-left is at `at`, `size` pixels high; an outline is black."""
    draw.text(at, text, fill=fill, font=ImageFont.load_default(max(6, size)), stroke_width=outline, stroke_fill=(0, 0, 0))


def wrapped(text: str, size: float, width: float) -> str:
    """Lines of about `width` pixels at this text size."""
    lines, room = [""], max(8, int(width / (0.55 * size)))
    for word in text.split():
        if len(lines[-1]) + len(word) > room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def emoji(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, kind: int) -> None:
    """A face, a heart or a star around (x, y)."""

    def disc(cx: float, cy: float, r: float, fill: Colour) -> None:
        draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=fill)

    if kind % 3 == 0:
        disc(x, y, radius, (252, 203, 66))
        for side in (-1, 1):
            disc(x + side * radius * 0.35, y - radius * 0.25, radius * 0.14, (90, 55, 20))
        box = (x - radius * 0.55, y - radius * 0.5, x + radius * 0.55, y + radius * 0.6)
        draw.arc(box, 20, 160, fill=(90, 55, 20), width=max(1, int(radius / 8)))
    elif kind % 3 == 1:
        for side in (-1, 1):
            disc(x + side * radius * 0.45, y - radius * 0.35, radius * 0.55, (222, 42, 66))
        draw.polygon([(x - radius, y - radius * 0.2), (x + radius, y - radius * 0.2), (x, y + radius)], fill=(222, 42, 66))
    else:
        spikes = [(radius * (1 if k % 2 == 0 else 0.42), k * pi / 5 - pi / 2) for k in range(10)]
        draw.polygon([(x + r * cos(a), y + r * sin(a)) for r, a in spikes], fill=(250, 225, 80), outline=(190, 140, 20))
