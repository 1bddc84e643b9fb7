"""Pictures and videos, their fingerprints, and what a comparison says."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from leakguard.model.record import Record

Point = tuple[float, float]
Region = tuple[Point, Point, Point, Point]
"""Where the original's corners fall in the candidate's own pixels, after EXIF orientation: top-left, top-right,
bottom-right, bottom-left of the original."""


class Media(StrEnum):
    IMAGE = "image"
    VIDEO = "video"


class Verdict(StrEnum):
    """How a candidate relates to an original, strongest first; `unreadable` stands outside the order."""

    EXACT = "exact"
    COPY = "copy"
    ALTERED = "altered"
    POSSIBLE = "possible"
    NONE = "none"
    UNREADABLE = "unreadable"

    @property
    def matched(self) -> bool:
        """True for what becomes a finding."""
        return self in (Verdict.EXACT, Verdict.COPY, Verdict.ALTERED, Verdict.POSSIBLE)


@dataclass(frozen=True)
class Fingerprint:
    """All signals of one picture.

    `pdq` holds eight 256-bit PDQ hashes as 64 lowercase hex digits, one per orientation in the order of
    `pdqhash.compute_dihedral` (0 is the picture as it is, 5 its left-right mirror); of a candidate the first only.
    `pdq_quality` is 0-100; below 50 PDQ is unreliable (ThreatExchange). `phash` is imagehash's 64-bit pHash as 16 lowercase
    hex digits. `pixels_sha256` is the digest of the RGB pixels after orientation, with the size in front.
    """

    pdq: tuple[str, ...]
    pdq_quality: int
    phash: str
    pixels_sha256: str


@dataclass(frozen=True, kw_only=True)
class Original(Record):
    """A picture or video of the person, enrolled by its fingerprint. The picture itself is stored only with `--keep` (`kept`).

    `sketch` is the object with its local features and small grey version, None for what was enrolled without.
    """

    kind: ClassVar[str] = "original"
    prefix: ClassVar[str] = "o"
    media: ClassVar[bool] = True

    source: str
    sha256: str
    type: Media
    format: str
    added: datetime
    width: int | None = None
    height: int | None = None
    fingerprint: Fingerprint | None = None
    label: str = ""
    synthetic: bool = False
    shared_with: str = ""
    shared_on: str = ""
    kept: str | None = None
    sketch: str | None = None


@dataclass(frozen=True)
class AlsoMatched:
    """A further original found in the same candidate."""

    original: str
    verdict: Verdict
    region: Region | None = None


@dataclass(frozen=True)
class Match:
    """What the matcher says of one candidate. Distances are PDQ Hamming bits, 0-256; `why` is a plain sentence or two.

    `inliers` counts local features that agree on the place, `part` is how much of the original is seen there (0-1).
    """

    verdict: Verdict
    why: str
    original: str | None = None
    pdq_distance: int | None = None
    inliers: int | None = None
    region: Region | None = None
    mirrored: bool = False
    same_scene: bool = False
    part: float | None = None
    also: tuple[AlsoMatched, ...] = ()

    def like(self, other: "Match") -> bool:
        """Whether it says the same but for rounding: in which order numbers are added differs from run to run."""
        return (
            (self.verdict, self.original, self.mirrored, self.same_scene, self.pdq_distance)
            == (other.verdict, other.original, other.mirrored, other.same_scene, other.pdq_distance)
            and [(also.original, also.verdict) for also in self.also] == [(also.original, also.verdict) for also in other.also]
            and _near(self.region, other.region)
        )


def _near(one: Region | None, other: Region | None) -> bool:
    """Corners within two pixels of each other."""
    if one is None or other is None:
        return one is other
    return all(max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= 2 for a, b in zip(one, other, strict=True))
