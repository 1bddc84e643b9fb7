"""What the person should know before a letter goes out."""

from urllib.parse import urlsplit

from leakguard.facts import loader
from leakguard.facts.law import Deadline, Kind, Regime, Required
from leakguard.facts.places import PEOPLE, ChannelKind, RecipientType
from leakguard.facts.rows import Fact, Statement
from leakguard.net import urls
from leakguard.notices import recipients, regimes
from leakguard.notices.request import LetterRequest
from leakguard.notices.telling import called, caution, law, said, warning
from leakguard.text.words import ENGLISH, Words

_PARTS: dict[type[Fact], str] = {Statement: "warnings.its_name", Deadline: "warnings.its_limit"}


def about(regime: Regime, request: LetterRequest, told: Words) -> tuple[str, ...]:
    """In the person's words `told`: the regime's own pitfalls first, then those of the abuse desk it goes to, then what is
    particular to this letter."""
    desk = regimes.get("host-abuse")
    shown: tuple[Statement, ...] = tuple(pitfall for pitfall in regime.pitfalls if pitfall.warn)
    if regime is not desk and request.recipient.type in desk.recipients:
        shown += tuple(pitfall for pitfall in desk.pitfalls if pitfall.warn)
    kind = regimes.kind_of(regime)
    if kind and regime is not desk:
        shown += kind.pitfalls
    today = request.written.date()
    of_the_law = (regime.citation, regime.deadline, *regime.elements, *shown)
    old = (
        warning("warnings.law_is_old", of_the_law, today, told),
        warning("warnings.recipient_is_old", request.recipient.facts, today, told),
    )
    return (*(said(pitfall, today, told) for pitfall in shown), *filter(None, old), *_particular(regime, request, told))


def unread(regime: Regime, told: Words) -> tuple[str, ...]:
    """The parts of the law for which no official text was read, in a few words each. The sheet of the letter names them too."""
    return tuple(told.fact(fact.label) if isinstance(fact, Required) else told.say(_PARTS[type(fact)]) for fact in regime.unsure)


def _particular(regime: Regime, request: LetterRequest, told: Words) -> list[str]:
    recipient, today, found = request.recipient, request.written.date(), []

    def warn(key: str, **values: object) -> None:
        found.append(told.say(f"warnings.{key}", **values))

    if request.language != ENGLISH:
        warn("no_native_lawyer", language=told.find("languages", request.language))
    if not regimes.linked(regime, request.country):
        warn("no_link", place=told.fact(regime.jurisdiction))
    if regimes.doubtful(regime, recipient):
        warn("not_sure", law=law(regime, told), recipient=called(recipient, told), why=told.fact(regime.why_not))
    if not request.offence.strip() and any(element.id == "explanation" for element in regime.elements):
        found += [told.fact(each.instead) for each in _nearest(request.country) if "--offence" in each.instead]
    elif recipient.type not in (*PEOPLE, RecipientType.AUTHORITY):
        for each in _beside(request.country):
            warn("here_too", instead=told.fact(each.instead))
    if parts := unread(regime, told):
        warn("not_official", parts="; ".join(parts))
    if request.synthetic and regime.sworn:
        found.append(said(regime.synthetic, today, told))
    routes = recipient.routes_for(regime)
    if not routes and recipient.type not in (*PEOPLE, RecipientType.AUTHORITY):
        warn("no_way")
    elif routes and (beside := caution(routes[0], today, told)):
        warn("address_not_sure", address=routes[0].address, caution=beside)
    if routes and routes[0].kind is ChannelKind.EMAIL and regime.deadline.value is not None:
        warn("mail_only")
    if any(urlsplit(copy.url).path in ("", "/") and not urlsplit(copy.url).query for copy in request.copies):
        warn("front_page")
    if others := _other_sites(request):
        warn("other_sites", site=recipient.site, hosts=", ".join(others))
    if request.signed_by and request.profile.name and request.signed_by.casefold() != request.profile.name.casefold():
        warn("other_name")
    return found


def _nearest(country: str) -> list[Regime]:
    """What the country has beside letters, as its own law says it, which says it better than one that many countries share."""
    hints = [each for each in loader.regimes() if each.no_letter and country.upper() in each.countries]
    return sorted(hints, key=lambda each: len(each.countries))[:1]


def _beside(country: str) -> list[Regime]:
    """The same, where an authority has copies removed, or where the country's law gives people no letter at all."""
    own = any(country.upper() in each.countries for each in regimes.writable())
    return [each for each in _nearest(country) if each.kind is Kind.REGULATOR or not own]


def _other_sites(request: LetterRequest) -> list[str]:
    """Hosts of copies that are not the recipient's, under none of its names. A search engine lists them all."""
    recipient = request.recipient
    if recipient.type in (*PEOPLE, RecipientType.SEARCH, RecipientType.AUTHORITY):
        return []
    own, service = urls.registrable_domain(recipient.site), recipients.at(recipient.site)
    hosts = dict.fromkeys(recipients.host_of(copy.url) for copy in request.copies)
    same = [host for host in hosts if urls.registrable_domain(host) == own or (service and recipients.at(host) == service)]
    return [host for host in hosts if host not in same]
