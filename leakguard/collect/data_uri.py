"""Pictures written into a page itself: data: addresses (RFC 2397, read as the Fetch standard's "data: URL processor" does)."""

import binascii
import re
from urllib.parse import unquote_to_bytes

from leakguard.errors import Unreadable

MAX_BYTES = 32 * 1024 * 1024
"""Of one decoded address. A page that holds more in one address would itself be larger than what is fetched."""

_SPACE = re.compile(rb"[\t\n\f\r ]+")
_BASE64 = re.compile(r";[ ]*base64[ ]*$", re.IGNORECASE)
_ALPHABET = re.compile(rb"[A-Za-z0-9+/]*")


def is_data(reference: str) -> bool:
    return reference.lstrip()[:5].lower() == "data:"


def decode(reference: str) -> bytes:
    """The bytes that a data: address stands for. Raises Unreadable."""
    header, comma, body = reference.strip()[5:].partition("#")[0].partition(",")
    if not comma:
        raise Unreadable("This picture inside the page is broken.")
    if len(body) > 3 * MAX_BYTES:
        raise Unreadable("This picture inside the page is larger than is read.")
    data = unquote_to_bytes(re.sub(r"[\t\n\r]", "", body))
    if _BASE64.search(header):
        data = _forgiving_base64(data)
    if len(data) > MAX_BYTES:
        raise Unreadable("This picture inside the page is larger than is read.")
    return data


def _forgiving_base64(data: bytes) -> bytes:
    """Infra standard, "forgiving-base64 decode": blanks anywhere, padding or none, nothing else."""
    data = _SPACE.sub(b"", data)
    if len(data) % 4 == 0:
        data = re.sub(rb"={1,2}\Z", b"", data)
    if len(data) % 4 == 1 or not _ALPHABET.fullmatch(data):
        raise Unreadable("This picture inside the page is broken.")
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
