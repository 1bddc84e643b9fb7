"""Enrolling originals: fingerprints of the person's own pictures. The pictures are not stored unless asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from leakguard.collect import local, targets
from leakguard.collect.candidate import Candidate
from leakguard.errors import LeakguardError, NotFound, Unreadable, UsageError
from leakguard.imaging.decode import Picture, open_picture
from leakguard.imaging.formats import Format
from leakguard.model.case import Scope
from leakguard.model.check import NotChecked, TargetKind
from leakguard.model.media import Fingerprint, Media, Original
from leakguard.sandbox.pool import Sandbox
from leakguard.services import custody
from leakguard.services.rules import case_of, permission, require_whole_pictures, stores_least
from leakguard.services.tools import Tools
from leakguard.signals.fingerprint import fingerprint
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
    vault: Vault, asked: Sequence[tuple[str, TargetKind]], description: Description, tools: Tools, allowed: permission
) -> Iterator[Enrolled]: ...
