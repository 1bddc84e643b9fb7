"""Shared and exclusive locks of the operating system: they die with their process, so there is no stale lock.

Every open case holds the shared lock; what must be alone (collecting leftovers, changing the data key) takes the exclusive one.
A lock is released before the other kind is taken: converting one in place is not atomic on POSIX.
"""

import errno
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from leakguard.errors import CaseBusy, StorageError
from leakguard.vault.files import storage_error

_SECONDS_BETWEEN_TRIES = 0.02

if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _FAIL_IMMEDIATELY, _EXCLUSIVE = 1, 2  # LockFileEx
    _ERROR_LOCK_VIOLATION = 33

    class _Overlapped(ctypes.Structure):
        _fields_ = (
            ("internal", ctypes.c_void_p),
            ("internal_high", ctypes.c_void_p),
            ("offset", wintypes.DWORD),
            ("offset_high", wintypes.DWORD),
            ("event", wintypes.HANDLE),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.LockFileEx.argtypes = (wintypes.HANDLE, *[wintypes.DWORD] * 4, ctypes.POINTER(_Overlapped))
    _kernel.LockFileEx.restype = wintypes.BOOL
    _kernel.UnlockFileEx.argtypes = (wintypes.HANDLE, *[wintypes.DWORD] * 3, ctypes.POINTER(_Overlapped))
    _kernel.UnlockFileEx.restype = wintypes.BOOL

    def _try_lock(descriptor: int, *, exclusive: bool) -> bool:
        flags = _FAIL_IMMEDIATELY | (_EXCLUSIVE if exclusive else 0)
        handle = msvcrt.get_osfhandle(descriptor)
        if _kernel.LockFileEx(handle, flags, 0, 1, 0, ctypes.byref(_Overlapped())):
            return True
        error = ctypes.get_last_error()
        if error != _ERROR_LOCK_VIOLATION:
            raise ctypes.WinError(error)
        return False

    def _unlock(descriptor: int) -> None:
        _kernel.UnlockFileEx(msvcrt.get_osfhandle(descriptor), 0, 1, 0, ctypes.byref(_Overlapped()))

else:
    import fcntl

    def _try_lock(descriptor: int, *, exclusive: bool) -> bool:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


class FileLock:
    """One process' hold on the case folder. `patience` is in seconds."""

    def __init__(self, path: Path, *, patience: float, sleep: Callable[[float], None] = time.sleep) -> None:
        self._descriptor = _open(path)
        self._tries = max(1, round(patience / _SECONDS_BETWEEN_TRIES))
        self._sleep = sleep

    def try_exclusive(self) -> bool:
        """Take the exclusive lock if nobody holds any."""
        return self._try(exclusive=True)

    def exclusive(self) -> None:
        """Raises CaseBusy where another process keeps the case open."""
        self._wait(exclusive=True)

    def shared(self) -> None:
        """Raises CaseBusy where another process keeps the case for itself."""
        self._wait(exclusive=False)

    def release(self) -> None:
        _unlock(self._descriptor)

    def close(self) -> None:
        os.close(self._descriptor)  # releases whatever is held

    def _wait(self, *, exclusive: bool) -> None:
        for _ in range(self._tries):
            if self._try(exclusive=exclusive):
                return
            self._sleep(_SECONDS_BETWEEN_TRIES)
        raise CaseBusy("Another leakguard has this case open.", "Wait until it is done, or close it; then try again.")

    def _try(self, *, exclusive: bool) -> bool:
        try:
            return _try_lock(self._descriptor, exclusive=exclusive)
        except OSError as error:
            raise StorageError(
                "The file system of the case folder has no working locks.",
                "Move the case folder to a disk of this computer.",
            ) from error


def _open(path: Path) -> int:
    flags = getattr(os, "O_BINARY", 0)
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | flags, 0o600)
    except OSError as error:
        if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM) or not path.exists():
            raise storage_error(error) from error
    try:
        return os.open(path, os.O_RDONLY | flags)  # a write-protected case is still read under its lock
    except OSError as error:
        raise storage_error(error) from error
