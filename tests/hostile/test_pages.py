"""Pages made to harm: too deep, too wide, too long, wrongly encoded, wrongly everything."""

import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.collect.nesting import DEEPEST, flattened
from leakguard.collect.page_parser import parse_page, parse_stylesheet
from leakguard.collect.references import MAX_REFERENCES
from leakguard.errors import Unreadable
from leakguard.sandbox.pool import Sandbox

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def read(sandbox: Sandbox, html: bytes) -> dict[str, Any]:
    return sandbox.run("page", html, timeout=60).meta


def test_ten_megabytes_of_nested_boxes_still_show_their_picture_and_that_the_page_was_cut(sandbox: Sandbox):
    tracemalloc.start()
    meta = read(sandbox, b"<title>deep</title><img src=a.jpg>" + b"<div>" * (2 * MEGABYTE))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (meta["title"], meta["pictures"], meta["cut"]) == ("deep", [["a.jpg", "img"]], True)
    assert peak < 32 * MEGABYTE


@pytest.mark.parametrize(
    "opening", [b"<div>", b"<p><b>", b"<table><td>", b"<ul><li>", b"<font size=%d>", b"<svg><g>", b"<template>"]
)
def test_what_stands_inside_nesting_without_end_is_found(sandbox: Sandbox, opening: bytes):
    deep = b"".join(opening.replace(b"%d", b"%d" % n) for n in range(60_000))
    assert read(sandbox, deep + b"<img src=a.jpg>")["pictures"] == [["a.jpg", "img"]]


@given(st.integers(0, DEEPEST), st.text("ab<>/ ", max_size=30))
def test_an_ordinary_page_is_left_as_it_is(depth: int, text: str):
    html = "<div>" * depth + "<p>" * 0 + text.replace("<", "&lt;") + "</div>" * depth
    assert flattened(html) == html


def test_a_hundred_thousand_pictures_are_read_up_to_the_cap_and_counted(sandbox: Sandbox):
    meta = read(sandbox, b"".join(b"<img src=%d.jpg>" % n for n in range(100_000)))
    assert (len(meta["pictures"]), meta["left_out"]) == (MAX_REFERENCES, 100_000 - MAX_REFERENCES)


HOSTILE = {
    "invalid UTF-16": b"\xff\xfe" + b"\x00\xd8<\x00i\x00m\x00g\x00" * 100_000 + b"\x00",
    "half a UTF-16 character": b"\xfe\xff\xd8",
    "three marks": b"\xef\xbb\xbf\xff\xfe\xfd",
    "broken gb18030": b"<meta charset=gb18030>" + b"\x81" * 100_001,
    "endless shifts": b"<meta charset=iso-2022-jp>" + b"\x1b$B" * 100_000,
    "zeros": b"\0" * MEGABYTE,
    "angles": b"<" * MEGABYTE,
    "open tags": b"<a<a" * MEGABYTE,
    "open comments": b"<!--" * MEGABYTE,
    "ampersands": b"&" * MEGABYTE,
    "long srcset": b"<img srcset='" + b"a.jpg 1x," * 200_000,
    "brackets in srcset": b"<img srcset='" + b"a(" * 500_000,
    "brackets in a style": b"<p style='background: " + b"url(" * 200_000,
    "brackets in a sheet": b"<style>" + b"(" * 200_000 + b"{" * 200_000,
    "backslashes": b"<style>" + b"\\" * MEGABYTE,
    "deep JSON": b"<script type=application/ld+json>" + b'{"image":' * 200_000,
    "long number": b"<script type=application/ld+json>" + b"9" * 5000,
    "bad base64": b"<img src='data:image/png;base64," + b"=" * MEGABYTE + b"'>",
    "long refresh": b"<meta http-equiv=refresh content='" + b"0" * 500_000 + b"'>",
    "nested links": b"<a href=x>" * 100_000 + b"<img src=a>",
    "long title": b"<title>" + b"x" * (2 * MEGABYTE),
    "long base": b"<base href='" + b"x" * (2 * MEGABYTE) + b"'>",
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_is_read_or_refused_in_good_time(sandbox: Sandbox, html: bytes):
    answer = sandbox.run("page", html, timeout=30)
    assert isinstance(answer.meta["pictures"], list)


def test_control_and_direction_signs_come_through_as_they_are(sandbox: Sandbox):
    meta = read(sandbox, "<title>\x1b]0;owned\x07[bold red]\u202egpj.exe</title><p>\x1b[2J[link]".encode())
    assert (meta["title"], meta["text"]) == ("\x1b]0;owned\x07[bold red]\u202egpj.exe", "\x1b[2J[link]")


def test_a_page_that_takes_too_long_is_stopped_and_the_next_one_is_read(sandbox: Sandbox):
    wide = b"<img " + b" ".join(b"data-a%d=1" % n for n in range(300_000)) + b">"
    with pytest.raises(Unreadable, match="longer than"):
        sandbox.run("page", wide, timeout=1)
    assert read(sandbox, b"<title>next</title>")["title"] == "next"


PARTS = """<img src= <a href= <base href= <meta <link <style> </style> <template> </template> <svg> <source srcset= > ' " = /
    a.jpg url( ) ; { } data:,x &#0; <!-- --> <![CDATA[ <noscript> <video> <script> image-set( @import \0 \x1b \ud800 \xe9"""
HOSTILE_TEXT = st.lists(st.sampled_from(PARTS.split()), max_size=40).map(" ".join)


@given(HOSTILE_TEXT)
@settings(max_examples=300)
def test_any_order_of_the_parts_of_a_page_is_read(text: str):
    data = text.encode("utf-8", "surrogatepass")
    assert parse_page(data, {})[0].keys() >= {"pictures", "title", "text"}
    assert parse_stylesheet(data, {})[0].keys() >= {"pictures", "sheets"}


@given(st.binary(max_size=2000), st.text(max_size=50))
def test_any_bytes_with_any_header_are_read(data: bytes, content_type: str):
    parse_page(data, {"content_type": content_type})
    parse_stylesheet(data, {"content_type": content_type})
