import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.vault.stream import CHUNK_BYTES, FLOOR_BYTES, TAG_BYTES, BrokenStream, padded, seal, sealed_size, unseal

KEY = bytes(range(32))
SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES


def sealed(data: bytes) -> bytes:
    return b"".join(seal(KEY, [data]))


def opened(raw: bytes, length: int, key: bytes = KEY) -> bytes:
    return b"".join(unseal(key, length, io.BytesIO(raw), len(raw)))


@given(st.integers(0, 2**50))
def test_padding_never_shrinks_hides_and_costs_at_most_12_percent(length: int) -> None:
    whole = padded(length)
    assert max(length, FLOOR_BYTES) <= whole
    assert whole <= max(length * 1.12, FLOOR_BYTES)
    assert padded(whole) == whole
    if length > FLOOR_BYTES:
        exponent = length.bit_length() - 1
        assert whole % (1 << exponent - exponent.bit_length()) == 0


@given(st.integers(0, 2**40), st.integers(0, 2**40))
def test_padding_keeps_the_order_of_lengths(one: int, other: int) -> None:
    assert (one <= other) <= (padded(one) <= padded(other))


def test_padding_of_known_lengths() -> None:
    assert [padded(length) for length in (0, 1, 4096, 4097, 9_000, 1_000_000, 2**30)] == [
        4096, 4096, 4096, 4352, 9_216, 1_015_808, 2**30,
    ]  # fmt: skip


@given(st.lists(st.binary(max_size=3000), max_size=8), st.integers(0, 3 * CHUNK_BYTES), st.integers(0, 7))
def test_any_pieces_read_back_as_their_sum(pieces: list[bytes], long: int, place: int) -> None:
    pieces.insert(min(place, len(pieces)), b"x" * long)
    data = b"".join(pieces)
    raw = b"".join(seal(KEY, pieces))
    assert len(raw) == sealed_size(len(data))
    assert opened(raw, len(data)) == data


@pytest.mark.parametrize("length", [0, 1, 4095, 4096, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 200_000])
def test_lengths_around_the_edges_read_back(length: int) -> None:
    data = bytes(place % 251 for place in range(length))
    assert opened(sealed(data), length) == data


def test_every_flipped_bit_of_a_small_object_is_noticed() -> None:
    raw = sealed(b"a short note")
    for place in (*range(0, len(raw), 97), *range(len(raw) - TAG_BYTES, len(raw))):
        for bit in range(8):
            changed = bytearray(raw)
            changed[place] ^= 1 << bit
            with pytest.raises(BrokenStream):
                opened(bytes(changed), 12)


LONG = bytes(place % 253 for place in range(3 * CHUNK_BYTES + 100))
LONG_SEALED = sealed(LONG)


@given(st.integers(0, len(LONG_SEALED) - 1), st.integers(0, 7))
def test_a_flipped_bit_anywhere_in_a_long_object_is_noticed(place: int, bit: int) -> None:
    changed = bytearray(LONG_SEALED)
    changed[place] ^= 1 << bit
    with pytest.raises(BrokenStream):
        opened(bytes(changed), len(LONG))


@given(st.integers(0, len(LONG_SEALED) - 1))
def test_a_cut_anywhere_is_noticed(end: int) -> None:
    with pytest.raises(BrokenStream):
        opened(LONG_SEALED[:end], len(LONG))


@given(st.binary(min_size=1, max_size=100))
def test_anything_appended_is_noticed(extra: bytes) -> None:
    with pytest.raises(BrokenStream):
        opened(LONG_SEALED + extra, len(LONG))


@given(st.permutations(range(3)))
def test_chunks_in_another_order_are_noticed(order: list[int]) -> None:
    chunks = [LONG_SEALED[place * SEALED_CHUNK : (place + 1) * SEALED_CHUNK] for place in range(3)]
    shuffled = b"".join(chunks[place] for place in order) + LONG_SEALED[3 * SEALED_CHUNK :]
    if list(order) == sorted(order):
        assert opened(shuffled, len(LONG)) == LONG
    else:
        with pytest.raises(BrokenStream):
            opened(shuffled, len(LONG))


def test_another_length_in_the_index_is_noticed_though_the_file_fits() -> None:
    data = b"x" * 5000
    assert padded(4999) == padded(5000)
    with pytest.raises(BrokenStream):
        opened(sealed(data), 4999)


def test_whole_chunks_cut_off_the_end_are_noticed_even_where_the_index_agrees() -> None:
    data = b"x" * (2 * CHUNK_BYTES)
    first = sealed(data)[:SEALED_CHUNK]
    assert len(first) == sealed_size(CHUNK_BYTES)
    with pytest.raises(BrokenStream):
        opened(first, CHUNK_BYTES)


def test_a_file_under_another_key_is_noticed() -> None:
    with pytest.raises(BrokenStream):
        opened(sealed(b"data"), 4, key=bytes(32))


def test_writing_and_reading_hold_a_few_chunks_at_most() -> None:
    drawn = 0

    def pieces() -> Iterator[bytes]:
        nonlocal drawn
        for _ in range(100):
            drawn += CHUNK_BYTES
            yield bytes(CHUNK_BYTES)

    chunks = seal(KEY, pieces())
    for written in range(1, 50):
        next(chunks)
        assert drawn <= (written + 2) * CHUNK_BYTES
