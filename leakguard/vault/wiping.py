"""Destroying a case: the key slots first, because without them the rest is noise."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from leakguard.errors import NoCase
from leakguard.vault.files import sync, sync_folder
from leakguard.vault.head import HEAD_BYTES

_FILES = ("lock", "index.next-journal", "index.next", "index-journal", "index")  # the index last: it marks what is left as a case
_FOLDERS = ("objects", "tmp")

OUT_OF_REACH = (
    "Backups, copies on other disks and copies in a cloud service are still there. They open with the passphrase of their time.",
    "A disk may keep old blocks that no program can reach (spare blocks of an SSD, snapshots of the file system).",
    "Files that were exported, such as reports, letters and bundles, lie outside the case and were not touched.",
    "If the case is open in another window, that program still has the key in memory until it ends.",
)
"""What no program can promise, in plain sentences."""


def wipe(path: Path) -> tuple[str, ...]:
    """Overwrite and remove the key slots, then remove everything else that a case consists of; foreign files stay.

    Does not wait for other processes. Returns plain sentences of what it could not reach. Raises NoCase.
    """
    if not _is_case(path):
        raise NoCase(f"There is no case at {path}.", "Give the folder of the case with --case.")
    overwritten = [_destroy(file) for file in _with_key_slots(path)]
    for name in _FOLDERS:
        shutil.rmtree(path / name, ignore_errors=True)
    for name in _FILES:
        with suppress(OSError):
            (path / name).unlink(missing_ok=True)
    left = sorted(entry.name for entry in path.iterdir())
    own = [name for name in left if name in ("head", *_FILES, *_FOLDERS)]
    told = []
    if not all(overwritten):
        told.append("The file 'head' could not be overwritten; its old blocks may still hold the locked key.")
    if own:
        told.append(f"These parts of the case could not be removed: {', '.join(own)}. Close other programs and wipe again.")
    if len(left) > len(own):
        told.append(f"The folder {path} holds other files, which were left alone.")
    if not left:
        with suppress(OSError):
            path.rmdir()
    return (*told, *OUT_OF_REACH)


def _is_case(path: Path) -> bool:
    """Also what a wipe that was interrupted has left."""
    return path.is_dir() and any((path / name).exists() for name in ("head", "index", "index.next"))


def _with_key_slots(path: Path) -> Iterator[Path]:
    if (path / "head").exists():
        yield path / "head"
    for scratch in path.glob("tmp/*"):
        if scratch.is_file() and scratch.stat().st_size == HEAD_BYTES:
            yield scratch


def _destroy(file: Path) -> bool:
    """Overwrite in place and remove; True when the overwriting reached the disk."""
    overwritten = False
    with suppress(OSError), file.open("r+b") as slots:
        slots.write(secrets.token_bytes(os.fstat(slots.fileno()).st_size))
        slots.flush()
        sync(slots.fileno())
        overwritten = True
    with suppress(OSError):
        file.unlink()
        sync_folder(file.parent)
    return overwritten
