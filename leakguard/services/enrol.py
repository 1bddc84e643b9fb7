"""Enrolling originals: fingerprints of the person's own pictures. The pictures are not stored unless asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from leakguard.collect import local, targets
from leakguard.collect.candidate import Candidate
from leakguard.errors import LeakguardError, Refused, UsageError
from leakguard.imaging.decode import Picture, open_picture
from leakguard.model.case import Case, Role, Scope
from leakguard.model.check import NotChecked, TargetKind
from leakguard.model.media import Fingerprint, Media, Original
from leakguard.sandbox.pool import Sandbox
from leakguard.services import custody
from leakguard.services.rules import covering_consent, require, stores_least
from leakguard.services.tools import Tools
from leakguard.signals.fingerprint import fingerprint
from leakguard.vault.vault import Vault


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

    Raises LinkOnly, Refused without consent, NotFound for a missing path: before anything is read.
    """
    case = require(vault, Scope.CHECK, tools.now())
    if description.keep and case.role is Role.WORKER and covering_consent(vault, Scope.EXPORT, tools.now()) is None:
        raise Refused("A worker's case keeps no pictures without a consent that covers export.", "Leave out --keep.")
    asked = [(path, _kind(path)) for path in paths]
    return _add(vault, case, asked, description, tools)


def _kind(path: str) -> TargetKind:
    kind = targets.classify(path)
    if kind is TargetKind.URL:
        raise UsageError(
            "Originals are added from this computer, not from an address.", "Save the picture first, then add the file."
        )
    return kind


def _add(
    vault: Vault, case: Case, asked: Sequence[tuple[str, TargetKind]], description: Description, tools: Tools
) -> Iterator[Enrolled]:
    known = {original.sha256: original for original in vault.find(Original)}
    done = 0
    with tools.sandbox() as sandbox:
        for target, kind in asked:
            for found in local.candidates(target, kind, sandbox):
                tools.progress("Reading pictures", done, None)
                done += 1
                if isinstance(found, NotChecked):
                    yield Enrolled(found.locator, Status.UNREADABLE, why=found.why)
                    continue
                enrolled = _enrol(vault, case, found, kind, description, known, sandbox, tools)
                if enrolled.original:
                    known[enrolled.sha256] = enrolled.original
                yield enrolled


def _enrol(
    vault: Vault,
    case: Case,
    found: Candidate,
    kind: TargetKind,
    description: Description,
    known: dict[str, Original],
    sandbox: Sandbox,
    tools: Tools,
) -> Enrolled:
    format = found.format
    if format is None or not format.supported:
        why = format.why if format else "This file is not a picture or a video."
        return Enrolled(found.locator, Status.UNREADABLE if kind is TargetKind.FILE else Status.SKIPPED, found.sha256, why=why)
    if already := known.get(found.sha256):
        return Enrolled(found.locator, Status.KNOWN, found.sha256, already, "This exact file is enrolled already.")
    picture: Picture | None = None
    signals: Fingerprint | None = None
    why = "Only exact copies of moving pictures are found yet."
    if format.media is Media.IMAGE:
        if found.data is None:
            return Enrolled(found.locator, Status.UNREADABLE, found.sha256, why=found.problem)
        try:
            picture = open_picture(sandbox, found.data)
        except LeakguardError as error:
            return Enrolled(found.locator, Status.UNREADABLE, found.sha256, why=error.message)
        if picture.frames == 1:
            signals = fingerprint(picture.rgb)
            weak = "The picture has little detail, so that changed copies of it may not be found."
            why = weak if signals.pdq_quality < 50 else ""
    original = _store(vault, case, found, picture, signals, description, tools)
    return Enrolled(found.locator, Status.ADDED, found.sha256, original, why)


def _store(
    vault: Vault,
    case: Case,
    found: Candidate,
    picture: Picture | None,
    signals: Fingerprint | None,
    description: Description,
    tools: Tools,
) -> Original:
    with vault.write() as tx:
        original = Original(
            id=tx.new_id(Original),
            source="" if stores_least(case) else found.locator,
            sha256=found.sha256,
            type=found.format.media if found.format else Media.IMAGE,
            format=found.format.name if found.format else "",
            added=tools.now(),
            width=picture.width if picture else None,
            height=picture.height if picture else None,
            fingerprint=signals,
            label=description.label,
            synthetic=description.synthetic,
            shared_with=description.shared_with,
            shared_on=description.shared_on,
            kept=tx.add_object(found.data, media=True) if description.keep and found.data is not None else None,
        )
        tx.put(original)
        custody.record(tx, tools, "add", original.id, kept="yes" if original.kept else "no")
    return original
