"""Who is behind a site, looked up for the evidence of its pages: once in a run for each site.

Whatever cannot be looked up is said in the parts themselves, and told once. It never keeps a page from being recorded.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from leakguard.collect.rdap import UNKNOWN
from leakguard.errors import AddressRefused, LeakguardError
from leakguard.evidence.rdap_part import rdap
from leakguard.model.lookup import NameAnswer, Registration
from leakguard.net.dns import NO_SUCH_NAME
from leakguard.net.urls import host_of
from leakguard.services.tools import Tools
from leakguard.services.whois import Options, whois
from leakguard.text.clean import defang

_ANSWERS = (NO_SUCH_NAME, UNKNOWN)
"""A clear answer that there is nothing is an answer."""

OWN_RESOLVER = "the name server of the computer that recorded the page"
"""In place of its address, which would tell who connects that computer to the net."""


@dataclass(frozen=True)
class Behind:
    """What goes into a capture: answers of name servers, and rdap.json, empty where there is none."""

    names: tuple[NameAnswer, ...] = ()
    rdap: bytes = b""


class Background:
    """Looks sites up, one after the other. `allowed` is asked before each; it raises."""

    def __init__(self, tools: Tools, allowed: Callable[[], None], options: Options | None = None) -> None:
        self._tools, self._allowed = tools, allowed
        self._options = replace(options or Options(), anyway=True)
        self._known: dict[str, Behind] = {}

    def of(self, url: str, headers: tuple[tuple[str, str], ...] = ()) -> Behind:
        """`headers` are those of the site's answer."""
        try:
            host = host_of(url)
        except AddressRefused:
            return Behind()
        if host not in self._known:
            self._allowed()
            self._known[host] = self._look(url, headers)
        return self._known[host]

    def _look(self, url: str, headers: tuple[tuple[str, str], ...]) -> Behind:
        try:
            found = whois(url, self._tools, self._options, headers)
        except LeakguardError as error:
            self._warn(url, error.message)
            return Behind()
        asked: list[NameAnswer | Registration] = [*found.whois.names, *found.whois.registrations]
        failed = [each.problem for each in asked if each.problem and each.server and each.problem not in _ANSWERS]
        if failed:
            self._warn(url, failed[0])
        names = found.whois.names
        return Behind(names if self._options.resolver else without_resolver(names), rdap(found.whois, found.bodies))

    def _warn(self, url: str, why: str) -> None:
        self._tools.warn(f"Not all of who is behind {defang(url)} could be looked up, which its evidence says too. {why}")


def without_resolver(names: tuple[NameAnswer, ...]) -> tuple[NameAnswer, ...]:
    """The answers, without the address of the name server of this computer."""
    return tuple(replace(answer, server=OWN_RESOLVER if answer.server else "") for answer in names)
