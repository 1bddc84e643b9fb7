"""facts: what the program knows, with its sources."""

from typing import TYPE_CHECKING, Annotated

import typer

from leakguard.cli.answer import Answer, builtins, plural
from leakguard.cli.session import Session
from leakguard.cli.table import Table

if TYPE_CHECKING:
    from leakguard.services.facts import Known, Subject

NOT_ADVICE = "This is not legal advice."


def facts(
    session: Session,
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="A law, service or group, such as us-tida, reddit, helplines, all.")
    ] = "",
    country: Annotated[str, typer.Option(metavar="CODE", help="Laws and lines of a country, such as DE.")] = "",
    stale: Annotated[bool, typer.Option("--stale", help="Only what is past its review.")] = False,
) -> Answer:
    """What is known of laws and contacts, how surely, and since when.

    Works offline and without a case. Each fact comes with its source, the day it was seen and the day to look at it again.
    """
    from leakguard.services import facts as service

    today = session.now().date()
    found = service.facts(today, what, country, stale)
    subjects = service.subjects(found)
    data = {"date": today.isoformat(), "subjects": builtins(subjects), "facts": builtins(found)}
    if not found:
        first = min(fact.review for fact in service.facts(today, what, country))
        return Answer("facts/1", data, (f"Nothing is past its review. The first review is due on {first}.",))
    counts = (
        f"{plural(len(found), 'fact')}: {sum(bool(fact.caution) for fact in found)} to check before use, "
        f"{sum(fact.stale for fact in found)} past review.",
        NOT_ADVICE,
    )
    if not (what or country or stale):
        notes = ("next: leakguard facts us-tida   (each fact with its source; leakguard facts all shows every one)",)
        return Answer("facts/1", data, (_overview(subjects), "", *counts), notes)
    lines: list[str] = []
    for subject in subjects:
        lines += [f"{subject.group}/{subject.id}: {subject.name}", *subject.about]
        rows = (fact for fact in found if (fact.group, fact.subject) == (subject.group, subject.id))
        lines += [line for row in rows for line in (_one_line(row) if session.terminal.plain else _block(row))] + [""]
    return Answer("facts/1", data, (*lines, *counts))


def _overview(subjects: "tuple[Subject, ...]") -> Table:
    rows = tuple(
        (s.group, s.id, str(s.facts), str(s.to_check), str(s.stale), str(s.seen), str(s.review), s.name) for s in subjects
    )
    return Table(("group", "about", "facts", "to check", "past review", "seen", "review", "name"), rows)


def _block(fact: "Known") -> list[str]:
    lines = [f"  {_place(fact)}: {fact.says}", f"    {_standing(fact)}"]
    lines += [f"    {_source(fact, number)}" for number in range(len(fact.sources))]
    return lines


def _one_line(fact: "Known") -> list[str]:
    sources = "; ".join(_source(fact, number) for number in range(len(fact.sources)))
    return [f"{_place(fact)}: {fact.says} | {_standing(fact)}{f' | {sources}' if sources else ''}"]


def _place(fact: "Known") -> str:
    return fact.id.partition(f"{fact.subject}/")[2] or fact.subject


def _standing(fact: "Known") -> str:
    parts = (
        fact.ref,
        fact.certainty,
        f"not read: {fact.not_read}" if fact.not_read else "",
        f"seen {fact.seen}",
        f"{'past review since' if fact.stale else 'review'} {fact.review}",
        f"({fact.caution})" if fact.caution else "",
    )
    return "; ".join(part for part in parts if part)


def _source(fact: "Known", number: int) -> str:
    source = fact.sources[number]
    return f"source: {source.url or source.found_as} ({source.kind}, {source.age})"
