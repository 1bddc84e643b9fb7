"""Makes foreign text safe to show. What a reader could not see, or what moves other text about, becomes a visible escape.

Escapes are those of Python and C: `\\x1b`, `\\u202e`, `\\U000e0041`. They were chosen over U+FFFD because they say which
character it was, and because they are plain ASCII, so that cleaning twice changes nothing.

Escaped: C0 and C1 controls and DEL (ECMA-48, so no ANSI sequence survives), bidirectional controls (UAX #9, the "Trojan
Source" attack), zero-width and other default-ignorable characters (UTS #39), line and paragraph separators, tag characters,
lone surrogates, private-use and unassigned ones. See `characters` for what is kept between which neighbours.
"""

import re
import unicodedata

from leakguard.text.characters import escape, ordinary

_ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<authority>[^/?#\\]*)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_DEFANGED = {"http": "hxxp", "https": "hxxps"}
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")


def clean(text: str, *, multiline: bool = False, limit: int | None = None) -> str:
    """`text` with everything invisible or misleading escaped; ordinary text of any script comes back unchanged.

    Cleaning twice gives the same. `multiline` keeps line feeds (and turns CR LF into one). `limit` is the greatest length of
    the answer in characters; what is longer ends with an ellipsis.
    """
    if multiline:
        text = text.replace("\r\n", "\n")
    if not (text.isascii() and text.isprintable()):
        text = _escaped(text, multiline)
    if limit is not None and len(text) > limit:
        text = text[: max(limit - 1, 0)] + "…"[:limit]
    return text


def _escaped(text: str, multiline: bool) -> str:
    out: list[str] = []
    before = ""
    for position, char in enumerate(text):
        if ordinary(char, before, text[position + 1 : position + 2]) or (multiline and char == "\n"):
            before = char
        else:
            before = char = escape(char)
        out.append(char)
    return "".join(out)


def defang(url: str) -> str:
    """`url` so that nothing opens it by accident and nobody mistakes its host: hxxps://example[.]org/path.

    A host with any character outside ASCII is shown as punycode (RFC 3492), so that a homograph cannot pass for the name it
    imitates. Defanging twice gives the same; what is not an address with a scheme is only cleaned. Never raises.
    """
    shown = clean(url)
    match = _ADDRESS.fullmatch(shown)
    if not match:
        return shown
    scheme = match["scheme"].lower()
    user, at, host = match["authority"].replace("[.]", ".").rpartition("@")
    authority = f"{user}{at}{ascii_host(host)}".replace(".", "[.]")
    return f"{_DEFANGED.get(scheme, scheme)}://{authority}{match['rest']}"


def ascii_host(host: str) -> str:
    """A host (a port may follow) in lower case, each label outside ASCII as punycode. What cannot be encoded stays as it is."""
    if host.isascii():
        return host.lower()
    folded = unicodedata.normalize("NFKC", host).lower().translate(_DOTS)
    if set(folded) & set("/?#@\\"):
        folded = host.lower()
    return ".".join(_ascii_label(label) for label in folded.split("."))


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    try:
        return "xn--" + label.encode("punycode").decode("ascii")
    except UnicodeError:
        return label
