"""Zip archives by their central directory. Runs in the worker."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from leakguard.collect.member import LINK, LOCKED, METHOD, SPECIAL, Member, pieces
from leakguard.errors import Unreadable

_LARGEST_DIRECTORY = 32 * 1024 * 1024
"""Bytes of a central directory, which zipfile reads at once: some 200,000 members with long names."""

_LOCKED, _UTF8 = 0x1, 0x800  # general purpose bits 0 and 11, APPNOTE 4.4.4


def zip_members(file: BinaryIO) -> Iterator[Member]:
    """Raises zipfile.BadZipFile before the first member where there is no directory to read."""
    archive = zipfile.ZipFile(_Bounded(file))
    for entry in archive.infolist():
        if not entry.is_dir():
            yield _member(archive, entry)


class _Bounded:
    """The file, refusing to read a directory of any size at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if size > _LARGEST_DIRECTORY:
            raise Unreadable("Its list of files is larger than can be read safely.")
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    name = _label(entry)
    mode = entry.external_attr >> 16
    if stat.S_ISLNK(mode):
        return Member(name, problem=LINK)
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return Member(name, problem=SPECIAL)
    if entry.flag_bits & _LOCKED:
        return Member(name, problem=LOCKED)
    try:
        return Member(name, pieces(archive.open(entry)), entry.compress_size)
    except NotImplementedError:
        return Member(name, problem=METHOD)


def _label(entry: zipfile.ZipInfo) -> str:
    """Many programs write UTF-8 without saying so; zipfile takes that for the code page of old PCs."""
    name = entry.orig_filename
    if entry.flag_bits & _UTF8:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name
