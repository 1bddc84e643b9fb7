"""A whole case as one file, for handing over. Everything in it is encrypted; it tells as little as the case folder does.

Layout of version 1, big-endian:

    start    magic 8 | version 2 | number of files 4
    files    length of the name 1 | name (ASCII) | size 8 | bytes
    digest   SHA-256 of all before, 32

The files are `head`, `index`, then the objects by name, and no others; a name is never used as a path before it was found to be
one of these. Nothing is packed and a file cannot be a link, so that a reader needs no caps but the size of the archive itself.
The digest finds what a broken download did; what a forger does is found by the ciphers inside.
"""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from leakguard.errors import Damaged, NotFound, UnknownVersion
from leakguard.vault.files import hush, open_new, private_folder, storage_errors, sync
from leakguard.vault.head import HEAD_BYTES

MAGIC = b"\x93case\r\n\x1a"
VERSION = 1

_START = struct.Struct(">8sHI")
_SIZE = struct.Struct(">Q")
_DIGEST_BYTES = 32
_FIRST = ("head", "index")
_OBJECT = re.compile(r"objects/([0-9a-f]{2})/\1[0-9a-f]{30}")
_PIECE = 1024 * 1024

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Entry:
    """A file in an archive: `start` is where its bytes begin."""

    name: str
    start: int
    size: int


def pack(folder: Path, out: Path, progress: Progress = lambda what, done, total: None) -> str:
    """Write a closed case to the new file `out`; returns the SHA-256 of the whole archive. Raises StorageError."""
    with storage_errors():
        names = [*_FIRST, *sorted(path.relative_to(folder).as_posix() for path in folder.glob("objects/*/*"))]
        with open_new(out) as file:
            writer = _Hashing(file)
            writer.write(_START.pack(MAGIC, VERSION, len(names)))
            for done, name in enumerate(names):
                progress("packing", done, len(names))
                with (folder / name).open("rb") as source:
                    size = source.seek(0, 2)
                    source.seek(0)
                    writer.write(bytes([len(name)]) + name.encode("ascii") + _SIZE.pack(size))
                    for piece in _pieces(source, size):
                        writer.write(piece)
            writer.write(writer.digest.digest())
            file.flush()
            sync(file.fileno())
        hush(out)
    return writer.digest.hexdigest()


def unpack(archive: Path, folder: Path, progress: Progress = lambda what, done, total: None) -> str:
    """Read an archive into the new folder `folder`, which is no case before it is whole; returns the archive's SHA-256.

    Everything about its form is checked before the first file is written. Raises NotFound, Damaged, UnknownVersion, StorageError.
    """
    if not archive.is_file():
        raise NotFound(f"There is no file at {archive}.", "Give the file that was handed over to you.")
    with storage_errors(), archive.open("rb") as file:
        entries = listed(file)
        digest = _checked(file)
        private_folder(folder)
        for done, entry in enumerate([*entries[1:], entries[0]]):  # the head last: before it, this is no case
            progress("unpacking", done, len(entries))
            path = folder.joinpath(*entry.name.split("/"))
            private_folder(path.parent)
            file.seek(entry.start)
            with open_new(path) as target:
                for piece in _pieces(file, entry.size):
                    target.write(piece)
    return digest


def listed(file: BinaryIO) -> list[Entry]:
    """What is in an archive, in its order. Raises Damaged for anything that `pack` would not have written, UnknownVersion."""
    end = file.seek(0, 2) - _DIGEST_BYTES
    file.seek(0)
    start = file.read(_START.size)
    if len(start) < _START.size or not start.startswith(MAGIC):
        raise Damaged("This file is not a case that was handed over.", "Give the file that `leakguard export case` has made.")
    _, version, count = _START.unpack(start)
    if version != VERSION:
        raise UnknownVersion(
            f"This case was handed over by another leakguard (format {version}; this one reads {VERSION}).",
            "Install the current leakguard, then try again.",
        )
    entries: list[Entry] = []
    place = _START.size
    while place < end:
        file.seek(place)
        length = file.read(1)[0]
        name = file.read(length)
        size = file.read(_SIZE.size)
        place += 1 + length + _SIZE.size
        if place > end or len(entries) == count:
            raise _damaged()
        entries.append(Entry(_name(name, entries), place, _SIZE.unpack(size)[0]))
        place += entries[-1].size
    if place != end or len(entries) != count or count < len(_FIRST) or entries[0].size != HEAD_BYTES:
        raise _damaged()
    return entries


def _name(raw: bytes, before: list[Entry]) -> str:
    """Only the names that a case has, each once, in the order in which they are written."""
    name = raw.decode("ascii", "replace")
    if len(before) < len(_FIRST):
        known = name == _FIRST[len(before)]
    else:
        known = _OBJECT.fullmatch(name) is not None and (len(before) == len(_FIRST) or before[-1].name < name)
    if not known:
        raise _damaged()
    return name


def _checked(file: BinaryIO) -> str:
    """The digest of the whole archive. Raises Damaged where it does not end with the digest of what is before."""
    size = file.seek(0, 2)
    file.seek(0)
    digest = sha256()
    for piece in _pieces(file, size - _DIGEST_BYTES):
        digest.update(piece)
    ending = file.read()
    if ending != digest.digest():
        raise _damaged()
    digest.update(ending)
    return digest.hexdigest()


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size:
        piece = file.read(min(size, _PIECE))
        if not piece:
            raise _damaged()
        size -= len(piece)
        yield piece


def _damaged() -> Damaged:
    return Damaged(
        "The file that was handed over is damaged or was changed; nothing of it was taken.",
        "Ask for it again, and compare the number that came with it.",
    )


@dataclass
class _Hashing:
    file: BinaryIO

    def __post_init__(self) -> None:
        self.digest = sha256()

    def write(self, data: bytes) -> None:
        self.file.write(data)
        self.digest.update(data)
