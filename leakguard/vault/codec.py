"""Records as they lie in the index: JSON by kind, read back strictly.

A missing field takes its default (an old case in a new version); a field that this version does not know is an error,
because keeping half of a record would lose the rest when it is written again.
"""

from typing import Any, TypeVar

import msgspec

from leakguard.errors import Damaged
from leakguard.model.case import Case, Consent, Hold, Profile, SiteAnswer
from leakguard.model.check import CheckRun, Finding
from leakguard.model.evidence import Capture, CustodyEntry, ExportReceipt, Link, Note, Origin
from leakguard.model.look import Look
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.model.record import Record
from leakguard.model.seal import Seal, SigningKey

R = TypeVar("R", bound=Record)

KINDS: dict[str, type[Record]] = {
    record.kind: record
    for record in (
        Case,
        Consent,
        Hold,
        Profile,
        SiteAnswer,
        Original,
        Finding,
        CheckRun,
        Look,
        Capture,
        CustodyEntry,
        Link,
        Note,
        ExportReceipt,
        Notice,
        Origin,
        Seal,
        SigningKey,
    )
}
"""Every kind of record that this version writes."""

_encoder = msgspec.json.Encoder()
_decoders: dict[type[Record], msgspec.json.Decoder[Any]] = {}


def encode(record: Record) -> bytes:
    """The record as JSON, fields in the order of the class. Raises ValueError for what would not read back, or not by its kind.

    Half a surrogate pair, as in a file name that is not UTF-8, has no place in JSON: it is written out as a visible escape.
    """
    if KINDS.get(record.kind) is not type(record):
        raise ValueError(f"records of kind {record.kind} are not known to this codec")
    try:
        body = _encoder.encode(record)
    except UnicodeEncodeError:
        body = _encoder.encode(_without_surrogates(msgspec.to_builtins(record)))
    try:
        _decoder(type(record)).decode(body)
    except msgspec.MsgspecError as error:  # NaN, for one, turns into null
        raise ValueError(f"this record of kind {record.kind} would not read back: {error}") from error
    return body


def decode(type: type[R], body: bytes) -> R:
    """The record of this type. Raises Damaged for what does not parse, has a wrong type or an unknown field."""
    try:
        record = _decoder(type).decode(body)
        if _encoder.encode(record) != body:  # else it has exactly the known fields, the usual case
            _refuse_unknown(msgspec.json.decode(body), msgspec.to_builtins(record))
    except msgspec.MsgspecError as error:
        raise Damaged(
            f"A record of kind {type.kind} cannot be read: {error}",
            "Everything else stays readable. Name what is wrong with: leakguard verify",
        ) from error
    return record


def _decoder(type: type[R]) -> msgspec.json.Decoder[R]:
    decoder = _decoders.get(type)
    if decoder is None:
        decoder = _decoders[type] = msgspec.json.Decoder(type)
    return decoder


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {name: _without_surrogates(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(part) for part in value]
    return value


def _refuse_unknown(stored: Any, known: Any) -> None:
    if isinstance(stored, dict) and isinstance(known, dict):
        for name, value in stored.items():
            if name not in known:
                raise msgspec.ValidationError(f"it has a field that this version does not know, {name!r}")
            _refuse_unknown(value, known[name])
    elif isinstance(stored, list) and isinstance(known, list | tuple):
        for value, other in zip(stored, known, strict=True):
            _refuse_unknown(value, other)
