import io
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.sandbox import frames

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def read(raw: bytes, header_limit: int = 10_000, blob_limit: int = 10_000) -> tuple[dict, tuple[bytes, ...]]:
    return frames.read(io.BytesIO(raw), header_limit=header_limit, blob_limit=blob_limit)


@given(JSON, st.lists(st.binary(max_size=100), max_size=5))
def test_what_was_written_is_read_back(value, blobs):
    out = io.BytesIO()
    frames.write(out, {"value": value}, blobs)
    assert read(out.getvalue(), header_limit=10**6) == ({"value": value}, tuple(blobs))


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_a_frame_or_a_broken_one_and_nothing_else(raw):
    try:
        header, blobs = read(raw)
    except frames.BrokenFrame:
        return
    assert isinstance(header, dict)
    assert sum(map(len, blobs)) < len(raw)


@given(st.data())
def test_every_way_of_breaking_off_is_noticed(data):
    out = io.BytesIO()
    frames.write(out, {"value": "x" * 20}, [b"0123456789", b"abc"])
    whole = out.getvalue()
    with pytest.raises(frames.BrokenFrame):
        read(whole[: data.draw(st.integers(0, len(whole) - 1))])


@pytest.mark.parametrize(
    "header",
    [
        b"[]",
        b"7",
        b'"sizes"',
        b"{}",
        b'{"sizes":5}',
        b'{"sizes":[true]}',
        b'{"sizes":[-1]}',
        b'{"sizes":[1.5]}',
        b"{",
        b"\xff",
        b"[" * 9999,
    ],
)
def test_a_header_that_cannot_be_true_is_broken(header):
    with pytest.raises(frames.BrokenFrame):
        read(struct.pack("!I", len(header)) + header)


def test_a_size_over_the_limit_is_refused_before_anything_of_it_is_read():
    class Counting(io.BytesIO):
        asked = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.asked = max(self.asked, size or 0)
            return super().read(size)

    long_header = Counting(struct.pack("!I", 2**32 - 1) + b"x" * 100)
    with pytest.raises(frames.BrokenFrame):
        frames.read(long_header, header_limit=1000, blob_limit=1000)
    assert long_header.asked == 4

    header = json.dumps({"sizes": [600, 600]}).encode()
    long_blobs = Counting(struct.pack("!I", len(header)) + header + b"x" * 5000)
    with pytest.raises(frames.BrokenFrame):
        frames.read(long_blobs, header_limit=1000, blob_limit=1000)
    assert long_blobs.asked == len(header)
