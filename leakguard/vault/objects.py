"""Encrypted blobs as files under random names: objects/ab/<32 hex digits>.

A file appears under its name only when it is whole and on the medium, and never changes afterwards. Which names count is said by
the index alone: a file that the index does not list is the leftover of a killed run.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from leakguard.vault.files import hush, open_new, private_folder, storage_errors, sync, sync_folder
from leakguard.vault.keys import KEY_BYTES, Random
from leakguard.vault.stream import BrokenStream, seal, unseal

_NAME_BYTES = 16
_COPY_BYTES = 1024 * 1024
_TRIES = 8


@dataclass(frozen=True, repr=False)
class Stored:
    """Where an object lies and what opens it; `size` is its true length in bytes."""

    name: str
    key: bytes
    size: int


class Objects:
    """The files of one case. Knows nothing of records."""

    def __init__(self, case: Path, random: Random) -> None:
        self._objects = case / "objects"
        self._scratch = case / "tmp"
        self._random = random

    def path(self, name: str) -> Path:
        return self._objects / name[:2] / name

    def scratch(self) -> Path:
        """A fresh name in tmp/; what a killed run leaves there is collected later."""
        with storage_errors():
            private_folder(self._scratch)
        return self._scratch / self._random(_NAME_BYTES).hex()

    def write(self, data: Iterable[bytes]) -> Stored:
        """Store under a fresh key and name; returns once the file is on the medium. Raises StorageError, what `data` raises."""
        key = self._random(KEY_BYTES)
        size = 0

        def sealed() -> Iterator[bytes]:
            nonlocal size
            size = yield from seal(key, data)

        name = self._place(sealed())
        return Stored(name, key, size)

    def copy(self, stored: Stored, source: "Objects") -> Stored:
        """The same encrypted bytes under a new name: for what cannot be decrypted and must not be lost. Raises OSError."""
        with source.path(stored.name).open("rb") as file:
            name = self._place(iter(lambda: file.read(_COPY_BYTES), b""))
        return Stored(name, stored.key, stored.size)

    def read(self, stored: Stored) -> Iterator[bytes]:
        """Yield the plaintext in chunks of at most 64 KiB. Raises BrokenStream."""
        try:
            file = self.path(stored.name).open("rb")
        except FileNotFoundError as error:
            raise BrokenStream("its file is missing") from error
        except OSError as error:
            raise BrokenStream(f"its file cannot be opened ({error.strerror})") from error
        with file:
            try:
                yield from unseal(stored.key, stored.size, file, os.fstat(file.fileno()).st_size)
            except OSError as error:
                raise BrokenStream(f"the disk cannot read it ({error.strerror})") from error

    def remove(self, name: str) -> None:
        """Remove the file if that is possible now; else it is collected later."""
        path = self.path(name)
        with suppress(OSError):
            path.unlink()
            hush(path.parent)
            path.parent.rmdir()  # fails unless that was its last file
        hush(self._objects)

    def collect(self, listed: set[str]) -> None:
        """Remove every leftover. Only for who holds the exclusive lock: another writer's files are not listed yet."""
        for path in self._files():
            if path.name not in listed:
                self.remove(path.name)
        shutil.rmtree(self._scratch, ignore_errors=True)
        private_folder(self._scratch)
        hush(self._scratch)

    def _files(self) -> Iterator[Path]:
        if self._objects.is_dir():
            for folder in self._objects.iterdir():
                if folder.is_dir():
                    yield from folder.iterdir()

    def _place(self, blocks: Iterator[bytes]) -> str:
        """Write to tmp/, sync, rename, sync the folder. Returns the name."""
        name = self._random(_NAME_BYTES).hex()
        scratch, path = self.scratch(), self.path(name)
        with storage_errors():
            file = open_new(scratch)
        try:
            with file:
                for block in blocks:  # an error of the source keeps its own type
                    with storage_errors():
                        file.write(block)
                with storage_errors():
                    file.flush()
                    sync(file.fileno())
            with storage_errors():
                hush(scratch)
                self._publish(scratch, path)
        except BaseException:
            with suppress(OSError):
                scratch.unlink(missing_ok=True)
            raise
        return name

    def _publish(self, scratch: Path, path: Path) -> None:
        for _ in range(_TRIES):
            if not path.parent.is_dir():
                private_folder(path.parent)
                sync_folder(self._objects)
            with suppress(FileNotFoundError):  # another process removed the folder's last file, and so the folder, just now
                scratch.replace(path)
                break
        sync_folder(path.parent)
        for changed in (path.parent, self._objects, self._scratch):
            hush(changed)
