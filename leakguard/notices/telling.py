"""What a fact says, in the person's language, with what must be said beside it; facts.review has the same in English."""

import re
from collections.abc import Iterable
from datetime import date

from leakguard.facts import loader
from leakguard.facts.law import Body, Regime
from leakguard.facts.places import RecipientType
from leakguard.facts.review import is_stale
from leakguard.facts.rows import Fact
from leakguard.model.notice import Notice
from leakguard.net import urls
from leakguard.notices.recipients import UNKNOWN, Recipient, Route
from leakguard.text.words import ENGLISH, Words

_UNNAMED = (RecipientType.HOST, RecipientType.REGISTRAR, RecipientType.AD_NETWORK)


def said(fact: Fact, today: date, words: Words) -> str:
    """The fact in words, with its caution behind it."""
    return _with(words.fact(fact.says), _caution(fact, today, words))


def address(body: Body, today: date, words: Words) -> str:
    """Where the body takes complaints, with the caution; empty where no source says it."""
    return _with(body.address, _caution(body, today, words)) if body.address else ""


def emergency(country: str, today: date, words: Words) -> str:
    """The number to call in danger in the case's country, with the caution; empty where none is known.

    Without what the facts say of it in English, such as that another one is for the police.
    """
    known = next((each.emergency for each in loader.countries() if each.code == country.upper()), None)
    if known is None:
        return ""
    numbers = re.findall(r"\d+", re.sub(r"\(.*?\)|;.*", "", known.number))
    return _with(" / ".join(numbers), _caution(known, today, words))


def caution(route: Route, today: date, words: Words) -> str:
    """What stands beside an address; one that the person gave is theirs to check."""
    return _caution(route.fact, today, words) if route.fact else words.say("cautions.check")


def note(route: Route, words: Words) -> str:
    """What the facts say of the way, or who named it."""
    if route.fact:
        return words.fact(route.note)
    if not route.named_by:
        return words.say("ways.given")
    front = words.say("ways.in_front", name=route.front) if route.front else ""
    named = words.say("ways.registry", server=route.named_by, date=words.date(route.on) if route.on else "")
    return "; ".join(filter(None, (front, named)))


def warning(key: str, facts: Iterable[Fact], today: date, words: Words) -> str:
    """The phrase `key` for everything that was used, with the day it was last looked at; empty while none is stale."""
    stale = [fact for fact in facts if is_stale(fact, today)]
    return words.say(key, date=words.date(min(fact.seen for fact in stale))) if stale else ""


def law(regime: Regime, words: Words) -> str:
    """What a letter under the regime is called."""
    return words.find("laws", regime.id) or regime.name


def called(recipient: Recipient, words: Words) -> str:
    """What the recipient is called; names of services stay as they are."""
    if recipient.type is RecipientType.AUTHORITY:
        return words.name(recipient.name)
    if recipient.category != UNKNOWN or recipient.id == recipient.site:
        return recipient.name
    if "@" in recipient.id:
        return words.say("recipients.mailbox", mailbox=recipient.id)
    if recipient.type in _UNNAMED:
        return words.say(f"recipients.{recipient.type}", site=recipient.site)
    return words.find("recipients", recipient.id) or recipient.name


def named(notice: Notice, words: Words) -> str:
    """What the recipient of a letter that was kept is called; the case keeps the English words."""
    if notice.recipient_type == RecipientType.AUTHORITY:
        return words.name(notice.recipient)
    site = urls.host_of(notice.urls[0]) if notice.urls else ""
    english, gaps = Words(ENGLISH), {"site": site, "mailbox": notice.channel}
    same = (key for key in english.keys("recipients") if english.say(key, **gaps) == notice.recipient)
    return next((words.say(key, **gaps) for key in same), notice.recipient)


def _caution(fact: Fact, today: date, words: Words) -> str:
    check = words.say("cautions.check") if fact.remark else ""
    stale = words.say("cautions.stale", date=words.date(fact.seen)) if is_stale(fact, today) else ""
    return "; ".join(filter(None, (check, stale)))


def _with(text: str, beside: str) -> str:
    return f"{text} ({beside})" if beside else text
