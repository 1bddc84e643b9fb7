"""Zip archives from front to back by their local headers (APPNOTE 4.3.7): inside another archive, or cut short. Runs in the worker."""

import struct
import zlib
from collections.abc import Iterator

from leakguard.collect.member import CHUNK, DAMAGED, LOCKED, METHOD, Lookahead, Member
from leakguard.errors import Unreadable

_LOCAL = b"PK\x03\x04"
_AFTER = (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x08")
_SET = (b"PK\x07\x08", b"PK00")
_DESCRIPTOR = b"PK\x07\x08"
_HEADER = struct.Struct("<2x2H4x3I2H")  # flags, method, crc, packed, size, length of name, of extra
_STORED, _DEFLATED = 0, 8
_LOCKED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800
_ZIP64, _SEE_ZIP64 = 1, 0xFFFFFFFF
_BROKEN = "The archive is damaged or cut short: the rest of it was not read."


def stream_members(stream: Lookahead) -> Iterator[Member]:
    """Raises Unreadable where reading cannot go on."""
    if stream.peek(4) in _SET:
        stream.read(4)
    while (signature := stream.read(4)) == _LOCAL:
        flags, method, crc, packed, size, name_length, extra_length = _HEADER.unpack(_exactly(stream, _HEADER.size))
        raw_name, extra = _exactly(stream, name_length), _exactly(stream, extra_length)
        name = _label(raw_name, flags)
        if _SEE_ZIP64 in (packed, size):
            packed = _zip64(extra, size == _SEE_ZIP64)
        known = not flags & _SIZES_FOLLOW
        if flags & _LOCKED or method not in (_STORED, _DEFLATED) or (method == _STORED and not known):
            yield Member(name, problem=LOCKED if flags & _LOCKED else METHOD)
            if not known:
                raise Unreadable(_BROKEN)
            _skip(stream, packed)
            continue
        end = _End(crc if known else None)
        chunks = end.check(_stored(stream, packed) if method == _STORED else _inflated(stream))
        if not name.endswith("/"):
            yield Member(name, chunks, packed if known else None)
