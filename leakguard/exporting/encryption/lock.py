"""The one door to encryption: what a file is locked with, and the two functions that lock and open it."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from leakguard.errors import NotFound, Refused, Unreadable
from leakguard.exporting.encryption import age, page, veil, winzip
from leakguard.exporting.encryption.method import Method as Method

MIN_PASSWORD = 12
"""Characters. NIST SP 800-63B asks for 8 where a server slows guessing down; whoever has the file guesses as fast as they can."""


@dataclass(frozen=True)
class Lock:
    """What a file is locked with: recipients for `age`, a password otherwise. `language` is that of the page."""

    method: Method
    recipients: tuple[str, ...] = ()
    password: str = field(default="", repr=False)
    language: str = "en"

    @classmethod
    def for_recipients(cls, recipients: Iterable[str]) -> "Lock":
        """Lock to public keys: "age1…", "ssh-ed25519 …", "ssh-rsa …"."""
        return cls(Method.AGE, tuple(recipients))

    @classmethod
    def with_password(cls, method: Method, password: str, language: str = "en") -> "Lock":
        """Lock with a password that the receiver gets by another way."""
        return cls(method, (), password, language)

    @property
    def summary(self) -> str:
        """What a receipt says of it: the way, and public keys; never a password."""
        return " ".join((self.method.value, *(key.strip() for key in self.recipients)))

    def require(self) -> None:
        """Raises MissingPart where the extra `handover` is not installed; Refused for no key, a bad key or a short password."""
        if self.method is Method.AGE:
            age.recipients(self.recipients)
            return
        if self.method is Method.ZIP:
            winzip.require()
        if len(self.password) < MIN_PASSWORD:
            raise Refused(
                f"The password is too short: it needs {MIN_PASSWORD} characters or more.",
                "Leave it empty to have one made of six words.",
            )


@dataclass(frozen=True)
class Key:
    """What opens a locked file: a password, or the content of a private key file (age or ssh)."""

    password: str = field(default="", repr=False)
    identity: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Opened:
    """What was in a locked file: its name, empty where the way of locking does not keep it, and its content, seekable."""

    name: str
    file: BinaryIO


def encrypt(
    out: BinaryIO, name: str, pieces: Iterable[bytes], lock: Lock, *, random: Callable[[int], bytes] = secrets.token_bytes
) -> None:
    """Lock `pieces`, a content called `name`, into the open file `out`, which must be new and seekable.

    `random` makes the salts of a page; age and zip take theirs from the system. Raises as `Lock.require` does; Refused where the
    content is too large for a page. What `pieces` raises passes through, and what was written until then is of no use.
    """
    lock.require()
    match lock.method:
        case Method.AGE:
            age.encrypt(out, pieces, lock.recipients)
        case Method.PAGE:
            page.encrypt(out, name, pieces, lock.password, lock.language, random)
        case Method.ZIP:
            winzip.encrypt(out, name, pieces, lock.password)


def method_of(path: Path) -> Method | None:
    """How the file is locked, by its content; None where it is not locked in a way that is known here."""
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError:
        return None
    if start.startswith(age.MAGIC):
        return Method.AGE
    if page.MARK in start:
        return Method.PAGE
    return Method.ZIP if winzip.is_locked(path) else None


@contextmanager
def decrypted(path: Path, key: Key) -> Iterator[Opened]:
    """Open a locked file. The content is checked whole before it is given out, and kept nowhere in clear.

    Raises NotFound; WrongPassphrase for another password or key; Unreadable for a damaged or cut file, or one that is not locked;
    MissingPart.
    """
    if not path.is_file():
        raise NotFound(f"There is no file at {path}.", "Check the path.")
    method = method_of(path)
    with veil.Veil() as hidden, path.open("rb") as file:
        match method:
            case Method.AGE:
                age.decrypt(file, hidden, key.identity)
                name = path.name.removesuffix(".age")
            case Method.PAGE:
                name = page.decrypt(file, hidden, key.password)
            case Method.ZIP:
                name = winzip.decrypt(file, hidden, key.password)
            case None:
                raise Unreadable(f"{path} is not a file that was locked here.", "Check the path.")
        hidden.seek(0)
        yield Opened(re.sub(r"[^A-Za-z0-9._-]", "_", name), cast(BinaryIO, hidden))
