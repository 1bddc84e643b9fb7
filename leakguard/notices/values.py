"""What a template is filled with. All of it is data: foreign words are cleaned and cut, addresses are plain ASCII."""

from datetime import UTC, date, datetime, tzinfo
from typing import Any
from urllib.parse import quote

from leakguard.errors import AddressRefused, UsageError
from leakguard.facts import loader
from leakguard.facts.law import Regime
from leakguard.facts.review import said
from leakguard.model.media import Media
from leakguard.net import urls
from leakguard.notices.recipients import Route
from leakguard.notices.request import Copy, Following, LetterRequest, Proof
from leakguard.text.clean import clean

MAX_QUOTED = 400
"""Characters of somebody else's text, such as an account name, that a letter quotes at most. Own words stay whole."""

_IN_FRAGMENT = "!$&'()*+,;=:@/?-._~%"  # RFC 3986 section 3.5
_THINGS = {frozenset({Media.IMAGE}): "picture", frozenset({Media.VIDEO}): "video"}


def values(regime: Regime, request: LetterRequest) -> dict[str, Any]:
    """Every name that a clause set, a frame or the sheet may use. Raises UsageError for an address that is none."""
    profile, recipient, today = request.profile, request.recipient, request.written.date()
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
        "recipient": recipient.name,
        "site": recipient.site,
    }
    return (
        {name: one_line(text) for name, text in words.items()}
        | {
            "account": quoted(request.account),
            "agent": request.agent,
            "synthetic": request.synthetic,
            "sworn": regime.sworn,
            "thing": _THINGS.get(frozenset(copy.type for copy in request.copies), "picture or video"),
            "type": str(recipient.type),
            "date": f"{request.written:%Y-%m-%d}",
            "citation": regime.citation.text,
            "events": [{"at": _minute(event.at), "text": quoted(event.text)} for event in request.events],
            "proof": [_proof(exhibit) for exhibit in request.proof],
            "threat_first": [said(step, today) for step in loader.sextortion().first],
            "threat_then": [said(step, today) for step in loader.sextortion().then if step.text.startswith("Save ")],
            "deadline": regime.deadline,
            "copies": [_copy(copy) for copy in request.copies],
            "routes": [_route(route, today) for route in recipient.routes_for(regime)],
            "notes": [said(note, today) for note in recipient.notes],
        }
        | _following(request.following, request.written.tzinfo, today)
    )


def _following(following: Following | None, zone: tzinfo | None, today: date) -> dict[str, Any]:
    """What a complaint about an earlier letter says of it, with times in the person's zone."""
    if following is None:
        return {}
    body = following.body
    return {
        "law": following.regime.name,
        "first_recipient": one_line(following.recipient),
        "reminder": body is None,
        "due": _with_zone(following.due, zone),
        "clock": following.clock,
        "looked": _with_zone(following.looked, zone) if following.looked else "",
        "body_address": said(body, today).removeprefix(f"{body.name}: ") if body and body.address else "",
        "ways": [said(way, today) for way in following.regime.escalation],
    }


def _with_zone(moment: datetime, zone: tzinfo | None) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"


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
        raise UsageError(error.message, error.hint) from error
    fragment = url.strip().partition("#")[2]
    return f"{address}#{quote(fragment, safe=_IN_FRAGMENT)}" if fragment else address


def _route(route: Route, today: date) -> dict[str, str]:
    return {"kind": str(route.kind), "address": route.address, "note": route.note, "remark": route.caution(today)}


def _copy(copy: Copy) -> dict[str, str]:
    return {
        "url": exact(copy.url),
        "page": exact(copy.page) if copy.page and copy.page != copy.url else "",
        "position": quoted(copy.position),
        "sha256": quoted(copy.sha256),
        "seen": _minute(copy.seen) if copy.seen else "",
    }


def _proof(exhibit: Proof) -> dict[str, Any]:
    return {
        "number": exhibit.number,
        "address": exact(exhibit.address),
        "at": _minute(exhibit.at),
        "parts": [{"name": quoted(name), "sha256": sha256} for name, sha256 in exhibit.files],
    }


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
