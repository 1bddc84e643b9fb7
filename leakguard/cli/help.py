"""support, doctor, demo: what works without a case."""

from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leakguard.cli.answer import Answer, builtins
from leakguard.cli.session import Session
from leakguard.cli.table import Table
from leakguard.model.verification import Answer as Result

if TYPE_CHECKING:
    from leakguard.services.support import Contact

THREATENED = "--threatened: someone says they will share pictures."


def support(
    session: Session,
    country: Annotated[str, typer.Argument(metavar="COUNTRY", help="Such as US or Germany; all countries with: list.")] = "",
    minors: Annotated[bool, typer.Option("--minors", help="Someone in the pictures was, or may have been, under 18.")] = False,
    threatened: Annotated[bool, typer.Option("--threatened", help="Someone threatens to share pictures.")] = False,
) -> Answer:
    """Whom to call. Works offline and without a case."""
    from leakguard.services import support as service

    today = session.now().date()
    if country == "list":
        countries = service.countries()
        return Answer("countries/1", {"countries": builtins(countries)}, tuple(f"{code}  {name}" for code, name in countries))
    found = service.support(country or "INT", today)
    lines = ["This is not your fault."]
    if threatened:
        lines += [f"{number}. {text}" for number, text in enumerate(service.first_steps(today), 1)]
    if found.emergency:
        caution = f"  ({found.emergency_caution})" if found.emergency_caution else ""
        lines.append(f"In danger now, {found.country}: {found.emergency}{caution}")
    contacts = [contact for contact in (*found.contacts, *found.worldwide) if contact.for_minors or not minors]
    for contact in contacts:
        lines += _contact_lines(contact)
    if minors:
        lines += ["Do not save, copy, screenshot or send the pictures, not even to the police. Give them the address."]
    lines += [f"Note: {warning}" for warning in found.warnings]
    notes = () if country else ("next: leakguard support COUNTRY   (such as US or Germany; leakguard support list shows all)",)
    return Answer("support/1", builtins(found), tuple(lines), notes)


def _contact_lines(contact: "Contact") -> list[str]:
    lines = ["", contact.name, f"  {contact.what}", *(f"  {way}" for way in contact.reach)]
    if contact.hours:
        lines.append(f"  Hours: {contact.hours}")
    if contact.caution:
        lines.append(f"  ({contact.caution})")
    return lines


def doctor(session: Session) -> Answer:
    """What works here, what is missing, and how to get it."""
    from leakguard.services.doctor import doctor as checks

    found = tuple(checks(session.browser(), session.stamping().roots, today=session.now().date()))
    failed = any(check.result is Result.NO and check.check in ("part", "system") for check in found)
    rows = tuple(
        (_works(check.result), check.check, f"{check.item}. {check.why}" if check.why else check.item) for check in found
    )
    return Answer("doctor/1", {"checks": builtins(found)}, (Table(("works", "what", "which"), rows),), code=1 if failed else 0)


def _works(result: Result) -> str:
    return "-" if result is Result.NOT_CHECKED else result.value


def demo(
    session: Session,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the results go; a new folder here, if left out.")] = None,
) -> Answer:
    """The whole job on made-up pictures. Nothing goes online."""
    from leakguard.services.demo import demo as run

    with session.tools() as tools:
        done = run(out or _free_folder("demo"), tools, say=session.terminal.note)
    return Answer("demo/1", builtins(done.facts), done.lines)


def _free_folder(name: str) -> Path:
    """`name`, or `name-2` and so on where it is taken, so that the line of the README works every time."""
    numbered = (Path(f"{name}-{number}") for number in count(2))
    return next(path for path in chain([Path(name)], numbered) if not path.exists())
