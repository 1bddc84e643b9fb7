"""Time stamps that a case holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from leakguard.model.record import Record

LATE = timedelta(minutes=5)
"""A stamp that was asked for later than this after the thing was made is late, and marked so. Authorities answer in seconds."""


class Sealed(StrEnum):
    """What was stamped. The words are at rest: they are only added to."""

    START = "start"
    CAPTURE = "capture"
    CUSTODY = "custody"
    BUNDLE = "bundle"


@dataclass(frozen=True, kw_only=True)
class Seal(Record):
    """One good answer of one time-stamping authority. `subject` is a capture or a receipt; "custody" for the log alone.

    `sha256` was stamped; what it is of was made at `made`, and the stamp asked for at `asked`, both by this computer's clock.
    `time` is the authority's. `clock_offset` is that minus this computer's, in seconds, give or take `clock_plus_minus`. `query`,
    `reply` and `root` are objects, whole as sent and received; `root_sha256` is the fingerprint of the root that it rests on.
    """

    kind: ClassVar[str] = "seal"
    prefix: ClassVar[str] = "s"

    what: Sealed
    subject: str
    sha256: str
    url: str
    authority: str
    serial: str
    made: datetime
    asked: datetime
    time: datetime
    plus_minus: float | None
    clock_offset: float
    clock_plus_minus: float
    query: str
    reply: str
    root: str
    root_name: str
    root_sha256: str

    @property
    def late_by(self) -> timedelta | None:
        """How late it was asked for; None where it was in time."""
        waited = self.asked - self.made
        return waited if waited > LATE else None


@dataclass(frozen=True, kw_only=True)
class SigningKey(Record):
    """The key of one case, made at its first export: an Ed25519 private key, 32 bytes in hex. It signs manifests, names nobody,
    and leaves the case only with the whole case."""

    kind: ClassVar[str] = "signing-key"

    private: str
