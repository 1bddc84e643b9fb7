"""Looking again at a copy that is known: what was seen, and what is believed after it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from leakguard.model.evidence import PageKind, Part
from leakguard.model.media import Verdict
from leakguard.model.record import Record


class CopyState(StrEnum):
    """What became of a copy. `blocked` and `unreachable` leave it open: others may still see it. `back` is up after `gone`."""

    UP = "up"
    CHANGED = "changed"
    GONE = "gone"
    BACK = "back"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"

    @property
    def there(self) -> bool:
        return self in (CopyState.UP, CopyState.BACK)

    @property
    def decided(self) -> bool:
        """Whether the look said anything about the copy itself."""
        return self not in (CopyState.BLOCKED, CopyState.UNREACHABLE)


@dataclass(frozen=True, kw_only=True)
class Look(Record):
    """One look at one copy. `url` is where the copy was found, or, without a `finding`, the address that a letter names.

    `seen` is what this look showed by itself, `state` what is believed after it: they differ where something seems gone and was
    looked at only once (then `again_from` says when another look settles it), and for `back`. `shown_at` is where the answer came
    from, `sha256` (hex) that of the answer: of the picture that is there, or else of the page. `proof` is the web archive of an
    answer that says the copy is gone or that refuses this visitor; it holds no picture.
    """

    kind: ClassVar[str] = "look"
    prefix: ClassVar[str] = "w"
    media: ClassVar[bool] = True

    at: datetime
    url: str
    finding: str | None = None
    seen: CopyState
    state: CopyState
    why: str
    shown_at: str = ""
    status: int | None = None
    page: PageKind | None = None
    sha256: str = ""
    verdict: Verdict | None = None
    again_from: datetime | None = None
    proof: Part | None = None

    @property
    def copy(self) -> str:
        """What it is about: the finding, or the address."""
        return self.finding or self.url
