"""Locking the data key into a slot, and the keys derived from it.

Why a slot has a public key: rotate-key must lock a new data key for the passphrase and for the recovery code while it
knows neither, and without keeping anything from which somebody who has the old data key could get the new one. So the
slot's lock is X25519 (RFC 7748) to a key pair made from the secret. Why it also has a shared part: X25519 would fall to
a quantum computer, and a case may be attacked decades from now. The shared part comes from the same secret and is kept
only under the data key; a stranger lacks it, and what is left for them is as strong as the symmetric ciphers.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
WRAPPED_BYTES = KEY_BYTES + KEY_BYTES + 16
"""The sender's public key, then the data key and its tag."""

Random = Callable[[int], bytes]

_NONCE = bytes(12)  # every wrapping key is used once: it depends on a fresh key pair


@dataclass(frozen=True)
class Lock:
    """What it takes to lock a data key into a slot: the public key and the shared part."""

    public: bytes
    shared: bytes


@dataclass(frozen=True)
class SlotKey:
    """What opens a slot; made from the 64 bytes of a stretched secret."""

    private: X25519PrivateKey
    shared: bytes

    @classmethod
    def of(cls, stretched: bytes) -> "SlotKey":
        return cls(X25519PrivateKey.from_private_bytes(stretched[:KEY_BYTES]), stretched[KEY_BYTES:])

    @property
    def lock(self) -> Lock:
        return Lock(self.private.public_key().public_bytes_raw(), self.shared)


def wrap(data_key: bytes, lock: Lock, context: bytes, random: Random) -> bytes:
    """The data key as only the slot's key can open it, bound to `context`."""
    sender = X25519PrivateKey.from_private_bytes(random(KEY_BYTES))
    public = sender.public_key().public_bytes_raw()
    exchanged = sender.exchange(X25519PublicKey.from_public_bytes(lock.public))
    return public + _cipher(exchanged, lock, public).encrypt(_NONCE, data_key, context)


def unwrap(wrapped: bytes, key: SlotKey, context: bytes) -> bytes | None:
    """The data key, or None where the key is not the slot's or anything was changed."""
    public, sealed = wrapped[:KEY_BYTES], wrapped[KEY_BYTES:]
    try:
        exchanged = key.private.exchange(X25519PublicKey.from_public_bytes(public))
        return _cipher(exchanged, key.lock, public).decrypt(_NONCE, sealed, context)
    except (InvalidTag, ValueError):  # ValueError: a forged public key of low order
        return None


def subkey(data_key: bytes, purpose: str) -> bytes:
    """An independent 32-byte key for one purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, None, purpose.encode()).derive(data_key)


def _cipher(exchanged: bytes, lock: Lock, sender: bytes) -> ChaCha20Poly1305:
    derived = HKDF(SHA256(), KEY_BYTES, sender + lock.public, b"slot").derive(exchanged + lock.shared)
    return ChaCha20Poly1305(derived)
