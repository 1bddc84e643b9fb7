"""The facts that the program rests on, with their sources: for people who want to check them, offline and without a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

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
    """One law, service or country: what its facts have in common, in numbers. `review` is the first day that any of them has."""

    group: str
    id: str
    name: str
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
    names = {(group, id): name for group, id, name in _names()}
    kept: dict[tuple[str, str], list[Known]] = {}
    for fact in found:
        kept.setdefault((fact.group, fact.subject), []).append(fact)
    return tuple(
        Subject(
            group,
            id,
            names.get((group, id), ""),
            len(rows),
            sum(bool(row.caution) for row in rows),
            sum(row.stale for row in rows),
            min(row.seen for row in rows),
            min(row.review for row in rows),
        )
        for (group, id), rows in kept.items()
    )


def why_no_letter(id: str) -> tuple[str, str]:
    """(reason, what to do instead) of a regime under which no letter is written; empty for everything else."""
    regime = next((regime for regime in loader.regimes() if regime.id == id), None)
    return (regime.no_letter.says, regime.instead) if regime and regime.no_letter else ("", "")


def _known(where: str, fact: Fact, today: date) -> Known:
    group, subject, *_ = (part for part in where.split("/") if part not in ("services", "tools"))
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


def _names() -> Iterator[tuple[str, str, str]]:
    """(group, id, name) of everything that has a name of its own."""
    yield from (("regimes", regime.id, regime.name) for regime in loader.regimes())
    yield from (("notice-types", kind.id, kind.title) for kind in loader.notice_types())
    yield from (("channels", tool.id, tool.name) for tool in loader.places().tools)
    yield from (("channels", service.id, service.name) for service in loader.places().services)
    yield from (("helplines", country.code, country.name) for country in loader.countries())
    yield from (("minors", part, "pictures of people under 18") for part in loader.minors().__struct_fields__)
    yield from (("sextortion", part, "threats to publish") for part in loader.sextortion().__struct_fields__)
