"""Everything that lies at a path: one file, a folder with its archives, an archive."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from leakguard.collect import archive, files
from leakguard.collect.archive import Expect
from leakguard.collect.archive_kind import archive_kind
from leakguard.collect.candidate import Candidate
from leakguard.errors import NotFound, Unreadable
from leakguard.imaging.formats import sniff
from leakguard.model.check import NotChecked, TargetKind
from leakguard.sandbox.pool import Sandbox

MOST_COUNTED = 100_000
"""Files of one folder; counting them takes about a second on a disk of this computer."""


def count(target: str, kind: TargetKind) -> int | None:
    """How many things lie at the path, by their names alone; an archive is one. None where they are too many to count first."""
    if kind is not TargetKind.FOLDER:
        return 1
    number = sum(1 for _ in islice(files.walk(Path(target)), MOST_COUNTED + 1))
    return number if number <= MOST_COUNTED else None


def candidates(
    target: str, kind: TargetKind, sandbox: Sandbox, expect: Expect = lambda number: None
) -> Iterator[Candidate | NotChecked]:
    """What is at the path `target`, of the kind that `targets.classify` found; never raises for one file of many.

    A candidate whose `format` is None is no media: in a folder or an archive it is skipped, a file that was named is unreadable.
    `expect` is told how many members an archive has.
    Raises NotFound or Unreadable only where the one file or archive that was named cannot be read.
    """
    path = Path(target)
    if kind is TargetKind.ARCHIVE:
        yield from archive.members(path, sandbox, target, expect)
    elif kind is TargetKind.FOLDER:
        for item in files.walk(path):
            if isinstance(item, NotChecked):
                yield item
                continue
            try:
                yield from _in_folder(item, target, sandbox, expect)
            except (NotFound, Unreadable) as error:
                yield NotChecked(str(item), error.message)
    else:
        yield files.candidate(path, target)


def _in_folder(path: Path, target: str, sandbox: Sandbox, expect: Expect) -> Iterator[Candidate | NotChecked]:
    with files.open_file(path) as file:
        head = files.head(file)
        if archive_kind(head) is None:
            if sniff(head):
                yield files.from_file(file, path, target)
            else:
                yield Candidate(target, str(path), "", os.fstat(file.fileno()).st_size, None, "file")
            return
    yield from archive.members(path, sandbox, target, expect)
