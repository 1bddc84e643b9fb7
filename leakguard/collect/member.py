"""What the readers of the different archives have in common. Runs in the worker."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

CHUNK = 1024 * 1024

LINK = "This is a link inside the archive. Links are not followed."
SPECIAL = "This is a device or a pipe inside the archive, not a file."
LOCKED = "This file is locked with a password inside the archive. Unpack it yourself and check the folder."
METHOD = "This file is packed in a way that is not opened here. Unpack the archive yourself and check the folder."
DAMAGED = "It is damaged or cut short."
REST = "The archive is damaged or cut short: the rest of it was not read."


class Readable(Protocol):
    """All that reading an archive from front to back needs."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Member:
    """A file in an archive. `name` is a label, never a path to write to. `packed` is its size in the archive where known.

    Either `problem` says why there is nothing to read, or `chunks` are its bytes: to be read before the next member is asked for.
    """

    name: str
    chunks: Iterable[bytes] = ()
    packed: int | None = None
    problem: str = ""


def pieces(file: Readable | BinaryIO) -> Iterator[bytes]:
    """All of a file, CHUNK bytes at a time."""
    while chunk := file.read(CHUNK):
        yield chunk


class Lookahead:
    """Chunks as a file that can only be read forward, but can be looked into.

    Where the chunks end in an error, everything before it is given first.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held, self._at = b"", 0
        self._error: Exception | None = None

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, fewer only at the end; they stay to be read."""
        while len(self._held) - self._at < size and (chunk := self._next()):
            self._held, self._at = self._held[self._at :] + chunk, 0
        return self._held[self._at : self._at + size]

    def read(self, size: int, /) -> bytes:
        """The next `size` bytes, fewer only at the end."""
        taken = self.peek(size)
        self._at += len(taken)
        if not taken and self._error:
            raise self._error
        return taken

    def rest(self) -> Iterator[bytes]:
        """All that is left, as it comes."""
        while chunk := self.peek(1) and self._held[self._at :]:
            self._held, self._at = b"", 0
            yield chunk
        if self._error:
            raise self._error

    def _next(self) -> bytes:
        """The next chunk that is not empty; nothing at the end or after an error."""
        if self._error is None:
            try:
                return next(filter(None, self._chunks), b"")
            except Exception as error:
                self._error = error
        return b""
