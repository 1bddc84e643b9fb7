"""Signatures that `ssh-keygen -Y verify` checks: Ed25519 in the SSHSIG format (OpenSSH, PROTOCOL.sshsig)."""

import base64
import re
import struct
from collections.abc import Iterator
from hashlib import sha256, sha512

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NAMESPACE = "leakguard"
IDENTITY = "case"
"""The name under which the key stands in allowed_signers: nobody's name."""
_MAGIC = b"SSHSIG"
_KIND = b"ssh-ed25519"
_HASH = b"sha512"
_ARMOUR = re.compile(r"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)-----END SSH SIGNATURE-----\n")


def sign(private: bytes, message: bytes) -> bytes:
    """The armoured signature of `message` by a private key of 32 bytes."""
    key = Ed25519PrivateKey.from_private_bytes(private)
    signature = _string(_KIND) + _string(key.sign(_signed(message)))
    blob = _MAGIC + struct.pack(">I", 1) + _string(_blob(public(private))) + _head() + _string(signature)
    text = base64.b64encode(blob).decode()
    lines = "\n".join(text[start : start + 70] for start in range(0, len(text), 70))
    return f"-----BEGIN SSH SIGNATURE-----\n{lines}\n-----END SSH SIGNATURE-----\n".encode()


def verify(signature: bytes, message: bytes) -> bytes | None:
    """The public key (32 bytes) that made this signature of `message`; None where it does not hold or is not one of `sign`."""
    armour = _ARMOUR.fullmatch(signature.decode("ascii", "replace"))
    try:
        blob = base64.b64decode(armour[1]) if armour else b""
        fields = _strings(blob[len(_MAGIC) + 4 :])
        key, namespace, reserved, hash, made = fields
        (kind, point), (made_by, value) = _strings(key), _strings(made)
        head = _string(namespace) + _string(reserved) + _string(hash)
        if blob[: len(_MAGIC) + 4] != _MAGIC + struct.pack(">I", 1) or head != _head() or {kind, made_by} != {_KIND}:
            return None
        Ed25519PublicKey.from_public_bytes(point).verify(value, _signed(message))
    except (ValueError, InvalidSignature):
        return None
    return point


def public(private: bytes) -> bytes:
    """The public key of a private one, both 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def allowed_signers(public: bytes) -> bytes:
    """The file that ssh-keygen is given (ssh-keygen(1), ALLOWED SIGNERS)."""
    return f'{IDENTITY} namespaces="{NAMESPACE}" {_KIND.decode()} {base64.b64encode(_blob(public)).decode()}\n'.encode()


def fingerprint(public: bytes) -> str:
    """As `ssh-keygen -l` shows it."""
    return "SHA256:" + base64.b64encode(sha256(_blob(public)).digest()).decode().rstrip("=")


def _signed(message: bytes) -> bytes:
    return _MAGIC + _head() + _string(sha512(message).digest())


def _head() -> bytes:
    """Namespace, a reserved field, and the name of the hash."""
    return _string(NAMESPACE.encode()) + _string(b"") + _string(_HASH)


def _blob(public: bytes) -> bytes:
    return _string(_KIND) + _string(public)


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _strings(data: bytes) -> list[bytes]:
    return list(_split(data))


def _split(data: bytes) -> Iterator[bytes]:
    """RFC 4251, section 5. Raises ValueError where it does not come out even."""
    while data:
        if len(data) < 4 or len(data) - 4 < (size := int.from_bytes(data[:4], "big")):
            raise ValueError("a string that is cut off")
        yield data[4 : 4 + size]
        data = data[4 + size :]
