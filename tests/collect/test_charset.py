import codecs

import pytest

from leakguard.collect.charset import decode


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        ("Grüße".encode(), "", "Grüße"),
        ("Grüße".encode("windows-1252"), "", "Grüße"),
        (b"\x93x\x94", "text/html; charset=iso-8859-1", "“x”"),
        ("привет".encode("koi8-r"), 'text/html; charset="koi8-r"', "привет"),
        (codecs.BOM_UTF8 + "é".encode(), "text/html; charset=windows-1252", "é"),
        (codecs.BOM_UTF16_LE + "é".encode("utf-16-le"), "", "é"),
        (codecs.BOM_UTF16_BE + "é".encode("utf-16-be"), "text/html; charset=utf-8", "é"),
    ],
)
def test_the_mark_comes_before_the_header_and_the_header_before_a_guess(data: bytes, content_type: str, text: str):
    assert decode(data, content_type) == text


@pytest.mark.parametrize("declared", ['<meta charset="shift_jis">', "<meta http-equiv=x content='text/html; charset=shift_jis'>"])
def test_a_page_declares_its_own(declared: str):
    assert decode(declared.encode() + "日本".encode("shift_jis")).endswith("日本")


def test_a_style_sheet_declares_its_own():
    assert decode('@charset "koi8-r"; привет'.encode("koi8-r")).endswith("привет")


def test_a_page_that_says_utf_16_in_ascii_is_utf_8():
    assert decode('<meta charset="utf-16">é'.encode()).endswith("é")


@pytest.mark.parametrize("label", ["zip", "unicode_escape", "punycode", "rot13", "no-such-thing", "\udcff"])
def test_labels_that_no_browser_knows_are_ignored(label: str):
    assert decode("é".encode(), f"text/html; charset={label}") == "é"


def test_bytes_that_fit_nothing_become_a_visible_mark():
    assert decode(b"a\xffb", "text/html; charset=utf-8") == "a\ufffdb"
