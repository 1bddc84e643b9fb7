"""Everything that lies at a path: one file, a folder with its archives, an archive."""

import os
from collections.abc import Iterator
from pathlib import Path

from leakguard.collect import archive, files
from leakguard.collect.archive_kind import archive_kind
from leakguard.collect.candidate import Candidate
from leakguard.errors import NotFound, Unreadable
from leakguard.imaging.formats import sniff
from leakguard.model.check import NotChecked, TargetKind
from leakguard.sandbox.pool import Sandbox


def candidates(target: str, kind: TargetKind, sandbox: Sandbox) -> Iterator[Candidate | NotChecked]:
    """What is at the path `target`, of the kind that `targets.classify` found; never raises for one file of many.

    A candidate whose `format` is None is no media: in a folder or an archive it is skipped, a file that was named is unreadable.
    Raises NotFound or Unreadable only where the one file or archive that was named cannot be read.
    """
    path = Path(target)
    if kind is TargetKind.ARCHIVE:
        yield from archive.members(path, sandbox, target)
    elif kind is TargetKind.FOLDER:
        for item in files.walk(path):
            if isinstance(item, NotChecked):
                yield item
                continue
            try:
                yield from _in_folder(item, target, sandbox)
            except (NotFound, Unreadable) as error:
                yield NotChecked(str(item), error.message)
    else:
        yield files.candidate(path, target)


def _in_folder(path: Path, target: str, sandbox: Sandbox) -> Iterator[Candidate | NotChecked]:
    with files.open_file(path) as file:
        head = files.head(file)
        if archive_kind(head) is None:
            if sniff(head):
                yield files.from_file(file, path, target)
            else:
                yield Candidate(target, str(path), "", os.fstat(file.fileno()).st_size, None, "file")
            return
    yield from archive.members(path, sandbox, target)
