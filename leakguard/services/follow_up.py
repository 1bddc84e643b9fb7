"""What to write when a letter had no effect: to whoever comes next, or a reminder, with the history of what was sent when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from leakguard.errors import Refused, UsageError
from leakguard.facts.law import Body, Kind
from leakguard.facts.places import RecipientType
from leakguard.model.case import Scope
from leakguard.model.check import Finding, Review
from leakguard.model.look import CopyState, Look
from leakguard.model.notice import Notice, NoticeState
from leakguard.notices import languages, letter, recipients, regimes
from leakguard.notices.recipients import Recipient
from leakguard.notices.request import Copy, Event, Following, LetterRequest
from leakguard.notices.telling import named
from leakguard.services import profile
from leakguard.services.answers import not_sent
from leakguard.services.looks import is_about
from leakguard.services.notify import Written, explained, keep, sender_of
from leakguard.services.rules import require
from leakguard.services.tools import Tools
from leakguard.text.words import Words
from leakguard.vault.vault import Vault

__all__ = ["statements", "write"]


def write(
    vault: Vault,
    id: str,
    tools: Tools,
    *,
    remind: bool = False,
    seen: datetime | None = None,
    context: str = "",
    sign: str = "",
    language: str = "",
    to: str = "",
    formats: tuple[str, ...] = (),
    out: Path | None = None,
) -> Written:
    """Write to whoever comes after the recipient of letter `id`, or with `remind`, or where nobody is known, to them again.

    `to` is a word of the name of one of those who come next, where the first is not wanted; a letter that was refused need not
    wait for its time. `seen` is when the person last saw that the copy is still there; else it is when a check found it after
    the time was over. Raises LinkOnly; Refused for a letter that was not sent, whose time is not over, or that asked for no
    removal, and for a look before it was received or to come; NotFound, UsageError.
    """
    made = letter.write(_request(vault, id, tools, remind, seen, context, sign, language, to))
    notice, paths = keep(vault, made, formats, out, tools, follows=id)
    reader, to = explained(vault, made)
    return Written(notice, paths, reader=reader, to=to)


def statements(
    vault: Vault,
    id: str,
    tools: Tools,
    *,
    remind: bool = False,
    seen: datetime | None = None,
    context: str = "",
    language: str = "",
    to: str = "",
) -> tuple[str, ...]:
    """What a signature under it would say. Raises as `write` does."""
    return letter.write(_request(vault, id, tools, remind, seen, context, "", language, to)).statements


def _request(
    vault: Vault, id: str, tools: Tools, remind: bool, seen: datetime | None, context: str, sign: str, language: str, to: str
) -> LetterRequest:
    now = tools.now()
    case = require(vault, Scope.NOTICE, now)
    notice = vault.get(Notice, id)
    regime = regimes.get(notice.regime)
    if regime.kind is Kind.BESIDE:
        raise Refused("{id} asked for no removal, so nothing is overdue.", "See: leakguard status", id=id)
    if notice.state is NoticeState.REMOVED:
        raise Refused(
            "Every copy that {id} is about is gone, so there is nothing to take further.",
            "To see whether that still holds: leakguard recheck {id}",
            id=id,
        )
    if notice.sent is None or notice.due is None:
        raise not_sent(id)
    if notice.due > now and notice.refused is None:
        raise Refused(
            "The time for an answer to {id} is not over: it ends at {due} UTC.",
            "See: leakguard status",
            id=id,
            due=f"{notice.due:%Y-%m-%d %H:%M}",
        )
    if seen is not None and not notice.sent.replace(second=0, microsecond=0) <= seen <= now:
        raise Refused(
            "You say that you looked at {seen} UTC, but that is not between the day it was received and now.",
            "Say when you last saw that it is still there, such as --seen 2026-11-20T18:30+01:00.",
            seen=f"{seen:%Y-%m-%d %H:%M}",
        )
    body = None if remind else _body(regimes.bodies(regime, case.country, decided=notice.refused is not None), to)
    site = recipients.host_of(notice.urls[0])
    recipient = Recipient("authority", body.name if body else "", RecipientType.AUTHORITY, recipients.UNKNOWN, site)
    if not language:
        language = languages.choose(recipient, regimes.get("follow-up"), case.country, case.language) if body else notice.language
    say = Words(language)
    sender = sender_of(vault, case, tools, say)
    return LetterRequest(
        regime="follow-up",
        recipient=recipient if body else replace(recipient, name=named(notice, say)),
        copies=tuple(Copy(url=url) for url in notice.urls),
        profile=sender,
        written=now.astimezone(profile.zone(sender)),
        country=case.country,
        language=language,
        reader=case.language,
        link_only=case.link_only,
        context=context,
        signed_by=sign,
        events=_history(vault, notice, say),
        following=Following(
            regime=regime,
            recipient=named(notice, say),
            due=notice.due,
            refused=notice.refused,
            clock=notice.deadline is not None,
            looked=seen or _seen_again(vault, notice, notice.due),
            body=body,
        ),
    )


def _body(bodies: tuple[Body, ...], to: str) -> Body | None:
    """The one whose name holds the word `to`, or the first. Raises UsageError with those there are."""
    if not to:
        return bodies[0] if bodies else None
    if body := next((body for body in bodies if to.casefold() in body.name.casefold()), None):
        return body
    raise UsageError(
        "{to!r} is not among those who come next.",
        "There are: {names}" if bodies else "Write to the same recipient again: --remind",
        to=to,
        names="; ".join(body.name for body in bodies),
    )


def _history(vault: Vault, notice: Notice, say: Words) -> tuple[Event, ...]:
    """What was sent and answered, in order, in the language of the letter."""
    events = []
    if notice.due and notice.refused is None:
        events.append(Event(notice.due, say.say("events.over" if notice.deadline else "events.ask_again")))
    for each in vault.find(Notice):
        if notice.id in (each.id, each.follows):
            events += _answers(each, say)
    events += [Event(look.at, f"{say.say(_SEEN[look.state])}: {look.url}") for look in _changes(vault, notice)]
    first = Event(notice.written, say.say("events.written", recipient=named(notice, say)))
    return (first, *sorted(events, key=lambda event: event.at))


def _answers(notice: Notice, say: Words) -> Iterator[Event]:
    who = named(notice, say)
    if notice.sent:
        number = f" {say.say('events.receipt', number=notice.receipt)}" if notice.receipt else ""
        yield Event(notice.sent, say.say("events.received", recipient=who) + number)
    if notice.acknowledged:
        yield Event(notice.acknowledged, say.say("events.acknowledged", recipient=who))
    if notice.refused:
        key = "events.refused" if notice.why else "events.refused_without"
        yield Event(notice.refused, say.say(key, recipient=who, why=notice.why))


_SEEN = {CopyState.GONE: "events.gone", CopyState.BACK: "events.back"}


def _changes(vault: Vault, notice: Notice) -> list[Look]:
    """The looks at which a copy had just gone, or was back."""
    changes, before = [], dict[str, CopyState]()
    for look in vault.find(Look):
        if is_about(look, notice) and look.state in _SEEN and before.get(look.copy) is not look.state:
            changes.append(look)
        if look.state.decided:
            before[look.copy] = look.state
    return changes


def _seen_again(vault: Vault, notice: Notice, due: datetime) -> datetime | None:
    """When a check or a look last saw one of the copies, if that was after the time was over."""
    found = [each for each in vault.find(Finding) if each.id in notice.findings and each.review is not Review.DISMISSED]
    looks = [look for look in vault.find(Look) if look.url in notice.urls and look.state.there and look.verdict]
    seen = [*(each.last_seen for each in found), *(look.at for look in looks)]
    return max((at for at in seen if at >= due), default=None)
