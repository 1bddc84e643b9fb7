"""Hostile bytes to upright RGB arrays: asks the worker, and believes none of its sizes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leakguard.errors import Unreadable
from leakguard.imaging.caps import MAX_FRAME_PIXELS, MAX_TOTAL_PIXELS
from leakguard.sandbox.pool import Sandbox

SHORTEST = 512
"""Pixels of the shorter side below which nothing is reduced: PDQ then moves by 3.8 bits on average and was never seen to move by
more than 14; decoded at an eighth of the size it moves by up to 36, more than the 31 that make a copy."""

TIMEOUT = 10.0
"""Seconds per picture. 60 megapixels take 1 to 3."""

_NONSENSE = "Its reader answered with a size that cannot be true, so nothing of it was used."


@dataclass(frozen=True)
class Picture:
    """An upright picture. `rgb` is uint8 of shape (height, width, 3), smaller than `width` x `height` pixels where `reduced`."""

    rgb: NDArray[np.uint8]
    width: int
    height: int
    format: str
    frames: int
    reduced: bool


def open_picture(sandbox: Sandbox, data: bytes, *, at_least: int | None = None) -> Picture:
    """Decodes one picture, or an animation's first frame.

    With `at_least` a larger picture comes back reduced, its shorter side between once and twice that many pixels (never under
    `SHORTEST`), several times faster; without, every pixel is exact. Raises Unreadable with the reason in plain words.
    """
    options = {} if at_least is None else {"at_least": max(at_least, SHORTEST)}
    answer = sandbox.run("picture", data, timeout=TIMEOUT, **options)
    width, height, frames = (_count(answer.meta.get(key)) for key in ("width", "height", "frames"))
    (rgb,) = _arrays([answer.meta.get("shape")], answer.blobs)
    rows, columns = rgb.shape[:2]
    if (
        width * height > MAX_FRAME_PIXELS
        or rows > height
        or columns > width
        or (at_least is None and (rows, columns) != (height, width))
    ):
        raise Unreadable(_NONSENSE)
    return Picture(rgb, width, height, _name(answer.meta), frames, (rows, columns) != (height, width))


def open_frames(sandbox: Sandbox, data: bytes, *, limit: int) -> tuple[Picture, ...]:
    """The first `limit` frames of an animation in full, all together within `MAX_TOTAL_PIXELS`. Raises Unreadable."""
    answer = sandbox.run("frames", data, timeout=TIMEOUT, limit=limit)
    shapes = answer.meta.get("shapes")
    if not isinstance(shapes, list) or not 0 < len(shapes) <= limit:
        raise Unreadable(_NONSENSE)
    arrays = _arrays(shapes, answer.blobs)
    name = _name(answer.meta)
    return tuple(Picture(rgb, rgb.shape[1], rgb.shape[0], name, len(arrays), False) for rgb in arrays)


def _arrays(shapes: Sequence[object], blobs: Sequence[bytes]) -> list[NDArray[np.uint8]]:
    """Cuts the pixels, which come in pieces, into pictures of these (height, width); every byte must be accounted for."""
    sizes = [_shape(shape) for shape in shapes]
    pixels = [rows * columns for rows, columns in sizes]
    if max(pixels) > MAX_FRAME_PIXELS or sum(pixels) > MAX_TOTAL_PIXELS or sum(map(len, blobs)) != 3 * sum(pixels):
        raise Unreadable(_NONSENSE)
    joined = np.frombuffer(blobs[0] if len(blobs) == 1 else b"".join(blobs), np.uint8)
    ends = 3 * np.cumsum(pixels)
    return [part.reshape(*size, 3) for part, size in zip(np.split(joined, ends[:-1]), sizes, strict=True)]


def _shape(value: object) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise Unreadable(_NONSENSE)
    return _count(value[0]), _count(value[1])


def _count(value: object) -> int:
    if type(value) is not int or value < 1:
        raise Unreadable(_NONSENSE)
    return value


def _name(meta: dict[str, Any]) -> str:
    return str(meta.get("format", ""))[:20]
