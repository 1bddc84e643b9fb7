"""Records as they lie in the index: JSON by kind, read back strictly.

A missing field takes its default (an old case in a new version); a field that this version does not know is an error,
because keeping half of a record would lose the rest when it is written again.
"""

from functools import cache
from typing import Any, TypeVar

import msgspec

from leakguard.errors import Damaged
from leakguard.model.case import Case, Consent, Profile, SiteAnswer
from leakguard.model.check import CheckRun, Finding
from leakguard.model.evidence import Capture, CustodyEntry, ExportReceipt, Link, Note
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.model.record import Record

R = TypeVar("R", bound=Record)

KINDS: dict[str, type[Record]] = {
    record.kind: record
    for record in (
        Case,
        Consent,
        Profile,
        SiteAnswer,
        Original,
        Finding,
        CheckRun,
        Capture,
        CustodyEntry,
        Link,
        Note,
        ExportReceipt,
        Notice,
    )
}
"""Every kind of record that this version writes."""

_encoder = msgspec.json.Encoder()


def encode(record: Record) -> bytes:
    """The record as JSON, fields in the order of the class."""
    return _encoder.encode(record)


def decode(type: type[R], body: bytes) -> R:
    """The record of this type. Raises Damaged for what does not parse, has a wrong type or an unknown field."""
    try:
        record: R = _decoder(type).decode(body)
        if _encoder.encode(record) != body:  # else it has exactly the known fields, the usual case
            _refuse_unknown(msgspec.json.decode(body), msgspec.to_builtins(record))
    except msgspec.MsgspecError as error:
        raise Damaged(
            f"A record of kind {type.kind} cannot be read: {error}",
            "Everything else stays readable. Name what is wrong with: leakguard verify",
        ) from error
    return record


@cache
def _decoder(type: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(type)


def _refuse_unknown(stored: Any, known: Any) -> None:
    if isinstance(stored, dict) and isinstance(known, dict):
        for name, value in stored.items():
            if name not in known:
                raise msgspec.ValidationError(f"it has a field that this version does not know, {name!r}")
            _refuse_unknown(value, known[name])
    elif isinstance(stored, list) and isinstance(known, list | tuple):
        for value, other in zip(stored, known, strict=True):
            _refuse_unknown(value, other)
