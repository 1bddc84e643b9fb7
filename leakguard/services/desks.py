"""Where a letter about an unknown site goes: the abuse desks that registries named when one of its pages was recorded, or when
the person had it looked up for a letter.

Nothing is looked up here. Whoever wants to know it now types `leakguard whois URL`.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

import msgspec

from leakguard.errors import LeakguardError
from leakguard.facts.places import ChannelKind, Purpose, RecipientType
from leakguard.model.evidence import Capture, Note
from leakguard.notices.recipients import Recipient, Route, host_of
from leakguard.vault.vault import Vault

PART = "rdap.json"
"""The name under which a capture, and a note about a look-up, keep what the registries said."""

_KINDS = {RecipientType.HOST: ("ip", "autnum"), RecipientType.REGISTRAR: ("domain",)}


class _Contact(msgspec.Struct):
    name: str
    emails: list[str]


class _Answer(msgspec.Struct):
    kind: str
    server: str
    at: str
    abuse: list[_Contact]


class _Front(msgspec.Struct):
    name: str
    service: str = ""
    sure: bool = False


class _Part(msgspec.Struct):
    """What is read of rdap.json."""

    host: str
    answers: list[_Answer]
    in_front: _Front | None = None


def looks_for(recipient: Recipient) -> bool:
    """Whether it is somebody whose mailbox only a registry can name."""
    return recipient.type in _KINDS and not recipient.routes


def looked_up(vault: Vault, recipient: Recipient) -> bool:
    """Whether the case holds a look-up of the recipient's site."""
    return _latest(vault, recipient.site) is not None


def with_desks(vault: Vault, recipient: Recipient) -> Recipient:
    """The recipient with the mailboxes that are known of the host or registrar of its site; as it is, where none are."""
    part = _latest(vault, recipient.site) if looks_for(recipient) else None
    if part is None:
        return recipient
    routes = [
        Route(
            ChannelKind.EMAIL,
            mailbox,
            Purpose.ABUSE,
            named_by=answer.server,
            on=date.fromisoformat(answer.at[:10]),
            front=part.in_front.name if part.in_front and answer.kind != "domain" else "",
        )
        for answer in part.answers
        if answer.kind in _KINDS[recipient.type]
        for contact in answer.abuse
        for mailbox in contact.emails
    ]
    return replace(recipient, routes=tuple({route.address: route for route in reversed(routes)}.values())[::-1])


def in_front(vault: Vault, recipient: Recipient) -> str:
    """The id of the service that surely stands in front of the site of an unknown host, empty where none is known to: it takes
    reports, and says who the host is."""
    part = _latest(vault, recipient.site) if recipient.type is RecipientType.HOST and looks_for(recipient) else None
    return part.in_front.service if part and part.in_front and part.in_front.sure else ""


def is_lookup(note: Note) -> bool:
    """Whether the note is about a look-up, and not in somebody's own words."""
    return any(attached.name == PART for attached in note.attachments)


def _latest(vault: Vault, site: str) -> _Part | None:
    for _, object in sorted(_kept(vault, site), reverse=True):
        with suppress(LeakguardError, msgspec.MsgspecError):  # a damaged part is told of by verify
            part = msgspec.json.decode(vault.read_object(object), type=_Part)
            if part.host == site:
                return part
    return None


def _kept(vault: Vault, site: str) -> Iterator[tuple[datetime, str]]:
    """When each look-up that may be about the site was made, and where it is kept."""
    for capture in vault.find(Capture):
        if site in _hosts(capture):
            yield from ((capture.started, part.object) for part in capture.parts if part.name == PART)
    for note in filter(is_lookup, vault.find(Note)):
        yield from ((note.at, attached.object) for attached in note.attachments if attached.name == PART)


def _hosts(capture: Capture) -> set[str]:
    hosts = set()
    for url in (capture.target, capture.final_url):
        with suppress(LeakguardError):
            hosts.add(host_of(url))
    return hosts
