"""What a letter is written from."""

from dataclasses import dataclass, field
from datetime import datetime

from leakguard.facts.law import Body, Regime
from leakguard.model.case import Profile
from leakguard.model.media import Media
from leakguard.notices.recipients import Recipient


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One copy to be removed. `position` says in words where on `page` it stands, such as "third picture of the post".

    `sha256` is that of the found copy, never of an original. `seen` is when it was last found there.
    """

    url: str
    page: str | None = None
    position: str = ""
    sha256: str = ""
    seen: datetime | None = None
    type: Media = Media.IMAGE


@dataclass(frozen=True)
class Event:
    """Something that happened, for a statement."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Proof:
    """An exhibit that is kept, for a statement: `files` are (name, SHA-256)."""

    number: int
    address: str
    at: datetime
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Following:
    """The letter that a complaint is about. `due` is the end of its time, by law or by our practice (`clock`), `refused`
    when the recipient said no; `looked` is when
    the copy was last seen to be there; `body` is who gets the complaint, None for a reminder to the recipient themselves.
    """

    regime: Regime
    recipient: str
    due: datetime
    clock: bool
    looked: datetime | None
    body: Body | None
    refused: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class LetterRequest:
    """Everything that one letter needs.

    `profile.agent_for` names the person for whom an agent writes; then `profile.authority` says what allows it. `written` gives
    the date in the letter, in its own time zone. `country` is the ISO code of the case. `took_the_picture` is the person's own
    answer, None when they were not asked; `paid_for_it` that they are paid for it today; `no_violence` that there is
    none at home, and no stalking or blackmail. `offence` is the national provision
    that the publication breaks. `work` says in words what was copied, `context` what shows that there was no consent.
    `account` is the name that posted it. `signed_by` is empty for a draft. `language` is that of the recipient, `reader` that of
    the person, in which the letter is explained.
    """

    regime: str
    recipient: Recipient
    copies: tuple[Copy, ...]
    profile: Profile = field(default_factory=Profile)
    written: datetime
    country: str = ""
    language: str = "en"
    reader: str = "en"
    link_only: bool
    synthetic: bool = False
    took_the_picture: bool | None = None
    paid_for_it: bool = False
    no_violence: bool = False
    offence: str = ""
    work: str = ""
    context: str = ""
    account: str = ""
    signed_by: str = ""
    events: tuple[Event, ...] = ()
    proof: tuple[Proof, ...] = ()
    following: Following | None = None

    @property
    def agent(self) -> bool:
        """Whether somebody writes for the person shown."""
        return bool(self.profile.agent_for)
