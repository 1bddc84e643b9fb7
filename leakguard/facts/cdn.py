"""Rows of cdns.yaml: networks that stand between a site and its visitors, and the signs by which they are recognised."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from leakguard.facts.rows import Fact, Row, Statement

Address = IPv4Address | IPv6Address


class Words(Fact, frozen=True, kw_only=True):
    """Names, networks or other words that are a sign."""

    values: tuple[str, ...]

    @property
    def says(self) -> str:
        return ", ".join(self.values)


class Header(Fact, frozen=True, kw_only=True):
    """A field of the answer's head; `begins` is how its value begins, empty where the field alone is a sign."""

    name: str
    begins: str = ""

    @property
    def says(self) -> str:
        return f"{self.name}: {self.begins}…" if self.begins else self.name


class Cdn(Row, frozen=True, kw_only=True):
    """One such network. `service` is its id among the channels, empty where no way to report is known.

    `networks` are the addresses it publishes as its own: the one sign that proves something. `aliases` are endings of the names
    that a site's name is an alias of, `nameservers` endings of the servers that keep its names, `owners` how the owner of the
    network is called in the registry (the beginning, in capitals).
    """

    id: str
    name: str
    service: str = ""
    networks: Words | None = None
    aliases: Words | None = None
    nameservers: Words | None = None
    owners: Words | None = None
    headers: tuple[Header, ...] = ()
    can: Statement


class Cdns(Row, frozen=True, kw_only=True):
    """The whole of cdns.yaml. `passes_through` holds for all of them."""

    passes_through: Statement
    networks: tuple[Cdn, ...]


@dataclass(frozen=True)
class Signs:
    """What is known of a site: addresses, the names it is an alias of, its name servers, its network's owner, answer heads."""

    addresses: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    nameservers: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Front:
    """A network that stands in front of a site. `signs` say by what it was recognised, `sure` whether an address proves it."""

    cdn: Cdn
    signs: tuple[str, ...]
    facts: tuple[Fact, ...]
    sure: bool


def recognise(cdns: Cdns, signs: Signs) -> Front | None:
    """The network in front, None where no sign is known. Name servers alone only show who keeps the names: they count for less
    than any other sign, and are told together with it."""
    found = [front for cdn in cdns.networks if (front := _front(cdn, signs))]
    return max(found, key=lambda front: (front.sure, len(front.signs)), default=None)


def _front(cdn: Cdn, signs: Signs) -> Front | None:
    told: list[tuple[str, Fact]] = []
    if (row := cdn.networks) and (held := _held(signs.addresses, row.values)):
        told.append((f"its address {held} is one of theirs", row))
    sure = bool(told)
    if (row := cdn.aliases) and (alias := _ending(signs.aliases, row.values)):
        told.append((f"its name is an alias of {alias}", row))
    if (row := cdn.owners) and (owner := next((o for o in signs.owners if o.upper().startswith(row.values)), "")):
        told.append((f"its network belongs to {owner}", row))
    if header := next((header for header in cdn.headers if _answers(header, signs.headers)), None):
        told.append((f"its answer has the field {header.says}", header))
    if not told:
        return None
    if (row := cdn.nameservers) and (server := _ending(signs.nameservers, row.values)):
        told.append((f"its names are kept at {server}", row))
    return Front(cdn, tuple(sign for sign, _ in told), (*(fact for _, fact in told), cdn.can), sure)


def _held(addresses: Iterable[str], networks: Iterable[str]) -> str:
    known = [ip_network(network) for network in networks]
    return next((text for text in addresses if any(ip_address(text) in network for network in known)), "")


def _ending(names: Iterable[str], endings: Iterable[str]) -> str:
    ends = tuple(f".{ending}" for ending in endings)
    return next((name for name in names if f".{name.lower().rstrip('.')}".endswith(ends)), "")


def _answers(header: Header, fields: Iterable[tuple[str, str]]) -> bool:
    wanted, begins = header.name.lower(), header.begins.lower()
    return any(name.lower() == wanted and value.lower().startswith(begins) for name, value in fields)
