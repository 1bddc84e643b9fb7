"""A web page that asks for a password and gives the file back: opens in any browser, from a disk, without a network.

Format "leakguard/locked-page/1". The page is the template `page.html` with one head and then the content in chunks, each on a
line of its own:

    <script type="application/json" id="head">{"format":…,"iterations":…,"salt":…,"nonce":…}</script>
    <script type="text/plain" class="chunk">BASE64</script>

- key: PBKDF2-HMAC-SHA256 of the password as UTF-8 in NFC, 32 bytes; 600,000 rounds (OWASP Password Storage Cheat Sheet).
- chunks: AES-256-GCM of up to 1 MiB. Nonce: the head's 7 random bytes, the chunk's number (4 bytes, big-endian), and 1 for the
  last chunk, else 0. So no chunk can be moved, left out or cut off (the STREAM construction: Hoang, Reyhanitabar, Rogaway and
  Vizár 2015).
- chunk 0 holds the file's name as UTF-8 and nothing else; the content begins with chunk 1.
"""

import base64
import binascii
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from leakguard.errors import Refused, Unreadable, WrongPassphrase
from leakguard.exporting.encryption.method import DOES_NOT_OPEN
from leakguard.exporting.encryption.page_words import WORDS
from leakguard.exporting.single_page import compose

FORMAT = "leakguard/locked-page/1"
MARK = b'<meta name="generator" content="leakguard/locked-page/1">'
MAX_SIZE = 256 * 1024 * 1024
"""Bytes of content. A browser holds the page's text, a third larger, in memory while it opens it."""
ITERATIONS = 600_000
_MAX_ITERATIONS = 10_000_000
_CHUNK = 1024 * 1024
_LONGEST_LINE = 2 * _CHUNK
_HEAD = re.compile(rb'<script type="application/json" id="head">(\{[^<]*\})</script>\n')
_LINE = re.compile(rb'<script type="text/plain" class="chunk">([A-Za-z0-9+/=]+)</script>\n')
_DAMAGED = "The file could not be opened: it was damaged."


def encrypt(
    out: BinaryIO, name: str, pieces: Iterable[bytes], password: str, language: str, random: Callable[[int], bytes]
) -> None:
    """Write the page. Raises Refused where the content is larger than MAX_SIZE; what `pieces` raises passes through."""
    salt, nonce = random(16), random(7)
    cipher = AESGCM(_key(password, salt, ITERATIONS))
    before, after = page(language).split("@CONTENT@")
    head = {"format": FORMAT, "iterations": ITERATIONS, "salt": _text(salt), "nonce": _text(nonce)}
    out.write(before.encode())
    out.write(f'<script type="application/json" id="head">{json.dumps(head)}</script>\n'.encode())
    for number, last, clear in _numbered(name, pieces):
        sealed = _text(cipher.encrypt(_nonce(nonce, number, last), clear, None))
        out.write(f'<script type="text/plain" class="chunk">{sealed}</script>\n'.encode())
    out.write(after.encode())


def decrypt(file: BinaryIO, out: io.RawIOBase, password: str) -> str:
    """Open a page and return the file's name. Raises WrongPassphrase, Unreadable.

    Where not even the name opens, it is the password; nothing but a harmed name looks the same.
    """
    head, chunks = _parse(file)
    try:
        salt, nonce = base64.b64decode(head["salt"], validate=True), base64.b64decode(head["nonce"], validate=True)
        iterations = head["iterations"]
        if head["format"] != FORMAT or not isinstance(iterations, int) or not ITERATIONS <= iterations <= _MAX_ITERATIONS:
            raise Unreadable("The page was made by a newer version, or was damaged.", "Open it in a browser.")
        if len(nonce) != 7:
            raise Unreadable(_DAMAGED)
        cipher = AESGCM(_key(password, salt, iterations))
        name = b""
        for number, last, sealed in _with_last(chunks):
            try:
                clear = cipher.decrypt(_nonce(nonce, number, last), base64.b64decode(sealed, validate=True), None)
            except InvalidTag as error:
                raise (WrongPassphrase(DOES_NOT_OPEN, "Try again.") if number == 0 else Unreadable(_DAMAGED)) from error
            if number:
                out.write(clear)
            else:
                name = clear
        return name.decode()
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise Unreadable(_DAMAGED) from error


def page(language: str) -> str:
    """The page around @CONTENT@; English where there is no other."""
    return compose(__package__, WORDS.get(language, WORDS["en"]))


def _parse(file: BinaryIO) -> tuple[dict[str, Any], Iterator[bytes]]:
    """The head, and the chunks as they are read."""
    while line := file.readline(_LONGEST_LINE):
        if found := _HEAD.fullmatch(line):
            try:
                head = json.loads(found[1])
            except ValueError as error:
                raise Unreadable(_DAMAGED) from error
            return head, _chunks(file)
    raise Unreadable(_DAMAGED)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while found := _LINE.fullmatch(file.readline(_LONGEST_LINE)):
        yield found[1]


def _with_last(chunks: Iterator[bytes]) -> Iterator[tuple[int, bool, bytes]]:
    number = 0
    held = next(chunks, None)
    while held is not None:
        following = next(chunks, None)
        yield number, following is None, held
        number, held = number + 1, following
    if not number:
        raise Unreadable(_DAMAGED)


def _numbered(name: str, pieces: Iterable[bytes]) -> Iterator[tuple[int, bool, bytes]]:
    """The chunks in clear. Chunk 0 is never the last one, so that the end of the content always says that it is the end."""
    yield 0, False, name.encode()
    held = bytearray()
    number, size = 1, 0
    for piece in pieces:
        size += len(piece)
        if size > MAX_SIZE:
            raise Refused(
                f"It is larger than {MAX_SIZE // 1024**2} MiB: a browser could not open such a page.",
                "Use --encrypt zip, or --recipient KEY where the receiver has a key.",
            )
        held += piece
        while len(held) > _CHUNK:
            yield number, False, bytes(held[:_CHUNK])
            del held[:_CHUNK]
            number += 1
    yield number, True, bytes(held)


def _key(password: str, salt: bytes, iterations: int) -> bytes:
    normal = unicodedata.normalize("NFC", password).encode()
    return PBKDF2HMAC(algorithm=SHA256(), length=32, salt=salt, iterations=iterations).derive(normal)


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
