"""Whom to call, offline and without a case."""

from dataclasses import dataclass
from datetime import date

from leakguard.facts import loader
from leakguard.facts.help import Country, Helpline, Serves
from leakguard.facts.rows import Fact, is_stale

WORLD = "INT"


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
    """What a person in one country is shown: the emergency number first."""

    country: str
    emergency: str
    emergency_caution: str
    contacts: tuple[Contact, ...]
    worldwide: tuple[Contact, ...]


def countries() -> tuple[tuple[str, str], ...]:
    """(code, name) of every country there are contacts for."""
    return tuple((country.code, country.name) for country in loader.countries() if country.code != WORLD)


def support(country: str, today: date) -> Support:
    """The contacts of a country (two letters), with the worldwide ones after them; a country without entry has only those."""
    known = {row.code: row for row in loader.countries()}
    row = known.get(country.upper())
    world = tuple(_contact(line, today) for line in known[WORLD].lines)
    if row is None:
        return Support(country.upper(), "", "", (), world)
    emergency = row.emergency
    return Support(
        country=row.name,
        emergency=emergency.number if emergency else "",
        emergency_caution=_caution(emergency, today) if emergency else "",
        contacts=tuple(_contact(line, today) for line in row.lines),
        worldwide=world,
    )


def minors_contacts(country: str, today: date) -> tuple[Contact, ...]:
    """Those who take reports about pictures of people under 18: of the country first, then worldwide."""
    known = {row.code: row for row in loader.countries()}
    rows = [known[code] for code in (country.upper(), WORLD) if code in known]
    return tuple(_contact(line, today) for row in rows for line in _about_minors(row))


def _about_minors(row: Country) -> list[Helpline]:
    return [line for line in row.lines if Serves.MINORS in line.serves or Serves.ABOUT_MINORS in line.serves]


def _contact(line: Helpline, today: date) -> Contact:
    return Contact(
        name=line.name,
        what=line.helps_with,
        reach=tuple(part for part in (line.phone, line.url) if part),
        hours=line.hours,
        caution=_caution(line, today),
        for_minors=Serves.MINORS in line.serves or Serves.ABOUT_MINORS in line.serves,
    )


def _caution(fact: Fact, today: date) -> str:
    stale = f"not looked at since {fact.seen}" if is_stale(fact, today) else ""
    return "; ".join(part for part in (fact.remark, stale) if part)


def first_steps() -> tuple[str, ...]:
    """The three things that come first when somebody threatens to share pictures."""
    return tuple(statement.text for statement in loader.sextortion().first)
