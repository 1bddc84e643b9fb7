"""Writing what leaves the case: new files, whole or not at all, never over another one, for their owner only."""

import errno
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from leakguard.errors import LeakguardError, Refused, StorageError
from leakguard.exporting.encryption.lock import Lock, Method, encrypt
from leakguard.vault.files import open_new, sync


@contextmanager
def all_or_none(random: Callable[[int], bytes] = secrets.token_bytes, lock: Lock | None = None) -> Iterator["NewFiles"]:
    """Files that belong to one act: where the block raises, all of them are taken back, with the folders made for them.

    With a `lock` each file that is written whole is locked, and lies where `placed` says. Raises as `Lock.require` does.
    """
    if lock:
        lock.require()
    with ExitStack() as undo:
        yield NewFiles(undo, random, lock)
        undo.pop_all()


def placed(path: Path, lock: Lock | None) -> Path:
    """Where a file lies that was written to `path`: letter.txt in clear, letter.txt.age, .html or .zip where it is locked."""
    if lock is None:
        return path
    whole = path if lock.method is Method.AGE else path.with_name(f"{path.name}.locked")  # else its ending would be replaced
    return lock.method.path(whole)


class NewFiles:
    """Writes the files of one act; see `all_or_none`."""

    def __init__(self, undo: ExitStack, random: Callable[[int], bytes], lock: Lock | None = None) -> None:
        self._undo = undo
        self._random = random
        self._lock = lock

    def require_free(self, *paths: Path) -> None:
        """For those who ask others before they write. Raises Refused where one of the names is taken."""
        for path in paths:
            if path.exists() or path.is_symlink():
                raise Refused("There is something at {path} already.", "Name another file, or move that one away.", path=path)

    def write(self, path: Path, data: bytes) -> None:
        """Write `data`, locked where there is a lock, under a name that is free. Raises Refused for a taken one, StorageError."""
        lock = self._lock
        if lock is None:
            self.fill(path, lambda file: file.write(data))
        else:
            self.fill(placed(path, lock), lambda file: encrypt(file, path.name, [data], lock, random=self._random))

    def fill(self, path: Path, fill: Callable[[BinaryIO], object]) -> None:
        """As `write`, with what `fill` writes into the open file. What it raises passes through, and nothing is left."""
        half = path.with_name(f".{self._random(8).hex()}.part")
        try:
            self.require_free(path)
            self._make_folder(path.parent)
            with open_new(half) as file:
                fill(file)
                file.flush()
                sync(file.fileno())
            half.replace(path)
        except OSError as error:
            raise _typed(path, error) from error
        finally:
            with suppress(OSError):
                half.unlink(missing_ok=True)
        self._undo.callback(path.unlink, missing_ok=True)

    def adopt(self, folder: Path) -> None:
        """Count a folder that was written whole, and is new, among these."""
        self._undo.callback(shutil.rmtree, folder, ignore_errors=True)

    def _make_folder(self, folder: Path) -> None:
        if not folder.exists():
            self._make_folder(folder.parent)
            folder.mkdir()
            self._undo.callback(_remove_empty, folder)


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _typed(path: Path, error: OSError) -> LeakguardError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StorageError("The disk is full: {path} was not written.", "Make room on the disk, then do it again.", path=path)
    return StorageError("{path} cannot be written: {why}.", "Name another place.", path=path, why=error.strerror or error)


def examples() -> Path:
    """The folder of examples: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "_examples"
    return installed if installed.is_dir() else package.parent / "examples"
