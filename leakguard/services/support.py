"""Whom to call, offline and without a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from leakguard.facts import helplines, loader
from leakguard.facts.help import Helpline, Serves
from leakguard.facts.review import caution, said, warning

_NOT_LISTED = (
    "no contacts are known here for {country}; what stands above serves everywhere. All countries: leakguard support list"
)


@dataclass(frozen=True)
class Contact:
    """One line or desk in plain words; `caution` is empty or says what to do before relying on it."""

    name: str
    what: str
    reach: tuple[str, ...]
    hours: str
    caution: str
    for_minors: bool


@dataclass(frozen=True)
class Support:
    """What a person in one country is shown: the emergency number first. `warnings` are about the whole of it."""

    country: str
    emergency: str
    emergency_caution: str
    contacts: tuple[Contact, ...]
    worldwide: tuple[Contact, ...]
    warnings: tuple[str, ...] = ()


def countries() -> tuple[tuple[str, str], ...]:
    """(code, name) of every country there are contacts for."""
    return tuple((code, helplines.for_country(code).name) for code in helplines.codes())


def support(country: str, today: date) -> Support:
    """The contacts of a country (two letters), with the worldwide ones after them; a country without entry has only those."""
    *listed, world = helplines.support(country)
    row = listed[0] if listed else None
    emergency = row.emergency if row else None
    shown = (*((emergency,) if emergency else ()), *(row.lines if row else ()), *world.lines, *loader.sextortion().first)
    unknown = "" if row or country.strip().upper() == helplines.INTERNATIONAL else _NOT_LISTED.format(country=country)
    old = warning("What stands here", shown, today)
    return Support(
        country=row.name if row else country.upper(),
        emergency=emergency.number if emergency else "",
        emergency_caution=caution(emergency, today) if emergency else "",
        contacts=_contacts(row.lines if row else (), today),
        worldwide=_contacts(world.lines, today),
        warnings=tuple(filter(None, (unknown, old))),
    )


def minors_contacts(country: str, today: date) -> tuple[Contact, ...]:
    """Those who take reports about pictures of people under 18: of the country first, then worldwide."""
    return _contacts(helplines.for_minors(country), today)


def _contacts(lines: Iterable[Helpline], today: date) -> tuple[Contact, ...]:
    """Those that a person can reach: the facts also know desks that only take reports from other organisations."""
    contacts = (_contact(line, today) for line in lines)
    return tuple(contact for contact in contacts if contact.reach)


def _contact(line: Helpline, today: date) -> Contact:
    return Contact(
        name=line.name,
        what=line.helps_with,
        reach=tuple(part for part in (line.phone, line.url) if part),
        hours=line.hours,
        caution=caution(line, today),
        for_minors=Serves.MINORS in line.serves or Serves.ABOUT_MINORS in line.serves,
    )


def first_steps(today: date) -> tuple[str, ...]:
    """The three things that come first when somebody threatens to share pictures."""
    return tuple(said(statement, today) for statement in loader.sextortion().first)
