"""Rows of rdap.yaml, and how the server for a name, an address or a number is found in them (RFC 9224)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Literal

from leakguard.facts.rows import Fact, Row

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Name = Literal["dns", "ipv4", "ipv6", "asn"]


class Server(Row, frozen=True, kw_only=True):
    """One server. `serves` are names, networks or ranges of numbers, with blanks between; {} in `url` stands for each of them."""

    url: str
    serves: str

    def pairs(self) -> Iterable[tuple[str, str]]:
        return ((entry, self.url.replace("{}", entry)) for entry in self.serves.split())


class Registry(Fact, frozen=True, kw_only=True):
    """One of IANA's four lists, as it was `published`."""

    id: Name
    published: date
    servers: tuple[Server, ...]

    @property
    def says(self) -> str:
        entries = sum(len(server.serves.split()) for server in self.servers)
        return f"{entries} entries on {len(self.servers)} servers, as published on {self.published}"


@dataclass(frozen=True)
class List:
    """One list, from whatever source: what it serves, and the day it was published, None where the file does not say."""

    published: date | None
    servers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Bootstrap:
    """The four lists by name; see `of` for those that come with the program. `source` says in words where they are from,
    `facts` are those that may grow old."""

    lists: Mapping[str, List]
    source: str
    facts: tuple[Fact, ...] = ()

    def for_domain(self, domain: str) -> str | None:
        """The server for a name: that of its longest ending in the list (RFC 9224 section 4). None where there is none."""
        servers = self._servers("dns")
        labels = domain.lower().rstrip(".").split(".")
        return next((servers[end] for at in range(len(labels)) if (end := ".".join(labels[at:])) in servers), None)

    def for_address(self, address: Address) -> str | None:
        """The server of the longest network that holds the address (section 5)."""
        held = [(network.prefixlen, url) for network, url in self._networks if address in network]
        return max(held)[1] if held else None

    def for_number(self, number: int) -> str | None:
        """The server for an autonomous system (section 5.3)."""
        for entry, url in self._servers("asn").items():
            first, _, last = entry.partition("-")
            if int(first) <= number <= int(last or first):
                return url
        return None

    def dates(self) -> tuple[tuple[str, date], ...]:
        """The days on which the lists were published, as far as they are known."""
        return tuple((name, found.published) for name, found in self.lists.items() if found.published)

    def _servers(self, name: Name) -> Mapping[str, str]:
        found = self.lists.get(name)
        return found.servers if found else {}

    @cached_property
    def _networks(self) -> tuple[tuple[Network, str], ...]:
        pairs = (*self._servers("ipv4").items(), *self._servers("ipv6").items())
        return tuple((ip_network(entry), url) for entry, url in pairs)


def of(registries: tuple[Registry, ...]) -> Bootstrap:
    """The lists that come with the program."""
    lists: dict[str, List] = {
        registry.id: List(registry.published, {entry: url for server in registry.servers for entry, url in server.pairs()})
        for registry in registries
    }
    return Bootstrap(lists, "lists of IANA that come with this program", tuple(registries))
