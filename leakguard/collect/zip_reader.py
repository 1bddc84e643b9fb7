"""Zip archives by their central directory, or without it where it is missing, broken or too large. Runs in the worker."""

import stat
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from leakguard.collect.member import DAMAGED, LINK, LOCKED, METHOD, SPECIAL, Lookahead, Member, pieces
from leakguard.collect.zip_stream import stream_members

_LARGEST_DIRECTORY = 32 * 1024 * 1024
"""Bytes of a central directory, which zipfile reads and keeps at once: some 200,000 members with long names."""

_LOCKED, _UTF8 = 0x1, 0x800  # general purpose bits 0 and 11, APPNOTE 4.4.4


def zip_members(file: BinaryIO) -> tuple[Iterator[Member], int | None]:
    """All members, and how many the directory names, if there is one. `file` is seekable. Raises Unreadable while reading."""
    try:
        archive = zipfile.ZipFile(cast(BinaryIO, _Bounded(file)))
    except Exception:
        # Whatever zipfile finds wrong with the directory, the members may still be there, one after the other.
        file.seek(0)
        return stream_members(Lookahead(pieces(file))), None
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    return (_member(archive, entry) for entry in entries), len(entries)


class _Bounded:
    """The file, refusing to hand over a directory of any size at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if size > _LARGEST_DIRECTORY:
            raise MemoryError
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    name, mode = _label(entry), entry.external_attr >> 16
    if stat.S_ISLNK(mode):
        return Member(name, problem=LINK)
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return Member(name, problem=SPECIAL)
    if entry.flag_bits & _LOCKED:
        return Member(name, problem=LOCKED)
    try:
        return Member(name, pieces(archive.open(entry)), entry.compress_size)
    except NotImplementedError:  # so zipfile calls a way of packing that it does not know
        return Member(name, problem=METHOD)
    except Exception:
        return Member(name, problem=DAMAGED)


def _label(entry: zipfile.ZipInfo) -> str:
    """Many programs write UTF-8 without saying so; zipfile takes that for the code page of old PCs."""
    name = entry.orig_filename
    if entry.flag_bits & _UTF8:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name
