"""Captures, their parts, the custody log, and what a person writes down by hand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from leakguard.model.check import NotChecked
from leakguard.model.record import Record


class PageKind(StrEnum):
    """What the server really showed."""

    PAGE = "page"
    LOGIN_WALL = "login-wall"
    AGE_GATE = "age-gate"
    COOKIE_WALL = "cookie-wall"
    BOT_WALL = "bot-wall"
    GONE = "gone"
    SOFT_404 = "soft-404"


@dataclass(frozen=True)
class Part:
    """One file of a capture: its name in the bundle, where the vault keeps it, and what it must hash to."""

    name: str
    object: str
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Capture(Record):
    """What was recorded of one address at one time. `exhibit` numbers the exhibits of a case from 1 and is never reused."""

    kind: ClassVar[str] = "capture"
    prefix: ClassVar[str] = "c"
    media: ClassVar[bool] = True

    exhibit: int
    target: str
    final_url: str
    status: int | None
    page: PageKind
    route: str
    started: datetime
    finished: datetime
    complete: bool
    findings: tuple[str, ...] = ()
    missing: tuple[NotChecked, ...] = ()
    withheld: int = 0
    everything_why: str = ""
    summary: str = ""
    parts: tuple[Part, ...] = ()
    sealed: bool = False
    sealed_late: bool = False


@dataclass(frozen=True, kw_only=True)
class CustodyEntry(Record):
    """One line of custody.jsonl, exactly as it will be exported. `id` is the line's number, zero-padded to ten digits."""

    kind: ClassVar[str] = "custody"

    line: str


@dataclass(frozen=True, kw_only=True)
class Link(Record):
    """An address written down without fetching anything."""

    kind: ClassVar[str] = "link"
    prefix: ClassVar[str] = "l"

    url: str
    added: datetime
    account: str = ""
    seen: str = ""
    note: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file kept beside a note. `media` is True where its content is, or may hold, pictures or video."""

    name: str
    object: str
    sha256: str
    size: int
    media: bool


@dataclass(frozen=True, kw_only=True)
class Note(Record):
    """A threat, a call, a message: what happened, in the person's words. `private` notes are privileged and never leave."""

    kind: ClassVar[str] = "note"
    prefix: ClassVar[str] = "t"

    text: str
    at: datetime
    written: datetime
    source: str = ""
    private: bool = False
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ExportReceipt(Record):
    """Who was given what, when, and on which consent.

    `lock` says how it was encrypted, with the receiver's public keys, and is empty for what left in clear. `custody_head` is the
    SHA-256 of the last line of the custody log as it was handed out; empty in receipts of older versions. `place` is where the
    bundle was written on this computer, so that a time stamp that comes later finds it; it is never handed out in a bundle.
    """

    kind: ClassVar[str] = "receipt"
    prefix: ClassVar[str] = "r"

    at: datetime
    to: str
    level: str
    what: str
    manifest_sha256: str
    encrypted: bool
    consent: str | None = None
    custody_head: str = ""
    lock: str = ""
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Origin(Record):
    """A case that was merged into this one: its own custody log, whole, and what it called its exhibits.

    `log` is the object that holds the log, `head` the digest of its last line. `exhibits` are (capture, number there, number
    here). `unified` are (id there, id here) of what both cases had, or what had to take another id.
    """

    kind: ClassVar[str] = "origin"
    prefix: ClassVar[str] = "m"

    merged: datetime
    created: datetime
    role: str
    log: str
    log_sha256: str
    head: str
    exhibits: tuple[tuple[str, int, int], ...] = ()
    unified: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[str, ...] = ()
