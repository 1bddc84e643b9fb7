"""Decompression is exact, incremental and under a cap."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.net.content import Decoded, decode


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    " GZIP ": gzip.compress,
    "deflate": zlib.compress,
}


@pytest.mark.parametrize("encoding", PACKERS)
@given(data=st.binary(max_size=2000), repeat=st.integers(1, 200))
def test_what_was_compressed_comes_back_exactly(encoding: str, data: bytes, repeat: int) -> None:
    assert decode(PACKERS[encoding](data * repeat), encoding, cap=len(data) * repeat) == Decoded(data * repeat)


@given(st.binary(max_size=5000))
def test_deflate_without_its_wrapper_is_read_too(data: bytes) -> None:
    assert decode(raw_deflate(data), "deflate", cap=5000) == Decoded(data)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]))
def test_any_bytes_give_an_answer_within_the_cap(data: bytes, encoding: str) -> None:
    assert len(decode(data, encoding, cap=100).body) <= 100


@pytest.mark.parametrize("encoding", ["", "identity", "Identity"])
def test_an_uncompressed_body_is_the_payload_itself(encoding: str) -> None:
    payload = b"as it is"
    assert decode(payload, encoding, cap=1).body is payload


def test_an_empty_payload_needs_no_decoding_whatever_is_claimed() -> None:
    assert decode(b"", "br", cap=10) == Decoded(b"")


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip, br", "deflate,gzip", "compress", "made-up"])
def test_other_and_stacked_encodings_are_refused_by_name(encoding: str) -> None:
    decoded = decode(gzip.compress(b"x"), encoding, cap=100)
    assert decoded.body == b""
    assert encoding in decoded.problem


def test_a_gzip_bomb_stops_at_the_cap_in_memory_too() -> None:
    bomb = gzip.compress(bytes(64 << 20), 9)
    cap = 1 << 20
    tracemalloc.start()
    decoded = decode(bomb, "gzip", cap=cap)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(decoded.body) == cap
    assert "larger than 1 MiB" in decoded.problem
    assert peak < 5 * cap


def test_a_cut_stream_gives_its_beginning_and_says_so() -> None:
    text = bytes(range(256)) * 400
    decoded = decode(gzip.compress(text)[:-20], "gzip", cap=1 << 20)
    assert "ends too early" in decoded.problem
    assert decoded.body
    assert text.startswith(decoded.body)


def test_a_damaged_stream_says_so() -> None:
    packed = bytearray(gzip.compress(b"some text"))
    packed[-6] ^= 1
    assert "damaged" in decode(bytes(packed), "gzip", cap=100).problem


def test_bytes_after_the_end_are_left_out_as_in_browsers() -> None:
    assert decode(gzip.compress(b"a") + gzip.compress(b"b"), "gzip", cap=100) == Decoded(b"a")
