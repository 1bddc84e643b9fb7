from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from leakguard.collect.candidate import MAX_PICTURE_BYTES, TOO_LARGE, candidate
from leakguard.model.media import Media
from tests.collect.samples import jpeg, mp4, png


def read(*chunks: bytes):
    return candidate(chunks, target="t", locator="l", how="file")


@given(st.binary(max_size=3000), st.integers(1, 700))
def test_the_digest_and_size_do_not_depend_on_the_pieces(data: bytes, piece: int):
    data = b"\x89PNG\r\n\x1a\n" + data
    found = read(*(data[start : start + piece] for start in range(0, len(data), piece)))
    assert (found.sha256, found.size, found.data) == (sha256(data).hexdigest(), len(data), data)


def test_a_picture_keeps_its_bytes_and_is_known_by_them():
    for data, name in ((jpeg(), "JPEG"), (png(), "PNG")):
        found = read(data)
        assert found.format and found.format.name == name and found.data == data and not found.problem


def test_a_video_and_anything_else_are_digested_only():
    video, other = read(mp4()), read(b"plain text")
    assert video.format and video.format.media is Media.VIDEO and video.data is None
    assert other.format is None and other.data is None and other.sha256 == sha256(b"plain text").hexdigest()


def test_a_picture_beyond_the_cap_is_digested_and_says_so():
    start, rest = jpeg(), bytes(1024 * 1024)
    found = read(start, *(rest for _ in range(MAX_PICTURE_BYTES // len(rest) + 1)))
    assert found.data is None and found.problem == TOO_LARGE and found.size > MAX_PICTURE_BYTES and len(found.sha256) == 64


def test_no_bytes_are_nothing():
    assert read().size == 0 and read().format is None
