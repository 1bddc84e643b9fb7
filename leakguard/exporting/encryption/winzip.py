"""Zip files locked with AES-256 (WinZip AE-2), by pyzipper; 7-Zip, WinZip, Keka and The Unarchiver open them.

Names in such a file stay visible, so it holds one member with a name that says nothing: a zip file where there are several. Its
key derivation is weak (PBKDF2-HMAC-SHA1, 1000 rounds; https://www.winzip.com/en/support/aes-encryption/): the password has to
carry it, and six words that were made here do.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import BinaryIO, cast

from leakguard.errors import MissingPart, Unreadable, WrongPassphrase
from leakguard.exporting.encryption.method import DOES_NOT_OPEN

_LOCKED = 0x1
_AES = 99
_WHEN = (1980, 1, 1, 0, 0, 0)
_PIECE = 1024 * 1024


def require() -> None:
    """Raises MissingPart."""
    _pyzipper()


def encrypt(out: BinaryIO, name: str, pieces: Iterable[bytes], password: str) -> None:
    """Write one member. What `pieces` raises passes through."""
    pyzipper = _pyzipper()
    member = pyzipper.AESZipFile.zipinfo_cls(name, _WHEN)
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_STORED) as archive:
        archive.setpassword(password.encode())
        # AE-2: a checksum of the clear content, which AE-1 adds, would tell whoever guesses at the content that they are right
        archive.setencryption(pyzipper.WZ_AES, nbits=256, force_wz_aes_version=pyzipper.zipfile_aes.WZ_AES_V2)
        with archive.open(member, "w", force_zip64=True) as target:
            for piece in pieces:
                target.write(piece)


def is_locked(path: Path) -> bool:
    """Whether it is a zip file whose one member is locked with AES."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):  # the last is zipfile's for what it does not know
        return False
    return len(members) == 1 and bool(members[0].flag_bits & _LOCKED) and members[0].compress_type == _AES


def decrypt(file: BinaryIO, out: io.RawIOBase, password: str) -> str:
    """Open the one member, and return its name. Raises WrongPassphrase, Unreadable, MissingPart."""
    pyzipper = _pyzipper()
    try:
        with pyzipper.AESZipFile(file) as archive:
            (member,) = archive.infolist()
            with archive.open(member, pwd=password.encode()) as source:
                while piece := source.read(_PIECE):
                    out.write(piece)
            return str(member.filename)
    # NotImplementedError is zipfile's for a way of packing that it does not know; it is a RuntimeError too, so it stands first.
    except (NotImplementedError, OSError, ValueError, EOFError, zlib.error, pyzipper.BadZipFile) as error:
        raise Unreadable(DOES_NOT_OPEN, "Try again.") from error
    except RuntimeError as error:  # zipfile's for a password that its two check bytes contradict
        raise WrongPassphrase(DOES_NOT_OPEN, "Try again.") from error


def _pyzipper() -> ModuleType:
    try:
        import pyzipper
    except ImportError as error:
        raise MissingPart("The part that locks zip files is not installed.", "pip install 'leakguard[handover]'") from error
    return cast(ModuleType, pyzipper)
