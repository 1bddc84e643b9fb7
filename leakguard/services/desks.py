"""Where a letter about an unknown site goes: the abuse desks that registries named when one of its pages was recorded.

Nothing is looked up here. Whoever wants to know it now types `leakguard whois URL`.
"""

from contextlib import suppress
from dataclasses import replace

import msgspec

from leakguard.errors import LeakguardError
from leakguard.facts.places import ChannelKind, Purpose, RecipientType
from leakguard.model.evidence import Capture
from leakguard.notices.recipients import Recipient, Route, host_of
from leakguard.vault.vault import Vault

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


class _Part(msgspec.Struct):
    """What is read of a capture's rdap.json."""

    host: str
    answers: list[_Answer]
    in_front: _Front | None = None


def with_desks(vault: Vault, recipient: Recipient) -> Recipient:
    """The recipient with the mailboxes that are known of the host or registrar of its site; as it is, where none are."""
    kinds = _KINDS.get(recipient.type)
    part = _latest(vault, recipient.site) if kinds and not recipient.routes else None
    if kinds is None or part is None:
        return recipient
    front = f"the network in front of it, {part.in_front.name}: ask it who the host is; " if part.in_front else ""
    routes = [
        Route(
            ChannelKind.EMAIL,
            mailbox,
            Purpose.ABUSE,
            f"{front if answer.kind != 'domain' else ''}{answer.server}, {answer.at[:10]}",
        )
        for answer in part.answers
        if answer.kind in kinds
        for contact in answer.abuse
        for mailbox in contact.emails
    ]
    return replace(recipient, routes=tuple({route.address: route for route in reversed(routes)}.values())[::-1])


def _latest(vault: Vault, site: str) -> _Part | None:
    for capture in reversed(vault.find(Capture)):
        for part in capture.parts:
            if part.name == "rdap.json" and site in _hosts(capture):
                with suppress(LeakguardError, msgspec.MsgspecError):  # a damaged part is told of by verify
                    return msgspec.json.decode(vault.read_object(part.object), type=_Part)
    return None


def _hosts(capture: Capture) -> set[str]:
    hosts = set()
    for url in (capture.target, capture.final_url):
        with suppress(LeakguardError):
            hosts.add(host_of(url))
    return hosts
