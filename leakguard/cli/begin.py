"""init: the questions that decide what a case may hold, and its secrets, shown once."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leakguard.cli.answer import Answer
from leakguard.cli.case import ADULT_QUESTION, ADULTS
from leakguard.cli.consent import UntilOption, parse_day, parse_scopes
from leakguard.cli.keys import new_passphrase, show_once
from leakguard.cli.media import NEXT_ADD
from leakguard.cli.session import Session
from leakguard.cli.terminal import Terminal
from leakguard.errors import InputNeeded, Refused, UsageError
from leakguard.model.case import Adults, Declaration, Role, Scope

if TYPE_CHECKING:
    from leakguard.services.case import Answers, Terms

SAFE_FIRST = (
    "This is not your fault.",
    "First: is it safe to use this computer now? Could someone who hurts you see what you do here?",
    "If you are not sure, stop here and use another computer, for example at a library or a friend's.",
)

_ROLES = (
    (Role.SELF, "I am the person in the pictures"),
    (Role.FRIEND, "I help a friend or relative"),
    (Role.WORKER, "I am a support worker"),
    (Role.LAWYER, "I am a lawyer"),
)
_DECLARATIONS = (
    (Declaration.OWN, "They are pictures of me"),
    (Declaration.MADE_TO_LOOK_LIKE_ME, "They are fake, made to look like me"),
)
_SCOPES = (
    (Scope.CHECK, "look for copies"),
    (Scope.CAPTURE, "record pages as evidence"),
    (Scope.NOTICE, "write letters in this matter"),
    (Scope.EXPORT, "give the case file to others, such as a lawyer or the police"),
)
LANGUAGES = (("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("fr", "Français"))
"""Each in its own words; a test holds them to what there are texts in."""


def init(
    session: Session,
    role: Annotated[Role | None, typer.Option(help="Who works with this case.")] = None,
    everyone_adult: Annotated[Adults | None, typer.Option(help="Was everyone in the pictures 18 or older?")] = None,
    declare: Annotated[Declaration | None, typer.Option(help="On what ground you work with the pictures.")] = None,
    consent_from: Annotated[str, typer.Option(metavar="NAME", help="Who gave the consent.")] = "",
    consent_scope: Annotated[str, typer.Option(metavar="LIST", help="check,capture,notice,export")] = "",
    consent_until: UntilOption = "",
    country: Annotated[str, typer.Option(metavar="CODE", help="Two letters, such as US.")] = "",
    language: Annotated[
        str, typer.Option(metavar="CODE", help="Your language: en, de, es or fr; letters are explained in it.")
    ] = "",
) -> Answer:
    """Make an encrypted case."""
    from leakguard.services import case as service
    from leakguard.vault.vault import Vault

    terminal, path = session.terminal, session.case_path
    if Vault.exists(path):
        raise Refused(f"There is a case at {path} already.", "Use it as it is, or name another folder with --case PATH.")
    terms = service.Terms(consent_from, parse_scopes(consent_scope), parse_day(consent_until)) if consent_from else None
    answers = _asked(session, role, everyone_adult, declare, terms, country, language)
    service.check_answers(answers)
    passphrase, made_up = new_passphrase(session)
    with session.tools() as tools:
        vault, recovery = service.create(path, passphrase, answers, tools)
    vault.close()
    shown = show_once(terminal, passphrase if made_up else "", "" if terminal.no_input or terminal.json else recovery)
    link_only = answers.everyone_adult is not Adults.YES
    lines = [f"The case is ready: {path}"]
    if synced := _synced_by(path):
        terminal.warn(f"This folder seems to be copied to {synced}. The case is encrypted, but others may see that it exists.")
    if link_only:
        lines += [
            "It is link-only: it keeps addresses, account names and dates, and no pictures.",
            "Do not save, copy or send the pictures to anyone. Whom to call: leakguard support",
        ]
    notes = ("next: leakguard link add URL",) if link_only else (NEXT_ADD,)
    data = {
        "case": str(path),
        "role": answers.role.value,
        "link_only": link_only,
        "recovery_code_shown": shown and not (terminal.no_input or terminal.json),
    }
    return Answer("init/1", data, tuple(lines), notes)


def _asked(
    session: Session,
    role: Role | None,
    adult: Adults | None,
    declare: Declaration | None,
    terms: "Terms | None",
    country: str,
    language: str,
) -> "Answers":
    from leakguard.services.case import Answers

    terminal = session.terminal
    missing = [name for name, value in (("--role", role), ("--everyone-adult", adult), ("--country", country)) if not value]
    if missing and not terminal.can_ask():
        raise InputNeeded(f"These are needed: {', '.join(missing)}", "Give them as options. See: leakguard init --help")
    if missing and not terminal.confirm("Go on?", *SAFE_FIRST):
        raise Refused("Stopped. Nothing was made.", "Help and helplines: leakguard support")
    role = role or Role(terminal.choose("Who are you?", _ROLES))
    adult = adult or Adults(terminal.choose(ADULT_QUESTION, ADULTS))
    if declare is None and adult is Adults.YES:
        if role is not Role.SELF:
            declare = Declaration.CONSENT
        elif terminal.can_ask():
            declare = Declaration(terminal.choose("What are the pictures?", _DECLARATIONS))
        else:
            raise InputNeeded("It is needed on what ground you work with the pictures.", "Add: --declare own")
    if declare is Declaration.CONSENT and terms is None and adult is Adults.YES:
        if not terminal.can_ask():
            raise InputNeeded("It is needed who gave the consent.", "Add: --consent-from NAME")
        terms = _ask_terms(terminal, session.now().date())
    return Answers(
        role=role,
        everyone_adult=adult,
        declaration=declare or Declaration.OWN,
        country=country or _ask_country(terminal),
        language=language.lower() or (_ask_language(terminal) if missing else "en"),
        consent=terms,
    )


def _ask_terms(terminal: Terminal, today: date) -> "Terms":
    from leakguard.services.case import Terms

    name = terminal.ask("Name of the person in the pictures, who agreed that you help")
    while not name:
        name = terminal.ask("Please type a name")
    all_of_it = "All of it: look for copies, record pages, write letters, give the case file to others"
    allowed = tuple(Scope)
    if terminal.choose(f"What did {name} agree to?", (("all", all_of_it), ("some", "Some of it"))) == "some":
        allowed = tuple(scope for scope, words in _SCOPES if terminal.confirm(f"Did {name} agree that you {words}?"))
    if not allowed:
        raise Refused("Stopped. Nothing was made: the case needs the consent.", "Help and helplines: leakguard support")
    return Terms(name, allowed, _ask_last_day(terminal, today))


def _ask_last_day(terminal: Terminal, today: date) -> date | None:
    said = terminal.ask("Until which day", "Leave it empty if the consent holds until it is taken back.")
    while True:
        try:
            day = parse_day(said)
        except UsageError as error:
            said = terminal.ask("Until which day", f"{error.message}. {error.hint}")
            continue
        if day is None or day >= today:
            return day
        said = terminal.ask("Until which day", f"That day is over: {day}.")


def _ask_country(terminal: Terminal) -> str:
    from leakguard.facts import countries

    said = terminal.ask("Your country, two letters (US, GB, DE, IN …)")
    while True:
        try:
            return countries.code(said)
        except UsageError as error:
            said = terminal.ask("Your country", f"{error.message} {error.hint}")


def _ask_language(terminal: Terminal) -> str:
    return terminal.choose("Your language? Letters are explained in it. Other answers are in English yet.", LANGUAGES)


def _synced_by(path: Path) -> str:
    """The cloud service that seems to copy this folder, by the usual folder names; empty if none."""
    known = {
        "dropbox": "Dropbox",
        "onedrive": "OneDrive",
        "google drive": "Google Drive",
        "icloud drive": "iCloud",
        "mobile documents": "iCloud",
    }
    for part in path.absolute().parts:
        for name, service in known.items():
            if part.lower().startswith(name):
                return service
    return ""
