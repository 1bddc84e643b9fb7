"""File names that every system can hold: ASCII, made by us, and apart even where upper and lower case are the same.

Windows' rules (reserved device names, no trailing dot or space) are the strictest, so they hold everywhere.
"""

import re

MAX_PATH = 180
"""Characters of a name with its folders; Windows allows 260 for the whole path."""

_PART = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?<!\.)")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def problem(name: str) -> str:
    """Why a name with its folders (parts joined by /) may not be written; empty where it may."""
    if len(name) > MAX_PATH:
        return "The name is too long."
    if not all(_PART.fullmatch(part) for part in name.split("/")):
        return "The name holds something other than plain letters, digits, dots and dashes."
    if any(_DEVICES.fullmatch(part) for part in name.split("/")):
        return "Windows keeps this name for a device."
    return ""


class Register:
    """The names of one bundle: each is safe, and none meets another where case does not count or a folder stands in its place."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def add(self, name: str) -> str:
        """Take the name in and give it back. Raises ValueError where it may not be written."""
        folded = name.lower()
        parents = {folded[:at] for at, char in enumerate(folded) if char == "/"}
        why = problem(name)
        if not why and (folded in self._files or folded in self._folders or parents & self._files):
            why = "Another file or folder has this name already."
        if why:
            raise ValueError(f"{name!r}: {why}")
        self._files.add(folded)
        self._folders |= parents
        return name
