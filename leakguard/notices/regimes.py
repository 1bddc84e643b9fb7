"""The legal bases by id, and which of them fit a recipient."""

from leakguard.errors import NotFound
from leakguard.facts import loader
from leakguard.facts.law import Regime
from leakguard.notices.recipients import Recipient
from leakguard.text.templates import Templates


def get(id: str) -> Regime:
    """The regime of this id. Raises NotFound with the ids of those that there are letters for."""
    for regime in loader.regimes():
        if regime.id == id:
            return regime
    known = ", ".join(regime.id for regime in writable())
    raise NotFound(f"There is no regime {id!r}.", f"Letters: {known}. What is known of other laws: leakguard facts regimes")


def clauses(regime: Regime) -> str:
    """The name of the text that holds the sentences of a letter under this regime."""
    return f"notices/{regime.id}.txt.j2"


def writable(language: str = "en") -> tuple[Regime, ...]:
    """The regimes that there are letters for. Raises NotFound for a language without texts."""
    templates = Templates(language)
    return tuple(regime for regime in loader.regimes() if not regime.no_letter and templates.has(clauses(regime)))


def suggest(recipient: Recipient, country: str, language: str = "en") -> tuple[Regime, ...]:
    """What fits this recipient: what the country links the person to, else what needs no link. Copyright is only ever chosen."""
    fitting = tuple(regime for regime in writable(language) if recipient.type in regime.recipients and not regime.sworn)
    near = tuple(regime for regime in fitting if linked(regime, country))
    return near or tuple(regime for regime in fitting if regime.without_link)


def linked(regime: Regime, country: str) -> bool:
    """Whether the case's country links the person to the regime, or no link is needed."""
    return not regime.countries or country.upper() in regime.countries


def doubtful(regime: Regime, recipient: Recipient) -> bool:
    """Whether it is unsure that the regime reaches this recipient."""
    return bool({recipient.type, recipient.category} & set(regime.doubtful))
