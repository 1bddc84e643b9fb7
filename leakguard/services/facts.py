"""The facts that the program rests on, with their sources: for people who want to check them, offline and without a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import groupby

from leakguard.errors import NotFound
from leakguard.facts import loader
from leakguard.facts.helplines import INTERNATIONAL
from leakguard.facts.review import caution, is_stale
from leakguard.facts.rows import Fact, Source

EVERYTHING = "all"


@dataclass(frozen=True)
class Known:
    """One fact as it is shown.

    `id` is its place: group, subject and the path below it. `caution` is empty or says what to do before relying on it; `stale`
    says that it is past `review`. `not_read` names what its source did not hold.
    """

    id: str
    group: str
    subject: str
    says: str
    ref: str | None
    certainty: str
    caution: str
    not_read: str
    seen: date
    review: date
    stale: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Subject:
    """One law, kind of letter, service or country: what it is, and what its facts have in common, in numbers.

    `about` are a few lines to read first, such as why no letter is written. `review` is the first day that any fact has.
    """

    group: str
    id: str
    name: str
    about: tuple[str, ...]
    facts: int
    to_check: int
    stale: int
    seen: date
    review: date


def facts(today: date, what: str = "", country: str = "", stale: bool = False) -> tuple[Known, ...]:
    """The facts of one group, subject or place (`what`; all, if empty or "all"), of one country, or past their review.

    Raises NotFound, with what is near, for a name or a country that there is nothing about.
    """
    found = tuple(_known(where, fact, today) for where, fact in loader.every_fact())
    if what and what != EVERYTHING:
        found = _about(what.strip().casefold(), found)
    if country:
        found = _of_country(country.strip().upper(), found)
    return tuple(fact for fact in found if fact.stale) if stale else found


def subjects(found: tuple[Known, ...]) -> tuple[Subject, ...]:
    """What the facts are about, in their order."""
    described = {(group, id): (name, about) for group, id, name, *about in _described()}
    rows = ((key, tuple(group)) for key, group in groupby(found, key=lambda fact: (fact.group, fact.subject)))
    return tuple(
        Subject(
            group=group,
            id=id,
            name=described[group, id][0],
            about=tuple(filter(None, described[group, id][1])),
            facts=len(kept),
            to_check=sum(bool(row.caution) for row in kept),
            stale=sum(row.stale for row in kept),
            seen=min(row.seen for row in kept),
            review=min(row.review for row in kept),
        )
        for (group, id), kept in rows
    )


def _known(where: str, fact: Fact, today: date) -> Known:
    group, subject, *_ = (part for part in where.split("/") if part not in ("services", "tools", "networks"))
    return Known(
        id=where,
        group=group,
        subject=subject,
        says=fact.says,
        ref=getattr(fact, "ref", None),
        certainty=str(fact.certainty),
        caution=caution(fact, today),
        not_read=fact.caveat,
        seen=fact.seen,
        review=fact.review,
        stale=is_stale(fact, today),
        sources=fact.src,
    )


def _about(what: str, found: tuple[Known, ...]) -> tuple[Known, ...]:
    chosen = tuple(f for f in found if what in (f.group, f.subject.casefold()) or f"{f.id}/".casefold().startswith(f"{what}/"))
    if not chosen:
        known = dict.fromkeys(name for fact in found for name in (fact.group, fact.subject))
        near = get_close_matches(what, known, n=3) or list(dict.fromkeys(fact.group for fact in found))
        raise NotFound(f"There are no facts about {what!r}.", f"Did you mean: {', '.join(near)}? All of them: leakguard facts")
    return chosen


def _of_country(code: str, found: tuple[Known, ...]) -> tuple[Known, ...]:
    laws = {regime.id for regime in loader.regimes() if code in regime.countries}
    chosen = tuple(
        fact
        for fact in found
        if (fact.group == "regimes" and fact.subject in laws)
        or (fact.group == "helplines" and fact.subject == code != INTERNATIONAL)
    )
    if not chosen:
        raise NotFound(
            f"There are no facts about the country {code!r}.", "Write it with two letters, such as DE: leakguard support list"
        )
    return chosen


def _described() -> Iterator[tuple[str, ...]]:
    """(group, id, name, lines to read first) of everything that facts are about."""
    for regime in loader.regimes():
        if regime.no_letter:
            about: tuple[str, ...] = (f"No letter is written for this. {regime.no_letter.says}", f"Instead: {regime.instead}")
        else:
            about = (f"A letter under it may go to: {', '.join(regime.recipients)}. {regime.why_not}",)
        yield "regimes", regime.id, regime.name, *about
    for kind in loader.notice_types():
        hooks = f"May stand on: {', '.join(kind.hooks)}" if kind.hooks else ""
        command = "follow-up ID" if kind.id == "escalation" else f"write --type {kind.id}"
        write = f"To write one: leakguard notice {command}" if kind.texts else ""
        yield "notice-types", kind.id, kind.title, kind.what_for, f"Goes to: {kind.who_receives}", hooks, write
    for tool in loader.places().tools:
        yield "channels", tool.id, tool.name, tool.how, tool.url
    for service in loader.places().services:
        yield "channels", service.id, service.name
    for country in loader.countries():
        yield "helplines", country.code, country.name
    for part in loader.minors().__struct_fields__:
        yield "minors", part, "pictures of people under 18"
    for part in loader.sextortion().__struct_fields__:
        yield "sextortion", part, "threats to publish"
    for registry in loader.rdap():
        yield "rdap", registry.id, "servers that say who registered what"
    yield "cdns", "passes_through", "networks in front of sites"
    for cdn in loader.cdns().networks:
        yield "cdns", cdn.id, cdn.name
