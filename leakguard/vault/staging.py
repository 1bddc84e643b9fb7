"""Room beside a place where something whole will lie: it appears there in one step, or nothing does."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from leakguard.errors import CaseBusy, Refused
from leakguard.vault.files import hush, private_folder, storage_errors, sync_folder
from leakguard.vault.locks import FileLock

_LOCK = "busy"


@contextmanager
def staging(path: Path) -> Iterator[Path]:
    """An empty private folder on the disk of `path`, removed at the end; what a killed run left there is removed first.

    Raises Refused where something is at `path` already, CaseBusy where another process is making the same thing, StorageError.
    """
    require_free(path)
    room = path.with_name(f".{path.name}.part")
    with storage_errors():
        private_folder(room)
        lock = FileLock(room / _LOCK, patience=0)
    try:
        if not lock.try_exclusive():
            raise CaseBusy(f"Another leakguard is writing to {path}.", "Wait until it is done, then look there.")
        _clear(room)
        try:
            yield room
        finally:
            _clear(room)
            with suppress(OSError):  # on Windows an open file stays; an empty folder is then left
                (room / _LOCK).unlink()
                room.rmdir()
    finally:
        lock.close()


def publish(made: Path, path: Path) -> None:
    """Move what was made to its place, in one step. Raises Refused where something is there by now, StorageError."""
    require_free(path)
    with storage_errors():
        made.rename(path)
        sync_folder(path.parent)
    hush(path)


def require_free(path: Path) -> None:
    """Raises Refused where there is anything at `path`, be it an empty folder or a broken link."""
    if path.exists() or path.is_symlink():
        raise Refused(f"There is something at {path} already.", "Name a place that does not exist yet.")


def _clear(room: Path) -> None:
    with storage_errors():
        for left in room.iterdir():
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            elif left.name != _LOCK:
                left.unlink()
