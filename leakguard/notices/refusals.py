"""Letters that are not written, each with the reason and a way on, in the person's words."""

from leakguard.errors import LinkOnly, Refused
from leakguard.facts.law import Kind, Regime
from leakguard.facts.places import ChannelKind, Purpose, RecipientType
from leakguard.notices import regimes
from leakguard.notices.recipients import Recipient
from leakguard.notices.request import LetterRequest
from leakguard.notices.telling import called, law, said
from leakguard.text.words import Words


def check(regime: Regime, request: LetterRequest, told: Words) -> None:
    """Raises Refused where this regime cannot serve this recipient or this person, LinkOnly in a link-only case."""
    if request.link_only:
        raise LinkOnly
    _serves(regime, request, told)
    if not regime.law:
        _beside_the_law(regime, request, told)
    if regime.sworn:
        _copyright(request, told)
    if request.agent and request.signed_by and not request.profile.authority:
        raise Refused(told.say("refusals.no_authority"), told.say("refusals.add_authority"))


def _serves(regime: Regime, request: LetterRequest, told: Words) -> None:
    """The law gives the person a letter, there is a text for it, and it fits the recipient."""
    name, instead = law(regime, told), told.fact(regime.instead)
    if regime.no_letter:
        why = said(regime.no_letter, request.written.date(), told)
        others = (
            told.say("refusals.other_kind", kind=told.fact(kind.title), id=kind.id) for kind in regimes.kinds_beside(regime)
        )
        raise Refused(told.say("refusals.no_letter", law=name, why=why), " ".join((instead, *others)))
    if regime not in regimes.writable(request.language):
        raise Refused(told.say("refusals.no_text", law=name, language=repr(request.language)), told.say("refusals.in_english"))
    if request.recipient.type not in (*regime.recipients, *regime.doubtful):
        message = told.say("refusals.no_fit", law=name, recipient=called(request.recipient, told), why=told.fact(regime.why_not))
        ways = () if regime.kind is Kind.BESIDE else (_form(request.recipient, told), _fitting(request, told))
        raise Refused(message, next(filter(None, ways), instead))


def _beside_the_law(regime: Regime, request: LetterRequest, told: Words) -> None:
    """What protects people where no law says what a text may hold."""
    name = law(regime, told)
    if RecipientType.AUTHORITY in regime.recipients and request.following is None:
        raise Refused(told.say("refusals.follows", law=name), told.say("refusals.follow_up"))
    if request.copies and regime.addresses == "none":
        raise Refused(told.say("refusals.no_address", law=name), told.say("refusals.leave_out_address"))
    if RecipientType.LAWYER in regime.recipients and not request.no_violence:
        raise Refused(told.say("refusals.violence"), told.say("refusals.no_violence"))


def _form(recipient: Recipient, told: Words) -> str:
    """A search engine with a form for intimate pictures is asked through that form."""
    if recipient.type is not RecipientType.SEARCH:
        return ""
    forms = (route.address for route in recipient.routes if (route.purpose, route.kind) == (Purpose.INTIMATE, ChannelKind.FORM))
    return next((told.say("refusals.use_form", form=form) for form in forms), "")


def _fitting(request: LetterRequest, told: Words) -> str:
    fitting = regimes.suggest(request.recipient, request.country, request.language)
    ids = told.say("refusals.or").join(regime.id for regime in fitting)
    return told.say("refusals.fits", ids=ids) if ids else ""


def _copyright(request: LetterRequest, told: Words) -> None:
    privacy = f"{told.say('refusals.privacy')} {_fitting(request, told)}"
    if request.took_the_picture is None:
        raise Refused(told.say("refusals.who_took_it"), f"{told.say('refusals.held_camera')} {privacy}")
    if not request.took_the_picture:
        raise Refused(told.say("refusals.not_theirs"), privacy)
    if not request.paid_for_it and (form := _form(request.recipient, told)):
        name = called(request.recipient, told)
        raise Refused(told.say("refusals.own_form", recipient=name), f"{form}. {told.say('refusals.paid')}")
