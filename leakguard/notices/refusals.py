"""Letters that are not written, each with the reason and a way on."""

from leakguard.errors import LinkOnly, Refused
from leakguard.facts.law import Kind, Regime
from leakguard.facts.places import ChannelKind, Purpose, RecipientType
from leakguard.facts.review import said
from leakguard.notices import regimes
from leakguard.notices.recipients import Recipient
from leakguard.notices.request import LetterRequest


def check(regime: Regime, request: LetterRequest) -> None:
    """Raises Refused where this regime cannot serve this recipient or this person, LinkOnly in a link-only case."""
    if request.link_only:
        raise LinkOnly
    _serves(regime, request)
    if not regime.law:
        _beside_the_law(regime, request)
    if regime.sworn:
        _copyright(request)
    if request.agent and request.signed_by and not request.profile.authority:
        raise Refused(
            "Whoever signs for another person must say what allows it.",
            'Add the authority, such as "power of attorney of 3 March": leakguard profile',
        )


def _serves(regime: Regime, request: LetterRequest) -> None:
    """The law gives the person a letter, there is a text for it, and it fits the recipient."""
    if regime.no_letter:
        raise Refused(
            f"No letter is written for this: {regime.name}. {said(regime.no_letter, request.written.date())}",
            " ".join((regime.instead, *(f"There is a {kind.title}: --type {kind.id}" for kind in regimes.kinds_beside(regime)))),
        )
    if regime not in regimes.writable(request.language):
        raise Refused(
            f"There is no text for a {regime.name} in the language {request.language!r}.",
            "Write it in English: --language en",
        )
    if request.recipient.type not in (*regime.recipients, *regime.doubtful):
        raise Refused(
            f"A {regime.name} does not fit {request.recipient.name}. {regime.why_not}",
            regime.instead if regime.kind is Kind.BESIDE else _form(request.recipient) or _fitting(request) or regime.instead,
        )


def _beside_the_law(regime: Regime, request: LetterRequest) -> None:
    """What protects people where no law says what a text may hold."""
    if RecipientType.AUTHORITY in regime.recipients and request.following is None:
        raise Refused(f"A {regime.name} follows a letter that was sent.", "Type: leakguard notice follow-up ID")
    if request.copies and regime.addresses == "none":
        raise Refused(f"A {regime.name} names no address and holds no detail.", "Leave out --finding, --link and --url.")
    if RecipientType.LAWYER in regime.recipients and not request.no_violence:
        raise Refused(
            "Where there is violence at home, stalking or blackmail, the person who shared gets no letter, and no draft is made.",
            "If there is none of these, add --no-violence. Otherwise a protection order or the police: leakguard support",
        )


def _form(recipient: Recipient) -> str:
    """A search engine with a form for intimate pictures is asked through that form."""
    if recipient.type is not RecipientType.SEARCH:
        return ""
    forms = (route.address for route in recipient.routes if (route.purpose, route.kind) == (Purpose.INTIMATE, ChannelKind.FORM))
    return next((f"Use its form for intimate pictures: {form}" for form in forms), "")


def _fitting(request: LetterRequest) -> str:
    ids = " or ".join(regime.id for regime in regimes.suggest(request.recipient, request.country, request.language))
    return f"What fits here: --regime {ids}" if ids else ""


def _copyright(request: LetterRequest) -> None:
    privacy = f"A request about privacy does not ask who took it. {_fitting(request)}"
    if request.took_the_picture is None:
        raise Refused(
            "A copyright notice is for the person who took the picture, and it has to be known who that was.",
            f"Did you hold the camera? Then add --took-the-picture. {privacy}",
        )
    if not request.took_the_picture:
        raise Refused("Only the person who took the picture may send a copyright notice, not the person shown.", privacy)
    if not request.paid_for_it and (form := _form(request.recipient)):
        raise Refused(
            f"{request.recipient.name} has a form of its own for intimate pictures. Copyright is for those it does not serve.",
            f"{form}. Are you paid for the picture today? Then add --paid-for-it",
        )
