"""age files (https://age-encryption.org/v1), by pyrage: to age recipients and to ssh keys."""

import io
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any, BinaryIO, cast

from leakguard.errors import MissingPart, Refused, StorageError, Unreadable, WrongPassphrase

MAGIC = b"age-encryption.org/v1\n"


def recipients(keys: Iterable[str]) -> list[Any]:
    """The public keys as pyrage takes them. Raises MissingPart, Refused for a key that cannot be used or where there is none."""
    pyrage = _pyrage()
    parsed = []
    for key in keys:
        kinds = pyrage.ssh if key.startswith("ssh-") else pyrage.x25519
        try:
            parsed.append(kinds.Recipient.from_str(key.strip()))
        except pyrage.RecipientError as error:
            raise Refused(
                "This is not a public key that can be locked to.",
                "Give one that begins with age1, ssh-ed25519 or ssh-rsa. Never a private key.",
            ) from error
    if not parsed:
        raise Refused("No public key was given to lock to.", "Ask the receiver for one that begins with age1 or ssh-ed25519.")
    return parsed


def encrypt(out: BinaryIO, pieces: Iterable[bytes], keys: Iterable[str]) -> None:
    """Stream `pieces` into an age file. Raises as `recipients` does, StorageError; what `pieces` raises passes through."""
    pyrage = _pyrage()
    reader = Reader(pieces)
    try:
        pyrage.encrypt_io(cast(BinaryIO, reader), out, recipients(keys))
    except (pyrage.EncryptError, OSError) as error:
        if reader.failure:
            raise reader.failure from None
        raise StorageError("The locked file could not be written.", "Is the disk full or read-only?") from error


def decrypt(file: BinaryIO, out: io.RawIOBase, identity: bytes) -> None:
    """Open an age file with the content of a private key file. Raises WrongPassphrase, Unreadable, MissingPart."""
    pyrage = _pyrage()
    keys = _identities(pyrage, identity)
    try:
        pyrage.decrypt_io(file, out, keys)
    except (pyrage.DecryptError, OSError) as error:
        kind = WrongPassphrase if "No matching keys" in str(error) else Unreadable
        raise kind(
            "The file could not be opened: it is locked to another key, or it was damaged.",
            "Give the private key that belongs to the public key it was locked to.",
        ) from error


def _identities(pyrage: ModuleType, identity: bytes) -> list[Any]:
    try:
        if b"PRIVATE KEY-----" in identity:
            return [pyrage.ssh.Identity.from_buffer(identity)]
        lines = (line.strip() for line in identity.decode("ascii").splitlines())
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (pyrage.IdentityError, ValueError) as error:
        raise Unreadable(
            "The private key cannot be read: it is damaged, or locked with a passphrase of its own.",
            "Open the file with: age -d -i KEY FILE",
        ) from error
    if not keys:
        raise Unreadable("This file is locked to a key, and no private key was given.", "Name the file of the private key.")
    return keys


class Reader(io.RawIOBase):
    """Pieces as a file that is read once. `failure` is what making them raised, since a library may hide it."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)
        self._rest = memoryview(b"")
        self.failure: BaseException | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._pieces))
        except StopIteration:
            return 0
        except BaseException as error:
            self.failure = error
            raise
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)


def _pyrage() -> ModuleType:
    try:
        import pyrage
    except ImportError as error:
        raise MissingPart("The part that locks files to keys is not installed.", "pip install 'leakguard[handover]'") from error
    return cast(ModuleType, pyrage)
