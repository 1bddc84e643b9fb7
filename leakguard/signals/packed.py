"""A sketch as bytes, in less than 100 KB. Version 1, little-endian:

    magic "LGSK", version (1 byte), 3 zero bytes, width and height (float32), number of features, and the lengths of the two
    last parts (uint32 each)
    for each feature x and y in 1/65535 (uint16 each), log2 of the size and the angle in steps (uint8 each), word (uint16),
    signature (2 x uint64)
    descriptions, 4 bits a number, deflated
    the small grey version, as a JPEG

Read only where it comes from the vault, which authenticates it.
"""

import struct
import zlib
from functools import partial

import cv2
import numpy as np

from leakguard.errors import Damaged, UnknownVersion
from leakguard.signals.local import LENGTH
from leakguard.signals.scale_space import Floats
from leakguard.signals.sketch import Grey, Sketch, Trace

_HEAD = struct.Struct("<4sB3xffIII")
_MAGIC, _VERSION = b"LGSK", 1
_FEATURE = np.dtype([("x", "<u2"), ("y", "<u2"), ("size", "u1"), ("angle", "u1"), ("word", "<u2"), ("signature", "<u8", (2,))])
_SIZES = 20
"""Steps per doubling of the size: 1.7 % at most are lost."""
_SMALLEST = -12
"""log2 of the size that the first step stands for."""
_ANGLES = 256 / (2 * np.pi)
_FOUR_BITS = 44
"""By this a number of a description is multiplied: 15 is then .34, the largest seen. The cosine to the exact one is .997."""
_LARGEST = 100_000
"""Bytes of a sketch at the most."""
_JPEG_QUALITIES = range(90, 20, -10)
"""The first is taken that keeps within this: only pictures that are all grain need another than the first."""


def pack(sketch: Sketch) -> bytes:
    """The sketch as bytes."""
    trace = sketch.trace
    features = np.zeros(len(trace.x), _FEATURE)
    features["x"], features["y"] = (np.clip(np.round(axis * 65535), 0, 65535) for axis in (trace.x, trace.y))
    features["size"] = np.clip(np.round((np.log2(trace.size) - _SMALLEST) * _SIZES), 0, 255)
    features["angle"] = np.round(trace.angle % (2 * np.pi) * _ANGLES).astype(int) % 256
    features["word"], features["signature"] = trace.words, trace.signatures
    numbers = np.minimum(np.round(sketch.descriptions * _FOUR_BITS), 15).astype(np.uint8)
    descriptions = zlib.compress((numbers[:, ::2] << 4 | numbers[:, 1::2]).tobytes(), 9)
    room = _LARGEST - _HEAD.size - features.nbytes - len(descriptions)
    small = next((jpeg for jpeg in map(partial(_jpeg, sketch.small), _JPEG_QUALITIES) if len(jpeg) <= room), None)
    small = _jpeg(sketch.small, _JPEG_QUALITIES[-1]) if small is None else small
    head = _HEAD.pack(_MAGIC, _VERSION, sketch.width, sketch.height, len(features), len(descriptions), len(small))
    return b"".join((head, features.tobytes(), descriptions, small))


def _jpeg(picture: Grey, quality: int) -> bytes:
    return cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, quality))[1].tobytes()


def unpack_trace(data: bytes) -> tuple[float, float, Trace, Grey]:
    """Width, height, features and the small version, without the descriptions, which take most of the time. Raises Damaged."""
    width, height, trace, _, small = _parts(data)
    return width, height, trace, _picture(small)


def unpack(data: bytes) -> Sketch:
    """The whole sketch. Raises Damaged, UnknownVersion."""
    width, height, trace, descriptions, small = _parts(data)
    try:
        pairs = np.frombuffer(zlib.decompress(descriptions), np.uint8).reshape(len(trace.x), LENGTH // 2)
    except (zlib.error, ValueError) as error:
        raise _damaged() from error
    numbers = np.stack([pairs >> 4, pairs & 15], 2).reshape(-1, LENGTH).astype(np.float32)
    lengths = np.maximum(np.linalg.norm(numbers, axis=1, keepdims=True), 1e-6)
    return Sketch(width, height, trace, np.asarray(numbers / lengths, np.float32), _picture(small))


def _parts(data: bytes) -> tuple[float, float, Trace, bytes, bytes]:
    try:
        magic, version, width, height, count, described, pictured = _HEAD.unpack_from(data)
    except struct.error as error:
        raise _damaged() from error
    if magic == _MAGIC and version != _VERSION:
        raise UnknownVersion("An original was enrolled by a newer leakguard.", "Update leakguard.")
    start = _HEAD.size + count * _FEATURE.itemsize
    if magic != _MAGIC or len(data) != start + described + pictured:
        raise _damaged()
    features = np.frombuffer(data, _FEATURE, count, _HEAD.size)
    trace = Trace(
        _floats(features["x"] / 65535),
        _floats(features["y"] / 65535),
        _floats(np.exp2(features["size"] / _SIZES + _SMALLEST)),
        _floats(features["angle"] / _ANGLES),
        features["word"].copy(),
        features["signature"].copy(),
    )
    return width, height, trace, data[start : start + described], data[start + described :]


def _floats(values: np.ndarray) -> Floats:
    return np.asarray(values, np.float32)


def _picture(jpeg: bytes) -> Grey:
    small = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE) if jpeg else None
    if small is None:
        raise _damaged()
    return np.asarray(small)


def _damaged() -> Damaged:
    return Damaged("What is kept of an original is damaged.", "Add the same file again with: leakguard add FILE")
