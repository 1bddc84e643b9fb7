"""The encrypted form of an object: ChaCha20-Poly1305 in chunks, padded so that its size says little.

Every object has a key of its own. Chunk i holds 64 KiB of plaintext under the nonce (i as 11 bytes, big-endian; then 1
for the last chunk, else 0), as in STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015): cutting, swapping, repeating or
appending chunks does not authenticate. The true length is associated data of the last chunk and is kept in the index;
zeros follow the data up to the padded length.
"""

from collections.abc import Generator, Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
FLOOR_BYTES = 4096
"""Shorter objects are padded to one disk block: it costs no room and hides the length of notes and headers."""

_ZEROS = bytes(CHUNK_BYTES)


class BrokenStream(Exception):
    """The encrypted bytes are not what was written; the text is a plain clause."""


def padded(length: int) -> int:
    """Padmé (Nikitin et al., PURBs, 2019): leaks O(log log length) bits of the length, adds at most 12 %."""
    length = max(length, FLOOR_BYTES)
    exponent = length.bit_length() - 1
    hidden_bits = exponent - exponent.bit_length()
    mask = (1 << hidden_bits) - 1
    return (length + mask) & ~mask


def sealed_size(length: int) -> int:
    """Bytes on disk of an object of `length` bytes."""
    whole = padded(length)
    return whole + TAG_BYTES * -(-whole // CHUNK_BYTES)


def seal(key: bytes, data: Iterable[bytes]) -> Generator[bytes, None, int]:
    """Yield the encrypted chunks of `data`; the generator's return value is the true length. Holds one chunk at a time."""
    cipher = ChaCha20Poly1305(key)
    counted = _Counted(data)
    chunks = _chunks(counted)
    held = next(chunks)
    counter = 0
    for chunk in chunks:
        yield cipher.encrypt(_nonce(counter, last=False), held, None)
        held, counter = chunk, counter + 1
    yield cipher.encrypt(_nonce(counter, last=True), held, _length_bytes(counted.length))
    return counted.length


def unseal(key: bytes, length: int, file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield the plaintext of a file of `size` bytes, chunk by authenticated chunk. Raises BrokenStream."""
    if size != sealed_size(length):
        raise BrokenStream(f"its file has {size} bytes in place of {sealed_size(length)}")
    cipher = ChaCha20Poly1305(key)
    whole = padded(length)
    last = (whole - 1) // CHUNK_BYTES
    for counter in range(last + 1):
        start = counter * CHUNK_BYTES
        block = file.read(min(CHUNK_BYTES, whole - start) + TAG_BYTES)
        final = counter == last
        try:
            chunk = cipher.decrypt(_nonce(counter, last=final), block, _length_bytes(length) if final else None)
        except InvalidTag as error:
            raise BrokenStream(f"its bytes from {start} on were changed") from error
        if start < length:
            yield chunk[: length - start]


class _Counted:
    """The data, then zeros up to the padded length; `length` is what was data."""

    def __init__(self, data: Iterable[bytes]) -> None:
        self.data = data
        self.length = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.data:
            self.length += len(piece)
            yield piece
        missing = padded(self.length) - self.length
        while missing > 0:
            yield _ZEROS[:missing]
            missing -= CHUNK_BYTES


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes | memoryview]:
    """The same bytes in chunks of CHUNK_BYTES; only the last may be shorter."""
    held = bytearray()
    for piece in pieces:
        rest = memoryview(piece)
        if held:
            wanted = CHUNK_BYTES - len(held)
            held += rest[:wanted]
            rest = rest[wanted:]
            if len(held) < CHUNK_BYTES:
                continue
            yield bytes(held)
            held.clear()
        while len(rest) >= CHUNK_BYTES:
            yield rest[:CHUNK_BYTES]
            rest = rest[CHUNK_BYTES:]
        held += rest
    if held:
        yield bytes(held)


def _nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + bytes([last])


def _length_bytes(length: int) -> bytes:
    return length.to_bytes(8, "big")
