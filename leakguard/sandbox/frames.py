"""How parent and worker talk: a frame is a length (4 bytes, big-endian), so much JSON, and the blobs whose sizes the JSON lists.

The reading side never believes a length: each is held against a limit before one byte of it is read.
"""

import json
import struct
from collections.abc import Iterable, Sequence
from typing import IO, Any

_LENGTH = struct.Struct("!I")


class BrokenFrame(Exception):
    """The other side ended early, or said something that cannot be true."""


def write(stream: IO[bytes], header: dict[str, Any], blobs: Sequence[bytes | bytearray | memoryview] = ()) -> None:
    """Writes one frame and flushes. Raises OSError where the other side is gone."""
    encoded = json.dumps({**header, "sizes": [len(blob) for blob in blobs]}, separators=(",", ":")).encode("ascii")
    stream.write(_LENGTH.pack(len(encoded)) + encoded)
    for blob in blobs:
        stream.write(blob)
    stream.flush()


def read(stream: IO[bytes], *, header_limit: int, blob_limit: int) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Reads one frame; limits are bytes, `blob_limit` for all blobs together. Raises BrokenFrame."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > header_limit:
        raise BrokenFrame(f"a header of {length} bytes")
    try:
        header = json.loads(_exactly(stream, length))
    except (ValueError, RecursionError) as error:
        raise BrokenFrame("a header that is not JSON") from error
    sizes = header.pop("sizes", None) if isinstance(header, dict) else None
    if not isinstance(sizes, list) or not all(type(size) is int and size >= 0 for size in sizes):
        raise BrokenFrame("a header without sizes")
    if sum(sizes) > blob_limit:
        raise BrokenFrame(f"blobs of {sum(sizes)} bytes")
    return header, _blobs(stream, sizes)


def _blobs(stream: IO[bytes], sizes: Iterable[int]) -> tuple[bytes, ...]:
    return tuple(_exactly(stream, size) for size in sizes)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise BrokenFrame("the end came early")
    return data
