"""whois."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leakguard.cli.answer import Answer, builtins, shown
from leakguard.cli.session import Session
from leakguard.cli.table import Table
from leakguard.model.lookup import InFront, NameAnswer, Registration, Way
from leakguard.model.verification import Answer as Result

if TYPE_CHECKING:
    from leakguard.model.lookup import Whois


def whois(
    session: Session,
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of the page or picture; the site is not opened.")],
    anyway: Annotated[bool, typer.Option("--anyway", help="Look it up although the platform is known.")] = False,
    resolver: Annotated[
        str, typer.Option(metavar="SERVER", help="Ask this name server: ADDRESS, ADDRESS:PORT, or https://HOST/dns-query.")
    ] = "",
    bootstrap: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Newer lists of registries, from data.iana.org/rdap.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep what the registries say in the case, for letters and as proof.")
    ] = False,
) -> Answer:
    """Who hosts, registers and fronts an address, and where to report. The site itself is not asked."""
    from leakguard.facts.rdap_files import read_folder
    from leakguard.services import lookup
    from leakguard.services import whois as service

    options = service.Options(read_folder(bootstrap) if bootstrap else None, resolver, anyway)
    note = None
    if keep:
        with session.vault() as vault, session.tools() as tools:
            answer, note = lookup.ask_and_keep(vault, url, tools, options)
    else:
        with session.tools() as tools:
            answer = service.whois(url, tools, options)
    found = answer.whois
    unanswered = [check for check in found.checks if check.result is Result.NOT_CHECKED]
    answered = found.platform or any(check.result is Result.YES for check in found.checks)
    code = 3 if unanswered and answered else 6 if unanswered and not session.options.offline else 0
    lines = [*_lines(found), *([f"Kept in the case: {note.id}" if note else "Nothing was kept."] if keep else [])]
    notes = (*(_may_be_kept(session, found) if not keep else ()), *_next(found))
    return Answer("whois/1", builtins(found) | {"kept": note.id if note else None}, tuple(lines), notes, code=code)


def _may_be_kept(session: Session, found: "Whois") -> tuple[str, ...]:
    """Said only where there is something to keep and a case to keep it in."""
    from leakguard.vault.vault import Vault

    if not any(not made.problem for made in found.registrations) or not Vault.exists(session.case_path):
        return ()
    return ("hint: nothing of this was kept. To keep it in the case, for letters and as proof: add --keep",)


def _lines(found: "Whois") -> list[str | Table]:
    lines: list[str | Table] = [f"{_plain(found.host)}, looked up on {found.at:%Y-%m-%d %H:%M} UTC."]
    if found.platform:
        lines.append(f"This is {found.platform_name}, which takes reports itself.")
    if found.front:
        lines += ["", *_front(found.front)]
    if any(not answer.problem for answer in found.names):
        lines += ["", *(line for answer in found.names for line in _name(answer))]
    for made in found.registrations:
        if not made.problem:
            lines += ["", *_registration(made)]
    if found.ways:
        lines += ["", "Where to report, best way first:"]
        lines += [line for number, way in enumerate(found.ways, 1) for line in _way(number, way)]
    if found.manual or any(check.result is Result.NOT_CHECKED for check in found.checks):
        lines.append("")
    for check in found.checks:
        if check.result is Result.NOT_CHECKED:
            lines.append(f"Not checked: {check.check} ({' '.join(map(_plain, check.item.split()))}): {check.why}")
    lines += [f"By hand: {step}" for step in found.manual]
    return lines + [f"Note: {note}" for note in found.notes]


def _front(front: InFront) -> list[str]:
    sure = "stands in front of it" if front.sure else "seems to stand in front of it"
    lines = [f"{front.name} {sure}:", *(f"  - {sign}" for sign in front.signs), f"  {front.can}"]
    return lines + ([f"  ({front.caution})"] if front.caution else [])


_TYPES = {"A": "Addresses", "AAAA": "Addresses (IPv6)", "NS": "Name servers", "MX": "Mail servers"}


def _name(answer: NameAnswer) -> list[str]:
    if answer.problem or not answer.values:
        return []
    what = f"{_TYPES.get(answer.type, answer.type)} of {_plain(answer.name)}"
    alias = f", an alias of {', then '.join(map(_plain, answer.aliases))}" if answer.aliases else ""
    return [f"{what}{alias}: {', '.join(map(_plain, answer.values))} (from {shown(answer.server)})"]


def _registration(made: Registration) -> list[str]:
    if made.kind == "domain":
        told = (
            f"registered through {made.registrar}" if made.registrar else "registered",
            f"since {made.registered}" if made.registered else "",
            f"until {made.expires}" if made.expires else "",
        )
        line = f"Domain {_plain(made.asked)}: {', '.join(filter(None, told))}."
    else:
        what = "Network" if made.kind == "ip" else f"Provider AS{made.asked}"
        held = f"held by {made.holder}" if made.holder else ""
        country = f"country {made.country}" if made.country else ""
        line = f"{what}: {', '.join(filter(None, (made.name, made.range, held, country)))}."
    return [line, f"  from {shown(made.server)}, {made.at:%Y-%m-%d %H:%M} UTC"]


def _way(number: int, way: Way) -> list[str]:
    """Addresses from the program's own facts are there to be opened; a registry's words are foreign."""
    address = shown(way.address) if way.kind == "page" and way.source.startswith("http") else way.address
    lines = [f"  {number}. {way.who}", f"     {way.kind}: {address}"]
    return [*lines, *([f"     {way.caution}"] if way.caution else []), f"     from {shown(way.source)}"]


def _plain(host: str) -> str:
    """A host for people, so that no terminal makes a link of it."""
    return host if host.replace(".", "").isdigit() else host.replace(".", "[.]")


def _next(found: "Whois") -> tuple[str, ...]:
    if found.platform:
        return (f"next: leakguard notice write --url URL --to {found.platform}",)
    if found.front and found.front.service:
        return (f"next: leakguard notice write --url URL --regime host-abuse --to {found.front.service}",)
    mailbox = next((way.address for way in found.ways if way.kind == "email" and not way.who.startswith("The site")), "")
    return (f"next: leakguard notice write --url URL --regime host-abuse --to {mailbox}",) if mailbox else ()
