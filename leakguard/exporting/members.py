"""The files of a bundle as a stranger hands it over, in a folder or a zip file: read where they are, never extracted by name.

What could lead out of the bundle or fool a reader is reported and not opened: links, devices, names that climb out, the same name
twice, locked or overblown members.
"""

import os
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from leakguard.errors import NotFound, Unreadable
from leakguard.model.verification import Answer, Check

MAX_FILES = 100_000
MAX_TOTAL = 1024**3
MAX_RATIO = 200
"""A zip file may hold MAX_TOTAL bytes, or this many times its own size if that is more. Evidence is mostly packed already; text
packs about ten times, a bomb a thousand times."""
_PIECE = 1024 * 1024
_UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
"""What reading a member can raise; a wrong password is zipfile's RuntimeError, an unknown way of packing its
NotImplementedError."""
_LOCKED = 0x1


class Source(Protocol):
    """Where the bytes of a member come from."""

    def open(self, name: str) -> BinaryIO: ...


@dataclass
class Members:
    """Names with their sizes in bytes, and what was found wrong while listing them. Not for use after `opened` has ended."""

    sizes: dict[str, int]
    failures: tuple[Check, ...]
    source: Source
    _digests: dict[str, str] = field(default_factory=dict)
    _problems: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.sizes)

    def size(self, name: str) -> int:
        return self.sizes[name]

    def open(self, name: str) -> BinaryIO:
        return self.source.open(name)

    def read(self, name: str, limit: int) -> bytes:
        """The content of a small file; empty where it is missing, unreadable or larger than `limit` bytes."""
        if self.sizes.get(name, limit + 1) > limit:
            return b""
        try:
            with self.open(name) as file:
                return file.read(self.sizes[name])  # a larger number would reserve that much memory at once
        except _UNREADABLE:
            return b""

    def digest(self, name: str) -> str:
        """SHA-256 in lower-case hex, reckoned once; empty where it cannot be read."""
        if name not in self._digests:
            self._digests[name] = self._hash(name)
        return self._digests[name]

    def problem(self, name: str) -> str:
        """Why a file cannot be read, as a sentence; empty where it can."""
        return "" if self.digest(name) else "It cannot be read: it is damaged, locked, or packed in an unknown way."

    def _hash(self, name: str) -> str:
        hasher = sha256()
        try:
            with self.open(name) as file:
                while piece := file.read(_PIECE):
                    hasher.update(piece)
        except _UNREADABLE:
            return ""
        return hasher.hexdigest()


@contextmanager
def opened(place: Path | BinaryIO) -> Iterator[Members]:
    """A folder, a zip file, or the open content of one that was locked.

    Raises NotFound where there is nothing, Unreadable for what is neither a folder nor a zip file.
    """
    if isinstance(place, Path) and place.is_dir():
        yield _in_folder(place)
    elif isinstance(place, Path) and not place.exists():
        raise NotFound(f"There is nothing at {place}.", "Check the path.")
    else:
        try:
            archive = zipfile.ZipFile(place)
        except (*_UNREADABLE, ValueError) as error:
            what = place if isinstance(place, Path) else "What was locked"
            raise Unreadable(
                f"{what} is neither a folder nor a zip file that can be read.", "Unpack it and try again."
            ) from error
        with archive:
            yield _in_zip(archive, place.stat().st_size if isinstance(place, Path) else place.seek(0, os.SEEK_END))


@dataclass(frozen=True)
class _Folder:
    root: Path

    def open(self, name: str) -> BinaryIO:
        return self.root.joinpath(*name.split("/")).open("rb")


def _in_folder(root: Path) -> Members:
    sizes: dict[str, int] = {}
    failures: list[Check] = []
    waiting = [root]
    while waiting and len(sizes) <= MAX_FILES:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            failures.append(_wrong(_name(folder, root), "The folder cannot be read."))
            continue
        for entry in entries:
            path = folder / entry.name
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                waiting.append(path)
            elif stat.S_ISREG(mode):
                sizes[_name(path, root)] = entry.stat(follow_symlinks=False).st_size
            else:
                failures.append(_wrong(_name(path, root), "It is a link or a device, not a file: it was not opened."))
    if waiting:
        failures.append(_wrong("bundle", f"It holds more than {MAX_FILES} files: not all were looked at."))
    return Members(dict(sorted(sizes.items())), tuple(failures), _Folder(root))


@dataclass(frozen=True)
class _Zip:
    archive: zipfile.ZipFile
    infos: dict[str, zipfile.ZipInfo]

    def open(self, name: str) -> BinaryIO:
        return cast(BinaryIO, self.archive.open(self.infos[name]))


def _in_zip(archive: zipfile.ZipFile, packed: int) -> Members:
    failures: list[Check] = []
    infos: dict[str, zipfile.ZipInfo] = {}
    everything = archive.infolist()
    root = _root([info.filename for info in everything])
    room = max(MAX_TOTAL, packed * MAX_RATIO)
    for info in everything[:MAX_FILES]:
        name = info.filename.removeprefix(root)
        room -= info.file_size
        if why := _zip_problem(info, inside=info.filename.startswith(root), room=room):
            failures.append(_wrong(info.filename, why))
        elif not info.is_dir():
            infos[name] = info
    counted = Counter(info.filename.lower() for info in everything)
    failures += [_wrong(name, "The same name is there twice.") for name, times in counted.items() if times > 1]
    if len(everything) > MAX_FILES:
        failures.append(_wrong("bundle", f"It holds more than {MAX_FILES} files: not all were looked at."))
    return Members({name: infos[name].file_size for name in sorted(infos)}, tuple(failures), _Zip(archive, infos))


def _zip_problem(info: zipfile.ZipInfo, *, inside: bool, room: int) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    parts = info.filename.removesuffix("/").split("/")
    if "\0" in info.orig_filename or "\\" in info.filename or ":" in info.filename or {"", ".", ".."} & set(parts):
        return "Its name leads out of the bundle: it was not opened."
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "It is a link or a device, not a file: it was not opened."
    if info.flag_bits & _LOCKED:
        return "It is locked with a password: it was not opened."
    if room < 0:
        return "The zip file would unpack to far more than evidence does: it was not opened."
    return "" if inside or info.is_dir() else "Unexpected: it stands beside the bundle."


def _root(filenames: list[str]) -> str:
    """The folder inside the zip file that is the bag, with its slash; empty where the bag is not in a folder."""
    roots = [name.removesuffix("bagit.txt") for name in filenames if name == "bagit.txt" or name.endswith("/bagit.txt")]
    shallow = sorted(roots, key=lambda root: (root.count("/"), root))
    return shallow[0] if shallow and shallow[0].count("/") <= 1 else ""


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _wrong(item: str, why: str) -> Check:
    return Check("bundle", item, Answer.NO, why)
