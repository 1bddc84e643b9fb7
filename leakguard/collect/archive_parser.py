"""Takes an archive apart, archives inside it too, without writing anything. Runs in the worker, through `Sandbox.stream`."""

import bz2
import gzip
import lzma
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

from leakguard.collect.archive_kind import HEAD, UNPACK_YOURSELF, ArchiveKind, archive_kind
from leakguard.collect.member import CHUNK, DAMAGED, REST, Lookahead, Member, pieces
from leakguard.collect.tar_reader import tar_members
from leakguard.collect.zip_reader import zip_members
from leakguard.collect.zip_stream import stream_members
from leakguard.errors import Unreadable

Frame = tuple[dict[str, Any], Iterable[bytes]]

_MIB = 1024 * 1024
_GIB = 1024 * _MIB

_DEEP = "Archives inside archives are opened three deep. Unpack it yourself and check the folder."
_BOMB = "It unpacks to far more than a file of its size should, so it was left."
_TOO_LONG = "It is larger than is read from an archive. Unpack it yourself and check the folder."
_MEMORY = "Reading it would need more memory than is allowed. Unpack it yourself and check the folder."
_TOO_MANY = "The archive holds more than {:,} files. The rest was not read: unpack it yourself and check the folder."
_TOO_MUCH = "The archive unpacks to far more than its size should. The rest was not read."

_DECOMPRESS: dict[ArchiveKind, Callable[[Any], Any]] = {
    ArchiveKind.GZIP: lambda file: gzip.GzipFile(fileobj=file),
    ArchiveKind.BZIP2: bz2.BZ2File,
    ArchiveKind.XZ: lzma.LZMAFile,
}


@dataclass(frozen=True)
class Caps:
    """What one archive may come to, those nested in it counted in; bytes are unpacked bytes.

    Pictures and videos hardly shrink, while deflate can reach 1 : 1032 (zlib's technical details). A member may have `free`
    bytes, so that a blank scan is no bomb, and `ratio` times its packed size beyond; all members together `bombs` times as much
    as the size of the archive allows in that way, so that a single bomb does not hide what comes after it.
    """

    members: int = 100_000
    member_bytes: int = 16 * _GIB
    total_bytes: int = 256 * _GIB
    free: int = 64 * _MIB
    ratio: int = 25
    bombs: int = 4
    depth: int = 3


def read_archive(file: BinaryIO, options: dict[str, Any]) -> Iterator[Frame]:
    """Yields each member as `{"name": label}` with its bytes; labels of nested ones are `inner!member`.

    `{"name": label, "problem": sentence}` stands for one that could not be read, with an empty label for the archive itself;
    `{"cut": sentence}` follows a member whose bytes are not all there or not sound. Each has `"of"` too, the number of members
    of the outermost archive, where its directory tells. `options` override Caps.
    """
    size = file.seek(0, 2)
    file.seek(0)
    reader = _Reader(Caps(**options), size)
    try:
        for meta, chunks in reader.archive(partial(reader.outermost, file), "", 1):
            yield meta if reader.listed is None else {**meta, "of": reader.listed}, chunks
    except _Enough as enough:
        yield {"name": "", "problem": str(enough)}, ()


class _Enough(BaseException):
    """A cap of the whole archive is reached. Not an Exception: nothing below may take it for a broken member and go on."""


class _Reader:
    def __init__(self, caps: Caps, size: int) -> None:
        self._caps = caps
        self._members = 0
        self.listed: int | None = None
        self._left = min(caps.total_bytes, caps.bombs * (caps.free + caps.ratio * size))

    def archive(self, members: Callable[[], Iterator[Member]], label: str, depth: int) -> Iterator[Frame]:
        """All of one archive; a failure to read on becomes a frame."""
        try:
            for member in members():
                self._members += 1
                if self._members > self._caps.members:
                    raise _Enough(_TOO_MANY.format(self._caps.members))
                name = f"{label}!{member.name}" if label else member.name
                yield from self._member(member, name, depth)
        except Exception as error:
            yield _problem(label, error, REST)

    def _member(self, member: Member, name: str, depth: int) -> Iterator[Frame]:
        if member.problem:
            yield {"name": name, "problem": member.problem}, ()
            return
        stream = Lookahead(self._capped(member))
        try:
            kind = archive_kind(stream.peek(HEAD))
        except Exception as error:
            yield _problem(name, error)
            return
        if kind is None:
            yield from _file(name, stream)
        elif kind in (ArchiveKind.RAR, ArchiveKind.SEVEN_ZIP):
            yield {"name": name, "problem": UNPACK_YOURSELF.format(kind)}, ()
        elif depth == self._caps.depth:
            yield {"name": name, "problem": _DEEP}, ()
        else:
            yield from self.archive(partial(self._members_of, kind, stream), name, depth + 1)

    def outermost(self, file: BinaryIO) -> Iterator[Member]:
        kind = archive_kind(file.read(HEAD))
        file.seek(0)
        if kind is not ArchiveKind.ZIP:
            return self._members_of(kind, Lookahead(pieces(file)))
        members, self.listed = zip_members(file)
        return members

    def _members_of(self, kind: ArchiveKind | None, stream: Lookahead) -> Iterator[Member]:
        if kind is ArchiveKind.ZIP:
            return stream_members(stream)
        if kind is ArchiveKind.TAR:
            return tar_members(stream)
        if kind not in _DECOMPRESS:
            raise Unreadable("It is not an archive that is opened here.")
        # read1: what was unpacked before an error is not lost.
        read = _DECOMPRESS[kind](stream).read1
        unpacked = Lookahead(self._capped(Member("", iter(partial(read, CHUNK), b""))))
        if archive_kind(unpacked.peek(HEAD)) is ArchiveKind.TAR:
            return tar_members(unpacked)
        return iter([Member("content", unpacked.rest())])

    def _capped(self, member: Member) -> Iterator[bytes]:
        """The member's bytes. Raises Unreadable beyond what one member may have, _Enough beyond what all may."""
        size, caps = 0, self._caps
        bearable = caps.member_bytes if member.packed is None else caps.free + caps.ratio * member.packed
        for chunk in member.chunks:
            size += len(chunk)
            self._left -= len(chunk)
            if self._left < 0:
                raise _Enough(_TOO_MUCH)
            if size > caps.member_bytes:
                raise Unreadable(_TOO_LONG)
            if size > bearable:
                raise Unreadable(_BOMB)
            yield chunk


def _file(name: str, stream: Lookahead) -> Iterator[Frame]:
    failed: list[Exception | _Enough] = []

    def chunks() -> Iterator[bytes]:
        try:
            yield from stream.rest()
        except (Exception, _Enough) as error:
            failed.append(error)

    yield {"name": name}, chunks()
    for error in failed:
        yield {"cut": _sentence(error)}, ()
        if isinstance(error, _Enough):
            raise error


def _problem(name: str, error: Exception, otherwise: str = DAMAGED) -> Frame:
    return {"name": name, "problem": _sentence(error, otherwise)}, ()


def _sentence(error: Exception | _Enough, otherwise: str = DAMAGED) -> str:
    if isinstance(error, Unreadable):
        return error.message
    if isinstance(error, _Enough):
        return _BOMB
    return _MEMORY if isinstance(error, MemoryError) else otherwise
