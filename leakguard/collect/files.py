"""Files and folders on this computer: no link in a folder is followed, and nothing but plain files is opened."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from leakguard.collect.candidate import HEAD, Candidate
from leakguard.collect.candidate import candidate as _candidate
from leakguard.errors import NotFound, Unreadable
from leakguard.model.check import NotChecked

_CHUNK = 1024 * 1024
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT, [MS-FSCC] section 2.1.2.1

_SPECIAL = "This is a pipe, a socket or a device, not a file. It was not opened."
_CHANGED = "This file changed while it was being read."
_BACK = "This is a link that leads back into the folder. It was not followed."
_OUT = "This is a link that leads out of the folder. It was not followed."
_NOWHERE = "This is a link that leads nowhere."


def walk(folder: Path) -> Iterator[Path | NotChecked]:
    """All plain files below `folder`, sorted by name, folder by folder; and once each, what could not be looked at.

    A link to a file inside the folder is passed over in silence, since that file has its own turn.
    """
    root = os.path.realpath(folder)
    waiting: list[Path | NotChecked] = [folder]
    while waiting:
        item = waiting.pop()
        if isinstance(item, NotChecked):
            yield item
            continue
        try:
            information = item.lstat() if item is not folder else item.stat()
            if _is_link(information):
                if why := _why_not_followed(item, root):
                    yield NotChecked(str(item), why)
            elif stat.S_ISDIR(information.st_mode):
                waiting.extend(item / name for name in sorted(os.listdir(item), reverse=True))  # noqa: PTH208 -- names, not stats
            elif stat.S_ISREG(information.st_mode):
                yield item
            else:
                yield NotChecked(str(item), _SPECIAL)
        except OSError as error:
            yield NotChecked(str(item), reason(error))


def _is_link(information: os.stat_result) -> bool:
    return stat.S_ISLNK(information.st_mode) or getattr(information, "st_reparse_tag", 0) == _JUNCTION


def _why_not_followed(link: Path, root: str) -> str:
    leads_to = Path(os.path.realpath(link))
    if not leads_to.exists():
        return _NOWHERE
    if not leads_to.is_relative_to(root):
        return _OUT
    return "" if leads_to.is_file() else _BACK


def open_file(path: Path) -> BinaryIO:
    """Opens a plain file for reading. Raises NotFound or Unreadable; a pipe put in its place does not make this wait."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}") from error
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable(_SPECIAL)
    return os.fdopen(descriptor, "rb")


def head(file: BinaryIO) -> bytes:
    """The first HEAD bytes. Raises Unreadable."""
    try:
        file.seek(0)
        return file.read(HEAD)
    except OSError as error:
        raise Unreadable(reason(error)) from error


def candidate(path: Path, target: str) -> Candidate:
    """One file with its digest. Raises NotFound, or Unreadable where it cannot be read or changes meanwhile."""
    with open_file(path) as file:
        return from_file(file, path, target)


def from_file(file: BinaryIO, path: Path, target: str) -> Candidate:
    """As `candidate`, of a file already open. Raises Unreadable."""
    try:
        file.seek(0)
        before = os.fstat(file.fileno())
        # Held to its size, so that a file that grows for ever ends too.
        found = _candidate(_chunks(file, before.st_size), target=target, locator=str(path), how="file")
        after = os.fstat(file.fileno())
        unchanged = (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns) and found.size == before.st_size
    except OSError as error:
        raise Unreadable(reason(error)) from error
    if not unchanged:
        raise Unreadable(_CHANGED, "Check it again when nothing writes to it.")
    return found


def _chunks(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0 and (chunk := file.read(min(size, _CHUNK))):
        size -= len(chunk)
        yield chunk


def reason(error: OSError | ValueError) -> str:
    """Why the system does not give a file, as one plain sentence."""
    if isinstance(error, PermissionError):
        return "This computer does not let you read it."
    if isinstance(error, FileNotFoundError):
        return "It was gone before it could be read."
    if isinstance(error, OSError) and error.strerror:
        return f"It cannot be read: {error.strerror}."
    return "Its name is not one that this computer can open."
