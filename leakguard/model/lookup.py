"""What is found out about who is behind an address, each answer with where it came from and when."""

from dataclasses import dataclass
from datetime import datetime

from leakguard.model.verification import Check


@dataclass(frozen=True)
class NameAnswer:
    """One answer of the domain name system. `values` is what the records hold, `aliases` the names that led there, in order.

    `problem` is a plain sentence where nothing was answered; with neither values nor problem there are no such records.
    """

    name: str
    type: str
    values: tuple[str, ...]
    aliases: tuple[str, ...]
    server: str
    at: datetime
    problem: str = ""


@dataclass(frozen=True)
class Contact:
    """Somebody whom a registry names. `roles` are those of RFC 9083 section 10.2.4, such as abuse and registrar."""

    name: str
    roles: tuple[str, ...]
    handle: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Registration:
    """What a registry says of a domain, a network or an autonomous system (`kind`: domain, ip, autnum), asked about as `asked`.

    `server` answered `at`, with a body whose digest (hex) is `sha256`; empty where none did. `problem` is a plain sentence where
    there is no answer. `name` is the domain or the network's name, `range` its addresses, `registrar` who sold the domain,
    `holder` who has the network; `abuse` are those who take reports about abuse, `others` the technical contacts. `numbers` are
    the autonomous systems from which the network is announced, where the registry knows.
    """

    kind: str
    asked: str
    server: str
    at: datetime
    problem: str = ""
    sha256: str = ""
    handle: str = ""
    name: str = ""
    range: str = ""
    country: str = ""
    registered: str = ""
    expires: str = ""
    status: tuple[str, ...] = ()
    registrar: str = ""
    holder: str = ""
    abuse: tuple[Contact, ...] = ()
    others: tuple[Contact, ...] = ()
    nameservers: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class InFront:
    """A network that stands between the site and its visitors. `service` is its id among the channels, empty where none is known.

    `caution` says what to check before relying on it.
    """

    id: str
    name: str
    service: str
    sure: bool
    signs: tuple[str, ...]
    can: str
    caution: str = ""


@dataclass(frozen=True)
class Way:
    """One way to report. `who` says to whom, `source` where this was found and when, `caution` what to check first."""

    who: str
    kind: str
    address: str
    source: str
    caution: str = ""


@dataclass(frozen=True)
class Whois:
    """All of it. `platform` is the id of a service that is known, empty where none is; `ways` are where to report, best first.

    `checks` say of each question whether it was answered; `manual` is what to do by hand about those that were not.
    """

    url: str
    host: str
    domain: str
    at: datetime
    platform: str = ""
    platform_name: str = ""
    addresses: tuple[str, ...] = ()
    names: tuple[NameAnswer, ...] = ()
    registrations: tuple[Registration, ...] = ()
    front: InFront | None = None
    ways: tuple[Way, ...] = ()
    checks: tuple[Check, ...] = ()
    manual: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
