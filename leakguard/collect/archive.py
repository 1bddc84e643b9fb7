"""An archive's members as candidates. The worker takes it apart; digests and formats are found here, from the bytes that come."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from leakguard.collect.archive_kind import HEAD, UNPACK_YOURSELF, ArchiveKind, archive_kind
from leakguard.collect.candidate import Candidate, candidate
from leakguard.collect.files import open_file
from leakguard.errors import Unreadable
from leakguard.model.check import NotChecked
from leakguard.sandbox.pool import Sandbox

TIMEOUT = 30.0
"""Seconds of waiting for the next piece: one piece is at most 1 MiB, and skipping over a large member takes a few."""

_LONGEST_LABEL = 4096
_LONGEST_WHY = 500
_MOST_LISTED = 1_000_000

Expect = Callable[[int | None], None]
"""Told, before the first member of an archive comes, how many there are by its directory; None where it does not tell."""


def members(path: Path, sandbox: Sandbox, target: str, expect: Expect = lambda number: None) -> Iterator[Candidate | NotChecked]:
    """Every file in the archive at `path`, and in the archives inside it, in their order; and what could not be read, with why.

    Raises NotFound or Unreadable where the archive itself cannot be opened.
    """
    with open_file(path) as file:
        kind = archive_kind(file.read(HEAD))
        if kind in (ArchiveKind.RAR, ArchiveKind.SEVEN_ZIP):
            yield NotChecked(str(path), UNPACK_YOURSELF.format(kind))
            return
        # Held back until the worker has said whether its bytes were all of it.
        last: Candidate | None = None
        told = False
        try:
            for meta, chunks in sandbox.stream("archive", file, timeout=TIMEOUT):
                if not told:
                    told = True
                    expect(_listed(meta))
                if last and (cut := _text(meta, "cut", _LONGEST_WHY)):
                    yield replace(last, problem=cut) if last.format else NotChecked(last.locator, cut)
                    last = None
                    continue
                if last:
                    yield last
                    last = None
                label, problem = _text(meta, "name", _LONGEST_LABEL), _text(meta, "problem", _LONGEST_WHY)
                locator = f"{path}!{label}" if label else str(path)
                if problem:
                    yield NotChecked(locator, problem)
                else:
                    last = candidate(chunks, target=target, locator=locator, how="member")
        except Unreadable as error:
            if last:
                yield last
            yield NotChecked(str(path), error.message)
            return
        if last:
            yield last


def _listed(meta: dict[str, Any]) -> int | None:
    number = meta.get("of")
    return number if type(number) is int and 0 < number <= _MOST_LISTED else None


def _text(meta: dict[str, Any], key: str, longest: int) -> str:
    return str(meta.get(key, ""))[:longest]
