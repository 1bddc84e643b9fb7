"""init, open, age, consent, passphrase, recovery, rotate-key, wipe, cases."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leakguard.cli.answer import Answer, builtins
from leakguard.cli.environment import Environment
from leakguard.cli.options import Options
from leakguard.cli.session import Session, cases_folder, read_passphrase
from leakguard.errors import InputNeeded, Refused, UsageError
from leakguard.model.case import Adults, Declaration, Role, Scope

if TYPE_CHECKING:
    from leakguard.services.case import Answers, Terms

SAFE_FIRST = (
    "This is not your fault.\n"
    "First: is it safe to use this computer now? Could someone who hurts you see what you do here?\n"
    "If you are not sure, stop here and use another computer, for example at a library or a friend's."
)

_ROLES = (
    (Role.SELF, "I am the person in the pictures"),
    (Role.FRIEND, "I help a friend or relative"),
    (Role.WORKER, "I am a support worker"),
    (Role.LAWYER, "I am a lawyer"),
)
_ADULT_QUESTION = "Was everyone in the pictures 18 or older when they were made?"
_ADULTS = (
    (Adults.YES, "Yes, everyone"),
    (Adults.NO, "No, someone was under 18"),
    (Adults.UNSURE, "I am not sure"),
)
_DECLARATIONS = (
    (Declaration.OWN, "They are pictures of me"),
    (Declaration.MADE_TO_LOOK_LIKE_ME, "They are fake, made to look like me"),
)

UntilOption = Annotated[str, typer.Option(metavar="DATE", help="Last day of the consent, such as 2027-01-31.")]


def init(
    session: Session,
    role: Annotated[Role | None, typer.Option(help="Who works with this case.")] = None,
    everyone_adult: Annotated[Adults | None, typer.Option(help="Was everyone in the pictures 18 or older?")] = None,
    declare: Annotated[Declaration | None, typer.Option(help="On what ground you work with the pictures.")] = None,
    consent_from: Annotated[str, typer.Option(metavar="NAME", help="Who gave the consent.")] = "",
    consent_scope: Annotated[str, typer.Option(metavar="LIST", help="check,capture,notice,export")] = "",
    consent_until: UntilOption = "",
    country: Annotated[str, typer.Option(metavar="CODE", help="Two letters, such as US.")] = "",
    language: Annotated[str, typer.Option(metavar="CODE", help="Language of letters and reports.")] = "",
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
    passphrase, made_up = _new_passphrase(session)
    with session.tools() as tools:
        vault, recovery = service.create(path, passphrase, answers, tools)
    vault.close()
    _show_once(session, passphrase if made_up else None, None if session.options.no_input or terminal.json else recovery)
    link_only = answers.everyone_adult is not Adults.YES
    lines = [f"The case is ready: {path}"]
    if synced := _synced_by(path):
        terminal.warn(f"This folder seems to be copied to {synced}. The case is encrypted, but others may see that it exists.")
    if link_only:
        lines += [
            "It is link-only: it keeps addresses, account names and dates, and no pictures.",
            "Do not save, copy or send the pictures to anyone. Whom to call: leakguard support",
        ]
    notes = ("next: leakguard link add URL",) if link_only else ("next: leakguard add FOLDER   (your own pictures)",)
    data = {
        "case": str(path),
        "role": answers.role.value,
        "link_only": link_only,
        "recovery_code_shown": not session.options.no_input,
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
    from leakguard.services.case import Answers, Terms

    terminal = session.terminal
    missing = [name for name, value in (("--role", role), ("--everyone-adult", adult), ("--country", country)) if not value]
    if missing and not terminal.can_ask():
        raise InputNeeded(f"These are needed: {', '.join(missing)}", "Give them as options (see: leakguard init --help).")
    if missing and not terminal.confirm(f"{SAFE_FIRST}\nGo on?"):
        raise Refused("Stopped. Nothing was made.", "Help and helplines: leakguard support")
    role = role or Role(terminal.choose("Who are you?", _ROLES))
    adult = adult or Adults(terminal.choose(_ADULT_QUESTION, _ADULTS))
    if declare is None and adult is Adults.YES:
        if role is not Role.SELF:
            declare = Declaration.CONSENT
        elif terminal.can_ask():
            declare = Declaration(terminal.choose("What are the pictures?", _DECLARATIONS))
        else:
            raise InputNeeded("It is needed on what ground you work with the pictures.", "Add: --declare own")
    if declare is Declaration.CONSENT and terms is None and adult is Adults.YES:
        terms = Terms(terminal.ask("Name of the person in the pictures, who agreed that you help"))
    return Answers(
        role=role,
        everyone_adult=adult,
        declaration=declare or Declaration.OWN,
        country=country or terminal.ask("Your country, two letters (US, GB, DE, IN …)"),
        language=language or "en",
        consent=terms,
    )


def _new_passphrase(session: Session) -> tuple[str, bool]:
    """The new passphrase, and whether it was made up here: an empty answer asks for one."""
    given = session.given_passphrase()
    if given is not None:
        return given, False
    terminal = session.terminal
    while True:
        first = terminal.ask_secret("New passphrase (leave empty to get one of six words)")
        if not first:
            from secrets import token_bytes

            from leakguard.vault.wordlist import generate_passphrase

            return generate_passphrase(token_bytes), True
        if first == terminal.ask_secret("The same again"):
            return first, False
        terminal.note("These two were not the same. Please try again.")


def _show_once(session: Session, passphrase: str | None, recovery: str | None) -> None:
    lines = []
    if passphrase:
        lines += ["Your passphrase. Write it down; it is shown only now:", f"    {passphrase}", ""]
    if recovery:
        lines += [
            "Your recovery code opens the case if the passphrase is lost. Write it on paper; it is shown only now:",
            f"    {recovery}",
            "",
        ]
    if lines and not session.terminal.show_secret(["", *lines]):
        session.terminal.warn("There is no terminal to show the recovery code on. Make one later with: leakguard recovery")


def open_(
    session: Session,
    minutes: Annotated[int, typer.Option(help="Lock after so many idle minutes.")] = 15,
) -> int:
    """Ask for the passphrase once and take commands until `lock`."""
    from leakguard.cli.shell import shell

    return shell(session, idle_seconds=minutes * 60)


def age(
    session: Session,
    everyone_adult: Annotated[Adults | None, typer.Argument(help="yes, no or unsure: was everyone 18 or older?")] = None,
) -> Answer:
    """Answer the minors question again."""
    from leakguard.services import case as service

    terminal = session.terminal
    answer = everyone_adult or Adults(terminal.choose(_ADULT_QUESTION, _ADULTS))
    with session.vault() as vault, session.tools() as tools:
        if (
            answer is Adults.YES
            and vault.frozen
            and not terminal.confirm("Everyone in the pictures was 18 or older when they were made, and you are sure of it?")
        ):
            raise Refused("Nothing was changed.", "")
        case = service.set_age(vault, answer, tools)
    if not case.link_only:
        return Answer("age/1", {"everyone_adult": answer.value, "link_only": False}, ("The case works with pictures again.",))
    lines = (
        "The case is link-only now. Pictures, fingerprints and captures in it stay untouched, and no command reads them.",
        "Do not delete, copy or send the pictures before you have asked the hotline, the police or a lawyer how.",
    )
    return Answer("age/1", {"everyone_adult": answer.value, "link_only": True}, lines, ("next: leakguard support",))


def consent_show(session: Session) -> Answer:
    """Show who allowed what, for what, until when."""
    from leakguard.services import consent as service

    with session.vault() as vault:
        consents = service.show(vault)
    lines = []
    for consent in consents:
        end = f"revoked on {consent.revoked:%Y-%m-%d}" if consent.revoked else f"until {consent.until or 'revoked'}"
        lines.append(f"{consent.id}  {consent.given_by}: {', '.join(consent.scopes)}; given {consent.given:%Y-%m-%d}, {end}")
    return Answer(
        "consent/1", {"consents": builtins(consents)}, tuple(lines) or ("This case rests on no consent of somebody else.",)
    )


def consent_renew(
    session: Session,
    given_by: Annotated[str, typer.Option("--from", metavar="NAME", help="Who gives it; the same person if left out.")] = "",
    scope: Annotated[str, typer.Option(metavar="LIST", help="check,capture,notice,export; the same if left out.")] = "",
    until: UntilOption = "",
) -> Answer:
    """Write down a new consent."""
    from leakguard.services import consent as service

    with session.vault() as vault, session.tools() as tools:
        consent = service.renew(
            vault, tools, given_by=given_by, scopes=parse_scopes(scope) if scope else (), until=parse_day(until)
        )
    return Answer("consent/1", {"consents": [builtins(consent)]}, (f"Written down as {consent.id}.",))


def consent_revoke(session: Session, id: Annotated[str, typer.Argument(help="All in force, if left out.")] = "") -> Answer:
    """Revoke a consent: from then on nothing rests on it."""
    from leakguard.services import consent as service

    with session.vault() as vault, session.tools() as tools:
        revoked = service.revoke(vault, tools, id)
    lines = (
        f"Revoked: {', '.join(consent.id for consent in revoked)}.",
        "Checks, captures, letters and exports that need it are refused now.",
    )
    return Answer("consent/1", {"consents": builtins(revoked)}, lines)


def passphrase(
    session: Session,
    new_passphrase_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="For scripts: read the new one from here.")
    ] = None,
) -> Answer:
    """Change the passphrase."""
    with session.vault() as vault:
        new = read_passphrase(new_passphrase_file) if new_passphrase_file else None
        made_up = False
        if new is None:
            # A file that gives the old passphrase must not be taken for the new one.
            new, made_up = _new_passphrase(Session(Options(no_input=session.options.no_input), Environment()))
        vault.change_passphrase(new)
    if made_up:
        _show_once(session, new, None)
    return Answer("passphrase/1", {"changed": True}, ("The passphrase is changed. The old one opens nothing any more.",))


def recovery(session: Session) -> Answer:
    """Make a new recovery code; the old one stops working."""
    if not session.terminal.can_ask():
        raise InputNeeded("The recovery code is shown on a terminal only.", "Run this in a terminal, without --no-input.")
    with session.vault() as vault:
        code = vault.new_recovery_code()
    _show_once(session, None, code)
    return Answer("recovery/1", {"changed": True}, ("The old recovery code opens nothing any more.",))


def rotate_key(session: Session) -> Answer:
    """Encrypt the whole case again with a new key."""
    with session.vault() as vault, session.tools() as tools:
        vault.rotate_key(tools.progress)
    return Answer("rotate-key/1", {"rotated": True}, ("The case is encrypted with a new key.",))


def wipe(session: Session) -> Answer:
    """Destroy the case for good."""
    from leakguard.errors import NoCase
    from leakguard.vault.vault import Vault

    path = session.case_path
    if not Vault.exists(path):
        raise NoCase(f"There is no case at {path}.", "Name the folder with --case PATH.")
    question = (
        f"Destroy the case at {path}? Nobody can bring it back, and with it goes the evidence.\n"
        "To keep a copy first, stop here and use: leakguard export bundle --out DIR --to ME"
    )
    if not session.terminal.confirm(question):
        raise Refused("Nothing was destroyed.", "")
    left = Vault.wipe(path)
    return Answer("wipe/1", {"wiped": str(path), "not_reached": list(left)}, ("The case is destroyed.", *left))


def cases(session: Session) -> Answer:
    """List the cases in the usual folder by their neutral names."""
    from leakguard.vault.vault import Vault

    folder = cases_folder()
    found = sorted(path.name for path in folder.iterdir() if Vault.exists(path)) if folder.is_dir() else []
    lines = tuple(found) or (f"There is no case in {folder}.",)
    return Answer("cases/1", {"folder": str(folder), "cases": found}, lines)


def parse_scopes(text: str) -> tuple[Scope, ...]:
    """'check,notice' as scopes; empty means all of them. Raises UsageError."""
    try:
        return tuple(Scope(part.strip()) for part in text.split(",") if part.strip()) or tuple(Scope)
    except ValueError as error:
        raise UsageError(f"Unknown consent scope in: {text}", f"Choose from: {', '.join(Scope)}") from error


def parse_day(text: str) -> date | None:
    """An ISO date; empty means none. Raises UsageError."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"This is not a date: {text}", "Write it like 2027-01-31.") from error


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
