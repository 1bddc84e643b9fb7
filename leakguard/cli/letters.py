"""profile, notice write, notice list, notice sent, notice answered, notice follow-up."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leakguard.cli import letter_answer, letter_asking
from leakguard.cli.answer import Answer, builtins
from leakguard.cli.locking import Encrypt, PasswordFile, Recipients, chosen
from leakguard.cli.locking import Wish as LockWish
from leakguard.cli.record import parse_time
from leakguard.cli.session import Session
from leakguard.errors import UsageError
from leakguard.model.notice import Notice, NoticeState

if TYPE_CHECKING:
    from leakguard.exporting.encryption.lock import Lock


def profile(
    session: Session,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Your name, as it stands under letters.")] = None,
    email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Where the recipient can answer; best a new address.")
    ] = None,
    phone: Annotated[str | None, typer.Option(metavar="NUMBER", help="Only where a letter needs it.")] = None,
    address: Annotated[str | None, typer.Option(metavar="TEXT", help="Only where a letter needs it.")] = None,
    agent_for: Annotated[str | None, typer.Option(metavar="NAME", help="Whom you act for.")] = None,
    authority: Annotated[str | None, typer.Option(metavar="TEXT", help="What allows you to: a consent, a mandate.")] = None,
    time_zone: Annotated[str | None, typer.Option(metavar="ZONE", help="Such as Europe/Berlin.")] = None,
) -> Answer:
    """Your details for letters, kept in the encrypted case."""
    from leakguard.services import profile as service

    given = {
        "name": name,
        "email": email,
        "phone": phone,
        "address": address,
        "agent_for": agent_for,
        "authority": authority,
        "time_zone": time_zone,
    }
    with session.vault() as vault, session.tools() as tools:
        if not any(given.values()) and not service.known(vault) and session.terminal.can_ask():
            given |= letter_asking.sender(session)
        kept = service.update(vault, {key: value for key, value in given.items() if value is not None}, tools)
        words = letter_asking.words_of(vault)
    fields = {key: value for key, value in builtins(kept).items() if key != "id"}
    lines = (f"{words.find('profile', key)}: {value or '-'}" for key, value in fields.items())
    return Answer("profile/1", {"profile": fields}, tuple(lines))


def write(
    session: Session,
    regime: Annotated[
        str, typer.Option(metavar="NAME", help="The legal ground, such as us-tida. All: leakguard facts regimes")
    ] = "",
    type: Annotated[
        str, typer.Option(metavar="NAME", help="Another text, such as police or sextortion. All: leakguard facts notice-types")
    ] = "",
    finding: Annotated[list[str] | None, typer.Option(metavar="ID", help="A finding; may be repeated.")] = None,
    url: Annotated[list[str] | None, typer.Option(metavar="URL", help="An address; may be repeated.")] = None,
    link: Annotated[list[str] | None, typer.Option(metavar="ID", help="An address written down; may be repeated.")] = None,
    to: Annotated[
        str,
        typer.Option(metavar="NAME", help="A service, or police, bank, employer, school, lawyer; else found from the address."),
    ] = "",
    language: Annotated[
        str, typer.Option(metavar="CODE", help="Language of the letter: en, de, fr, es; that of the recipient, if left out.")
    ] = "",
    format: Annotated[str, typer.Option(metavar="LIST", help="txt,eml,pdf,docx; several with commas.")] = "txt",
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the files go; printed, if left out.")] = None,
    sign: Annotated[str, typer.Option(metavar="NAME", help="Sign this letter with your name, after reading it.")] = "",
    took_the_picture: Annotated[
        bool, typer.Option("--took-the-picture", help="You took it yourself (for us-dmca-512c and 512d).")
    ] = False,
    paid_for_it: Annotated[
        bool, typer.Option("--paid-for-it", help="You are paid for the picture today (for us-dmca-512d).")
    ] = False,
    offence: Annotated[str, typer.Option(metavar="TEXT", help="The national law that is broken (for eu-dsa-16).")] = "",
    no_violence: Annotated[
        bool,
        typer.Option("--no-violence", help="There is no violence at home, no stalking, no blackmail (for a lawyer's draft)."),
    ] = False,
    work: Annotated[
        str, typer.Option(metavar="TEXT", help="What was copied, such as: my photograph (for us-dmca-512c and 512d).")
    ] = "",
    context: Annotated[
        str, typer.Option(metavar="TEXT", help="In your own words: that you did not agree; for a bank, what was paid.")
    ] = "",
    account: Annotated[str, typer.Option(metavar="NAME", help="The account that posted it.")] = "",
    batch: Annotated[
        bool, typer.Option("--batch", help="One letter for each service; with --finding all for every confirmed copy.")
    ] = False,
    whois: Annotated[bool, typer.Option("--whois", help="Look up who runs an unknown site; it is not asked itself.")] = False,
    resolver: Annotated[
        str, typer.Option(metavar="SERVER", help="For --whois: ask this name server, as in leakguard whois.")
    ] = "",
    bootstrap: Annotated[
        Path | None, typer.Option(metavar="DIR", help="For --whois: newer lists of registries, from data.iana.org/rdap.")
    ] = None,
    encrypt: Encrypt = None,
    recipient: Recipients = None,
    password_file: PasswordFile = None,
) -> Answer:
    """Write a takedown letter. Nothing is sent."""
    from leakguard.facts.rdap_files import read_folder
    from leakguard.services import notify as service
    from leakguard.services.whois import Options

    wish = service.Wish(
        regime=regime,
        type=type,
        findings=tuple(finding or ()),
        urls=tuple(url or ()),
        links=tuple(link or ()),
        to=to,
        language=language,
        sign=sign,
        took_the_picture=took_the_picture or None,
        paid_for_it=paid_for_it,
        no_violence=no_violence,
        offence=offence,
        work=work,
        context=context,
        account=account,
    )
    with session.vault() as vault, session.tools() as tools:
        formats, lock = _formats(format), _lock(session, LockWish(encrypt, recipient, password_file), out)
        look = Options(read_folder(bootstrap) if bootstrap else None, resolver) if whois else None

        def one(part: service.Wish) -> service.Written:
            if sign:
                letter_asking.signature(session, vault, service.advice(vault, part), service.statements(vault, part, tools))
            return service.write(vault, part, formats, out, replace(tools, lock=lock))

        if not batch:
            letter_asking.look_up(session, vault, wish, tools, look)
            asked = letter_asking.ask(session, vault, wish, tools)
            return letter_answer.written(one(asked), printed=out is None, lock=lock)
        from leakguard.services.batch import split

        for part in split(vault, wish) if look else ():
            letter_asking.look_up(session, vault, part, tools, look)
        return letter_answer.together(split(vault, wish), one, letter_asking.words_of(vault), lock)


def _lock(session: Session, wish: LockWish, out: Path | None) -> "Lock | None":
    lock = chosen(session, wish)
    if lock and out is None:
        raise UsageError("Only files can be locked, and none is written.", "Add: --out DIR")
    return lock


def _formats(text: str) -> tuple[str, ...]:
    from leakguard.services.notify import FORMATS

    formats = tuple(part.strip() for part in text.split(",") if part.strip())
    if unknown := [part for part in formats if part not in FORMATS]:
        raise UsageError(
            "Letters are not written as {format}.", "Choose from: {formats}", format=unknown[0], formats=", ".join(FORMATS)
        )
    return formats


def every(session: Session) -> Answer:
    """List the letters and their clocks."""
    from leakguard.services import profile as service

    with session.vault() as vault:
        return letter_answer.every(vault.find(Notice), letter_asking.words_of(vault), service.zone_of(vault))


def sent(
    session: Session,
    id: Annotated[str, typer.Argument(metavar="ID", help="Such as n-1a2b3c4d.")],
    at: Annotated[str, typer.Option(metavar="TIME", help="When it was received; now, if left out.")] = "",
    how: Annotated[str, typer.Option(metavar="TEXT", help="How it went out: form, e-mail, post.")] = "",
    receipt: Annotated[str, typer.Option(metavar="NUMBER", help="The receipt or ticket number.")] = "",
) -> Answer:
    """Say that a letter was received: its clock starts."""
    from leakguard.services import notify as service
    from leakguard.services.profile import zone_of

    with session.vault() as vault, session.tools() as tools:
        notice = service.mark_sent(vault, id, tools, at=parse_time(at), how=how, receipt=receipt)
        return letter_answer.received(notice, letter_asking.words_of(vault), zone_of(vault))


def answered(
    session: Session,
    id: Annotated[str, typer.Argument(metavar="ID", help="Such as n-1a2b3c4d.")],
    acknowledged: Annotated[bool, typer.Option("--acknowledged", help="They confirmed that they have it.")] = False,
    refused: Annotated[bool, typer.Option("--refused", help="They refused; --why says with what reason.")] = False,
    removed: Annotated[bool, typer.Option("--removed", help="You looked, and every copy is gone.")] = False,
    back: Annotated[bool, typer.Option("--back", help="You looked, and a copy is there again.")] = False,
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason that they gave.")] = "",
    at: Annotated[str, typer.Option(metavar="TIME", help="When they answered; now, if left out.")] = "",
    receipt: Annotated[str, typer.Option(metavar="NUMBER", help="The receipt or ticket number.")] = "",
) -> Answer:
    """Say what the recipient answered: confirmed, refused, removed, or back again."""
    from leakguard.services import answers

    given = {
        NoticeState.ACKNOWLEDGED: acknowledged,
        NoticeState.REFUSED: refused,
        NoticeState.REMOVED: removed,
        NoticeState.BACK: back,
    }
    chosen = [state for state, wanted in given.items() if wanted]
    with session.vault() as vault, session.tools() as tools:
        if len(chosen) != 1:
            raise UsageError("Say one thing that they answered.", "Choose one: --acknowledged, --refused, --removed or --back")
        notice = answers.record(vault, id, chosen[0], tools, at=parse_time(at), why=why, receipt=receipt)
        return letter_answer.answered(notice, letter_asking.words_of(vault))


def follow_up(
    session: Session,
    id: Annotated[str, typer.Argument(metavar="ID", help="The letter that had no effect, such as n-1a2b3c4d.")],
    seen: Annotated[str, typer.Option(metavar="TIME", help="When you last saw that it is still there.")] = "",
    to: Annotated[
        str, typer.Option(metavar="WORD", help="A word of the name of whoever should get it, such as ofcom or dispute.")
    ] = "",
    remind: Annotated[bool, typer.Option("--remind", help="Write to the same recipient again.")] = False,
    context: Annotated[str, typer.Option(metavar="TEXT", help="In your own words: what they answered.")] = "",
    language: Annotated[
        str, typer.Option(metavar="CODE", help="Language of the letter: en, de, fr, es; that of the recipient, if left out.")
    ] = "",
    format: Annotated[str, typer.Option(metavar="LIST", help="txt,eml,pdf,docx; several with commas.")] = "txt",
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the files go; printed, if left out.")] = None,
    sign: Annotated[str, typer.Option(metavar="NAME", help="Sign this letter with your name, after reading it.")] = "",
    encrypt: Encrypt = None,
    recipient: Recipients = None,
    password_file: PasswordFile = None,
) -> Answer:
    """Write to whoever comes next when a letter had no effect. Nothing is sent."""
    from leakguard.services import follow_up as service

    with session.vault() as vault, session.tools() as tools:
        formats, at = _formats(format), parse_time(seen)
        lock = _lock(session, LockWish(encrypt, recipient, password_file), out)
        if sign:
            said = service.statements(vault, id, tools, remind=remind, seen=at, context=context, language=language, to=to)
            letter_asking.signature(session, vault, "", said)
        written = service.write(
            vault,
            id,
            replace(tools, lock=lock),
            remind=remind,
            seen=at,
            context=context,
            sign=sign,
            language=language,
            to=to,
            formats=formats,
            out=out,
        )
    return letter_answer.written(written, printed=out is None, lock=lock)
