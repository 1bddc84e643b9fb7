"""What a template is filled with. All of it is data: foreign words are cleaned and cut, addresses are plain ASCII."""

from datetime import UTC, date, datetime, tzinfo
from typing import Any
from urllib.parse import quote

from leakguard.errors import AddressRefused, UsageError
from leakguard.facts import loader
from leakguard.facts.law import Regime
from leakguard.model.media import Media
from leakguard.net import urls
from leakguard.notices import telling
from leakguard.notices.recipients import Route
from leakguard.notices.request import Copy, Following, LetterRequest, Proof
from leakguard.text.clean import clean
from leakguard.text.isolates import isolate
from leakguard.text.words import Words, explaining

MAX_QUOTED = 400
"""Characters of somebody else's text, such as an account name, that a letter quotes at most. Own words stay whole."""

_IN_FRAGMENT = "!$&'()*+,;=:@/?-._~%"  # RFC 3986 section 3.5
_THINGS = {frozenset({Media.IMAGE}): "picture", frozenset({Media.VIDEO}): "video"}


def values(regime: Regime, request: LetterRequest) -> dict[str, Any]:
    """Every name that a clause set, a frame or the sheet may use. Raises UsageError for an address that is none."""
    profile, recipient, today = request.profile, request.recipient, request.written.date()
    say, zone = Words(request.language), request.written.tzinfo
    told = explaining(request.reader)
    thing = say.thing(_THINGS.get(frozenset(copy.type for copy in request.copies), "either"))
    limit = regime.deadline
    words = {
        "signed_by": request.signed_by,
        "name": profile.name or request.signed_by,
        "person": profile.agent_for,
        "authority": profile.authority.rstrip(". "),
        "email": profile.email,
        "phone": profile.phone,
        "address": profile.address if regime.postal_address else "",
        "offence": request.offence.rstrip(". "),
        "work": request.work.rstrip(". "),
        "context": request.context,
        "recipient": telling.called(recipient, say),
        "site": recipient.site,
    }
    return (
        {name: isolate(one_line(text)) for name, text in words.items()}
        | {
            "account": isolate(quoted(request.account)),
            "own_words": isolate(_ended(one_line(request.context))),
            "agent": request.agent,
            "synthetic": request.synthetic,
            "sworn": regime.sworn,
            "thing": thing["bare"],
            "a_thing": thing["a"],
            "the_thing": thing["the"],
            "an_intimate_thing": thing["intimate"],
            "type": str(recipient.type),
            "date": say.date(today),
            "citation": say.find("citations", regime.id) or regime.citation.text,
            "events": [{"at": _moment(event.at, zone, say), "text": isolate(quoted(event.text))} for event in request.events],
            "proof": [_proof(exhibit, zone, say) for exhibit in request.proof],
            "threat_first": [telling.said(step, today, told) for step in loader.sextortion().first],
            "threat_then": [
                telling.said(step, today, told) for step in loader.sextortion().then if step.text.startswith("Save ")
            ],
            "emergency": telling.emergency(request.country, today, told),
            "deadline": limit,
            "limit": f"{limit.value} {say.find('units', limit.unit)}" if limit.value and limit.unit else "",
            "copies": [_copy(copy, zone, say) for copy in request.copies],
            "routes": [_route(route, today, told) for route in recipient.routes_for(regime)],
            "notes": [telling.said(note, today, told) for note in recipient.notes],
        }
        | _following(request.following, request.written, say, told)
    )


def _following(following: Following | None, written: datetime, say: Words, told: Words) -> dict[str, Any]:
    """What a complaint about an earlier letter says of it, with times in the person's zone."""
    if following is None:
        return {}
    body, zone, today = following.body, written.tzinfo, written.date()
    return {
        "law": telling.law(following.regime, say),
        "first_recipient": isolate(one_line(following.recipient)),
        "reminder": body is None,
        "due": _moment(following.due, zone, say),
        "clock": following.clock,
        "refused": _moment(following.refused, zone, say) if following.refused else "",
        "looked": _moment(following.looked, zone, say) if following.looked else "",
        "body_address": telling.address(body, today, told) if body else "",
        "ways": [telling.said(way, today, told) for way in following.regime.escalation],
    }


def _moment(moment: datetime, zone: tzinfo | None, say: Words) -> str:
    return say.moment(moment.astimezone(zone or UTC))


def _ended(words: str) -> str:
    """Words that stand between other sentences, with a point where they have no end of their own."""
    return f"{words}." if words[-1:].isalnum() else words


def one_line(text: str, limit: int | None = None) -> str:
    """Words as they may stand in a letter: in one line, of visible characters only."""
    return clean(" ".join(text.split()), limit=limit)


def quoted(text: str) -> str:
    """The same for somebody else's words, cut where they grow too long."""
    return one_line(text, MAX_QUOTED)


def exact(url: str) -> str:
    """The address as any form takes it: host in punycode, the rest percent-encoded where it must be.

    The fragment stays, because on some sites it is what names the picture. Raises UsageError.
    """
    try:
        address = str(urls.parse(url))
    except AddressRefused as error:
        raise UsageError(*error.sentences, **error.values) from error
    fragment = url.strip().partition("#")[2]
    return f"{address}#{quote(fragment, safe=_IN_FRAGMENT)}" if fragment else address


def _route(route: Route, today: date, told: Words) -> dict[str, str]:
    return {
        "kind": str(route.kind),
        "address": route.address,
        "note": telling.note(route, told),
        "remark": telling.caution(route, today, told),
    }


def _copy(copy: Copy, zone: tzinfo | None, say: Words) -> dict[str, str]:
    return {
        "url": exact(copy.url),
        "page": exact(copy.page) if copy.page and copy.page != copy.url else "",
        "position": isolate(quoted(copy.position)),
        "sha256": quoted(copy.sha256),
        "seen": _moment(copy.seen, zone, say) if copy.seen else "",
    }


def _proof(exhibit: Proof, zone: tzinfo | None, say: Words) -> dict[str, Any]:
    return {
        "number": exhibit.number,
        "address": exact(exhibit.address),
        "at": _moment(exhibit.at, zone, say),
        "parts": [{"name": isolate(quoted(name)), "sha256": sha256} for name, sha256 in exhibit.files],
    }
