"""Tar archives from front to back, any of their formats. Runs in the worker."""

import tarfile
from collections.abc import Iterator
from typing import IO, Self, cast

from leakguard.collect.member import LINK, METHOD, REST, SPECIAL, Member, Readable, pieces
from leakguard.errors import Unreadable

_LONGEST_HEADER = 1024 * 1024
"""Bytes of a long name or of a pax header; tarfile reads these into memory whatever they claim."""

_HEADERS = {
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
}


class _Header(tarfile.TarInfo):
    """Where tarfile takes a broken header for the end of the archive, or believes a size, this says that something is wrong."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        header = super().frombuf(buf, encoding, errors)
        if header.size < 0 or (header.type in _HEADERS and header.size > _LONGEST_HEADER):
            raise Unreadable(REST)
        return header

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile)
        except _END:
            raise
        except _WRONG as error:
            raise Unreadable(REST) from error


class _Ending:
    """The stream, saying so when somebody goes on reading at its end: tarfile skips over a size of any length step by step."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._ended = False

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        if not data and self._ended:
            raise Unreadable(REST)
        self._ended = not data
        return data


# typeshed does not know this one.
_END: type[Exception] = tarfile.EOFHeaderError  # type: ignore[attr-defined]
_WRONG = (tarfile.HeaderError, tarfile.StreamError)


def tar_members(stream: Readable) -> Iterator[Member]:
    """Raises Unreadable, or what tarfile raises, where reading cannot go on."""
    with tarfile.open(
        fileobj=cast(IO[bytes], _Ending(stream)),
        mode="r|",
        bufsize=256 * 1024,
        tarinfo=_Header,
        encoding="utf-8",
        errors="surrogateescape",
    ) as archive:
        while (header := archive.next()) is not None:
            # tarfile keeps every header; typeshed does not know the list.
            archive.members.clear()  # type: ignore[attr-defined]
            if not header.isdir():
                yield _member(archive, header)


def _member(archive: tarfile.TarFile, header: tarfile.TarInfo) -> Member:
    if header.issym() or header.islnk():
        return Member(header.name, problem=LINK)
    if not header.isfile() or header.size < 0:
        return Member(header.name, problem=SPECIAL)
    file = None if header.issparse() else archive.extractfile(header)
    return Member(header.name, pieces(file)) if file else Member(header.name, problem=METHOD)
