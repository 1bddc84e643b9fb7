"""Letters, the legal ground they stand on, and their clocks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from leakguard.model.record import Record


class Basis(StrEnum):
    STATUTE = "statute"
    PRACTICE = "practice"


class NoticeState(StrEnum):
    DRAFTED = "drafted"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    REMOVED = "removed"
    BACK = "back"


@dataclass(frozen=True)
class Element:
    """One thing a letter must contain. `ref` is the paragraph that asks for it, None where only practice does."""

    id: str
    ref: str | None
    basis: Basis
    certainty: str
    present: bool
    label: str = ""


@dataclass(frozen=True)
class NoticeClock:
    """How long the recipient has and from when; `runs_from` is in the regime's own terms."""

    value: int
    unit: str
    runs_from: str


@dataclass(frozen=True, kw_only=True)
class Notice(Record):
    """A letter that was written. It is complete only when no element is missing, the signature included.

    `follows` is the id of the letter that this one complains about or reminds of. `how` is the way by
    which it was sent, in the person's words; `acknowledged` and `refused` are when the recipient said so, `why` the reason that
    they gave. `removed` is when every copy was seen to be gone, `back` when one of them was there again after that: looking
    again closes and reopens a letter.
    """

    kind: ClassVar[str] = "notice"
    prefix: ClassVar[str] = "n"

    regime: str
    recipient: str
    recipient_type: str
    channel: str
    urls: tuple[str, ...]
    findings: tuple[str, ...]
    language: str
    written: datetime
    elements: tuple[Element, ...]
    complete: bool
    clock: NoticeClock | None
    follow_up_days: int | None = None
    signed_by: str = ""
    warnings: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    sheet: str = ""
    state: NoticeState = NoticeState.DRAFTED
    sent: datetime | None = None
    how: str = ""
    receipt: str = ""
    acknowledged: datetime | None = None
    refused: datetime | None = None
    why: str = ""
    deadline: datetime | None = None
    follow_up: datetime | None = None
    follows: str = ""
    removed: datetime | None = None
    back: datetime | None = None

    @property
    def due(self) -> datetime | None:
        """The statutory deadline, or where the law sets none, when to ask again; None until it is known to be received, and
        while every copy it is about is gone."""
        return None if self.state is NoticeState.REMOVED else self.deadline or self.follow_up
