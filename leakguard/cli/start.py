"""`leakguard` alone: where you are and the next step on a terminal, otherwise short help."""

import sys

from leakguard.cli.answer import Answer
from leakguard.cli.session import Session

_SHORT = (
    "leakguard finds copies of your own leaked pictures, keeps evidence, writes takedown letters. "
    "Your pictures stay on this computer.",
    "",
    "  leakguard support   helplines; someone to talk to",
    "  leakguard demo      the whole job on made-up pictures",
    "  leakguard init      begin",
    "  leakguard --help    every command",
)


def start(session: Session) -> Answer:
    """Say what there is without asking for a passphrase."""
    from leakguard.vault.vault import Vault

    if not (sys.stdout.isatty() and Vault.exists(session.case_path)):
        return Answer("start/1", lines=_SHORT)
    lines = (
        f"There is a case at {session.case_path}. It is locked.",
        "",
        "  leakguard open      ask for the passphrase once, then take commands",
        "  leakguard status    what is done and what comes next",
        "  leakguard support   helplines",
    )
    return Answer("start/1", {"case": str(session.case_path)}, lines)
