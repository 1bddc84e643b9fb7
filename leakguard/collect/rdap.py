"""Asks a registry who registered a name, an address or a number (RFC 9082), and reads its answer in the worker (RFC 9083)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from leakguard.errors import MissingPart, NetworkError, Unreadable
from leakguard.model.lookup import Contact, Registration
from leakguard.net.client import Client
from leakguard.net.settings import Limits
from leakguard.sandbox.pool import Sandbox

LIMITS = Limits(deadline=20.0, body_bytes=1024 * 1024, decoded_bytes=2 * 1024 * 1024)
"""Answers of registries have some 2 to 60 KB; a client for them is made with these."""

ACCEPT = "application/rdap+json, application/json;q=0.5"  # RFC 7480 section 4.2
UNKNOWN = "The registry knows nothing of it."
NO_SERVER = "The list of IANA names no server that tells this by RDAP."

# RFC 5321 mailbox without quoting and literals: what a registry gives ends up in the address line of a letter.
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_TECHNICAL = {"technical", "noc"}
_PROBLEMS = {404: UNKNOWN, 429: "The registry has been asked too often. Try again in an hour."}


@dataclass(frozen=True)
class Asked:
    """What a registry said, and its body as it came, for evidence; empty where there was no answer."""

    registration: Registration
    body: bytes = b""


class Registries:
    """Asks registries through the guarded client, each question once."""

    def __init__(self, client: Client, sandbox: Sandbox, now: Callable[[], datetime]) -> None:
        self._client, self._sandbox, self._now = client, sandbox, now

    def ask(self, kind: str, what: str, server: str | None) -> Asked:
        """`kind` is domain, ip or autnum. Never raises for what a registry does."""
        at = self._now()
        if server is None:
            return Asked(Registration(kind, what, "", at, NO_SERVER))
        url = f"{server.rstrip('/')}/{kind}/{what}"
        try:
            answer = self._client.fetch(url, accept=ACCEPT).last
        except NetworkError as error:
            return Asked(Registration(kind, what, url, at, error.message))
        if answer.status != 200 or answer.problem:
            problem = answer.problem or _PROBLEMS.get(answer.status, f"The registry answered with an error ({answer.status}).")
            return Asked(Registration(kind, what, answer.url, at, problem), answer.body)
        digest = sha256(answer.body).hexdigest()
        try:
            meta = self._sandbox.run("rdap", answer.body).meta
        except (Unreadable, MissingPart) as error:
            problem = f"The registry's answer cannot be read. {error.message}"
            return Asked(Registration(kind, what, answer.url, at, problem, digest), answer.body)
        if meta.get("error"):
            return Asked(Registration(kind, what, answer.url, at, "The registry answered with an error.", digest), answer.body)
        return Asked(_registration(kind, what, answer.url, at, digest, meta), answer.body)


def _registration(kind: str, what: str, url: str, at: datetime, digest: str, meta: Mapping[str, Any]) -> Registration:
    """Checked again: the worker may have been taken over."""
    contacts = tuple(_contact(entity) for entity in _dicts(meta, "entities"))
    events = meta.get("events")
    dates = events if isinstance(events, dict) else {}
    return Registration(
        kind=kind,
        asked=what,
        server=url,
        at=at,
        sha256=digest,
        handle=_text(meta, "handle"),
        name=_text(meta, "ldhName") or _text(meta, "name"),
        range=_range(meta),
        country=_text(meta, "country"),
        registered=_day(dates.get("registration")),
        expires=_day(dates.get("expiration")),
        status=_texts(meta, "status"),
        registrar=_first(contacts, "registrar"),
        holder=_first(contacts, "registrant") or _first(contacts, "administrative"),
        abuse=tuple(contact for contact in contacts if "abuse" in contact.roles and (contact.emails or contact.pages)),
        others=tuple(contact for contact in contacts if _TECHNICAL & set(contact.roles) and contact.emails),
        nameservers=tuple(name.lower().rstrip(".") for name in _texts(meta, "nameservers") if name),
        numbers=tuple(number for number in meta.get("numbers", []) if type(number) is int),
    )


def _contact(entity: Mapping[str, Any]) -> Contact:
    name, owner = _text(entity, "name"), _text(entity, "of")
    return Contact(
        name=f"{name} ({owner})" if owner and owner != name else name,
        roles=_texts(entity, "roles"),
        handle=_text(entity, "handle"),
        emails=tuple(mailbox for mailbox in _texts(entity, "emails") if _MAILBOX.fullmatch(mailbox)),
        phones=_texts(entity, "phones"),
        pages=tuple(page for page in _texts(entity, "pages") if page.startswith(("http://", "https://"))),
    )


def _range(meta: Mapping[str, Any]) -> str:
    networks = [each for each in _texts(meta, "networks") if each]
    first, last = _text(meta, "startAddress"), _text(meta, "endAddress")
    return ", ".join(networks) or (f"{first} - {last}" if first and last else first)


def _first(contacts: tuple[Contact, ...], role: str) -> str:
    return next((contact.name for contact in contacts if role in contact.roles and contact.name), "")


def _day(value: object) -> str:
    """The day of a time by RFC 3339, or nothing."""
    return value[:10] if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value) else ""


def _text(meta: Mapping[str, Any], key: str) -> str:
    value = meta.get(key)
    return value if isinstance(value, str) else ""


def _texts(meta: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = meta.get(key)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _dicts(meta: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    value = meta.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
