"""passphrase, recovery, rotate-key: secrets are asked on, and shown on, the terminal device only."""

from pathlib import Path
from typing import Annotated

import typer

from leakguard.cli.answer import Answer
from leakguard.cli.session import Session, read_passphrase
from leakguard.cli.terminal import Terminal
from leakguard.errors import InputNeeded


def passphrase(
    session: Session,
    new_passphrase_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="For scripts: read the new one from here.")
    ] = None,
) -> Answer:
    """Change the passphrase."""
    with session.vault() as vault:
        # A file that gives the old passphrase must not be taken for the new one.
        given = read_passphrase(new_passphrase_file) if new_passphrase_file else ""
        new, made_up = (given, False) if given else ask_new(session.terminal)
        vault.change_passphrase(new)
    show_once(session.terminal, new if made_up else "", "")
    return Answer("passphrase/1", {"changed": True}, ("The passphrase is changed. The old one opens nothing any more.",))


def recovery(session: Session) -> Answer:
    """Make a new recovery code; the old one stops working."""
    if not session.terminal.can_ask():
        raise InputNeeded("The recovery code is shown on a terminal only.", "Run this in a terminal, without --no-input.")
    with session.vault() as vault:
        code = vault.new_recovery_code()
    show_once(session.terminal, "", code)
    return Answer("recovery/1", {"changed": True}, ("The old recovery code opens nothing any more.",))


def rotate_key(session: Session) -> Answer:
    """Encrypt the whole case again with a new key."""
    with session.vault() as vault, session.tools() as tools:
        vault.rotate_key(tools.progress)
    return Answer("rotate-key/1", {"rotated": True}, ("The case is encrypted with a new key.",))


def new_passphrase(session: Session) -> tuple[str, bool]:
    """The passphrase of a new case, and whether it was made up here: an empty answer asks for one."""
    given = session.given_passphrase()
    return (given, False) if given is not None else ask_new(session.terminal)


def ask_new(terminal: Terminal, what: str = "passphrase") -> tuple[str, bool]:
    """A new secret, asked twice, and whether it was made up here. Raises InputNeeded."""
    while first := terminal.ask_secret(f"New {what} (leave empty to get one of six words)"):
        if first == terminal.ask_secret("The same again"):
            return first, False
        terminal.warn("These two were not the same. Please try again.")
    from secrets import token_bytes

    from leakguard.vault.wordlist import generate_passphrase

    return generate_passphrase(token_bytes), True


def show_once(terminal: Terminal, passphrase: str, recovery: str) -> bool:
    """Show on the terminal device what is shown only now; empty means there is none. False where there is no such device."""
    lines: list[str] = []
    if passphrase:
        lines += ["", "Your passphrase. Write it down; it is shown only now:", f"    {passphrase}"]
    if recovery:
        lines += [
            "",
            "Your recovery code. It opens the case if the passphrase is lost.",
            "Write it on paper; it is shown only now:",
        ]
        lines += [f"    {recovery}"]
    shown = not lines or terminal.show_secret([*lines, ""])
    if not shown:
        terminal.warn("There is no terminal to show the recovery code on. Make one later with: leakguard recovery")
    return shown
