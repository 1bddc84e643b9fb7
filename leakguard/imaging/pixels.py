"""The two picture parsers that run in the worker: bytes in, raw RGB out.

The order is fixed: orientation, then RGB, then size, because a hash of a lying or wrongly coloured picture matches nothing.
"""

from collections.abc import Iterator
from typing import Any

from PIL import Image

from leakguard.errors import Unreadable
from leakguard.imaging.caps import MAX_TOTAL_PIXELS, too_large
from leakguard.imaging.decoders import ANIMATED, HEIC_IS_READ, opened
from leakguard.imaging.modes import to_rgb

NEEDS_THREADS = HEIC_IS_READ
"""Told to the worker: of all decoders, only that of HEIC cannot do without."""

_BAND_PIXELS = 4_000_000
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each value of the Exif tag Orientation (CIPA DC-008, 4.6.4)."""

_SIDEWAYS = frozenset({5, 6, 7, 8})


def decode_picture(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The picture, or an animation's first frame. Option `at_least`: the shorter side may come back reduced, never below this."""
    with opened(data) as (name, image):
        frames = getattr(image, "n_frames", 1) if name in ANIMATED else 1
        at_least, stored = options.get("at_least"), image.size
        drafted = image.draft(None, (at_least, at_least)) if at_least else None
        orientation = _load(image)
        upright = _upright(image, orientation)
        full = upright.size
        if drafted:
            full = (stored[1], stored[0]) if orientation in _SIDEWAYS else stored
        if at_least and min(upright.size) >= 2 * at_least:
            # By a whole number, as a JPEG decoder does for nothing: the shorter side ends between once and twice at_least.
            upright = upright.reduce(min(upright.size) // at_least)
        meta = {"width": full[0], "height": full[1], "shape": [upright.height, upright.width], "format": name, "frames": frames}
        return meta, list(_bands(upright))


def decode_frames(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The first `limit` frames of an animation, in order, in full."""
    with opened(data) as (name, image):
        count = min(getattr(image, "n_frames", 1), options["limit"])
        shapes: list[list[int]] = []
        blobs: list[bytes] = []
        for index in range(count):
            image.seek(index)
            # Asked of each: a later frame of a GIF may widen the picture, a later page of a TIFF has a size of its own.
            if count * image.width * image.height > MAX_TOTAL_PIXELS:
                raise Unreadable(too_large(image.width, image.height, count))
            upright = _upright(image, _load(image))
            shapes.append([upright.height, upright.width])
            blobs.extend(_bands(upright))
        return {"shapes": shapes, "format": name}, blobs


def _load(image: Image.Image) -> int:
    """Decodes, and gives the orientation that is left to undo: a TIFF has been turned by then and says so."""
    image.load()
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        # Broken Exif data turn nothing.
        return 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    rgb = to_rgb(image)
    upright = rgb.transpose(_TURNS[orientation]) if orientation in _TURNS else rgb
    if upright is not image and not getattr(image, "is_animated", False):
        # Of the largest pictures no second copy may stay while the pixels are handed over.
        image.close()
    return upright


def _bands(image: Image.Image) -> Iterator[bytes]:
    """The raw RGB in pieces, because making it in one piece takes twice its memory for a moment."""
    rows = max(1, _BAND_PIXELS // image.width)
    for top in range(0, image.height, rows):
        band = (0, top, image.width, min(top + rows, image.height))
        yield (image if rows >= image.height else image.crop(band)).tobytes()
