"""Pictures and video written into the text of a page (data: addresses, RFC 2397): withheld there like any other.

A page's own text is evidence, so nothing else in it is touched, and pictures too small to show a person stay. What a script holds
without the data: prefix, or in UTF-16, is not recognised.
"""

import base64
import binascii
import re
from collections.abc import Callable, Container
from hashlib import sha256
from urllib.parse import unquote_to_bytes

from leakguard.evidence.warc import Withheld

SMALL = 1024
"""Bytes up to which an inline picture stays: icons, and placeholders of some twenty pixels."""

# In markup, style sheets, scripts (\/ for /) and inside percent-encoded SVG (%3A for the colon, and so on).
_PATTERN = re.compile(
    rb"data(?::|%3a)(?P<type>(?:image|video)(?:\\?/|%2f)[a-z0-9.+-]+)(?:(?:;|%3b)[^,;\"'()<>\s]{0,80}){0,3}?(?:;|%3b)base64(?:,|%2c)"
    rb"(?P<data>[a-z0-9+/=_%\\-]+(?:[ \t]*[\r\n]+[ \t]*[a-z0-9+/=_%\\-]+)*)",
    re.IGNORECASE,
)


def without(text: bytes, locator: str, matched: Container[str]) -> tuple[bytes, tuple[Withheld, ...]]:
    """The text with its inline pictures replaced by their digests, but for those whose SHA-256 matched; and what was withheld."""
    withheld: list[Withheld] = []

    def replaced(match: re.Match[bytes]) -> bytes:
        data = _decoded(match["data"])
        digest = sha256(data).hexdigest()
        if len(data) <= SMALL or digest in matched:
            return match[0]
        type = unquote_to_bytes(match["type"].replace(b"\\", b"")).decode("ascii", "replace")
        withheld.append(Withheld(f"{locator}#inline-{len(withheld) + 1}", digest, len(data), type))
        return b"data:,withheld-sha256-" + digest.encode()

    return _PATTERN.sub(replaced, text), tuple(withheld)


def replaced(text: bytes, instead: Callable[[int, bytes], bytes | None]) -> bytes:
    """The text with its inline pictures as `instead` gives them: asked with the number of each, counted from 1, and its bytes, it
    gives a PNG, or None to leave the picture."""
    count = 0

    def one(match: re.Match[bytes]) -> bytes:
        nonlocal count
        data = _decoded(match["data"])
        if len(data) <= SMALL:
            return match[0]
        count += 1
        png = instead(count, data)
        return match[0] if png is None else b"data:image/png;base64," + base64.b64encode(png)

    return _PATTERN.sub(one, text)


def _decoded(spelled: bytes) -> bytes:
    """Decoded as far as it goes: a broken tail still may be a picture."""
    plain = re.sub(rb"[^A-Za-z0-9+/]", b"", unquote_to_bytes(spelled.replace(b"-", b"+").replace(b"_", b"/")))
    plain = plain[: len(plain) - (len(plain) % 4 == 1)]
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4))
    except binascii.Error:
        return plain
