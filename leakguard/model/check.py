"""Checking: what was looked at, what matched, what could not be read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from leakguard.model.media import Match, Media, Verdict
from leakguard.model.record import Record


class TargetKind(StrEnum):
    URL = "url"
    FILE = "file"
    FOLDER = "folder"
    ARCHIVE = "archive"


class Review(StrEnum):
    """What a person has said of a finding."""

    UNREVIEWED = "unreviewed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class NotChecked:
    """Something that was there and could not be looked at; `why` is one plain sentence."""

    locator: str
    why: str


@dataclass(frozen=True)
class Target:
    """One thing the person asked to check. `skipped` counts what is not media by content; it is not a failure."""

    target: str
    kind: TargetKind
    items: int = 0
    skipped: int = 0
    not_checked: tuple[NotChecked, ...] = ()


@dataclass(frozen=True)
class Item:
    """One candidate and its verdict."""

    target: str
    locator: str
    sha256: str
    media: Media
    match: Match
    finding: str | None = None


@dataclass(frozen=True, kw_only=True)
class Finding(Record):
    """A candidate that matched. The candidate's bytes are not here: at most a wholly blurred thumbnail (`thumbnail`)."""

    kind: ClassVar[str] = "finding"
    prefix: ClassVar[str] = "f"
    media: ClassVar[bool] = True

    target: str
    target_kind: TargetKind
    locator: str
    page: str | None = None
    sha256: str
    type: Media
    match: Match
    first_seen: datetime
    last_seen: datetime
    width: int | None = None
    height: int | None = None
    review: Review = Review.UNREVIEWED
    review_why: str = ""
    thumbnail: str | None = None
    captures: tuple[str, ...] = ()

    @property
    def url(self) -> str | None:
        """The public address of the copy, None for something found in a file."""
        return self.locator if self.locator.startswith(("http://", "https://")) else None


@dataclass(frozen=True)
class Looked:
    """What is kept of a candidate that did not match: address, digest, and the verdict; the time is the run's.

    `match` is there in a run that is not finished, so that it can be gone on with; not for what was found on a page.
    """

    locator: str
    sha256: str
    verdict: Verdict
    match: Match | None = None


@dataclass(frozen=True, kw_only=True)
class CheckRun(Record):
    """One run of `check`: what was asked, what was looked at, what could not be. `looked` stays empty in a worker's case.

    `basis` is a digest of what decided its verdicts: the originals and the matcher. Without `finished` it was stopped, or goes
    on at this moment.
    """

    kind: ClassVar[str] = "check"
    prefix: ClassVar[str] = "x"
    media: ClassVar[bool] = True

    started: datetime
    finished: datetime | None = None
    targets: tuple[Target, ...] = ()
    looked: tuple[Looked, ...] = ()
    findings: tuple[str, ...] = ()
    basis: str = ""
