"""The data key together with what it takes to lock it again: made from a head and a secret, turned into a head."""

from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from leakguard.errors import UsageError, WrongPassphrase
from leakguard.vault import recovery
from leakguard.vault.head import SALT_BYTES, Frame, Head, Lid, damaged, parse
from leakguard.vault.kdf import Cost, require_bounds, stretch_code, stretch_passphrase
from leakguard.vault.keys import KEY_BYTES, Lock, Random, SlotKey, subkey, unwrap, wrap

_NONCE_BYTES = 12


@dataclass(frozen=True)
class Slot:
    """What it takes to lock a data key for one secret; the secret itself is not here."""

    salt: bytes
    lock: Lock

    @property
    def lid(self) -> Lid:
        return Lid(self.salt, self.lock.public)


@dataclass(frozen=True, repr=False)
class Keyring:
    """The data key of an open case and its two slots."""

    data_key: bytes
    cost: Cost
    passphrase: Slot
    recovery: Slot

    @classmethod
    def new(cls, passphrase: str, code: bytes, cost: Cost, random: Random) -> "Keyring":
        require_bounds(cost)
        return cls(random(KEY_BYTES), cost, _passphrase_slot(passphrase, cost, random), _recovery_slot(code, random))

    def with_passphrase(self, passphrase: str, random: Random) -> "Keyring":
        return replace(self, passphrase=_passphrase_slot(passphrase, self.cost, random))

    def with_recovery(self, code: bytes, random: Random) -> "Keyring":
        return replace(self, recovery=_recovery_slot(code, random))

    def with_new_data_key(self, random: Random) -> "Keyring":
        return replace(self, data_key=random(KEY_BYTES))

    def head(self, random: Random) -> bytes:
        """The file that opens with either secret. Every head is made here, with every part encrypted afresh."""
        frame = Frame(self.cost, self.passphrase.lid, self.recovery.lid)
        context, nonce = frame.pack(), random(_NONCE_BYTES)
        passphrase, code = (wrap(self.data_key, slot.lock, context, random) for slot in (self.passphrase, self.recovery))
        shared = self.passphrase.lock.shared + self.recovery.lock.shared
        sealed = nonce + ChaCha20Poly1305(_sealing_key(self.data_key)).encrypt(nonce, shared, context + passphrase + code)
        return Head(frame, passphrase, code, sealed).pack()


def unlock(raw: bytes, secret: str) -> Keyring:
    """Open a head with a passphrase or a recovery code. Raises WrongPassphrase, UnknownVersion, Damaged."""
    head = parse(raw)
    code = recovery.parse(secret)
    data_key = None
    if code is not None:
        key = SlotKey.of(stretch_code(code, head.frame.recovery.salt))
        data_key = unwrap(head.recovery, key, head.frame.pack())
    if data_key is None:
        key = SlotKey.of(stretch_passphrase(secret, head.frame.passphrase.salt, head.frame.cost))
        data_key = unwrap(head.passphrase, key, head.frame.pack())
    if data_key is None:
        raise WrongPassphrase(
            "This passphrase or recovery code does not open the case.",
            "Check the spelling, upper and lower case, and the keyboard's language; then try again.",
        )
    return _unseal(head, data_key)


def reread(raw: bytes, keyring: Keyring) -> Keyring:
    """The keyring as it is on disk now, with the same data key. Raises Damaged where the head holds another key."""
    return _unseal(parse(raw), keyring.data_key)


def _unseal(head: Head, data_key: bytes) -> Keyring:
    nonce, sealed = head.sealed[:_NONCE_BYTES], head.sealed[_NONCE_BYTES:]
    context = head.frame.pack() + head.passphrase + head.recovery
    try:
        shared = ChaCha20Poly1305(_sealing_key(data_key)).decrypt(nonce, sealed, context)
    except InvalidTag as error:
        raise damaged() from error
    slots = (
        Slot(lid.salt, Lock(lid.public, part))
        for lid, part in zip((head.frame.passphrase, head.frame.recovery), (shared[:KEY_BYTES], shared[KEY_BYTES:]), strict=True)
    )
    return Keyring(data_key, head.frame.cost, *slots)


def _sealing_key(data_key: bytes) -> bytes:
    return subkey(data_key, "head")


def _passphrase_slot(passphrase: str, cost: Cost, random: Random) -> Slot:
    if not passphrase:
        raise UsageError("An empty passphrase protects nothing.", "Give a passphrase, or let leakguard make one of six words.")
    salt = random(SALT_BYTES)
    return Slot(salt, SlotKey.of(stretch_passphrase(passphrase, salt, cost)).lock)


def _recovery_slot(code: bytes, random: Random) -> Slot:
    salt = random(SALT_BYTES)
    return Slot(salt, SlotKey.of(stretch_code(code, salt)).lock)
