"""PNG files by their chunks (W3C PNG, third edition): put together and taken apart without looking at a pixel."""

import struct
import zlib
from collections.abc import Iterator, Sequence

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LONGEST_DELAY = 65_535


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def animated(frames: Sequence[tuple[bytes, int]]) -> bytes:
    """Whole PNGs of one size and kind, each with the milliseconds that it is shown, as one that moves (APNG), once through.

    The pixels stay as they were packed. Those of another size or kind than the first are left out: no frame may differ.
    """
    opened = [(list(chunks(picture)), delay) for picture, delay in frames]
    header = opened[0][0][0]
    opened = [(parts, delay) for parts, delay in opened if parts[0] == header]
    out = [SIGNATURE, chunk(*header), chunk(b"acTL", struct.pack(">II", len(opened), 1))]
    number = 0
    for place, (parts, delay) in enumerate(opened):
        if place == 0:
            before = [part for part in parts[1:] if part[0] not in (b"IDAT", b"IEND")]
            out += [chunk(*part) for part in before]
        control = struct.pack(">I8sIIHHBB", number, header[1][:8], 0, 0, min(delay, _LONGEST_DELAY), 1000, 0, 0)
        out.append(chunk(b"fcTL", control))
        number += 1
        for data in (data for name, data in parts if name == b"IDAT"):
            out.append(chunk(b"IDAT", data) if place == 0 else chunk(b"fdAT", struct.pack(">I", number) + data))
            number += place > 0
    return b"".join((*out, chunk(b"IEND", b"")))


def chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and data of each. Raises ValueError for what is no whole PNG."""
    place = len(SIGNATURE)
    while picture.startswith(SIGNATURE) and place + 12 <= len(picture):
        (size,) = struct.unpack_from(">I", picture, place)
        name, data = picture[place + 4 : place + 8], picture[place + 8 : place + 8 + size]
        yield name, data
        place += 12 + size
        if name == b"IEND":
            return
    raise ValueError("not a whole PNG")
