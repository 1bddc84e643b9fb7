"""How a file is locked on its way out, and opened again: the options, the questions, and a password that is shown once.

def command(session, …, encrypt: Encrypt = None, recipient: Recipients = None, password_file: PasswordFile = None,
            no_encrypt: NoEncrypt = False):
    chosen = choose(session, Wish(encrypt, recipient, password_file, no_encrypt))
    … write with chosen.lock, None for in clear …
    chosen.show(session.terminal)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leakguard.cli.keys import ask_new
from leakguard.cli.session import Session, read_passphrase
from leakguard.cli.terminal import Terminal
from leakguard.errors import InputNeeded, NotFound, Refused, UsageError
from leakguard.exporting.encryption.method import Method

if TYPE_CHECKING:
    from leakguard.exporting.encryption.lock import Key, Lock

Encrypt = Annotated[
    Method | None, typer.Option(help="page: opens in a browser with a password. zip: needs 7-Zip. age: needs --recipient.")
]
Recipients = Annotated[
    list[str] | None, typer.Option("--recipient", metavar="KEY", help="A public age or ssh key, or a file of them; repeatable.")
]
PasswordFile = Annotated[Path | None, typer.Option(metavar="FILE", help="For scripts: read the file's password from here.")]
NoEncrypt = Annotated[bool, typer.Option("--no-encrypt", help="Write it in clear.")]
Identity = Annotated[Path | None, typer.Option(metavar="FILE", help="Your private key, if it is locked to a key.")]

_CLEAR = "clear"
_WAYS = (
    (Method.PAGE.value, "A web page that opens with a password in any browser"),
    (Method.ZIP.value, "A zip file that opens with a password in 7-Zip or Keka"),
    (Method.AGE.value, "A file that opens with the receiver's key; they sent you a public key"),
    (_CLEAR, "In clear: whoever gets it can read it"),
)


@dataclass(frozen=True)
class Wish:
    """The four options as given."""

    encrypt: Method | None = None
    recipients: Sequence[str] | None = None
    password_file: Path | None = None
    no_encrypt: bool = False


def choose(session: Session, wish: Wish, language: str = "en") -> "Lock | None":
    """What the options say, and what is asked where they say nothing; None for in clear.

    A password that is made up here is shown at once, on the terminal device only, so that nothing is locked with a lost one.
    Refuses early what could not be locked later. Raises UsageError for options against each other, InputNeeded, NotFound,
    Refused, MissingPart.
    """
    from leakguard.exporting.encryption.lock import Lock

    way = _way(session.terminal, wish)
    if way == _CLEAR:
        return None
    method = Method(way)
    if method is Method.AGE:
        keys = wish.recipients or [session.terminal.ask("The receiver's public key, or a file with it")]
        lock = Lock.for_recipients(key for given in keys for key in _keys(given))
    else:
        lock = Lock.with_password(method, _password(session.terminal, wish.password_file), language)
    lock.require()
    return lock


def chosen(session: Session, wish: Wish, language: str = "en") -> "Lock | None":
    """As `choose`, for what is written in clear unless an option says otherwise: nothing is asked without one."""
    return choose(session, wish, language) if wish != Wish() else None


def advice(lock: "Lock | None") -> str:
    """What to tell the person about the key."""
    if lock is None:
        return "It is written in clear: whoever gets it can read it."
    if lock.method is Method.AGE:
        return "It is locked: only the receiver's private key opens it. You cannot open it yourself."
    return "It is locked. Give the password by another way, such as by phone; without it nobody can open the file."


def unasked(lock: "Lock | None") -> str:
    """The same for what is in clear because no option said otherwise."""
    return advice(lock) if lock else "It is written in clear. Keep it where only you can read it, or lock it with --encrypt."


def key(session: Session, path: Path, password_file: Path | None, identity: Path | None) -> "Key | None":
    """What opens the file at `path`; None where it is not locked. Raises InputNeeded, NotFound, UsageError."""
    from leakguard.exporting.encryption.lock import Key, method_of

    method = method_of(path) if path.is_file() else None
    if method is None:
        return None
    if method is not Method.AGE:
        return Key(password=read_passphrase(password_file) if password_file else session.terminal.ask_secret(
            "Password of the file", "Give --password-file FILE."))  # fmt: skip
    if identity is None:
        raise InputNeeded("This file is locked to a key.", "Name the file of the private key: --identity FILE")
    try:
        return Key(identity=identity.read_bytes())
    except OSError as error:
        raise NotFound("The private key cannot be read: {identity}", "Check the path.", identity=identity) from error


def _way(terminal: Terminal, wish: Wish) -> str:
    keys = bool(wish.recipients)
    against = {
        "--no-encrypt": wish.no_encrypt and bool(wish.encrypt or keys or wish.password_file),
        "--recipient": keys and (wish.encrypt not in (None, Method.AGE) or wish.password_file is not None),
        "--password-file": wish.password_file is not None and wish.encrypt is Method.AGE,
    }
    if wrong := [option for option, is_wrong in against.items() if is_wrong]:
        raise UsageError(
            "{option} does not go with the other options.", "Choose one way to lock, or --no-encrypt.", option=wrong[0]
        )
    if wish.no_encrypt:
        return _CLEAR
    if keys or wish.encrypt:
        if wish.encrypt is Method.AGE and not keys and not terminal.can_ask():
            raise InputNeeded("A public key of the receiver is needed.", "Add: --recipient KEY")
        return (wish.encrypt or Method.AGE).value
    if wish.password_file is not None:
        return Method.PAGE.value
    if not terminal.can_ask():
        raise InputNeeded(
            "It is not said how to lock it.", "Add --encrypt page, --encrypt zip, --recipient KEY, or --no-encrypt."
        )
    return terminal.choose("How shall it be locked?", _WAYS, "Mail and memory sticks get into other hands: lock what leaves.")


def _password(terminal: Terminal, file: Path | None) -> str:
    if file is not None:
        return read_passphrase(file)
    if not terminal.can_ask():
        raise InputNeeded("A password for the file is needed.", "Give --password-file FILE, or lock it to a key: --recipient KEY")
    password, made_up = ask_new(terminal, "password for the file")
    lines = ("", "The password of the file. Write it down; it is shown only now:", f"    {password}", "")
    if made_up and not terminal.show_secret(lines):
        raise InputNeeded("There is no terminal to show the password on.", "Give --password-file FILE.")
    return password


def _keys(given: str) -> Iterator[str]:
    """One key, or the lines of a file of them."""
    if given.startswith(("age1", "ssh-")):
        yield given
        return
    if given.upper().startswith("AGE-SECRET-KEY"):
        raise Refused(
            "This is a private key.", "Give the public one, which begins with age1. A private key stays with its owner."
        )
    try:
        lines = Path(given).read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise NotFound(
            "The receiver's key is neither a public key nor a file that can be read.",
            "Give one that begins with age1, ssh-ed25519 or ssh-rsa, or the path of a file.",
        ) from error
    yield from (line.strip() for line in lines if line.strip() and not line.startswith("#"))
