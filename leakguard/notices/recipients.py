"""Who a letter goes to, and by which way: found offline among the services that are known, never guessed."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from leakguard.errors import AddressRefused, UsageError
from leakguard.facts import loader
from leakguard.facts.law import Regime
from leakguard.facts.places import Channel, ChannelKind, Purpose, RecipientType, Service
from leakguard.facts.rows import Fact, Statement
from leakguard.net import urls

UNKNOWN = "unknown"
_TYPES = {str(type) for type in RecipientType}
# A messenger is a platform to the person who names it.
_ALSO = {RecipientType.MESSAGING: (RecipientType.MESSAGING, RecipientType.PLATFORM)}
_UNNAMED = {RecipientType.REGISTRAR: "Registrar of {site}", RecipientType.AD_NETWORK: "Advertising network on {site}"}
_PEOPLE = {
    "police": (RecipientType.POLICE, "The police"),
    "bank": (RecipientType.BANK, "My bank or payment app"),
    "employer": (RecipientType.EMPLOYER_SCHOOL, "The staff office"),
    "school": (RecipientType.EMPLOYER_SCHOOL, "The school"),
    "employer_school": (RecipientType.EMPLOYER_SCHOOL, "The staff office or school"),
    "lawyer": (RecipientType.LAWYER, "My lawyer"),
}
_KINDS = (ChannelKind.FORM, ChannelKind.PAGE, ChannelKind.EMAIL)
# RFC 5321 mailbox without quoting, comments and literals: whatever needs those is more likely an injection than an abuse desk.
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Route:
    """One way to reach a recipient, and the fact that it comes from; None for an address that the person gave or that a registry
    named: then `named_by` is its server, `on` the day, and `front` the network in front of the site, if that is what was named.
    """

    kind: ChannelKind
    address: str
    purpose: Purpose
    note: str = ""
    fact: Channel | None = None
    named_by: str = ""
    on: date | None = None
    front: str = ""


@dataclass(frozen=True)
class Recipient:
    """Who gets the letter. `category` is "unknown" for a site that no fact describes; `site` is the host of the copies."""

    id: str
    name: str
    type: RecipientType
    category: str
    site: str
    routes: tuple[Route, ...] = ()
    notes: tuple[Statement, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All that is known of them and may grow old."""
        return (*(route.fact for route in self.routes if route.fact), *self.notes)

    def routes_for(self, regime: Regime) -> tuple[Route, ...]:
        """The ways that fit the regime, best first: the right purpose, then a form before a page before e-mail."""
        fitting = [route for route in self.routes if route.purpose in regime.purposes]
        return tuple(sorted(fitting, key=lambda route: (regime.purposes.index(route.purpose), _KINDS.index(route.kind))))


def resolve(to: str, url: str) -> Recipient:
    """The recipient of a letter about the copy at `url`, which may be empty where `to` names somebody.

    `to` is empty (the service at this address if it is known, else the abuse desk of its host), the id of a service such as
    "reddit", a recipient type such as "host", somebody whom the person knows such as "police" or "bank", or an e-mail address
    that they found. Raises UsageError.
    """
    site = host_of(url) if url else ""
    if to in _PEOPLE:
        type, name = _PEOPLE[to]
        return Recipient(to, name, type, UNKNOWN, site)
    known = at(site)
    if not site and to in {"", *_TYPES}:
        raise UsageError(
            "A letter needs at least one address.", "Add --finding ID, --link ID or --url URL, or name a service: --to ID"
        )
    if not to:
        return _known(known, site) if known else _abuse_desk(site)
    if "@" in to:
        return _given(to, site)
    if service := next((service for service in loader.places().services if service.id == to), None):
        return _known(service, site)
    if to not in _TYPES:
        raise UsageError(
            "There is no recipient {to!r}.",
            "Use platform, host, the id of a service, an e-mail address, or one of: {people}.",
            to=to,
            people=", ".join(_PEOPLE),
        )
    if known and to in _ALSO.get(known.type, (known.type,)):
        return _known(known, site)
    if to == RecipientType.HOST:
        return _abuse_desk(site)
    if to == RecipientType.PLATFORM:
        return Recipient(site, site, RecipientType.PLATFORM, UNKNOWN, site)
    if names := [service.id for service in loader.places().services if service.type == to and service.category != "lookup"]:
        raise UsageError(
            "The address alone does not say which {to} service is meant.", "Name one: {names}", to=to, names=", ".join(names)
        )
    name = _UNNAMED.get(RecipientType(to), "Service behind {site}").format(site=site)
    return Recipient(to, name, RecipientType(to), UNKNOWN, site)


def at(site: str) -> Service | None:
    """The known service to which the host `site` belongs: the one with the longest matching name.

    A search engine matches its own name only, because the companies behind them run other services on names below it.
    """
    own, named = site.removeprefix("www."), _by_name()
    labels = own.split(".")
    for name in (".".join(labels[start:]) for start in range(len(labels))):
        service = named.get(name)
        if service and (name == own or service.type is not RecipientType.SEARCH):
            return service
    return None


@cache
def _by_name() -> dict[str, Service]:
    """The known services by the names of their sites; of two with the same name the first one counts."""
    services = [service for service in loader.places().services if service.domains]
    return {name: service for service in reversed(services) if service.domains for name in service.domains.names}


def host_of(url: str) -> str:
    """The host of a web address, in punycode where it is not ASCII. Raises UsageError."""
    try:
        return urls.host_of(url)
    except AddressRefused as error:
        raise UsageError(*error.sentences, **error.values) from error


def _known(service: Service, site: str) -> Recipient:
    routes = tuple(Route(row.kind, row.address, row.purpose, row.note, row) for row in service.channels)
    return Recipient(service.id, service.name, service.type, service.category, site, routes, service.notes)


def _abuse_desk(site: str) -> Recipient:
    return Recipient("host", f"Abuse desk of the host of {site}", RecipientType.HOST, UNKNOWN, site)


def _given(mailbox: str, site: str) -> Recipient:
    if not _MAILBOX.fullmatch(mailbox):
        raise UsageError(
            "This is not an e-mail address: {mailbox}", "Write it as name@example.org, without spaces.", mailbox=mailbox
        )
    route = Route(ChannelKind.EMAIL, mailbox, Purpose.ABUSE)
    return Recipient(mailbox, f"Abuse desk, {mailbox}", RecipientType.HOST, UNKNOWN, site, (route,))
