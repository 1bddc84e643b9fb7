"""The legal bases by id, and which of them fit a recipient."""

from functools import cache

from leakguard.errors import NotFound, UsageError
from leakguard.facts import loader
from leakguard.facts.law import Body, Kind, Regime
from leakguard.facts.letters import NoticeType
from leakguard.facts.places import PEOPLE
from leakguard.notices.recipients import Recipient
from leakguard.text.templates import Templates

_KINDS = "Kinds: {known}. See: leakguard facts notice-types"
_LAWS = "See: leakguard facts regimes"


def get(id: str) -> Regime:
    """The regime of this id. Raises NotFound with the ids of those that there are letters for."""
    for regime in loader.regimes():
        if regime.id == id:
            return regime
    known = ", ".join(regime.id for regime in writable())
    raise NotFound(
        "There is no regime {id!r}.",
        "Letters: {known}. What is known of other laws: leakguard facts regimes",
        id=id,
        known=known,
    )


def clauses(regime: Regime) -> str:
    """The name of the text that holds the sentences of a letter under this regime."""
    return f"notices/{regime.id}.txt.j2"


@cache
def writable(language: str = "en") -> tuple[Regime, ...]:
    """The regimes that there are letters for. Raises NotFound for a language without texts."""
    templates = Templates(language)
    return tuple(regime for regime in loader.regimes() if not regime.no_letter and templates.has(clauses(regime)))


def suggest(recipient: Recipient, country: str, language: str = "en") -> tuple[Regime, ...]:
    """What fits this recipient: what the country links the person to, else what needs no link. Copyright is only ever chosen."""
    letters = (regime for regime in writable(language) if not regime.sworn and regime.kind is not Kind.BESIDE)
    fitting = tuple(regime for regime in letters if recipient.type in regime.recipients)
    near = tuple(regime for regime in fitting if linked(regime, country))
    return near or tuple(regime for regime in fitting if regime.without_link)


def kind(id: str) -> NoticeType:
    """The kind of letter of this id. Raises NotFound with the ids that there are."""
    known = {kind.id: kind for kind in loader.notice_types()}
    if id not in known:
        raise NotFound(
            "There is no kind of letter {id!r}.",
            "Type --regime {id} for it." if id in {regime.id for regime in writable()} else _KINDS,
            id=id,
            known=", ".join(known),
        )
    return known[id]


def kind_of(regime: Regime) -> NoticeType | None:
    """The kind of letter that a text which rests on no law is; the first one, where it is several. None for a law."""
    return next((kind for kind in loader.notice_types() if regime.id in kind.texts), None)


def kinds_beside(law: Regime) -> tuple[NoticeType, ...]:
    """The kinds of statements that may name a law which serves no letter, such as one for the police."""
    return tuple(kind for kind in loader.notice_types() if law.id in kind.hooks and kind.recipient in PEOPLE)


def choose(type: str, recipient: Recipient, country: str, language: str = "en") -> Regime:
    """What a letter stands on where the person names no regime: the text of the kind `type` (may be empty) for this recipient,
    else the only one that fits. Raises UsageError with those to choose from, NotFound for an unknown kind.
    """
    if type == "escalation":
        raise UsageError("An escalation follows a letter that was sent.", "Type: leakguard notice follow-up ID")
    texts = [get(id) for id in kind(type).texts] if type else []
    if not type and recipient.type in PEOPLE:
        texts = [regime for regime in writable(language) if recipient.type in regime.recipients]
    if texts:
        return next((regime for regime in texts if recipient.type in regime.recipients), texts[0])
    fitting = suggest(recipient, country, language)
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise UsageError("No law that is known here fits this recipient: {recipient}.", _LAWS, recipient=recipient.name)
    raise UsageError(
        "More than one law fits this recipient: {recipient}.",
        "Choose one: {ids}. What each of them is: leakguard facts regimes",
        recipient=recipient.name,
        ids=", ".join(f"--regime {regime.id}" for regime in fitting),
    )


def bodies(regime: Regime, country: str, *, decided: bool = False) -> tuple[Body, ...]:
    """Who can be told of a letter without effect, the best one first.

    A decision (`decided`) first goes to whoever settles such disputes without a court. The body of the letter's own law comes
    first for people whom the country links to that law, the authority of their own country for all others.
    """
    authorities = [law.body for law in loader.regimes() if law.kind is Kind.REGULATOR and country.upper() in law.countries]
    own = [regime.body]
    first = [regime.dispute] if decided else []
    near = [*own, *authorities] if country.upper() in regime.countries else [*authorities, *own]
    return tuple(dict.fromkeys(body for body in (*first, *near) if body))


def linked(regime: Regime, country: str) -> bool:
    """Whether the case's country links the person to the regime, or no link is needed."""
    return not regime.countries or country.upper() in regime.countries


def doubtful(regime: Regime, recipient: Recipient) -> bool:
    """Whether it is unsure that the regime reaches this recipient."""
    return bool({recipient.type, recipient.category} & set(regime.doubtful))
