"""Foreign words as a reader gets them: addresses that nobody opens by mistake, or that can be typed exactly.

Every renderer writes through here, so that paper, page and word processor say the same signs.
"""

import re
from urllib.parse import quote

from leakguard.reporting.content import Address, Code, Inline, Ref, Value
from leakguard.text.clean import ascii_host, defang

_URL = re.compile(r"(?P<scheme>https?://)(?P<authority>[^/?#\\]*)(?P<rest>.*)", re.DOTALL | re.IGNORECASE)
_INSIDE = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


def exact(value: str) -> str:
    """A URL in the ASCII form that is sent (RFC 3986, 2.5; RFC 3492 for the host): it can be typed, and cannot be reordered."""
    match = _URL.fullmatch(value)
    if not match or (value.isascii() and value.isprintable()):
        return value
    user, at, host = match["authority"].rpartition("@")
    return f"{match['scheme']}{user}{at}{ascii_host(host)}{quote(match['rest'], safe=_PRINTABLE, errors='surrogatepass')}"


def shown(value: str) -> str:
    """A URL as it travels, defanged; any other place as it is."""
    return defang(exact(value)) if _URL.fullmatch(value) else value


def calm(text: str) -> str:
    """Free text with the addresses in it defanged."""
    return _INSIDE.sub(lambda match: shown(match[0]), text)


def is_exact(piece: Inline) -> bool:
    """Whether its signs must be told apart one by one."""
    return isinstance(piece, Code) or (isinstance(piece, Address) and bool(_URL.fullmatch(piece.value)))


def plain(piece: Inline, *, usable: bool = False) -> str:
    """The signs of a piece; with `usable` its addresses stay as they are typed."""
    if isinstance(piece, Address):
        return exact(piece.value) if usable else shown(piece.value) if _URL.fullmatch(piece.value) else calm(piece.value)
    if isinstance(piece, Code):
        return piece.value
    text = piece.text if isinstance(piece, Ref) else piece
    return text if usable else calm(text)


def pieces(value: Value) -> tuple[Inline, ...]:
    return value if isinstance(value, tuple) else (value,)
