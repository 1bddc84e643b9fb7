import importlib
import pkgutil
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leakguard.model
from leakguard.errors import Damaged
from leakguard.model.check import Finding, TargetKind
from leakguard.model.evidence import Link
from leakguard.model.media import AlsoMatched, Match, Media, Verdict
from leakguard.model.record import Record
from leakguard.vault.codec import KINDS, decode, encode
from tests.vault.support import NOON, link, original

st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(date, st.dates())
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


def _finding() -> Record:
    return Finding(
        id="f-1", target="t", target_kind=TargetKind.FILE, locator="l", sha256="0", type=Media.IMAGE,
        match=Match(Verdict.COPY, "because", also=(AlsoMatched("o-1", Verdict.COPY),)), first_seen=NOON, last_seen=NOON,
    )  # fmt: skip


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
@settings(max_examples=40)  # of each of so many kinds
def test_each_kind_reads_back(kind: str, data: st.DataObject) -> None:
    record = data.draw(st.from_type(KINDS[kind]))
    body = encode(record)
    assert decode(KINDS[kind], body) == record
    assert encode(decode(KINDS[kind], body)) == body


def test_every_record_of_the_model_is_known() -> None:
    for module in pkgutil.iter_modules(leakguard.model.__path__):
        importlib.import_module(f"leakguard.model.{module.name}")
    defined = {record for record in Record.__subclasses__() if record.__module__.startswith("leakguard.model.")}
    assert set(KINDS.values()) == defined
    assert all(KINDS[record.kind] is record for record in defined)


def test_a_field_that_was_added_later_takes_its_default() -> None:
    old = msgspec.json.encode({"id": "l-1", "url": "https://example.org", "added": "2026-01-02T12:00:00Z"})
    assert decode(Link, old) == Link(id="l-1", url="https://example.org", added=NOON)


@pytest.mark.parametrize(
    "change",
    [
        {"invented": 1},
        {"url": 5},
        {"url": None},
        {"added": "yesterday"},
        {"match": {"verdict": "none", "why": "", "invented": True}},
    ],
)
def test_unknown_fields_and_wrong_types_are_damage(change: dict[str, Any]) -> None:
    fields = msgspec.to_builtins(link("l-1")) | change
    with pytest.raises(Damaged, match="link"):
        decode(Link, msgspec.json.encode(fields))


def test_an_unknown_field_deep_inside_is_damage() -> None:
    deep = msgspec.json.decode(encode(_finding()))
    deep["match"]["also"][0]["invented"] = 1
    with pytest.raises(Damaged, match="invented"):
        decode(Finding, msgspec.json.encode(deep))


@given(st.binary(max_size=200))
def test_any_other_bytes_are_damage(body: bytes) -> None:
    with pytest.raises(Damaged):
        decode(Link, body)


def test_a_file_name_that_is_not_utf_8_is_kept_as_a_visible_escape() -> None:
    record = link("l-1", "folder/caf\udce9.png")
    assert decode(Link, encode(record)).url == "folder/caf\\udce9.png"


def test_what_would_not_read_back_is_never_written() -> None:
    nowhere = (float("nan"), 0.0)
    match = Match(Verdict.COPY, "because", region=(nowhere, nowhere, nowhere, nowhere))
    with pytest.raises(ValueError, match="read back"):
        encode(replace(_finding(), match=match))


def test_json_holds_no_name_of_a_python_class() -> None:
    assert b"Original" not in encode(original("o-1"))
    assert b"leakguard" not in encode(original("o-1"))
