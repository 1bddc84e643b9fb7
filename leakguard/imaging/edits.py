"""What is done to pictures when they are posted again: the small edits that the demonstration and the tests make."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Rgb = NDArray[np.uint8]


def recompress(rgb: Rgb, quality: int = 30) -> Rgb:
    """Saved once as a JPEG of this quality (1-95) and read again."""
    out = BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=quality)
    return np.asarray(Image.open(out, formats=["JPEG"]))


def resize(rgb: Rgb, scale: float) -> Rgb:
    """Both sides multiplied by `scale`."""
    height, width = rgb.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(Image.fromarray(rgb).resize(size, Image.Resampling.LANCZOS))


def mirror(rgb: Rgb) -> Rgb:
    """Left and right changed."""
    return np.ascontiguousarray(rgb[:, ::-1])


def crop(rgb: Rgb, share: float = 0.1) -> Rgb:
    """Without `share` of the width and height at each edge."""
    height, width = rgb.shape[:2]
    down, across = int(height * share), int(width * share)
    return np.ascontiguousarray(rgb[down : height - down, across : width - across])


def screenshot(rgb: Rgb, *, title: str = "example.org") -> Rgb:
    """The picture as seen in a phone's browser: a bar with a title above, a row of buttons below, empty margins around."""
    height, width = rgb.shape[:2]
    bar, margin = max(24, height // 8), max(4, width // 20)
    page = Image.new("RGB", (width + 2 * margin, height + 3 * bar), (245, 245, 247))
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, page.width, bar), fill=(50, 60, 80))
    draw.text((margin, bar // 3), title, fill="white")
    page.paste(Image.fromarray(rgb), (margin, bar + bar // 2))
    for button in range(4):
        x = page.width * (button + 0.5) / 4
        draw.ellipse((x - bar / 4, page.height - bar, x + bar / 4, page.height - bar / 2), fill=(130, 135, 150))
    return np.asarray(page)
