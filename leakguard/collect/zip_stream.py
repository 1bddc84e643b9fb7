"""Zip archives from front to back, by their local headers (APPNOTE 4.3.7). Runs in the worker.

For a zip inside another archive, which cannot be seeked, and for one whose directory at the end is missing.
"""

import encodings.cp437  # noqa: F401 -- a worker cannot load it later
import struct
import zlib
from collections.abc import Iterator

from leakguard.collect.member import CHUNK, DAMAGED, LOCKED, METHOD, REST, Lookahead, Member
from leakguard.errors import Unreadable

_LOCAL = b"PK\x03\x04"
_AFTER_MEMBERS = (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x08")
_SET = (b"PK\x07\x08", b"PK00")
_DESCRIPTOR = b"PK\x07\x08"
_HEADER = struct.Struct("<2xHH4xIIIHH")  # flags, method, checksum, packed, size, length of the name, of the extra field
_STORED, _DEFLATED = 0, 8
_LOCKED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800  # general purpose bits 0, 3 and 11, APPNOTE 4.4.4
_ZIP64, _SEE_ZIP64 = 1, 0xFFFFFFFF  # APPNOTE 4.5.3


def stream_members(stream: Lookahead) -> Iterator[Member]:
    """Raises Unreadable where reading cannot go on."""
    if stream.peek(4) in _SET:
        stream.read(4)
    while stream.peek(4) == _LOCAL:
        stream.read(4)
        flags, method, checksum, packed, size, name_length, extra_length = _HEADER.unpack(_exactly(stream, _HEADER.size))
        name = _label(_exactly(stream, name_length), flags)
        extra = _exactly(stream, extra_length)
        if packed == _SEE_ZIP64:
            packed = _zip64(extra, size == _SEE_ZIP64)
        body = _Body(stream, method, None if flags & _SIZES_FOLLOW else packed, checksum)
        if flags & _LOCKED:
            yield Member(name, problem=LOCKED)
        elif not body.readable:
            yield Member(name, problem=METHOD)
        elif not name.endswith("/"):
            yield Member(name, body, body.left)
        body.skip()
    if stream.peek(4) not in _AFTER_MEMBERS:
        raise Unreadable(REST)


class _Body:
    """The bytes of one member; `left` is what is left of them in the archive, None where only their end tells."""

    def __init__(self, stream: Lookahead, method: int, left: int | None, checksum: int) -> None:
        self._stream, self._method, self._checksum, self._ended = stream, method, checksum, False
        self.left = left

    @property
    def readable(self) -> bool:
        return self._method == _DEFLATED or (self._method == _STORED and self.left is not None)

    def __iter__(self) -> Iterator[bytes]:
        sum_ = 0
        for chunk in self._inflated() if self._method == _DEFLATED else self._stored():
            sum_ = zlib.crc32(chunk, sum_)
            yield chunk
        if self.left is None:
            self._checksum = self._descriptor()
        self._ended = True
        if sum_ != self._checksum:
            raise Unreadable(DAMAGED)

    def skip(self) -> None:
        """Goes to the end of what has not been read. Raises Unreadable where that end is not known."""
        while self.left and self._stream.peek(1):
            self.left -= len(self._stream.read(min(self.left, CHUNK)))
        if self.left or (self.left is None and not self._ended):
            raise Unreadable(REST)

    def _stored(self) -> Iterator[bytes]:
        while self.left:
            chunk = self._stream.read(min(self.left, CHUNK))
            if not chunk:
                raise Unreadable(DAMAGED)
            self.left -= len(chunk)
            yield chunk

    def _inflated(self) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        while not inflater.eof:
            packed = self._stream.peek(CHUNK if self.left is None else min(self.left, CHUNK))
            chunk = inflater.decompress(packed, CHUNK)
            taken = len(packed) - len(inflater.unconsumed_tail) - len(inflater.unused_data)
            self._stream.read(taken)
            if self.left is not None:
                self.left -= taken
            if chunk:
                yield chunk
            elif not taken and not inflater.eof:
                raise Unreadable(DAMAGED)

    def _descriptor(self) -> int:
        """Reads the data descriptor (APPNOTE 4.3.9), whose signature is optional and whose sizes have 4 or 8 bytes each."""
        if self._stream.peek(4) == _DESCRIPTOR:
            self._stream.read(4)
        checksum = int.from_bytes(_exactly(self._stream, 4), "little")
        short = self._stream.peek(10)[8:] == b"PK"
        self._stream.read(8 if short else 16)
        return checksum


def _zip64(extra: bytes, size_first: bool) -> int:
    """The packed size from the ZIP64 field. Raises Unreadable."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _ZIP64:
            return int.from_bytes(extra[4:][8:16] if size_first else extra[4:][:8], "little")
        extra = extra[4 + length :]
    raise Unreadable(REST)


def _label(raw: bytes, flags: int) -> str:
    """Many programs write UTF-8 without saying so."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "surrogateescape") if flags & _UTF8 else raw.decode("cp437")


def _exactly(stream: Lookahead, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise Unreadable(REST)
    return data
