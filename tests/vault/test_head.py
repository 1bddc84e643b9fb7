import secrets
import struct
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from leakguard.errors import Damaged, UnknownVersion, UsageError, WrongPassphrase
from leakguard.vault import recovery
from leakguard.vault.head import HEAD_BYTES, MAGIC, Frame, Head, Lid, parse
from leakguard.vault.kdf import DEFAULT_COST, MAXIMUM, MINIMUM, Cost, require_bounds, stretch_passphrase
from leakguard.vault.keyring import Keyring, reread, unlock
from tests.vault.support import CHEAP, PASSPHRASE

CODE = bytes(range(16))
KEYRING = Keyring.new(PASSPHRASE, CODE, CHEAP, secrets.token_bytes)
HEAD = KEYRING.head(secrets.token_bytes)

COSTS = st.builds(
    Cost,
    st.integers(MINIMUM.memory_kib, MAXIMUM.memory_kib),
    st.integers(MINIMUM.passes, MAXIMUM.passes),
    st.integers(MINIMUM.lanes, MAXIMUM.lanes),
)
LIDS = st.builds(Lid, st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32))
HEADS = st.builds(
    Head,
    st.builds(Frame, COSTS, LIDS, LIDS),
    *[st.binary(min_size=80, max_size=80)] * 2,
    st.binary(min_size=92, max_size=92),
)


def resigned(raw: bytes) -> bytes:
    """With a fitting digest, as somebody who forges a head would make it."""
    return raw[:-32] + sha256(raw[:-32]).digest()


@given(HEADS)
def test_a_head_reads_back_as_written(head: Head) -> None:
    assert len(head.pack()) == HEAD_BYTES
    assert parse(head.pack()) == head


def test_both_secrets_open_the_same_key() -> None:
    assert unlock(HEAD, PASSPHRASE) == unlock(HEAD, recovery.encode(CODE)) == KEYRING


def test_no_other_secret_opens_it() -> None:
    for secret in ("", PASSPHRASE + " ", PASSPHRASE.upper(), recovery.encode(bytes(16))):
        with pytest.raises(WrongPassphrase):
            unlock(HEAD, secret)


def test_a_passphrase_typed_in_another_unicode_form_opens() -> None:
    raw = Keyring.new("caf\u00e9 au lait", CODE, CHEAP, secrets.token_bytes).head(secrets.token_bytes)
    assert unlock(raw, "cafe\u0301 au lait").data_key == unlock(raw, "caf\u00e9 au lait").data_key


def test_an_empty_passphrase_is_refused() -> None:
    with pytest.raises(UsageError):
        Keyring.new("", CODE, CHEAP, secrets.token_bytes)


def test_every_flipped_bit_is_told_as_damage() -> None:
    for place in range(len(HEAD)):
        for bit in range(8):
            changed = bytearray(HEAD)
            changed[place] ^= 1 << bit
            with pytest.raises(Damaged):
                parse(bytes(changed))


@given(st.integers(0, len(HEAD) - 1))
def test_a_cut_head_is_told_as_damage(end: int) -> None:
    with pytest.raises(Damaged):
        parse(HEAD[:end])


@given(st.binary(min_size=1, max_size=64))
def test_an_extended_head_is_told_as_damage(extra: bytes) -> None:
    for raw in (HEAD + extra, resigned(HEAD + extra)):
        with pytest.raises(Damaged):
            parse(raw)


@given(st.integers(22, len(HEAD) - 33), st.integers(0, 7))
def test_a_forged_head_with_a_fitting_digest_opens_with_nothing(place: int, bit: int) -> None:
    """Salts, public keys, wrapped keys and the sealed part are all bound together."""
    changed = bytearray(HEAD)
    changed[place] ^= 1 << bit
    with pytest.raises((WrongPassphrase, Damaged)):
        unlock(resigned(bytes(changed)), recovery.encode(CODE))


def test_the_other_slot_cannot_be_replaced() -> None:
    """Else the next change of the data key would lock it for whoever put their own public key there."""
    stranger = Keyring.new("stranger", bytes(16), CHEAP, secrets.token_bytes)
    frame = parse(HEAD).frame
    forged = HEAD.replace(frame.recovery.public, stranger.recovery.lock.public)
    with pytest.raises(WrongPassphrase):
        unlock(resigned(forged), PASSPHRASE)
    with pytest.raises(Damaged):
        reread(resigned(forged), KEYRING)


def test_a_newer_version_is_refused_as_such_whatever_else_it_holds() -> None:
    newer = MAGIC + struct.pack(">H", 2) + secrets.token_bytes(500)
    with pytest.raises(UnknownVersion, match="newer"):
        parse(newer + sha256(newer).digest())


def test_no_two_heads_share_anything_but_frame_and_slots_open_alike() -> None:
    again = unlock(HEAD, recovery.encode(CODE)).head(secrets.token_bytes)
    one, other = parse(HEAD), parse(again)
    assert one.frame == other.frame
    assert not {one.passphrase, one.recovery, one.sealed} & {other.passphrase, other.recovery, other.sealed}
    assert unlock(again, PASSPHRASE) == KEYRING


def test_a_new_data_key_opens_with_the_same_secrets_and_not_with_the_old_key() -> None:
    following = KEYRING.with_new_data_key(secrets.token_bytes)
    raw = following.head(secrets.token_bytes)
    assert unlock(raw, PASSPHRASE).data_key == unlock(raw, recovery.encode(CODE)).data_key == following.data_key
    with pytest.raises(Damaged):
        reread(raw, KEYRING)


BAD_COSTS = [
    Cost(MINIMUM.memory_kib - 1, 3, 4),
    Cost(MAXIMUM.memory_kib + 1, 3, 4),
    Cost(65_536, MINIMUM.passes - 1, 4),
    Cost(65_536, MAXIMUM.passes + 1, 4),
    Cost(65_536, 3, 0),
    Cost(65_536, 3, MAXIMUM.lanes + 1),
    Cost(2**32 - 1, 2**32 - 1, 2**32 - 1),
]


@pytest.mark.parametrize("cost", BAD_COSTS)
def test_a_cost_outside_the_bounds_is_refused_before_anything_is_computed(cost: Cost) -> None:
    frame = parse(HEAD).frame
    raw = Head(Frame(cost, frame.passphrase, frame.recovery), bytes(80), bytes(80), bytes(92)).pack()
    with pytest.raises(Damaged, match="key derivation"):
        unlock(raw, PASSPHRASE)
    with pytest.raises(Damaged):
        stretch_passphrase(PASSPHRASE, bytes(16), cost)
    with pytest.raises(Damaged):
        Keyring.new(PASSPHRASE, CODE, cost, secrets.token_bytes)


def test_the_default_cost_is_within_the_bounds() -> None:
    require_bounds(DEFAULT_COST)
    require_bounds(MAXIMUM)


def test_stretching_agrees_with_another_implementation_and_never_changes() -> None:
    """A case made today must open for ever."""
    stretched = stretch_passphrase("passphrase", b"saltsaltsaltsalt", CHEAP)
    other = Argon2id(
        salt=b"saltsaltsaltsalt", length=64, iterations=CHEAP.passes, lanes=CHEAP.lanes, memory_cost=CHEAP.memory_kib
    )
    assert stretched == other.derive(b"passphrase")
    assert sha256(stretched).hexdigest() == "2ff379f0fb2bf191c482fb3bc2dd58e9cc1ac6770cb68ac3c3e385b377099fd4"


def test_a_keyring_does_not_show_its_key() -> None:
    assert KEYRING.data_key.hex() not in repr(KEYRING)
    assert str(KEYRING.data_key) not in repr(KEYRING)
