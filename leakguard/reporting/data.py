"""What a report is made from: plain rows, filled by services. Whatever must not be printed must not be put in here.

All times are timezone-aware UTC. Texts may be foreign and hostile: they are cleaned when they are printed. `thumbnail` is
a PNG in which the whole picture is blurred beyond recovery and the matched region is already outlined.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leakguard.model.case import Adults
from leakguard.model.check import NotChecked, Review
from leakguard.model.evidence import PageKind
from leakguard.model.media import Media, Verdict
from leakguard.model.notice import NoticeState


@dataclass(frozen=True, kw_only=True)
class OriginalRow:
    """A picture or video of the person. `label` is what the person calls it; file names stay out unless asked for."""

    id: str
    label: str = ""
    sha256: str
    media: Media
    synthetic: bool = False


@dataclass(frozen=True, kw_only=True)
class CheckRow:
    """One run of `check`. `items` counts what was compared, `skipped` what is not a picture or video."""

    id: str
    started: datetime
    finished: datetime | None = None
    targets: tuple[str, ...] = ()
    items: int = 0
    skipped: int = 0
    found: int = 0
    not_checked: tuple[NotChecked, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    """One candidate that matched. `address` is a URL, or where in a file or archive it lay; `pdq_distance` is in bits, 0-256.

    `part` is how much of the original is seen (0-1). `state` is a word of english.STATES, empty where nobody looked again; it was
    so at `state_at`.
    """

    id: str
    address: str
    page: str | None = None
    first_seen: datetime
    last_seen: datetime
    verdict: Verdict
    why: str
    original: str | None = None
    pdq_distance: int | None = None
    inliers: int | None = None
    part: float | None = None
    mirrored: bool = False
    same_scene: bool = False
    region: bool = False
    media: Media = Media.IMAGE
    width: int | None = None
    height: int | None = None
    review: Review = Review.UNREVIEWED
    review_why: str = ""
    sha256: str
    exhibits: tuple[int, ...] = ()
    thumbnail: bytes | None = None
    state: str = ""
    state_at: datetime | None = None

    @property
    def online(self) -> bool:
        return self.address.lower().startswith(("http://", "https://"))


@dataclass(frozen=True)
class PartRow:
    """One file of an exhibit; `size` in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class SealRow:
    """One time stamp in words; `sha256` is what was stamped. `before`: it stamps the moment before, not the record itself."""

    words: str
    at: datetime
    sha256: str
    before: bool = False


@dataclass(frozen=True, kw_only=True)
class ExhibitRow:
    """One capture. `completeness` is one plain sentence; `seals` are the time stamps before and after it."""

    number: int
    id: str
    address: str
    final_address: str = ""
    status: int | None = None
    kind: PageKind
    started: datetime
    finished: datetime
    complete: bool
    completeness: str = ""
    missing: tuple[NotChecked, ...] = ()
    withheld: int = 0
    everything_why: str = ""
    parts: tuple[PartRow, ...] = ()
    seals: tuple[SealRow, ...] = ()

    @property
    def sealed(self) -> bool:
        """Whether the record itself has a time stamp."""
        return any(not seal.before for seal in self.seals)


@dataclass(frozen=True)
class AnswerRow:
    """What a recipient did or said, and when."""

    at: datetime
    what: str


@dataclass(frozen=True, kw_only=True)
class NoticeRow:
    """One letter. `missing` names the elements that a complete letter would need; `clock` says how long the recipient has, from
    when; `how` is the way it was sent; `answers` are what came back, in order; `follows` is the id of the letter that this one
    goes on from."""

    id: str
    regime: str
    recipient: str
    addresses: tuple[str, ...] = ()
    written: datetime
    sent: datetime | None = None
    deadline: datetime | None = None
    complete: bool
    missing: tuple[str, ...] = ()
    receipt: str = ""
    clock: str = ""
    answers: tuple[AnswerRow, ...] = ()
    follows: str = ""
    how: str = ""
    state: NoticeState = NoticeState.DRAFTED

    @property
    def awaited(self) -> bool:
        """Whether an answer is still to come: it is sent, neither refused nor are all copies gone. A confirmation is none."""
        return self.sent is not None and self.state not in (NoticeState.REFUSED, NoticeState.REMOVED)


class Happened(StrEnum):
    """What kind of event a row of the timeline is."""

    FOUND = "found"
    RECORDED = "recorded"
    LOOKED = "looked"
    LETTER = "letter"
    TOLD = "told"
    OTHER = "other"


@dataclass(frozen=True)
class TimelineRow:
    """Something that happened, in the order in which the report shall tell it. Private notes never become rows.

    `key` is the id of what it is about, where the report has a place for it.
    """

    at: datetime
    what: str
    source: str = ""
    kind: Happened = Happened.OTHER
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class LinkRow:
    """An address written down by hand; nothing was fetched from it."""

    id: str
    address: str
    added: datetime
    account: str = ""
    seen: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportData:
    """A whole case as it may be printed. `country` is an ISO 3166 code (it chooses the paper), `time_zone` an IANA name,
    `role` one of model.case.Role, or words; `person` is the name of whoever asks for something, for those who must know it."""

    case_name: str
    created: datetime
    role: str
    generated: datetime
    time_zone: str = "UTC"
    country: str = ""
    program: str = "leakguard"
    person: str = ""
    consent: tuple[str, ...] = ()
    originals: tuple[OriginalRow, ...] = ()
    checks: tuple[CheckRow, ...] = ()
    findings: tuple[FindingRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    exhibits: tuple[ExhibitRow, ...] = ()
    notices: tuple[NoticeRow, ...] = ()
    timeline: tuple[TimelineRow, ...] = ()

    @property
    def standing(self) -> tuple[FindingRow, ...]:
        """The findings that nobody has dismissed: what the report may call found."""
        return tuple(finding for finding in self.findings if finding.review is not Review.DISMISSED)

    @property
    def items(self) -> int:
        return sum(check.items for check in self.checks)

    @property
    def not_checked(self) -> int:
        return sum(len(check.not_checked) for check in self.checks)

    def verdicts(self) -> Counter[Verdict]:
        return Counter(finding.verdict for finding in self.standing)

    def reviews(self) -> Counter[Review]:
        return Counter(finding.review for finding in self.findings)


@dataclass(frozen=True, kw_only=True)
class ContactRow:
    """Whom to call: `reach` holds numbers and addresses as they are dialled; `caution` says where to check before relying."""

    name: str
    what: str = ""
    reach: tuple[str, ...] = ()
    hours: str = ""
    caution: str = ""


@dataclass(frozen=True, kw_only=True)
class HotlineData:
    """The sheet of a link-only case: addresses and dates, nothing that comes from a picture."""

    case_name: str
    generated: datetime
    adults: Adults
    time_zone: str = "UTC"
    country: str = ""
    links: tuple[LinkRow, ...] = ()
    contacts: tuple[ContactRow, ...] = ()
