"""Enrolling originals: fingerprints of the person's own pictures. The pictures are not stored unless asked."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum

from leakguard.collect import targets
from leakguard.collect.candidate import Candidate
from leakguard.errors import LeakguardError, UsageError
from leakguard.imaging.formats import Format
from leakguard.model.case import Scope
from leakguard.model.check import NotChecked, TargetKind
from leakguard.model.media import Media, Original
from leakguard.services import custody
from leakguard.services.read import Picture, read
from leakguard.services.rules import case_of, permission, require_whole_pictures, stores_least
from leakguard.services.sandboxes import Sandboxes
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault

_RELIABLE = 50
"""PDQ quality (0-100) below which ThreatExchange calls PDQ unreliable."""


class Status(StrEnum):
    ADDED = "added"
    KNOWN = "known"
    SKIPPED = "skipped"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Description:
    """What the person says about the pictures they add."""

    label: str = ""
    synthetic: bool = False
    shared_with: str = ""
    shared_on: str = ""
    keep: bool = False


@dataclass(frozen=True)
class Enrolled:
    """What became of one file. `original` is set for added and known ones."""

    source: str
    status: Status
    sha256: str = ""
    original: Original | None = None
    why: str = ""


def add(vault: Vault, paths: Sequence[str], description: Description, tools: Tools) -> Iterator[Enrolled]:
    """Enrol files, folders and archives one by one; each is safe in the vault before it is reported.

    Raises LinkOnly, Refused without consent, NotFound for a missing path: before anything is read. Raises LinkOnly or Refused
    at the next file when the case becomes link-only, or the consent ends, meanwhile.
    """
    allowed = permission(vault, tools, Scope.CHECK)
    allowed()
    if description.keep:
        require_whole_pictures(vault, tools.now())
    asked = [(path, _kind(path)) for path in dict.fromkeys(paths)]
    return _add(vault, asked, description, tools, allowed)


def _kind(path: str) -> TargetKind:
    kind = targets.classify(path)
    if kind is TargetKind.URL:
        raise UsageError(
            "Originals are added from this computer, not from an address.", "Save the picture first, then add the file."
        )
    return kind


def _add(
    vault: Vault,
    asked: Sequence[tuple[str, TargetKind]],
    description: Description,
    tools: Tools,
    allowed: Callable[[], None],
) -> Iterator[Enrolled]:
    enroller = _Enroller(vault, description, tools)
    tools.progress("Reading pictures", 0, None)
    with (
        Sandboxes(tools.sandbox) as sandboxes,
        closing(read(asked, enroller.complete, sandboxes, allowed, tools.workers)) as results,
    ):
        for done, (found, kind, picture) in enumerate(results, 1):
            allowed()
            enrolled = enroller.enrol(found, kind, picture)
            tools.progress("Reading pictures", done, None)
            yield enrolled


class _Enroller:
    """Takes one file after the other, on the thread that has the case open.

    `complete` are digests of files that need not be read: enrolled with all that this version makes of them.
    """

    def __init__(self, vault: Vault, description: Description, tools: Tools) -> None:
        self._vault = vault
        self._description = description
        self._tools = tools
        self._least = stores_least(case_of(vault))
        self._known = {original.sha256: original for original in vault.find(Original)}
        damaged = {id for id, _ in vault.damaged()}
        self.complete = {
            digest
            for digest, original in self._known.items()
            if original.fingerprint is None or (original.sketch is not None and original.sketch not in damaged)
        }

    def enrol(self, found: Candidate | NotChecked, kind: TargetKind, picture: Picture | LeakguardError | None) -> Enrolled:
        """`picture` is what came of reading it."""
        if isinstance(found, NotChecked):
            return Enrolled(found.locator, Status.UNREADABLE, why=found.why)
        format = found.format
        if format is None or not format.supported:
            why = format.why if format else "This file is not a picture or a video."
            named = kind is TargetKind.FILE
            return Enrolled(
                found.locator, Status.UNREADABLE if named or found.comparable else Status.SKIPPED, found.sha256, why=why
            )
        if already := self._known.get(found.sha256):
            return self._again(found, already, picture)
        if format.media is Media.IMAGE and found.data is None:
            return Enrolled(found.locator, Status.UNREADABLE, found.sha256, why=found.problem)
        if isinstance(picture, LeakguardError):
            return Enrolled(found.locator, Status.UNREADABLE, found.sha256, why=picture.message)
        original = self._known[found.sha256] = self._store(found, format, picture)
        self.complete.add(found.sha256)
        return Enrolled(found.locator, Status.ADDED, found.sha256, original, " ".join(self._remarks(found, original)))

    def _again(self, found: Candidate, original: Original, picture: Picture | LeakguardError | None) -> Enrolled:
        """A file that is enrolled already; what an earlier version could not make of it is made up for."""
        why = "This exact file is enrolled already."
        if found.sha256 not in self.complete and isinstance(picture, Picture) and picture.sketch is not None:
            with self._vault.write() as tx:
                original = replace(original, sketch=tx.add_object(picture.sketch, media=True))
                tx.put(original)
                custody.record(tx, self._tools, "add", original.id, upgraded="yes")
            self._known[found.sha256] = original
            self.complete.add(found.sha256)
            why += " Now crops and screenshots of it are found too, which the version that added it could not do."
        return Enrolled(found.locator, Status.KNOWN, found.sha256, original, why)

    def _store(self, found: Candidate, format: Format, picture: Picture | None) -> Original:
        said = self._description
        with self._vault.write() as tx:
            original = Original(
                id=tx.new_id(Original),
                source="" if self._least else found.locator,
                sha256=found.sha256,
                type=format.media,
                format=format.name,
                added=self._tools.now(),
                width=picture.width if picture else None,
                height=picture.height if picture else None,
                fingerprint=picture.fingerprint if picture else None,
                label=said.label,
                synthetic=said.synthetic,
                shared_with=said.shared_with,
                shared_on=said.shared_on,
                kept=tx.add_object(found.data, media=True) if said.keep and found.data is not None else None,
                sketch=tx.add_object(picture.sketch, media=True) if picture and picture.sketch else None,
            )
            tx.put(original)
            custody.record(tx, self._tools, "add", original.id, kept="yes" if original.kept else "no")
        return original

    def _remarks(self, found: Candidate, original: Original) -> Iterator[str]:
        """What the person should know of an original that will not do all they expect."""
        if found.problem:
            yield found.problem
        if original.fingerprint is None:
            yield "Only exact copies of moving pictures are found yet."
        elif original.fingerprint.pdq_quality < _RELIABLE:
            yield "The picture has little detail, so that changed copies of it may not be found."
        if self._description.keep and not original.kept:
            yield "It is not kept: only pictures are."
