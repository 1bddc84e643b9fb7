"""Reads one RDAP answer in the worker: hostile JSON becomes a small table of plain strings (RFC 9083, contacts by RFC 7095).

Everything is optional and may be of any type: what is not as the RFC has it is left out.
"""

import json
from collections.abc import Iterator
from typing import Any

from leakguard.errors import Unreadable

MAX_DEPTH = 5
"""Entities inside entities: a registrar with its abuse contact takes two, some registries take three."""

MAX_ENTITIES = 60
MAX_ITEMS = 30
MAX_TEXT = 300
"""Characters of any one text; the longest e-mail address has 254 (RFC 5321)."""

_NUMBERS = "arin_originas0_originautnums"  # an extension of ARIN's registry, in IANA's list of RDAP extensions
_TEXTS = ("objectClassName", "handle", "ldhName", "unicodeName", "name", "type", "startAddress", "endAddress", "country", "title")


def parse_rdap(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """`meta` has the texts of the answer, its events, entities (flat, each with its roles), name servers and numbers."""
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable("It is not JSON.") from error
    if not isinstance(answer, dict):
        raise Unreadable("It is not an RDAP answer.")
    numbers = [number for number in _list(answer.get(_NUMBERS)) if type(number) is int and 0 < number < 2**32]
    meta = {
        **{key: _text(answer.get(key)) for key in _TEXTS},
        "error": answer.get("errorCode") if type(answer.get("errorCode")) is int else 0,
        "status": [_text(each) for each in _list(answer.get("status")) if isinstance(each, str)],
        "events": {
            _text(event.get("eventAction")): _text(event.get("eventDate"))
            for event in _dicts(answer.get("events"))
            if isinstance(event.get("eventAction"), str)
        },
        "nameservers": [_text(server.get("ldhName")) for server in _dicts(answer.get("nameservers"))],
        "networks": [_network(each) for each in _dicts(answer.get("cidr0_cidrs"))],
        "numbers": numbers,
        "entities": list(_entities(answer, MAX_DEPTH))[:MAX_ENTITIES],
    }
    return meta, ()


def _entities(owner: dict[str, Any], depth: int) -> Iterator[dict[str, Any]]:
    """Depth first, so that an abuse contact follows whom it belongs to; `of` is the name of that one."""
    if depth == 0:
        return
    for entity in _dicts(owner.get("entities")):
        card = _card(entity)
        roles = [_text(role).lower() for role in _list(entity.get("roles")) if isinstance(role, str)]
        yield {"handle": _text(entity.get("handle")), "roles": roles, **card}
        for inner in _entities(entity, depth - 1):
            yield {**inner, "of": inner.get("of") or card["name"]}


def _card(entity: dict[str, Any]) -> dict[str, Any]:
    """The jCard: a list of [name, parameters, type, value, …] behind the word "vcard" (RFC 7095 section 3.3)."""
    card = _list(entity.get("vcardArray"))
    properties = [each for each in _list(card[1] if len(card) > 1 else None) if isinstance(each, list) and len(each) > 3]
    found: dict[str, list[str]] = {}
    for name, _, _, value, *_ in properties:
        if isinstance(name, str):
            text = " ".join(filter(None, map(_text, value))) if isinstance(value, list) else _text(value)
            if text:
                found.setdefault(name.lower(), []).append(text)
    names = found.get("fn") or found.get("org") or []
    return {
        "name": names[0] if names else "",
        "organisation": (found.get("org") or [""])[0],
        "emails": found.get("email", [])[:MAX_ITEMS],
        "phones": [phone.removeprefix("tel:") for phone in found.get("tel", [])][:MAX_ITEMS],
        "pages": [*found.get("contact-uri", []), *found.get("url", [])][:MAX_ITEMS],  # contact-uri: RFC 8605
    }


def _network(block: dict[str, Any]) -> str:
    prefix = _text(block.get("v4prefix")) or _text(block.get("v6prefix"))
    length = block.get("length")
    return f"{prefix}/{length}" if prefix and type(length) is int else ""


def _text(value: object) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value[:MAX_ITEMS] if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]
