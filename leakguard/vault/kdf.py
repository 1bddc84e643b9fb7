"""From something a person knows to 64 bytes that only they can make: Argon2id (RFC 9106)."""

import unicodedata
from dataclasses import dataclass

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from leakguard.errors import Damaged, StorageError

STRETCHED_BYTES = 64


@dataclass(frozen=True)
class Cost:
    """What one guess of a passphrase costs: memory in KiB, passes over it, parallel lanes."""

    memory_kib: int
    passes: int
    lanes: int


DEFAULT_COST = Cost(memory_kib=65_536, passes=3, lanes=4)
"""RFC 9106, section 4, second recommendation."""

MINIMUM = Cost(memory_kib=19_456, passes=2, lanes=1)
"""Least that is accepted, also when reading: the OWASP password storage cheat sheet's floor for Argon2id."""

MAXIMUM = Cost(memory_kib=1_048_576, passes=10, lanes=16)
"""Most that is accepted when reading, so that a forged head cannot exhaust the machine: 1 GiB, some seconds."""


def require_bounds(cost: Cost) -> None:
    """Raises Damaged for a cost outside the bounds, before any memory is allocated."""
    for name in ("memory_kib", "passes", "lanes"):
        if not getattr(MINIMUM, name) <= getattr(cost, name) <= getattr(MAXIMUM, name):
            raise Damaged(
                "The case asks for a key derivation that is too weak or too heavy to be genuine.",
                "Restore the file 'head' of the case from a backup.",
            )


def stretch_passphrase(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Argon2id of the passphrase in Unicode form NFC, so that every keyboard gives the same. Raises Damaged, StorageError."""
    require_bounds(cost)
    try:
        return hash_secret_raw(
            unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass"),
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=STRETCHED_BYTES,
            type=Type.ID,
        )
    except HashingError as error:
        raise StorageError(
            f"This computer has not enough free memory to open the case: it takes {cost.memory_kib // 1024} MiB.",
            "Close other programs, then try again.",
        ) from error


def stretch_code(code: bytes, salt: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869) of a recovery code: 128 random bits need no slow derivation."""
    return HKDF(SHA256(), STRETCHED_BYTES, salt, b"recovery code").derive(code)
