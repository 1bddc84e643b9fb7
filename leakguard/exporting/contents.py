"""Verifies what a bundle says about itself, beyond its manifests: the custody log, each capture's digests, its web archives.

How a custody log and a web archive are read is known elsewhere; the two readers are passed in.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Protocol

from leakguard.exporting import bag, case_json, proofs
from leakguard.exporting.bundle import HASHES_SCHEMA
from leakguard.exporting.members import Members, opened
from leakguard.model.verification import Answer, Check, Verification

_MAX_JSON = 64 * 1024 * 1024
_MAX_LOG = 256 * 1024 * 1024
_CASE, _LOG, _HASHES = "data/case.json", "data/custody.jsonl", "data/hashes.json"


class LogReader(Protocol):
    """Checks the lines of a custody log; `head` is the digest of its last line, where that is known."""

    def __call__(self, lines: list[str], *, head: str | None) -> tuple[Check, ...]: ...


@dataclass(frozen=True)
class Readers:
    """`custody` checks a custody log, `warc` a web archive, `times` the time bracket of a capture, `stamp` one time stamp.

    Where the last two are left out, no times are checked.
    """

    custody: LogReader
    warc: Callable[[BinaryIO], tuple[Check, ...]]
    times: Callable[["CaptureParts"], Iterator[Check]] = lambda parts: iter(())
    stamp: proofs.StampCheck = lambda name, *_: Check("time stamp", name, Answer.NOT_CHECKED, "Nothing here reads time stamps.")


@dataclass(frozen=True)
class CaptureParts:
    """The parts of one capture as files of a bundle: `places` says which file each is."""

    members: Members
    places: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.places)

    def digest(self, name: str) -> str:
        return self.members.digest(self.places[name])

    def read(self, name: str) -> bytes:
        return self.members.read(self.places[name], _MAX_JSON) if name in self.places else b""


def verify(
    place: Path | BinaryIO,
    readers: Readers,
    *,
    manifest_sha256: str | None = None,
    beside: Mapping[str, tuple[bytes, bytes, bytes]] = MappingProxyType({}),
) -> Verification:
    """Check a bundle in a folder or a zip file: as a bag, then what is in it. `manifest_sha256` is what a receipt says, `beside`
    are time stamps that lie beside it.

    Raises NotFound where there is nothing, Unreadable for what is neither a folder nor a zip file.
    """
    with opened(place) as members:
        proven = proofs.check(members, readers.stamp, known=manifest_sha256 is not None, beside=beside)
        return Verification((*bag.checks(members, manifest_sha256), *proven, *checks(members, readers)))


def checks(members: Members, readers: Readers) -> Iterator[Check]:
    """The checks of the content. A bundle of digests only has nothing that could be checked here, and says so."""
    if _HASHES in members.names and _CASE not in members.names:
        known = _json(members, _HASHES).get("schema") == HASHES_SCHEMA
        why = "This bundle holds digests only; the files they belong to are not here." if known else "It cannot be read."
        yield Check("content", _HASHES, Answer.NOT_CHECKED if known else Answer.NO, why)
        return
    case = _json(members, _CASE)
    if case.get("schema") != case_json.SCHEMA:
        yield Check("content", _CASE, Answer.NO, "It is missing, damaged, or written by a newer version of the program.")
        return
    yield from _log(members, readers, case.get("custody_head"))
    for owner, part in _parts(case):
        yield from _part(members, readers, owner, part)
    for capture in _dicts(case.get("captures")):
        files = {str(part.get("name")): f"data/{part['file']}" for part in _dicts(capture.get("parts")) if part.get("file")}
        here = {name: file for name, file in files.items() if file in members.names}
        for check in readers.times(CaptureParts(members, here)):
            yield replace(check, item=f"exhibit {capture.get('exhibit')}: {check.item}")


def _log(members: Members, readers: Readers, head: Any) -> Iterator[Check]:
    if head is None and _LOG not in members.names:
        yield Check("custody log", _LOG, Answer.NOT_CHECKED, "This bundle was made without a custody log.")
        return
    lines = members.read(_LOG, _MAX_LOG).decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
    for check in readers.custody(lines, head=head if isinstance(head, str) else None):
        yield replace(check, item=f"{_LOG}: {check.item}")


def _parts(case: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each part of a capture, proof of a look and attachment, with the name of what it belongs to."""
    for capture in _dicts(case.get("captures")):
        yield from ((f"exhibit {capture.get('exhibit')}", part) for part in _dicts(capture.get("parts")))
    for look in _dicts(case.get("looks")):
        yield from ((f"look {look.get('id')}", proof) for proof in _dicts([look.get("proof")]))
    for note in _dicts(case.get("timeline")):
        yield from ((f"note {note.get('id')}", part) for part in _dicts(note.get("attachments")))


def _part(members: Members, readers: Readers, owner: str, part: dict[str, Any]) -> Iterator[Check]:
    item = f"{owner}: {part.get('name')}"
    if part.get("file") is None:
        yield Check("capture record", item, Answer.NOT_CHECKED, "It was left out of this bundle.")
        return
    name = f"data/{part['file']}"
    if name not in members.names:
        yield Check("capture record", item, Answer.NO, "The file is missing.")
        return
    same = members.digest(name) == part.get("sha256") and members.size(name) == part.get("size")
    yield (
        Check("capture record", item, Answer.YES)
        if same
        else Check("capture record", item, Answer.NO, "The file is not the one that was recorded.")
    )
    if name.endswith(".warc.gz") and not members.problem(name):
        with members.open(name) as file:
            yield from (replace(check, item=f"{name}: {check.item}") for check in readers.warc(file))


def _json(members: Members, name: str) -> dict[str, Any]:
    try:
        value = json.loads(members.read(name, _MAX_JSON))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
