"""init: makes a case, and shows its secrets once."""

from pathlib import Path
from typing import Annotated

import typer

from leakguard.cli.answer import Answer
from leakguard.cli.consent import UntilOption, parse_day, parse_scopes
from leakguard.cli.first_questions import Given, first_answers
from leakguard.cli.keys import new_passphrase, show_once
from leakguard.cli.media import NEXT_ADD
from leakguard.cli.session import Session
from leakguard.errors import Refused
from leakguard.model.case import Adults, Declaration, Role


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
    given = Given(role, everyone_adult, declare, terms, country, language)
    answers = first_answers(terminal, given, session.now().date())
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
