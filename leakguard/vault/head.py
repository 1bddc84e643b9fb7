"""The clear file `head`: format version, cost of the key derivation, two key slots.

Layout of version 1, big-endian, 402 bytes. `frame` is the associated data of everything encrypted here:

    frame    magic 8 | version 2 | memory_kib 4 | passes 4 | lanes 4 | 2 × (salt 16 | public key 32)
    slots    2 × (sender's public key 32 | data key 32 + tag 16)        passphrase first, recovery code second
    sealed   nonce 12 | 2 × shared part 32 + tag 16                     under a subkey of the data key
    digest   SHA-256 of all before, 32: tells damage from a wrong passphrase; in every version the last 32 bytes
"""

import struct
from dataclasses import dataclass
from hashlib import sha256

from leakguard.errors import Damaged, UnknownVersion
from leakguard.vault.kdf import Cost, require_bounds
from leakguard.vault.keys import KEY_BYTES, WRAPPED_BYTES

MAGIC = b"\x93vault\r\n"
VERSION = 1
SALT_BYTES = 16
SEALED_BYTES = 12 + 2 * KEY_BYTES + 16

_START = struct.Struct(">8sH")
_COST = struct.Struct(">III")
_LID = struct.Struct(f">{SALT_BYTES}s{KEY_BYTES}s")
_FRAME_BYTES = _START.size + _COST.size + 2 * _LID.size
_DIGEST_BYTES = 32
HEAD_BYTES = _FRAME_BYTES + 2 * WRAPPED_BYTES + SEALED_BYTES + _DIGEST_BYTES


@dataclass(frozen=True)
class Lid:
    """The clear part of a slot."""

    salt: bytes
    public: bytes


@dataclass(frozen=True)
class Frame:
    """What the head says before any key is known."""

    cost: Cost
    passphrase: Lid
    recovery: Lid

    def pack(self) -> bytes:
        """The bytes that every encrypted part of the head is bound to."""
        cost = _COST.pack(self.cost.memory_kib, self.cost.passes, self.cost.lanes)
        lids = b"".join(_LID.pack(lid.salt, lid.public) for lid in (self.passphrase, self.recovery))
        return _START.pack(MAGIC, VERSION) + cost + lids


@dataclass(frozen=True)
class Head:
    """The whole file, parsed; `passphrase` and `recovery` are the data key wrapped for each slot."""

    frame: Frame
    passphrase: bytes
    recovery: bytes
    sealed: bytes

    def pack(self) -> bytes:
        body = self.frame.pack() + self.passphrase + self.recovery + self.sealed
        return body + sha256(body).digest()


def parse(raw: bytes) -> Head:
    """Read a head. Raises Damaged for one that was cut or changed, UnknownVersion for a newer format."""
    body, digest = raw[:-_DIGEST_BYTES], raw[-_DIGEST_BYTES:]
    if len(body) < _START.size or sha256(body).digest() != digest:
        raise damaged()
    magic, version = _START.unpack_from(body)
    if magic != MAGIC:
        raise damaged()
    if version > VERSION:
        raise UnknownVersion(
            f"This case was written by a newer leakguard (format {version}; this one reads up to {VERSION}).",
            "Install the current leakguard, then try again.",
        )
    if version != VERSION or len(raw) != HEAD_BYTES:
        raise damaged()
    frame = Frame(
        Cost(*_COST.unpack_from(body, _START.size)),
        *(Lid(*lid) for lid in _LID.iter_unpack(body[_START.size + _COST.size : _FRAME_BYTES])),
    )
    require_bounds(frame.cost)
    passphrase, recovery = _FRAME_BYTES, _FRAME_BYTES + WRAPPED_BYTES
    sealed = recovery + WRAPPED_BYTES
    return Head(frame, body[passphrase:recovery], body[recovery:sealed], body[sealed:])


def damaged() -> Damaged:
    """The head cannot be trusted; without it nothing in the case can be decrypted."""
    return Damaged(
        "The case's file 'head' is damaged.", "Restore the file 'head' of the case from a backup; nothing else was changed."
    )
