"""What each kind of bundle holds, as data: a list of names with where their content comes from.

- `full`: captures whole, the custody log, the case, the report, the viewer, blurred pictures of the findings, attachments. For a
  lawyer or the police.
- `working`: the same without any picture but the blurred ones: of captures only the parts that cannot hold one, no media
  attachments. To read, translate and discuss; linked to the full bundle by its manifest's digest.
- `hashes`: SHA-256 digests only, without addresses or texts. To fix that something existed without showing it.

In none of them: perceptual hashes and fingerprints, private notes, dismissed findings, own cookies, own address.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatch
from hashlib import sha256

from leakguard.exporting import case_json, case_uco, names
from leakguard.exporting.verify_text import verify_text
from leakguard.exporting.viewer import render as viewer
from leakguard.model.case import Case
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Attachment, Capture, Link, Note
from leakguard.model.look import Look
from leakguard.model.media import Original
from leakguard.model.notice import Notice

HASHES_SCHEMA = "leakguard/hashes/1"
_WITHOUT_PICTURES = ("capture.json", "completeness.json", "headers.txt", "dns.json", "tls.json", "tls-*.pem", "text.txt",
                     "start.*", "start-root.pem", "custody-head.txt", "manifest-sha256.txt", "seal-*")  # fmt: skip
"""The parts of a capture that a working copy keeps. A list of what is let through: a part that is not on it stays out."""
_FIXED_NAMES = frozenset(
    {
        "capture.warc.gz",
        "pictures.json",
        "screencast.png",
        "page.html",
        "rdap.json",
        *(name for name in _WITHOUT_PICTURES if "*" not in name),
    }
)
_ENDINGS = frozenset(
    {"txt", "eml", "html", "csv", "json", "pdf", "docx", "odt", "png", "jpg", "jpeg", "webp", "gif", "mp4", "mov"}
)


class Level(StrEnum):
    """How much a bundle gives away."""

    FULL = "full"
    WORKING = "working"
    HASHES = "hashes"


@dataclass(frozen=True)
class Item:
    """One file below data/: its content, or the stored object that holds it."""

    name: str
    content: bytes = b""
    object: str | None = None


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What a case can put into a bundle.

    `custody` are the lines of its log, oldest first. `documents` are finished files such as report.pdf, which must show no
    picture unblurred; `hashes` leaves them out. `full_manifest_sha256` is the digest of the full
    bundle's manifest, if there is one. `program` is the version that wrote it.
    """

    case: Case
    made: datetime
    captures: tuple[Capture, ...] = ()
    originals: tuple[Original, ...] = ()
    findings: tuple[Finding, ...] = ()
    looks: tuple[Look, ...] = ()
    notices: tuple[Notice, ...] = ()
    links: tuple[Link, ...] = ()
    notes: tuple[Note, ...] = ()
    custody: tuple[str, ...] = ()
    documents: Mapping[str, bytes] = field(default_factory=dict)
    full_manifest_sha256: str | None = None
    program: str = ""

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.review is not Review.DISMISSED)

    @property
    def open_looks(self) -> tuple[Look, ...]:
        open = {finding.id for finding in self.open_findings}
        return tuple(look for look in self.looks if look.finding is None or look.finding in open)

    @property
    def open_notes(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if not note.private)

    @property
    def custody_head(self) -> str | None:
        return sha256(self.custody[-1].encode()).hexdigest() if self.custody else None


def items(level: Level, contents: Contents) -> tuple[Item, ...]:
    """Every file of the bundle below data/, sorted by name. Raises ValueError for a document whose name may not be written."""
    chosen = _hashes(contents) if level is Level.HASHES else _case(level, contents)
    register = names.Register()
    return tuple(sorted(chosen, key=lambda item: register.add(item.name)))


def payload(items: Iterable[Item], read: Callable[[str], Iterable[bytes]]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """What a bag holds; `read` streams a stored object."""
    for item in items:
        yield item.name, [item.content] if item.object is None else read(item.object)


def info(level: Level, made: datetime) -> dict[str, str]:
    """The fields of bag-info.txt: nothing about a person or a machine."""
    return {"Bagging-Date": made.date().isoformat(), "External-Description": f"Evidence, level {level.value}"}


def _case(level: Level, contents: Contents) -> Iterator[Item]:
    full = level is Level.FULL
    objects = list(_objects(level, contents))
    places = {item.object: item.name for item in objects}
    yield from objects
    if contents.custody:
        yield Item("custody.jsonl", "".join(f"{line}\n" for line in contents.custody).encode())
    case = case_json.as_json(_record(level, contents, places.get))
    yield Item("case.json", case)
    yield Item(
        "case.jsonld", case_uco.render(contents.case, contents.captures, contents.open_findings, places.get, contents.program)
    )
    yield Item("viewer.html", viewer.render(case, contents.case.language))
    yield Item("VERIFY.txt", verify_text())
    if not full:
        yield Item("README.txt", _readme(level, contents, _left_out(contents, places)))
    for name, data in contents.documents.items():
        yield Item(name, data)


def _objects(level: Level, contents: Contents) -> Iterator[Item]:
    """The stored objects that this level lets out, each under a generated name."""
    full = level is Level.FULL
    for capture in contents.captures:
        for number, part in enumerate(capture.parts, 1):
            if full or any(fnmatch(part.name, pattern) for pattern in _WITHOUT_PICTURES):
                name = part.name if not names.problem(part.name) else f"part-{number:03d}.bin"
                yield Item(f"captures/exhibit-{capture.exhibit:04d}/{name}", object=part.object)
    for look in contents.open_looks:
        if full and look.proof:
            yield Item(f"looks/{look.id}.warc.gz", object=look.proof.object)
    for note in contents.open_notes:
        for number, attachment in enumerate(note.attachments, 1):
            if full or not attachment.media:
                yield Item(f"attachments/{note.id}-{number:02d}.{_ending(attachment)}", object=attachment.object)
    for finding in contents.open_findings:
        if finding.thumbnail:
            yield Item(f"blurred/{finding.id}.png", object=finding.thumbnail)


def _record(level: Level, contents: Contents, place: case_json.Place) -> dict[str, object]:
    return {
        "schema": case_json.SCHEMA,
        "level": level,
        "made": contents.made,
        "full_manifest_sha256": contents.full_manifest_sha256,
        "custody_head": contents.custody_head,
        "case": {"country": contents.case.country, "language": contents.case.language, "opened": contents.case.created},
        "captures": [case_json.capture(record, place) for record in contents.captures],
        "originals": [case_json.original(record) for record in contents.originals],
        "findings": [case_json.finding(record, place) for record in contents.open_findings],
        "looks": [case_json.look(record, place) for record in contents.open_looks],
        "notices": [case_json.notice(record) for record in contents.notices],
        "links": [case_json.link(record) for record in contents.links],
        "timeline": [case_json.note(record, place) for record in sorted(contents.open_notes, key=lambda note: note.at)],
    }


def _hashes(contents: Contents) -> Iterator[Item]:
    captures = [
        {
            "exhibit": capture.exhibit,
            "finished": capture.finished,
            "parts": [{"name": _nameless(part.name), "sha256": part.sha256, "size": part.size} for part in capture.parts],
        }
        for capture in contents.captures
    ]
    attachments = [
        {"sha256": attachment.sha256, "size": attachment.size} for note in contents.open_notes for attachment in note.attachments
    ]
    record = {
        "schema": HASHES_SCHEMA,
        "made": contents.made,
        "full_manifest_sha256": contents.full_manifest_sha256,
        "custody_head": contents.custody_head,
        "captures": captures,
        "findings": [{"id": finding.id, "sha256": finding.sha256} for finding in contents.open_findings],
        "attachments": attachments,
    }
    yield Item("hashes.json", case_json.as_json(record))
    yield Item("VERIFY.txt", verify_text())
    yield Item("README.txt", _readme(Level.HASHES, contents, ()))


_ABOUT = {
    Level.WORKING: """This is a working copy, to read and to discuss. It holds no picture that can be recognised:
pictures of what was found are blurred beyond recovery. The person's own cookies and
network address are not in it. A page can print the address of its visitor in ways that
are not recognised; look through text.txt before you pass it on.""",
    Level.HASHES: """This copy holds digests only: numbers from which no picture, text or address can be
made again. Whoever later sees a file can check that it is the same. There is no picture
in it, and nothing that finds similar pictures.""",
}


def _readme(level: Level, contents: Contents, left_out: Iterable[str]) -> bytes:
    linked = contents.full_manifest_sha256
    lines = [
        "WHAT THIS IS",
        "",
        _ABOUT[level],
        "",
        f"It belongs to the full bundle whose manifest-sha256.txt has the SHA-256\n{linked}"
        if linked
        else "No full bundle was made before it.",
    ]
    listed = list(left_out)
    if listed:
        lines += ["", "LEFT OUT", "", *listed]
    return ("\n".join(lines) + "\n").encode("ascii", "backslashreplace")


def _left_out(contents: Contents, places: Mapping[str | None, str]) -> Iterator[str]:
    for capture in contents.captures:
        for part in capture.parts:
            if part.object not in places:
                yield f"Exhibit {capture.exhibit}: {part.name} (can hold pictures), SHA-256 {part.sha256}"
    for note in contents.open_notes:
        for attachment in note.attachments:
            if attachment.object not in places:
                yield f"Note {note.id}: an attached file (can hold pictures), SHA-256 {attachment.sha256}"


def _nameless(part: str) -> str:
    """The name of a part without the host that some parts carry in it."""
    return part if part in _FIXED_NAMES else "part"


def _ending(attachment: Attachment) -> str:
    ending = attachment.name.rpartition(".")[2].lower()
    return ending if ending in _ENDINGS else "bin"
