"""Where to report what is found at an address, best way first, each with where it was found and what to check before use."""

from collections.abc import Iterator

from leakguard.facts import loader
from leakguard.facts.cdn import Signs, recognise
from leakguard.facts.places import ChannelKind, Purpose, Service
from leakguard.facts.review import caution, said, warning
from leakguard.facts.rows import CHECK_FIRST
from leakguard.model.lookup import InFront, NameAnswer, Registration, Way, Whois
from leakguard.services.tools import Tools

_REPORTING = (Purpose.INTIMATE, Purpose.ABUSE)


def channels(service: Service | None, tools: Tools, who: str = "") -> tuple[Way, ...]:
    """How a known service takes reports about pictures, the best way first; forms go before e-mail."""
    if service is None:
        return ()
    today = tools.now().date()
    fitting = [channel for channel in service.channels if channel.purpose in _REPORTING]
    kinds = (ChannelKind.FORM, ChannelKind.PAGE, ChannelKind.EMAIL)
    fitting.sort(key=lambda channel: (_REPORTING.index(channel.purpose), kinds.index(channel.kind)))
    return tuple(
        Way(
            who or service.name,
            channel.kind.value,
            channel.address,
            f"the facts of this program, seen on {channel.seen}",
            "; ".join(filter(None, [channel.note, caution(channel, today)])),
        )
        for channel in fitting
    )


def ways(
    registrations: list[Registration], front: InFront | None, answers: tuple[NameAnswer, ...], domain: str, tools: Tools
) -> Iterator[Way]:
    """First whoever stands in front, for they know the host; then the network, which is the host's or its provider's; then who
    sold the name."""
    service = next((s for s in loader.places().services if front and s.id == front.service), None)
    if front:
        yield from channels(service, tools, f"{front.name}, which stands in front")
    told = set[str]()
    for registration in sorted(registrations, key=lambda each: ("ip", "autnum", "domain").index(each.kind)):
        who = _who(registration, front)
        source = f"{registration.server}, {registration.at:%Y-%m-%d %H:%M} UTC"
        contacts = registration.abuse or (registration.others if registration.kind != "domain" else ())
        for contact in contacts:
            mark = "" if registration.abuse else "a technical contact: no abuse desk is named"
            for kind, places in (("email", contact.emails), ("page", contact.pages)):
                for place in places:
                    if place not in told:
                        told.add(place)
                        yield Way(f"{who} ({contact.name})" if contact.name else who, kind, place, source, mark)
    if any(answer.type == "MX" and answer.values for answer in answers) and f"abuse@{domain}" not in told:
        guess = "RFC 2142 reserves this address; nobody has checked that it is read, and it may reach those who posted it"
        yield Way(f"The site itself, {domain}", "email", f"abuse@{domain}", "RFC 2142", f"{guess}; {CHECK_FIRST}")


def _who(registration: Registration, front: InFront | None) -> str:
    if registration.kind == "domain":
        return f"Registrar of {registration.asked}"
    if registration.kind == "autnum":
        return "Provider of the network"
    return "Network in front" if front else f"Network of {registration.asked}"


def in_front(
    asked: Whois,
    answers: tuple[NameAnswer, ...],
    addresses: tuple[str, ...],
    networks: list[Registration],
    headers: tuple[tuple[str, str], ...],
    tools: Tools,
) -> tuple[InFront | None, tuple[str, ...]]:
    cdns, today = loader.cdns(), tools.now().date()
    by_type = {answer.type: answer for answer in answers}
    signs = Signs(
        addresses=addresses,
        aliases=tuple(dict.fromkeys((asked.host, *(alias for answer in answers for alias in answer.aliases)))),
        nameservers=by_type["NS"].values if "NS" in by_type else (),
        owners=tuple(filter(None, (word for network in networks for word in (network.name, network.holder)))),
        headers=headers,
    )
    front = recognise(cdns, signs)
    if front is None:
        return None, ()
    stale = warning("What is known of this network", front.facts, today)
    beside = "" if front.sure else "these are signs, no proof"
    found = InFront(
        id=front.cdn.id,
        name=front.cdn.name,
        service=front.cdn.service,
        sure=front.sure,
        signs=front.signs,
        can=f"{said(cdns.passes_through, today)} {said(front.cdn.can, today)}",
        caution="; ".join(filter(None, [beside, *dict.fromkeys(caution(fact, today) for fact in front.facts[:-1])])),
    )
    return found, (stale,) if stale else ()
