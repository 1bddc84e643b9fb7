"""The two picture parsers that run in the worker: bytes in, raw RGB out.

The order is fixed: orientation, then RGB, then size, because a hash of a lying or wrongly coloured picture matches nothing.
"""

from collections.abc import Iterator
from typing import Any

from PIL import Image

from leakguard.errors import Unreadable
from leakguard.imaging.caps import MAX_TOTAL_PIXELS, too_large
from leakguard.imaging.decoders import ANIMATED, check_size, opened
from leakguard.imaging.modes import to_rgb

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


def decode_picture(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The picture, or an animation's first frame. Option `at_least`: the shorter side may come back reduced, never below this."""
    with opened(data) as (name, image):
        frames = getattr(image, "n_frames", 1) if name in ANIMATED else 1
        width, height = image.size
        at_least = options.get("at_least")
        if at_least:
            image.draft(None, (at_least, at_least))
        upright = _upright(image)
        if (upright.width > upright.height) != (width > height):
            width, height = height, width
        if at_least and min(upright.size) >= 2 * at_least:
            # By a whole number, as a JPEG decoder does for nothing: the shorter side ends between once and twice at_least.
            upright = upright.reduce(min(upright.size) // at_least)
        meta = {"width": width, "height": height, "shape": [upright.height, upright.width], "format": name, "frames": frames}
        return meta, list(_bands(upright))


def decode_frames(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The first `limit` frames of an animation, in order, in full."""
    with opened(data) as (name, image):
        count = min(getattr(image, "n_frames", 1), options["limit"])
        total = 0
        shapes: list[list[int]] = []
        blobs: list[bytes] = []
        for index in range(count):
            image.seek(index)
            # A later frame may be larger than the first: that of a GIF widens the picture, a page of a TIFF has its own size.
            check_size(image.size)
            total += image.width * image.height
            if max(total, count * image.width * image.height) > MAX_TOTAL_PIXELS:
                raise Unreadable(too_large(image.width, image.height, count))
            upright = _upright(image)
            shapes.append([upright.height, upright.width])
            blobs.extend(_bands(upright))
        return {"shapes": shapes, "format": name}, blobs


def _upright(image: Image.Image) -> Image.Image:
    image.load()
    turn = _TURNS.get(_orientation(image))
    rgb = to_rgb(image)
    upright = rgb if turn is None else rgb.transpose(turn)
    if upright is not image and not getattr(image, "is_animated", False):
        # Of the largest pictures no second copy may stay while the pixels are handed over.
        image.close()
    return upright


def _orientation(image: Image.Image) -> int:
    """Asked after loading: by then Pillow has turned a TIFF itself and says so. Broken Exif data turn nothing."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1


def _bands(image: Image.Image) -> Iterator[bytes]:
    """The raw RGB in pieces, because making it in one piece takes twice its memory for a moment."""
    rows = max(1, _BAND_PIXELS // image.width)
    for top in range(0, image.height, rows):
        yield image.crop((0, top, image.width, min(top + rows, image.height))).tobytes()
