import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.imaging import madeup
from leakguard.imaging.formats import ENOUGH, Format, sniff
from leakguard.model.media import Media


def box(major: bytes, *others: bytes) -> bytes:
    size = 16 + 4 * len(others)
    return size.to_bytes(4, "big") + b"ftyp" + major + bytes(4) + b"".join(others) + bytes(64)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WebP", "GIF", "BMP", "TIFF", "AVIF"])
def test_pictures_are_known_by_their_first_bytes(name):
    assert sniff(madeup.encode(madeup.scene(1, 64, 48), name)[:ENOUGH]) == Format(name, Media.IMAGE, True, "")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (box(b"isom", b"iso2", b"avc1", b"mp41"), "MP4"),
        (box(b"mp42"), "MP4"),
        (box(b"qt  "), "MOV"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "MOV"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87\x81\x04", "WebM"),
        (b"\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska\x42\x87\x81\x04", "MKV"),
    ],
)
def test_videos_are_known_and_say_that_only_exact_copies_are_found(head, name):
    assert sniff(head) == Format(name, Media.VIDEO, True, "Only exact copies of a video are found yet.")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "SVG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<svg/>", "SVG"),
        (b"%PDF-1.7\n", "PDF"),
        (b"8BPS\0\1", "PSD"),
        (b"SIMPLE  =                    T", "FITS"),
        (b"\xff\x0a\x00", "JPEG XL"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
        (b"\0\0\1\0\1\0\x10\x10", "ICO"),
        (b"RIFF\0\0\0\0AVI LIST", "AVI"),
        (b"FLV\1\5", "FLV"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9", "WMV"),
    ],
)
def test_what_is_not_compared_is_named_with_the_reason(head, name):
    found = sniff(head)
    assert found is not None
    assert (found.name, found.supported) == (name, False)
    assert found.why.endswith(".")


def test_a_still_picture_of_no_special_brand_is_told_by_its_compatible_brands():
    assert sniff(box(b"mif1", b"avif", b"miaf")).name == "AVIF"
    assert sniff(box(b"mif1", b"heic")).name == "HEIC"
    assert sniff(box(b"heic", b"mif1")).name == "HEIC"


def test_heic_without_its_extra_says_what_to_install():
    found = sniff(box(b"heic"))
    assert found.supported or "leakguard[heic]" in found.why


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"BM",
        b"BMW is a car maker, and this is a text.",
        b"GIF",
        b"<html><svg>",
        b"PK\3\4",
        b"RIFF\0\0\0\0WAVE",
        box(b"M4A "),
        bytes(64),
    ],
)
def test_other_things_are_no_media(head):
    assert sniff(head) is None


@given(st.binary(max_size=100))
def test_any_bytes_get_an_answer(head):
    found = sniff(head)
    assert found is None or found.supported or found.why
