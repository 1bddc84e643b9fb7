"""open, age, cases."""

from typing import Annotated

import typer

from leakguard.cli.answer import Answer
from leakguard.cli.session import Session, cases_folder
from leakguard.errors import Refused
from leakguard.model.case import Adults

ADULT_QUESTION = "Was everyone in the pictures 18 or older when they were made?"
ADULTS = (
    (Adults.YES, "Yes, everyone"),
    (Adults.NO, "No, someone was under 18"),
    (Adults.UNSURE, "I am not sure"),
)


def open_(
    session: Session,
    minutes: Annotated[int, typer.Option(min=1, metavar="NUMBER", help="Lock after so many idle minutes.")] = 15,
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
    answer = everyone_adult or Adults(terminal.choose(ADULT_QUESTION, ADULTS))
    with session.vault() as vault, session.tools() as tools:
        if (
            answer is Adults.YES
            and vault.frozen
            and not terminal.confirm("Are you sure that everyone in the pictures was 18 or older when they were made?")
        ):
            raise Refused("Nothing was changed: the case stays link-only.", "Whom to ask: leakguard support --minors")
        case = service.set_age(vault, answer, tools)
    if not case.link_only:
        return Answer("age/1", {"everyone_adult": answer.value, "link_only": False}, ("The case works with pictures again.",))
    lines = (
        "The case is link-only now. Pictures, fingerprints and captures in it stay untouched, and no command reads them.",
        "Do not delete, copy or send the pictures before you have asked the hotline, the police or a lawyer how.",
    )
    return Answer("age/1", {"everyone_adult": answer.value, "link_only": True}, lines, ("next: leakguard support",))


def cases(session: Session) -> Answer:
    """List the cases in the usual folder by their neutral names."""
    from leakguard.vault.vault import Vault

    folder = cases_folder()
    found = sorted(path.name for path in folder.iterdir() if Vault.exists(path)) if folder.is_dir() else []
    lines = tuple(found) or (f"There is no case in {folder}.",)
    return Answer("cases/1", {"folder": str(folder), "cases": found}, lines)
