"""Finds this computer's public address where a server echoes it, and takes it out: no level of evidence may carry it.

Nobody is asked for that address. It is learnt from what the answers themselves say: fields that name the visitor (`heads`), and
"Your IP: …" in a body, as the pages of bot walls have it. A page that shows it without such words is not recognised.
"""

import re
from collections.abc import Iterable
from ipaddress import ip_address

from leakguard.evidence import heads
from leakguard.model.exchange import Exchange

INSTEAD = b"(own address removed)"

_LABEL = re.compile(
    rb"(your|visitor|client|user|remote|ihre|deine|votre|ton|tu|su)[ _-]?"
    rb"(public |\xc3\xb6ffentliche |adresse |direcci\xc3\xb3n )?(ip\b|ip[ _-]?addr|ipv?[46]?\W|addr\b)",
    re.IGNORECASE,
)
_REACH = 240
"""Bytes after the label in which the address has to begin: a few tags of markup."""
_ADDRESS = re.compile(rb"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w:])", re.IGNORECASE)


def found(exchanges: Iterable[Exchange]) -> frozenset[bytes]:
    """The visitor's addresses as they are spelled in these answers; the servers' own addresses are not among them."""
    spelled: set[bytes] = set()
    servers: set[str] = set()
    for exchange in exchanges:
        servers |= {exchange.address, *exchange.resolved}
        for value in heads.own_addresses(exchange.response_head):
            spelled |= set(_addresses(value.encode("latin-1")))
        for label in _LABEL.finditer(exchange.body):
            spelled |= set(_addresses(exchange.body[label.end() : label.end() + _REACH])[:1])
    return frozenset(address for address in spelled if str(ip_address(address.decode())) not in servers)


def without(data: bytes, own: frozenset[bytes]) -> bytes:
    """The data with each of these addresses replaced by a remark."""
    if not own:
        return data
    spelled = b"|".join(re.escape(address) for address in sorted(own, key=len, reverse=True))
    return re.sub(rb"(?<![\w.:])(?:" + spelled + rb")(?![\w:])", INSTEAD, data, flags=re.IGNORECASE)


def _addresses(data: bytes) -> list[bytes]:
    return [match[0] for match in _ADDRESS.finditer(data) if _is_address(match[0])]


def _is_address(spelled: bytes) -> bool:
    try:
        return not ip_address(spelled.decode()).is_unspecified
    except ValueError:
        return False
