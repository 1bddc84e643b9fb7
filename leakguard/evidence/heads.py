"""Raw HTTP heads, edited line by line: what must not leave the computer is taken out, all else stays byte for byte.

A field that is taken out or renamed stays visible under the prefix X-Archive-Orig-, as web archives name what they changed.
"""

import re
from collections.abc import Container
from dataclasses import dataclass

from leakguard.model.exchange import Exchange

PREFIX = "X-Archive-Orig-"
REMOVED = "(removed)"

_OWN_ADDRESS = frozenset({
    "cf-connecting-ip", "client-ip", "fastly-client-ip", "forwarded", "true-client-ip", "x-appengine-user-ip", "x-client-ip",
    "x-cluster-client-ip", "x-forwarded-for", "x-originating-ip", "x-real-ip", "x-remote-addr", "x-remote-ip", "x-user-ip",
    "x-visitor-ip", "x-your-ip",
})  # fmt: skip
"""Fields in which servers and proxies name the visitor's own address."""

_SECRETS = frozenset({"cookie", "cookie2", "authorization", "proxy-authorization", "set-cookie", "set-cookie2"})
PERSONAL = _SECRETS | _OWN_ADDRESS


@dataclass(frozen=True)
class Removal:
    """One field that was taken out of a head before it was kept: of which address, and under which name."""

    url: str
    header: str


def without_personal(head: bytes) -> bytes:
    """The head of a request or an answer without cookies, authorisation and the visitor's own address."""
    return edit(head, hide=PERSONAL)[0]


def removals(exchange: Exchange) -> tuple[Removal, ...]:
    """What `without_personal` takes out of the two heads of one exchange."""
    hidden = edit(exchange.request, hide=PERSONAL)[1] + edit(exchange.response_head, hide=PERSONAL)[1]
    return tuple(Removal(exchange.url, name) for name in hidden)


def edit(head: bytes, *, hide: Container[str] = (), rename: Container[str] = ()) -> tuple[bytes, tuple[str, ...]]:
    """The head with the values of `hide` replaced and the fields of `rename` renamed (names in lower case); the hidden names.

    Continuation lines go with their field; one that holds only white space is dropped, for it says nothing and readers take
    it for the end of the head.
    """
    kept: list[bytes] = []
    hidden: list[str] = []
    hiding = False
    for number, line in enumerate(_lines(head)):
        name = _name(line)
        if number == 0 or line in (b"\r\n", b"\n"):
            kept.append(line)
        elif line[:1] in b" \t":
            if not hiding and not line.isspace():
                kept.append(line)
        elif hiding := name.lower() in hide:
            hidden.append(name)
            kept.append(f"{PREFIX}{name}: {REMOVED}\r\n".encode("latin-1"))
        else:
            kept.append(PREFIX.encode() + line if name.lower() in rename else line)
    return b"".join(kept), tuple(hidden)


def values(head: bytes, names: Container[str]) -> tuple[str, ...]:
    """The values of the fields of these names (lower case), in order."""
    return tuple(line.partition(b":")[2].strip().decode("latin-1") for line in _lines(head)[1:] if _name(line).lower() in names)


def own_addresses(head: bytes) -> tuple[str, ...]:
    """What the answer says in its own fields about the visitor's address."""
    return values(head, _OWN_ADDRESS)


def _lines(head: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+", head)


def _name(line: bytes) -> str:
    return line.partition(b":")[0].strip().decode("latin-1")
