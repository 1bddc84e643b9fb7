"""What a person asks to check: told apart by what it is, not by what it is called."""

import codecs
import re
import stat
from pathlib import Path
from typing import BinaryIO

from leakguard.collect.archive_kind import HEAD, archive_kind
from leakguard.collect.files import open_file, reason
from leakguard.errors import NotFound, Unreadable, UsageError
from leakguard.model.check import TargetKind

# Two letters at least: one letter and a colon is a drive of Windows.
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://|(?:data|javascript|mailto|blob|about|file):", re.IGNORECASE)
_SITE = re.compile(r"(www\.|[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/|$))", re.IGNORECASE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def classify(target: str) -> TargetKind:
    """Whether `target` is an address, a file, a folder or an archive (by its first bytes).

    Raises UsageError for an address that is not http or https, NotFound where nothing is there, Unreadable for a pipe or device.
    A file that may not be read counts as a file: reading it says why.
    """
    if scheme := _SCHEME.match(target):
        if scheme[1] and scheme[1].lower() in {"http", "https"}:
            return TargetKind.URL
        raise UsageError(f"Only http and https addresses can be checked: {target}", "Start the address with https://")
    if not target:
        raise UsageError("There is nothing to check: the target is empty.", "Give an address, a file or a folder.")
    try:
        mode = Path(target).stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        hint = f"Is it a web address? Then write: https://{target}" if _SITE.match(target) else "Look at the path again."
        raise NotFound(f"There is no file or folder {target}", hint) from error
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from error
    if stat.S_ISDIR(mode):
        return TargetKind.FOLDER
    return _file_or_archive(Path(target), mode)


def _file_or_archive(path: Path, mode: int) -> TargetKind:
    if not stat.S_ISREG(mode):
        raise Unreadable(f"{path} is a pipe, a socket or a device, not a file.", "Save what comes from it to a file first.")
    try:
        with open_file(path) as file:
            kind = archive_kind(file.read(HEAD))
    except (OSError, Unreadable):
        return TargetKind.FILE
    return TargetKind.ARCHIVE if kind else TargetKind.FILE


def read_list(stream: BinaryIO) -> list[str]:
    """The targets of a list: one a line, empty lines and those that start with # left out.

    UTF-8, with or without a byte order mark, or UTF-16 with one (as PowerShell writes); other bytes are kept as the system keeps
    them in file names. Where names are separated by NUL (as `find -print0` does), a line break or # belongs to the name.
    """
    data = stream.read()
    if data.startswith(_UTF16):
        text = data.decode("utf-16", "replace")
    else:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
        if "\0" in text:
            return [name for name in text.split("\0") if name.strip()]
    lines = [line.strip() for line in text.replace("\0", "").split("\n")]
    return [line for line in lines if line and not line.startswith("#")]
