"""The schema of the fact files. A file that does not fit, down to an unknown key, is refused when it is loaded.

In the files a fact names its sources by key (`src`); the loader puts the sources themselves there and fills in `seen` and
`review`. `keeps` says how fast a fact goes stale, and so how long after it was seen it is to be looked at again.
"""

from datetime import date
from enum import StrEnum

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One typed row of a fact file."""


class Tier(StrEnum):
    """What kind of source it is, best first; `weak` is somebody's program or list."""

    STATUTE = "statute"
    OFFICIAL = "official"
    SECONDARY = "secondary"
    WEAK = "weak"


class Confidence(StrEnum):
    """Whether the statement was read in a stored copy of the source, or is general knowledge."""

    VERIFIED = "verified"
    RECALLED = "recalled"


class Certainty(StrEnum):
    """Confidence × tier of the best source, surest first."""

    STATUTE = "statute"
    OFFICIAL = "official"
    SECONDARY = "secondary"
    WEAK = "weak"
    RECALLED = "recalled"

    @property
    def check_first(self) -> bool:
        """True below official: shown with "open or check before use", and kept out of signed and sworn sentences."""
        return self not in (Certainty.STATUTE, Certainty.OFFICIAL)


CHECK_FIRST = "open or check before use"


class Keeps(StrEnum):
    """How long a fact stays good after it was seen; the months are in the loader."""

    STATUTE = "statute"
    CHANGING = "changing"
    CONTACT = "contact"
    PHONE = "phone"


class Source(Row, frozen=True, kw_only=True):
    """Where a fact was read. `url` is None where only the kind of place is known (`found_as`); `age` is the source's own date."""

    url: str | None
    kind: str
    age: str
    as_seen: date
    tier: Tier
    found_as: str = ""


class Fact(Row, frozen=True, kw_only=True):
    """What every fact carries. `caveat` names a part of it that the source did not hold."""

    confidence: Confidence
    src: tuple[Source, ...] = ()
    seen: date
    keeps: Keeps
    review: date
    caveat: str = ""

    @property
    def says(self) -> str:
        """The fact in words. Every kind of fact has its own; one that has none must not pass for an empty one."""
        raise NotImplementedError  # abstract: msgspec's structs take no ABC

    @property
    def certainty(self) -> Certainty:
        """Recalled, or the best tier among the sources."""
        if self.confidence is Confidence.RECALLED:
            return Certainty.RECALLED
        tiers = {source.tier for source in self.src}
        return Certainty(next(tier for tier in Tier if tier in tiers))

    @property
    def remark(self) -> str:
        """What must stand beside the fact when it is shown: empty, or "open or check before use"."""
        return CHECK_FIRST if self.certainty.check_first or self.caveat else ""


class Statement(Fact, frozen=True, kw_only=True):
    """A fact in one or two plain sentences. `ref` is the paragraph, None where there is none."""

    text: str
    ref: str | None = None

    @property
    def says(self) -> str:
        return self.text
