"""What the worker makes of a page or style sheet, checked before it is believed."""

import re
from dataclasses import dataclass
from typing import Any

from leakguard.collect.candidate import HEAD
from leakguard.model.exchange import Fetched
from leakguard.sandbox.pool import Sandbox

TIMEOUT = 20.0
"""Seconds for taking one page or style sheet apart."""

_HTML = re.compile(rb"<!doctype html|<html|<head|<body|<title", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """All addresses are as written. `pictures` pairs each with how it was found; `embedded` are pictures written into the text.

    `sheets` are the style sheets of a page, or those that a sheet imports. `broken` and `left_out` count pictures that were
    written in but broken, and addresses beyond what is read of one page; `cut` says that the page itself is longer than that.
    """

    pictures: tuple[tuple[str, str], ...] = ()
    embedded: tuple[bytes, ...] = ()
    sheets: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    title: str = ""
    text: str = ""
    base: str = ""
    refresh: str = ""
    broken: int = 0
    left_out: int = 0
    cut: bool = False


def looks_like_html(body: bytes) -> bool:
    return _HTML.search(body[:HEAD]) is not None


def read_page(fetched: Fetched, sandbox: Sandbox) -> Reading:
    """Raises Unreadable."""
    return _read("page", fetched.last.body, fetched.last.header("Content-Type") or "", sandbox)


def read_dom(dom: bytes, sandbox: Sandbox) -> Reading:
    """A page as a browser has it after scripts, written out as UTF-8. Raises Unreadable."""
    return _read("page", dom, "text/html; charset=utf-8", sandbox)


def read_sheet(fetched: Fetched, sandbox: Sandbox) -> Reading:
    """Raises Unreadable."""
    return _read("stylesheet", fetched.last.body, fetched.last.header("Content-Type") or "", sandbox)


def _read(parser: str, body: bytes, content_type: str, sandbox: Sandbox) -> Reading:
    answer = sandbox.run(parser, body, timeout=TIMEOUT, content_type=content_type)
    meta = answer.meta
    return Reading(
        pictures=tuple((str(pair[0]), str(pair[1])) for pair in _list(meta, "pictures") if _is_pair(pair)),
        embedded=answer.blobs,
        sheets=tuple(map(str, _list(meta, "sheets"))),
        scripts=tuple(map(str, _list(meta, "scripts"))),
        title=_text(meta, "title"),
        text=_text(meta, "text"),
        base=_text(meta, "base"),
        refresh=_text(meta, "refresh"),
        broken=_count(meta, "broken"),
        left_out=_count(meta, "left_out"),
        cut=meta.get("cut") is True,
    )


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2


def _list(meta: dict[str, Any], key: str) -> list[Any]:
    value = meta.get(key)
    return value if isinstance(value, list) else []


def _text(meta: dict[str, Any], key: str) -> str:
    value = meta.get(key)
    return value if isinstance(value, str) else ""


def _count(meta: dict[str, Any], key: str) -> int:
    value = meta.get(key)
    return value if type(value) is int else 0
