"""A snapshot of a page without pictures that nobody may see, wherever they lie in it."""

import base64
import quopri
from email import message_from_bytes
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.evidence import mhtml

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 6
DIGEST = sha256(PICTURE).hexdigest()
WRITTEN_IN = b"data:image/png;base64," + base64.b64encode(PICTURE)


def snapshot(*parts: tuple[str, str, str, bytes], subject: str = "Album") -> bytes:
    """As Chromium writes it; each part is its type, encoding, address and bytes."""
    lines = ["From: <Saved by Blink>", f"Subject: {subject}", "Content-Type: multipart/related;", '\tboundary="--edge--"', "", ""]
    for type, encoding, address, data in parts:
        coded = base64.encodebytes(data) if encoding == "base64" else quopri.encodestring(data)
        head = [f"Content-Type: {type}", f"Content-Transfer-Encoding: {encoding}", f"Content-Location: {address}"]
        lines += ["----edge--", *head, "", *coded.decode().splitlines(), ""]
    return "\r\n".join([*lines, "----edge----", ""]).encode()


def parts(data: bytes) -> list[bytes]:
    return [part.get_payload(decode=True) for part in message_from_bytes(data).walk() if not part.is_multipart()]


MADE = ("image/png", "base64", "blob:https://example.org/1", PICTURE)
LOADED = ("image/png", "base64", "https://example.org/1.png", PICTURE)


def test_a_picture_that_a_script_made_is_taken_out_and_its_digest_left():
    assert parts(mhtml.without(snapshot(MADE), set())) == [b"withheld-sha256-" + DIGEST.encode()]


def test_what_matched_and_what_was_looked_at_when_it_was_loaded_stays_byte_for_byte():
    assert mhtml.without(snapshot(MADE), {DIGEST}) == snapshot(MADE)
    assert mhtml.without(snapshot(LOADED), set()) == snapshot(LOADED)


@given(st.integers(0, 80))
def test_a_picture_written_into_a_text_is_found_wherever_its_lines_are_broken(before):
    """76 characters a line (RFC 2045, 6.7): any place of the address may fall on a break."""
    page = b"<p>" + b"x" * before + b'<img src="' + WRITTEN_IN + b'">'
    kept = mhtml.without(snapshot(("text/html", "quoted-printable", "https://example.org/", page)), set())
    (text,) = parts(kept)
    assert text.startswith(b"<p>" + b"x" * before + b'<img src="data:,withheld-sha256-' + DIGEST.encode())
    assert max(map(len, kept.splitlines())) <= 76


def test_bytes_that_call_themselves_text_are_no_text():
    (text,) = parts(mhtml.without(snapshot(("text/plain", "base64", "blob:https://example.org/2", PICTURE)), set()))
    assert text.startswith(b"withheld-sha256-")


def test_a_title_cannot_say_where_the_parts_begin():
    assert PICTURE not in parts(mhtml.without(snapshot(MADE, subject='boundary="elsewhere"'), set()))


@pytest.mark.parametrize("broken", [b"", b"<html>", snapshot(MADE).replace(b"boundary", b"border"), snapshot()[:60]])
def test_what_is_no_snapshot_is_refused(broken):
    with pytest.raises(ValueError, match="snapshot"):
        mhtml.without(broken, set())
