"""A blurred picture as a document carries it: a small JPEG without a word of metadata."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError


@dataclass(frozen=True)
class Small:
    """A JPEG; sizes in pixels."""

    jpeg: bytes
    width: int
    height: int


def small(png: bytes) -> Small | None:
    """The PNG set again; None where it cannot be read."""
    out = BytesIO()
    try:
        with Image.open(BytesIO(png), formats=("PNG",)) as picture:
            picture.convert("RGB").save(out, "JPEG", quality=85)
            return Small(out.getvalue(), *picture.size)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None
