"""Who the case is about, who works on it, and what was allowed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from leakguard.model.record import Record


class Role(StrEnum):
    """Who sits at the keyboard. A worker's case stores as little as possible."""

    SELF = "self"
    FRIEND = "friend"
    WORKER = "worker"
    LAWYER = "lawyer"


class Adults(StrEnum):
    """Answer to: was everyone in the pictures 18 or older when they were made? Anything but yes makes the case link-only."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Declaration(StrEnum):
    """On what ground the person at the keyboard may work with these pictures."""

    OWN = "own"
    MADE_TO_LOOK_LIKE_ME = "made-to-look-like-me"
    CONSENT = "consent"


class Scope(StrEnum):
    """What a consent covers."""

    CHECK = "check"
    CAPTURE = "capture"
    NOTICE = "notice"
    EXPORT = "export"


@dataclass(frozen=True, kw_only=True)
class Case(Record):
    """The case itself: one per vault, id always "case".

    `keep_until` is the day up to which a closed case is to be kept; nothing is deleted by itself on that day.
    """

    kind: ClassVar[str] = "case"

    id: str = "case"
    created: datetime
    role: Role
    everyone_adult: Adults
    declaration: Declaration
    country: str
    language: str
    closed: datetime | None = None
    closed_why: str = ""
    keep_until: date | None = None

    @property
    def link_only(self) -> bool:
        """True when someone in the pictures was, or may have been, under 18: then only addresses and dates are kept."""
        return self.everyone_adult is not Adults.YES


@dataclass(frozen=True, kw_only=True)
class Consent(Record):
    """What the person in the pictures allowed the case's keeper to do. Never deleted: revoking sets `revoked`."""

    kind: ClassVar[str] = "consent"
    prefix: ClassVar[str] = "k"

    given_by: str
    scopes: tuple[Scope, ...]
    given: datetime
    until: date | None = None
    revoked: datetime | None = None
    note: str = ""

    def covers(self, scope: Scope, at: datetime) -> bool:
        """Whether the consent allows `scope` at the moment `at` (UTC). The last day of `until` is included."""
        return self.revoked is None and scope in self.scopes and (self.until is None or at.date() <= self.until)


@dataclass(frozen=True, kw_only=True)
class Hold(Record):
    """A duty to keep the case for a court or an authority. While one stands, the case is not destroyed. Never deleted."""

    kind: ClassVar[str] = "hold"
    prefix: ClassVar[str] = "h"

    by: str
    why: str
    since: datetime
    lifted: datetime | None = None
    lifted_why: str = ""


@dataclass(frozen=True, kw_only=True)
class Profile(Record):
    """The sender's details for letters. One per vault, id always "profile"."""

    kind: ClassVar[str] = "profile"

    id: str = "profile"
    name: str = ""
    agent_for: str = ""
    authority: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    time_zone: str = "UTC"


@dataclass(frozen=True, kw_only=True)
class SiteAnswer(Record):
    """What the person answered once per host (id: the host): told that the site sees their address; nobody under 18 there."""

    kind: ClassVar[str] = "site"

    told_address_is_seen: datetime | None = None
    no_one_under_18: datetime | None = None
