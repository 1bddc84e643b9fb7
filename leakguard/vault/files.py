"""Files that survive a power cut and reveal no times: private folders, atomic writes, errors in plain words."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from leakguard.errors import StorageError

EPOCH = 315_532_800
"""1980-01-01 UTC in Unix seconds: the first moment that every file system, FAT included, can write down."""

_SECONDS_PER_TICK = 2  # FAT keeps times in steps of two seconds


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn the operating system's errors into StorageError."""
    try:
        yield
    except OSError as error:
        raise storage_error(error) from error


def storage_error(error: OSError) -> StorageError:
    """What happened, and that nothing acknowledged is lost."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StorageError("The disk is full. Everything stored before is safe.", "Make room on the disk, then do it again.")
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return StorageError(
            "The case folder cannot be written. Everything stored before is safe.",
            "Check that the disk is not write-protected and that the folder belongs to you.",
        )
    return StorageError(
        f"The disk reports an error: {error.strerror or error}. Everything stored before is safe.",
        "Copy the case folder to another disk while it can still be read.",
    )


def private_folder(path: Path) -> None:
    """Make the folder if it is missing, for its owner only (POSIX 0700)."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)


def open_new(path: Path) -> BinaryIO:
    """A new file to write, for its owner only (POSIX 0600). Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb")


def sync(descriptor: int) -> None:
    """Wait until the file is on the medium; on macOS fsync alone stops at the drive's cache."""
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # not every file system knows it; fsync is then the best there is
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def sync_folder(path: Path) -> None:
    """Make renames and removals in the folder durable. Windows has no such call; NTFS journals them."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def write_atomically(path: Path, content: bytes, *, scratch: Path, ticks: int) -> None:
    """Replace `path` in one step: readers and crashes see the old content or the new one. `scratch` is on the same disk."""
    with storage_errors():
        try:
            with open_new(scratch) as file:
                file.write(content)
                file.flush()
                sync(file.fileno())
            hush(scratch, ticks)
            scratch.replace(path)
            sync_folder(path.parent)
        finally:
            scratch.unlink(missing_ok=True)
            hush(scratch.parent)


def hush(path: Path, ticks: int = 0) -> None:
    """Give the file a time that tells nothing of when it was written.

    `ticks` counts changes of a file that is rewritten in place: backup programs compare time and size, so a constant
    time would make them skip the file. What the file system keeps by itself (inode change time) cannot be set.
    """
    moment = EPOCH + _SECONDS_PER_TICK * ticks
    with suppress(OSError):
        os.utime(path, (moment, moment))
