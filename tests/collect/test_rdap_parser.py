"""Whatever JSON a registry sends, what comes out of the worker is a small table of plain strings."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.collect.rdap_parser import MAX_DEPTH, MAX_ENTITIES, MAX_ITEMS, MAX_TEXT, parse_rdap
from leakguard.errors import Unreadable
from tests.support.registries import card, entity

WORDS = st.sampled_from(
    [
        "entities",
        "vcardArray",
        "vcard",
        "roles",
        "abuse",
        "email",
        "fn",
        "events",
        "eventAction",
        "status",
        "nameservers",
        "ldhName",
    ]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=6),
    max_leaves=40,
)


def read(value: Any) -> dict[str, Any]:
    meta, blobs = parse_rdap(json.dumps(value).encode(), {})
    assert blobs == ()
    return meta


@given(st.dictionaries(WORDS, values, max_size=8))
def test_any_object_becomes_texts_of_bounded_length(answer: dict[str, Any]) -> None:
    meta = read(answer)
    assert len(meta["entities"]) <= MAX_ENTITIES
    for found in meta["entities"]:
        texts = [found["handle"], found["name"], *found["roles"], *found["emails"], *found["phones"], *found["pages"]]
        assert all(type(text) is str for text in texts)
    assert all(type(text) is str and len(text) <= MAX_TEXT for text in (*meta["status"], *meta["nameservers"], meta["name"]))
    json.dumps(meta)


@given(st.binary(max_size=200))
def test_what_is_no_object_is_unreadable(data: bytes) -> None:
    try:
        readable = isinstance(json.loads(data), dict)
    except ValueError:
        readable = False
    if not readable:
        with pytest.raises(Unreadable):
            parse_rdap(data, {})


def test_contacts_inside_contacts_name_whom_they_belong_to() -> None:
    inner = entity("abuse", ("fn", "Abuse Team"), ("email", "abuse@example.org"), ("tel", "tel:+1.555"))
    outer, found = read({"entities": [entity("registrar", ("fn", "Registrar, Inc."), inner=[inner])]})["entities"]
    assert (outer["name"], outer["roles"], outer.get("of")) == ("Registrar, Inc.", ["registrar"], None)
    assert (found["name"], found["of"], found["emails"], found["phones"]) == (
        "Abuse Team",
        "Registrar, Inc.",
        ["abuse@example.org"],
        ["+1.555"],
    )


def test_depth_and_number_are_bounded() -> None:
    nested: dict[str, Any] = entity("abuse", ("fn", "deepest"))
    for _ in range(30):
        nested = entity("registrar", ("fn", "one more"), inner=[nested])
    assert len(read({"entities": [nested]})["entities"]) == MAX_DEPTH
    assert len(read({"entities": [entity("abuse")] * 500})["entities"]) == MAX_ITEMS


def test_an_organisation_stands_in_for_a_name_and_pages_are_told() -> None:
    (found,) = read(
        {"entities": [{"roles": ["Abuse"], "vcardArray": card(("org", "Host B.V."), ("contact-uri", "https://a/"))}]}
    )["entities"]
    assert (found["name"], found["roles"], found["pages"]) == ("Host B.V.", ["abuse"], ["https://a/"])
