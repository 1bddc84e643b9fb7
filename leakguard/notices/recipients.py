"""Who a letter goes to, and by which way: found offline from the services that are known, never guessed."""

import re
from dataclasses import dataclass

from leakguard.errors import UsageError
from leakguard.facts import loader
from leakguard.facts.law import Regime
from leakguard.facts.places import ChannelKind, Purpose, RecipientType, Service
from leakguard.net import urls

_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_KINDS = (ChannelKind.FORM, ChannelKind.PAGE, ChannelKind.EMAIL)


@dataclass(frozen=True)
class Route:
    """One way to reach a recipient. `remark` is empty, or says that the address is to be checked before use."""

    kind: ChannelKind
    address: str
    purpose: Purpose
    note: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Recipient:
    """Who gets the letter. `category` is "unknown" for a site that no fact describes; `site` is the host of the copies."""

    id: str
    name: str
    type: RecipientType
    category: str
    site: str
    routes: tuple[Route, ...] = ()
    notes: tuple[str, ...] = ()

    def routes_for(self, regime: Regime) -> tuple[Route, ...]:
        """The ways that fit the regime, best first: the right purpose, then a form before a page before e-mail."""
        fitting = [route for route in self.routes if route.purpose in regime.purposes]
        return tuple(sorted(fitting, key=lambda route: (regime.purposes.index(route.purpose), _KINDS.index(route.kind))))


def resolve(to: str, url: str) -> Recipient:
    """The recipient of a letter about the copy at `url`.

    `to` is empty (the service at this address if it is known, else the abuse desk of its host), the id of a service such as
    "reddit", a recipient type such as "host", or an e-mail address that the person found. Raises UsageError.
    """
    try:
        site = urls.host_of(url)
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(f"This is not a web address: {url}") from error
    known = at(site)
    if not to:
        return _known(known, site) if known else _unknown(RecipientType.HOST, site)
    if "@" in to:
        return _given(to, site)
    if to in RecipientType:
        wanted = RecipientType(to)
        if known and known.type is wanted:
            return _known(known, site)
        if wanted in (RecipientType.PLATFORM, RecipientType.HOST):
            return _unknown(wanted, site)
        raise UsageError(f"Which {to}? {site} is none that is known here.", f"Name one: {', '.join(_ids(wanted)) or 'by e-mail address'}")
    for service in loader.places().services:
        if service.id == to:
            return _known(service, site)
    raise UsageError(f"There is no recipient {to!r}.", "Use platform, host, the id of a service, or an e-mail address.")
