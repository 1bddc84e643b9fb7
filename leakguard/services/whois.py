"""Who is behind an address: a known platform, or host, network, registrar and whoever stands in front, with where to report.

Needs no case and writes nothing. Asked are the person's name server (or the one they name) and the registries; never the site.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address

from leakguard.collect.rdap import LIMITS, Registries
from leakguard.errors import AddressRefused, UsageError
from leakguard.facts import loader
from leakguard.facts.places import Service
from leakguard.facts.rdap import Bootstrap
from leakguard.facts.review import said, warning
from leakguard.model.lookup import NameAnswer, Registration, Whois
from leakguard.model.verification import Answer, Check
from leakguard.net import urls
from leakguard.net.addresses import why_refused
from leakguard.net.client import Client
from leakguard.net.dns import HttpsResolver, Names, Refusing, Resolver, server
from leakguard.notices.recipients import at as known_service
from leakguard.services.tools import Tools
from leakguard.services.whois_steps import checks, is_literal, manual
from leakguard.services.whois_ways import channels, in_front, ways

MOST_ADDRESSES = 3
"""Of these the network is looked up: a site that has more has them at the same network, nearly always."""

_OFFLINE = "Working offline."
_THROUGH_PROXY = (
    "Behind a proxy no name is looked up on this computer's own line, because that would show where you go. "
    "With --resolver https://HOST/dns-query names are asked for through the proxy."
)
_ONION = "A .onion address says nothing of where it is hosted: that is what it is made for."


@dataclass(frozen=True)
class Options:
    """`bootstrap` in place of the lists that come with the program; `resolver` ADDRESS[:PORT] or https://…; `anyway` looks up a
    platform that is known, too."""

    bootstrap: Bootstrap | None = None
    resolver: str = ""
    anyway: bool = False


@dataclass(frozen=True)
class Found:
    """The answer, and the registries' own words by the address they came from, for evidence."""

    whois: Whois
    bodies: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def whois(url: str, tools: Tools, options: Options | None = None, headers: tuple[tuple[str, str], ...] = ()) -> Found:
    """Look it up; `headers` are those of an answer of the site, where there is one. Raises UsageError for what is no address.

    What cannot be looked up is told in `checks`, with what to do by hand. Raises NetworkError where no name server is known.
    """
    options = options or Options()
    host = _host(url)
    asked = Whois(url=url, host=host, domain=urls.registrable_domain(host), at=tools.now())
    known = known_service(host)
    if known and not options.anyway:
        return Found(_of_platform(asked, known, tools))
    bootstrap = options.bootstrap or loader.rdap_servers()
    if tools.network.offline:
        return Found(_unanswered(asked, _OFFLINE, bootstrap))
    if host.endswith(".onion"):
        return Found(_unanswered(asked, _ONION, bootstrap))
    with Client(tools.network, now=tools.now, limits=LIMITS) as client, tools.sandbox() as sandbox:
        looking = _Looking(asked, _names(options, client, tools), Registries(client, sandbox, tools.now), bootstrap, tools)
        return looking.all(known, headers)


def _host(url: str) -> str:
    """The host of an address; the name of a site alone will do."""
    try:
        return urls.host_of(url if "://" in url else f"https://{url}")
    except AddressRefused as error:
        raise UsageError(error.message, error.hint or "Give an address such as https://example.org/page") from error


def _names(options: Options, client: Client, tools: Tools) -> Names:
    if options.resolver.startswith("https://"):
        return HttpsResolver(options.resolver, client, tools.now)
    if tools.network.proxy:
        return Refusing(_THROUGH_PROXY, tools.now)
    return Resolver([server(options.resolver)] if options.resolver else None, tools.now)


class _Looking:
    """One look-up as it goes on."""

    def __init__(self, asked: Whois, names: Names, registries: Registries, bootstrap: Bootstrap, tools: Tools) -> None:
        self._asked, self._names, self._registries, self._bootstrap = asked, names, registries, bootstrap
        self._tools = tools
        self._bodies: dict[str, bytes] = {}
        self._done = 0

    def all(self, known: Service | None, headers: tuple[tuple[str, str], ...]) -> Found:
        asked, literal = self._asked, is_literal(self._asked.host)
        answers = () if literal else tuple(self._ask_names())
        addresses = (asked.host,) if literal else _addresses(answers)
        registrations = []
        if not literal:
            registrations.append(self._registered("domain", asked.domain, self._bootstrap.for_domain(asked.domain)))
        networks = list(self._ask_networks(addresses))
        numbers = [number for network in networks for number in network.numbers][:1]
        registrations += networks
        registrations += [self._registered("autnum", str(n), self._bootstrap.for_number(n)) for n in numbers]
        front, notes = in_front(asked, answers, addresses, networks, headers, self._tools)
        found = Whois(
            url=asked.url,
            host=asked.host,
            domain=asked.domain,
            at=asked.at,
            platform=known.id if known else "",
            platform_name=known.name if known else "",
            addresses=addresses,
            names=answers,
            registrations=tuple(registrations),
            front=front,
            ways=(*channels(known, self._tools), *ways(registrations, front, answers, asked.domain, self._tools)),
            checks=tuple(checks(answers, registrations, front, known)),
            manual=manual(asked, answers, registrations, addresses, self._bootstrap),
            notes=(*notes, *self._sources()),
        )
        return Found(found, self._bodies)

    def _ask_names(self) -> Iterator[NameAnswer]:
        host, domain = self._asked.host, self._asked.domain
        for name, type in ((host, "A"), (host, "AAAA"), (domain, "NS"), (domain, "MX")):
            self._tell()
            yield self._names.ask(name, type)

    def _ask_networks(self, addresses: tuple[str, ...]) -> Iterator[Registration]:
        """One for each network, as far as the answers say where it ends."""
        seen: list[tuple[int, int]] = []
        for text in addresses:
            address = ip_address(text)
            if len(seen) >= MOST_ADDRESSES or any(first <= int(address) <= last for first, last in seen):
                continue
            if why := why_refused(address, self._tools.network.allow):
                seen.append((int(address), int(address)))
                yield Registration("ip", text, "", self._tools.now(), f"It is {why}, so no registry knows who has it.")
                continue
            answer = self._registered("ip", text, self._bootstrap.for_address(address))
            seen.append(_span(answer, address))
            yield answer

    def _registered(self, kind: str, what: str, url: str | None) -> Registration:
        self._tell()
        asked = self._registries.ask(kind, what, url)
        if asked.body:
            self._bodies[asked.registration.server] = asked.body
        return asked.registration

    def _tell(self) -> None:
        self._tools.progress("Looking it up", self._done, None)
        self._done += 1

    def _sources(self) -> tuple[str, ...]:
        dates = ", ".join(f"{name} of {day}" for name, day in self._bootstrap.dates())
        asked = f"Which registry to ask was taken from the {self._bootstrap.source}{f' ({dates})' if dates else ''}."
        stale = warning("The list of registries", self._bootstrap.facts, self._tools.now().date())
        return (f"{asked} The site itself was not asked.", *([stale] if stale else []))


def _addresses(answers: tuple[NameAnswer, ...]) -> tuple[str, ...]:
    values = (value for answer in answers if answer.type in ("A", "AAAA") for value in answer.values)
    return tuple(dict.fromkeys(value for value in values if is_literal(value)))


def _span(answer: Registration, address: IPv4Address | IPv6Address) -> tuple[int, int]:
    first, dash, last = answer.range.partition(" - ")
    try:
        if dash:
            return int(ip_address(first)), int(ip_address(last))
    except ValueError:
        pass
    return int(address), int(address)


def _of_platform(asked: Whois, service: Service, tools: Tools) -> Whois:
    return Whois(
        url=asked.url,
        host=asked.host,
        domain=asked.domain,
        at=asked.at,
        platform=service.id,
        platform_name=service.name,
        ways=channels(service, tools),
        checks=(Check("known platform", service.name, Answer.YES),),
        notes=tuple(said(note, tools.now().date()) for note in service.notes),
    )


def _unanswered(asked: Whois, why: str, bootstrap: Bootstrap) -> Whois:
    """Nothing can be asked: what a person can do at another computer, or with a browser."""
    questions = ("names", "registry", "network in front")
    return Whois(
        url=asked.url,
        host=asked.host,
        domain=asked.domain,
        at=asked.at,
        addresses=(asked.host,) if is_literal(asked.host) else (),
        checks=(
            Check("known platform", "", Answer.NO, "It is none."),
            *(Check(question, asked.host, Answer.NOT_CHECKED, why) for question in questions),
        ),
        manual=() if why == _ONION else manual(asked, (), [], (), bootstrap),
    )
