"""What the person should know before a letter goes out."""

from urllib.parse import urlsplit

from leakguard.facts import loader
from leakguard.facts.law import Deadline, Regime, Required
from leakguard.facts.places import PEOPLE, ChannelKind, RecipientType
from leakguard.facts.review import said, warning
from leakguard.facts.rows import Fact, Statement
from leakguard.net import urls
from leakguard.notices import recipients, regimes
from leakguard.notices.request import LetterRequest

_UNREAD = {"de": "German", "fr": "French", "es": "Spanish"}
"""Languages whose letters no lawyer has read who was brought up in them."""

_PARTS: dict[type[Fact], str] = {Statement: "its name and number", Deadline: "its time limit"}


def about(regime: Regime, request: LetterRequest) -> tuple[str, ...]:
    """The regime's own pitfalls first, then those of the abuse desk it goes to, then what is particular to this letter."""
    desk = regimes.get("host-abuse")
    shown: tuple[Statement, ...] = tuple(pitfall for pitfall in regime.pitfalls if pitfall.warn)
    if regime is not desk and request.recipient.type in desk.recipients:
        shown += tuple(pitfall for pitfall in desk.pitfalls if pitfall.warn)
    kind = regimes.kind_of(regime)
    if kind and regime is not desk:
        shown += kind.pitfalls
    today = request.written.date()
    law = (regime.citation, regime.deadline, *regime.elements, *shown)
    old = (
        warning("The law behind this letter", law, today),
        warning("What is known of the recipient", request.recipient.facts, today),
    )
    return (*(said(pitfall, today) for pitfall in shown), *filter(None, old), *_particular(regime, request))


def unread(regime: Regime) -> tuple[str, ...]:
    """The parts of the law for which no official text was read, in a few words each. The sheet of the letter names them too."""
    return tuple(fact.label if isinstance(fact, Required) else _PARTS[type(fact)] for fact in regime.unsure)


def _particular(regime: Regime, request: LetterRequest) -> list[str]:
    recipient, found = request.recipient, []
    if request.language in _UNREAD:
        found.append(f"No native lawyer has read the {_UNREAD[request.language]} text of this letter yet. Have one read it.")
    if not regimes.linked(regime, request.country):
        found.append(
            f"Nothing in this case links it to {regime.jurisdiction}. The recipient may answer that the law does not apply."
        )
    if regimes.doubtful(regime, recipient):
        found.append(f"It is not sure that a {regime.name} reaches {recipient.name}. {regime.why_not}")
    today = request.written.date()
    if not request.offence.strip() and any(element.id == "explanation" for element in regime.elements):
        hints = [law for law in loader.regimes() if "--offence" in law.instead and request.country.upper() in law.countries]
        found += [law.instead for law in sorted(hints, key=lambda law: len(law.countries))[:1]]  # the nearest law says it best
    if parts := unread(regime):
        found.append(f"Not read in an official text of this law: {'; '.join(parts)}. Check before you rely on it.")
    if request.synthetic and regime.sworn:
        found.append(said(regime.synthetic, today))
    routes = recipient.routes_for(regime)
    if not routes and recipient.type not in (*PEOPLE, RecipientType.AUTHORITY):
        found.append("No way to reach this recipient is known here. The steps to find one come with the letter.")
    elif routes and (caution := routes[0].caution(today)):
        found.append(f"The address {routes[0].address} is not sure: {caution}.")
    if routes and routes[0].kind is ChannelKind.EMAIL and regime.deadline.value is not None:
        found.append("Only an e-mail address is known here. Look on the site for a form first, and keep proof of what you send.")
    if any(urlsplit(copy.url).path in ("", "/") and not urlsplit(copy.url).query for copy in request.copies):
        found.append("An address leads to the front page of a site. Give the exact address of the picture or its page.")
    if others := _other_sites(request):
        found.append(f"Not every address is on {recipient.site}: {', '.join(others)}. Write a letter of its own to each site.")
    if request.signed_by and request.profile.name and request.signed_by.casefold() != request.profile.name.casefold():
        found.append("The signature is not the name in the profile. Sign with the name under which you can be reached.")
    return found


def _other_sites(request: LetterRequest) -> list[str]:
    """Hosts of copies that are not the recipient's, under none of its names. A search engine lists them all."""
    recipient = request.recipient
    if recipient.type in (*PEOPLE, RecipientType.SEARCH, RecipientType.AUTHORITY):
        return []
    own, service = urls.registrable_domain(recipient.site), recipients.at(recipient.site)
    hosts = dict.fromkeys(recipients.host_of(copy.url) for copy in request.copies)
    same = [host for host in hosts if urls.registrable_domain(host) == own or (service and recipients.at(host) == service)]
    return [host for host in hosts if host not in same]
