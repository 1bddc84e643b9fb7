"""export case, import, merge: a whole case changes hands, or two become one."""

from pathlib import Path
from typing import Annotated

import typer

from leakguard.cli.answer import Answer, plural
from leakguard.cli.consent import parse_day, parse_scopes
from leakguard.cli.keys import ask_new
from leakguard.cli.session import Session, read_passphrase
from leakguard.errors import InputNeeded, NoCase, Refused, UsageError
from leakguard.model.case import Role, Scope

_NewPassphrase = Annotated[Path | None, typer.Option(metavar="FILE", help="For scripts: read the new passphrase from here.")]


def export_case(
    session: Session,
    to: Annotated[str, typer.Option(metavar="NAME", help="Who receives it; stands in the receipt.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The file to write.")],
    with_private_notes: Annotated[bool, typer.Option("--with-private-notes", help="Private notes go along.")] = False,
    new_passphrase_file: _NewPassphrase = None,
) -> Answer:
    """Hand the whole case over, encrypted with a passphrase of its own."""
    from leakguard.services import handover as service
    from leakguard.services.rules import require_words
    from leakguard.vault.staging import require_free

    with session.vault() as vault:
        require_words(vault, Scope.EXPORT, session.now())
        require_free(out)
        passphrase = _passphrase(session, new_passphrase_file, "passphrase for the receiver")
        with session.tools() as tools:
            made = service.hand_over(vault, out, to, passphrase, tools, private=with_private_notes)
    lines = [
        f"{made.path}: {'addresses and notes' if made.words_only else 'the whole case'}, for {to}. It is encrypted.",
        f"SHA-256: {made.sha256}",
        "Give the passphrase and this number by another way than the file, such as by phone.",
    ]
    if made.words_only:
        lines.append("It holds no picture, and nothing that was taken from one.")
    if made.left_out:
        lines.append(f"{plural(made.left_out, 'note')} stayed here, whole or in part: what is not plain text may hold a picture.")
    if made.private_left_out:
        lines.append(f"{plural(made.private_left_out, 'private note')} stayed here. To hand them over too: --with-private-notes")
    if made.damaged:
        lines.append(f"{plural(made.damaged, 'stored file')} was damaged before and went as it is.")
    data = {
        "path": str(made.path),
        "level": service.LEVEL,
        "manifest_sha256": made.sha256,
        "encrypted": True,
        "receipt": made.receipt,
        "private_left_out": made.private_left_out,
        "damaged": made.damaged,
        "words_only": made.words_only,
        "left_out": made.left_out,
    }
    after = "" if made.words_only else " Once they say that it opens, and nothing is to stay here: leakguard wipe"
    notes = (f"next: they type leakguard import FILE.{after}",)
    return Answer("export/1", data, tuple(lines), notes)


def import_(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `leakguard export case` has made.")],
    role: Annotated[Role | None, typer.Option(help="Who you are. The same as before, if left out.")] = None,
    consent_from: Annotated[str, typer.Option(metavar="NAME", help="Whose consent you act on now.")] = "",
    consent_scope: Annotated[str, typer.Option(metavar="LIST", help="check,capture,notice,export; all if left out.")] = "",
    consent_until: Annotated[str, typer.Option(metavar="DATE", help="Last day of it, such as 2027-01-31.")] = "",
    accept_damage: Annotated[
        bool, typer.Option("--accept-damage", help="Take what is good of a case that does not verify; it is logged.")
    ] = False,
    new_passphrase_file: _NewPassphrase = None,
) -> Answer:
    """Take over a case: it is verified before it is accepted."""
    from leakguard.services import handover as service
    from leakguard.services.case import Terms
    from leakguard.vault.staging import require_free

    _not_held(session)
    if consent_from and role is None:
        raise UsageError("A new consent needs a role.", "Add: --role friend, worker or lawyer")
    terms = Terms(consent_from, parse_scopes(consent_scope), parse_day(consent_until)) if consent_from else None
    require_free(session.case_path)
    secret = session.passphrase("Passphrase that came with it")
    new = ""
    if new_passphrase_file or session.terminal.can_ask():
        new = _passphrase(session, new_passphrase_file, "passphrase of your own")
    with session.tools() as tools:
        made = service.receive(
            file,
            session.case_path,
            secret,
            tools,
            new_passphrase=new,
            keeper=service.Keeper(role, terms) if role else None,
            accept_damage=accept_damage,
        )
    lines = [
        f"The case is at {made.path}. {plural(made.checks, 'check')} made before it was accepted.",
        f"SHA-256: {made.sha256}",
    ]
    lines += [f"NOT AS IT SHOULD BE  {item}" for item in made.failing]
    change = () if new else ("next: leakguard passphrase   (the sender knows this one)",)
    data = {
        "case": str(made.path),
        "sha256": made.sha256,
        "checks": made.checks,
        "failing": list(made.failing),
        "passphrase_changed": bool(new),
    }
    recovery = "next: leakguard recovery   (a code of your own; the old one opens nothing here)"
    return Answer("import/1", data, tuple(lines), (*change, recovery), code=3 if made.failing else 0)


def merge(
    session: Session,
    other: Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the other case of the same person.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="A new folder for the case that holds both.")],
    other_passphrase_file: Annotated[Path | None, typer.Option(metavar="FILE", help="That of the other case.")] = None,
    new_passphrase_file: _NewPassphrase = None,
) -> Answer:
    """Make a new case out of two of one person. Both old ones stay as they are."""
    from leakguard.services import merging as service
    from leakguard.vault.staging import require_free
    from leakguard.vault.vault import Vault

    require_free(out)
    if not Vault.exists(other):
        raise NoCase(f"There is no case at {other}.", "Name its folder. One that was handed over comes in by: leakguard import")
    if other.resolve() == session.case_path.resolve():
        raise UsageError("These are the same case.", "Name another one.")
    if not session.terminal.confirm("Are both cases about the same person?", "What one consent allows, it allows for both then."):
        raise Refused("Nothing was made.", "Cases of different people stay apart.")
    asked = session.terminal.ask_secret
    with session.vault() as first:
        secret = read_passphrase(other_passphrase_file) if other_passphrase_file else asked("Passphrase of the other case")
        with Vault.open(other, secret) as second:
            new = _passphrase(session, new_passphrase_file, "passphrase for the new case")
            with session.tools() as tools:
                made = service.merge(first, second, out, new, tools)
    lines = [
        f"The new case is at {made.path}. Both old ones are as they were.",
        "It is link-only, as both were: it holds their addresses and notes."
        if made.words_only
        else f"{plural(made.originals, 'original')} and {plural(made.findings, 'finding')} were in both, and are there once.",
        *(f"conflict  {conflict}" for conflict in made.conflicts),
    ]
    data = {
        "case": str(made.path),
        "same_originals": made.originals,
        "same_findings": made.findings,
        "conflicts": list(made.conflicts),
        "words_only": made.words_only,
        "left_out": made.left_out,
    }
    return Answer("merge/1", data, tuple(lines), (f"next: leakguard verify {made.path}",))


def _not_held(session: Session) -> None:
    if session.held is not None and session.options.case is None:
        raise Refused("A case is open here already.", "Name the folder for the new one: --case PATH")


def _passphrase(session: Session, file: Path | None, what: str) -> str:
    """From a file, or asked and made up; what is made up is shown on the terminal only, before anything is locked with it."""
    if file:
        return read_passphrase(file)
    if not session.terminal.can_ask():
        raise InputNeeded(f"A {what} is needed.", "Give --new-passphrase-file FILE.")
    passphrase, made_up = ask_new(session.terminal, what)
    lines = ("", "The passphrase. Write it down; it is shown only now:", f"    {passphrase}", "")
    if made_up and not session.terminal.show_secret(lines):
        raise InputNeeded("There is no terminal to show the passphrase on.", "Give --new-passphrase-file FILE.")
    return passphrase
