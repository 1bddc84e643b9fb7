"""The legal bases by id, and which of them fit a recipient."""

from leakguard.errors import NotFound
from leakguard.facts import loader
from leakguard.facts.law import Regime
from leakguard.notices.recipients import Recipient


def get(id: str) -> Regime:
    """The regime of this id. Raises NotFound with the ids that there are."""
    for regime in loader.regimes():
        if regime.id == id:
            return regime
    known = ", ".join(regime.id for regime in loader.regimes())
    raise NotFound(f"There is no regime {id!r}.", f"Known: {known}")


def suggest(recipient: Recipient, country: str) -> tuple[Regime, ...]:
    """What fits this recipient: if possible what the case's country links the person to. Copyright is only ever chosen."""
    fitting = tuple(regime for regime in loader.regimes() if recipient.type in regime.recipients and not regime.sworn)
    return tuple(regime for regime in fitting if linked(regime, country)) or fitting


def linked(regime: Regime, country: str) -> bool:
    """Whether the case's country links the person to the regime, or no link is needed."""
    return not regime.countries or country.upper() in regime.countries


def doubtful(regime: Regime, recipient: Recipient) -> bool:
    """Whether it is unsure that the regime reaches this recipient."""
    return bool({recipient.type, recipient.category} & set(regime.doubtful))
