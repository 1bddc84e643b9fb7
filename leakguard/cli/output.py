"""report, export bundle, verify."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leakguard.cli.answer import Answer, builtins, plural
from leakguard.cli.locking import (
    Encrypt,
    Identity,
    NoEncrypt,
    PasswordFile,
    Recipients,
    Wish,
    advice,
    choose,
    chosen,
    key,
    unasked,
)
from leakguard.cli.session import Session
from leakguard.errors import NotFound, UsageError
from leakguard.exporting.bundle import Level
from leakguard.model.case import Scope
from leakguard.model.verification import Answer as Result
from leakguard.model.verification import Verification
from leakguard.services.words import Audience, Format

if TYPE_CHECKING:
    from leakguard.services.report import Key, Written


def report(
    session: Session,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The file to write; for csv, a new folder.")],
    for_: Annotated[Audience, typer.Option("--for", help="Who will read it.")] = Audience.SELF,
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format", help="pdf and html: the report; docx: a statement of facts; csv, json: tables. As FILE ends, else pdf."
        ),
    ] = None,
    redact: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Take a name out; “names” takes out all that the case knows.")
    ] = None,
    site: Annotated[str, typer.Option(metavar="HOST", help="Only what concerns this site.")] = "",
    sign: Annotated[bool, typer.Option("--sign", help="Put a time stamp into the PDF; needs the network.")] = False,
    key_: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="Sign with this PKCS#12 key; its passphrase is asked.")
    ] = None,
    key_passphrase_file: Annotated[Path | None, typer.Option(metavar="FILE", help="Read the key's passphrase from here.")] = None,
    encrypt: Encrypt = None,
    recipient: Recipients = None,
    password_file: PasswordFile = None,
) -> Answer:
    """Write the incident report, for one reader, in one format."""
    from leakguard.services import report as service

    format = _format(out, format_)
    personal = _key(session, key_, key_passphrase_file)
    lock = chosen(session, Wish(encrypt, recipient, password_file))
    with session.vault() as vault, session.tools() as tools:
        wish = service.Wish(format=format, redact=tuple(redact or ()), site=site, stamp=sign, key=personal)
        made = service.write(vault, out, for_, replace(tools, lock=lock), wish)
    holds = (
        plural(made.pages, "page") if made.pages else "",
        "" if for_ is Audience.HOTLINE else plural(made.findings, "finding"),
    )
    signed = ("It carries a signature." if personal else "It carries a time stamp.",) if personal or sign else ()
    lines = (
        f"{made.path}: {', '.join(filter(None, holds)) or 'the addresses'}.",
        *signed,
        unasked(lock),
    )
    data = {
        "path": str(made.path),
        "pages": made.pages,
        "findings": made.findings,
        "for": for_.value,
        "format": format.value,
        "signed": bool(personal or sign),
        "files": dict(made.files),
        "encrypted": lock is not None,
    }
    return Answer("report/1", data, lines, tuple(_told(for_, site, made)))


def _format(out: Path, wanted: Format | None) -> Format:
    """What was asked for, else what the name of the file says. Raises UsageError where a reader would be misled by the name."""
    ending = out.suffix.lower()[1:]
    named = {**{each.value: each for each in Format}, "htm": Format.HTML}.get(ending)
    if wanted is None and named is None and ending.isalpha():
        raise UsageError(f"A report cannot be written as .{ending}.", f"End the name in one of: {', '.join(Format)}.")
    if wanted is not None and named not in (None, wanted):
        raise UsageError(f"The name ends in .{ending}, but --format says {wanted.value}.", f"End the name in .{wanted.value}")
    return wanted or named or Format.PDF


def _told(audience: Audience, site: str, made: "Written") -> Iterator[str]:
    if audience is Audience.PLATFORM and not site and len(made.sites) > 1:
        yield f"hint: it names findings on {len(made.sites)} sites; for one of them alone: --site {made.sites[0]}"
    if not made.carried:
        yield (
            "hint: the PDF does not hold its Chinese, Japanese or Korean letters: elsewhere they may look different. "
            "To put them in: pip install 'leakguard[cjk]', and write it again."
        )


def _key(session: Session, file: Path | None, passphrase_file: Path | None) -> "Key | None":
    from leakguard.cli.session import read_passphrase
    from leakguard.services.report import Key

    if file is None:
        return None
    try:
        held = file.read_bytes()
    except OSError as error:
        raise UsageError(f"The key {file} cannot be read: {error.strerror}", "Give a PKCS#12 file (.p12 or .pfx).") from error
    given = read_passphrase(passphrase_file) if passphrase_file else session.terminal.ask_secret("Passphrase of the key")
    return Key(held, given)


def export_bundle(
    session: Session,
    out: Annotated[Path, typer.Option(metavar="PATH", help="A new folder; locked, a file of that name.")],
    to: Annotated[str, typer.Option(metavar="NAME", help="Who receives it; stands in the receipt.")],
    level: Annotated[Level, typer.Option(help="How much it holds.")] = Level.FULL,
    encrypt: Encrypt = None,
    recipient: Recipients = None,
    password_file: PasswordFile = None,
    no_encrypt: NoEncrypt = False,
) -> Answer:
    """Write an evidence bundle that anybody can verify."""
    from leakguard.services import export as service
    from leakguard.services.rules import require

    with session.vault() as vault:
        language = require(vault, Scope.EXPORT, session.now()).language
        lock = choose(session, Wish(encrypt, recipient, password_file, no_encrypt), language)
        with session.tools() as tools:
            made = service.write_bundle(vault, out, level, to, tools, lock)
    lines = (
        f"{made.path}: written for {to}, level {level.value}.",
        advice(lock),
        f"Manifest SHA-256: {made.manifest_sha256}",
        f"Signed with the case's key: {made.fingerprint}",
        *(made.seals or ("No time stamp of the bundle: nothing but this computer's clock says when it was made.",)),
        f"Receipt sheet: {made.sheet}. Hand it over apart from the bundle: whoever has it can see that nothing was changed.",
    )
    hints = tuple(f"hint: {missed.url} gave no time stamp. {missed.why} Retry with: leakguard seal" for missed in made.unstamped)
    data = {
        "path": str(made.path),
        "level": level.value,
        "manifest_sha256": made.manifest_sha256,
        "encrypted": made.encrypted,
        "receipt": made.receipt,
        "receipt_sheet": str(made.sheet),
        "key_fingerprint": made.fingerprint,
        "time_stamps": len(made.seals),
    }
    return Answer("export/1", data, lines, (*hints, f"next: leakguard verify {made.path} --manifest {made.manifest_sha256}"))


def verify(
    session: Session,
    path: Annotated[Path | None, typer.Argument(metavar="PATH", help="A bundle, or a case; your case if left out.")] = None,
    manifest: Annotated[str | None, typer.Option(metavar="SHA256", help="The manifest's digest from the receipt.")] = None,
    password_file: PasswordFile = None,
    identity: Identity = None,
) -> Answer:
    """Verify a bundle or a case: every failing item is named."""
    from leakguard.services import verify as service
    from leakguard.vault.vault import Vault

    asked = path or session.case_path
    if not asked.exists():
        raise NotFound(f"There is nothing at {asked}.", "Check the path.")
    if Vault.exists(asked):
        target = Session(replace(session.options, case=asked), session.environment, session.held, session.now)
        with target.vault() as vault:
            result = service.case(vault, roots=session.stamping().roots)
    else:
        lock_key = key(session, asked, password_file, identity)
        result = service.bundle(asked, manifest, lock_key, roots=session.stamping().roots)
    stranger = asked.is_dir() and not Vault.exists(asked) and not (asked / "bagit.txt").exists()
    return _verified(
        result, (f"hint: Is {asked} the right folder? It looks neither like a bundle nor like a case.",) if stranger else ()
    )


def _verified(result: Verification, notes: tuple[str, ...]) -> Answer:
    failing = [check for check in result.checks if check.result is Result.NO]
    unchecked = [check for check in result.checks if check.result is Result.NOT_CHECKED]
    passed = len(result.checks) - len(failing) - len(unchecked)
    outcome = "Verified" if result.passed else "NOT VERIFIED"
    lines = [f"{outcome}: {passed} checks passed, {len(failing)} failed, {len(unchecked)} not checked."]
    lines += [f"FAILED  {check.check}: {check.item}: {check.why}" for check in failing]
    lines += [f"not checked  {check.check}: {check.item}: {check.why}" for check in unchecked]
    if not result.checks:
        lines.append("There was nothing to check, and nothing is not the same as verified.")
    data = {"result": "pass" if result.passed else "fail", "checks": builtins(result.checks)}
    return Answer("verify/1", data, tuple(lines), notes, code=0 if result.passed else 5)
