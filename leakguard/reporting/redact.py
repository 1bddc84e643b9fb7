"""Takes names out of everything a report says: each becomes “[person A]”, the same one everywhere.

Digests, numbers and pictures stay. A name inside an address is taken out too, so such an address no longer leads anywhere: the
exhibit still holds it whole.
"""

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TypeVar, cast
from urllib.parse import quote

T = TypeVar("T")

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w@./])@[\w.]{2,}")
_SHORTEST = 2
_KEPT = frozenset({"id", "sha256", "key", "follows", "time_zone", "country", "program", "case_name"})


def redact(data: T, names: Iterable[str]) -> T:
    """A copy of the rows `data` without these names, and without mail addresses and @handles in free text."""
    return cast(T, _walk(data, _Names(names)))


class _Names:
    """What to look for, the longest first, and what stands in its place."""

    def __init__(self, names: Iterable[str]) -> None:
        known = dict.fromkeys(name.strip().lstrip("@").strip().casefold() for name in names)
        people = [name for name in known if len(name) >= _SHORTEST]
        self._marks = {form: f"[person {_letters(at)}]" for at, name in enumerate(people) for form in _forms(name)}
        longest_first = sorted(self._marks, key=len, reverse=True)
        alternatives = "|".join(map(re.escape, longest_first))
        self._pattern = re.compile(rf"(?<![^\W_])@?({alternatives})(?![^\W_])", re.IGNORECASE) if alternatives else None

    def __call__(self, text: str) -> str:
        if self._pattern:
            text = self._pattern.sub(lambda match: self._marks.get(match[1].casefold(), "[a person]"), text)
        return _HANDLE.sub("[an account]", _MAIL.sub("[a mail address]", text))


def _forms(name: str) -> tuple[str, ...]:
    """A name as it is, and as addresses write it."""
    return name, quote(name, safe="").casefold(), *(name.replace(" ", sign) for sign in ("_", "-", ".", "+"))


def _letters(at: int) -> str:
    """A, B … Z, AA, AB …"""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _walk(value: object, names: _Names) -> object:
    if isinstance(value, (Enum, datetime, bytes)):
        return value
    if isinstance(value, str):
        return names(value)
    if isinstance(value, tuple):
        return tuple(_walk(entry, names) for entry in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: _walk(getattr(value, field.name), names) for field in fields(value) if field.name not in _KEPT}
        return replace(value, **changed)
    return value
