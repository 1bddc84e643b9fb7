"""Reads a WARC file back and digests it again, strictly: one gzip member a record, nothing before, between or after them.

Written apart from the writer and without its library, so that a fault in the one does not hide in the other. The file may come
from a stranger's bundle: every size is capped, and nothing that it says is trusted before it has been counted.
"""

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

from leakguard.errors import Damaged
from leakguard.model.verification import Answer, Check

MAX_RECORD = 256 * 1024 * 1024
"""Bytes that one record may unpack to; the network's own cap on a body is a quarter of it."""
_READ = 64 * 1024
_END = b"\r\n\r\n"
_CHECK = "web archive"
_WAYS = (("gzip", 31), ("deflate", 15), ("deflate-raw", -15))
"""Of packing a body (RFC 9110, 8.4.1), as Compression Streams and as zlib name them. Some servers call the last the second."""


@dataclass(frozen=True)
class Record:
    """One record: its fields as written, its whole block, and its number in the file, counted from 1.

    `member` are first byte and length of its gzip member in the file; `block_at` is where, in that unpacked, the block begins.
    """

    number: int
    fields: tuple[tuple[str, str], ...]
    block: bytes
    member: tuple[int, int]
    block_at: int

    def field(self, name: str) -> str:
        """The first field of this name, compared without regard to case; empty where there is none."""
        return next((value for key, value in self.fields if key.lower() == name.lower()), "")

    @property
    def type(self) -> str:
        return self.field("WARC-Type")

    @property
    def payload(self) -> bytes:
        """The body of an HTTP message; for any other record the whole block."""
        return self.block[self._head :]

    @property
    def payload_at(self) -> int:
        """Where, in the unpacked member, the payload begins."""
        return self.block_at + self._head

    @property
    def _head(self) -> int:
        return end_of_head(self.block) if self.field("Content-Type").startswith("application/http") else 0

    @property
    def name(self) -> str:
        return " ".join(filter(None, (f"record {self.number}:", self.type, self.field("WARC-Target-URI"))))


def records(source: bytes | BinaryIO) -> Iterator[Record]:
    """Every record of the file, in order. Raises Damaged at the first byte that does not belong to a whole record."""
    members = _members(BytesIO(source) if isinstance(source, bytes) else source)
    for number, (place, member) in enumerate(members, 1):
        head, blank, rest = member.partition(_END)
        lines = head.decode("utf-8", "replace").split("\r\n")
        fields = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines[1:]))
        record = Record(number, fields, rest.removesuffix(_END), place, len(head) + len(blank))
        if (
            lines[0] != "WARC/1.1"
            or not blank
            or not rest.endswith(_END)
            or record.field("Content-Length") != str(len(record.block))
        ):
            raise Damaged(f"Record {number} of the web archive is not a whole WARC 1.1 record.")
        yield record


def check(source: bytes | BinaryIO) -> tuple[Check, ...]:
    """Digest every record again and name each that does not agree with itself; an archive without an answer in it fails."""
    failures: list[Check] = []
    count = answers = 0
    try:
        for record in records(source):
            count += 1
            answers += record.type in ("response", "resource", "metadata")
            failures += _disagreements(record)
    except Damaged as error:
        failures.append(Check(_CHECK, f"record {count + 1}", Answer.NO, error.message))
    else:
        if not answers:
            failures.append(Check(_CHECK, "records", Answer.NO, "It holds no answer of any server."))
    return tuple(failures) or (Check(_CHECK, f"records 1 to {count}", Answer.YES),)


def find_body(source: bytes | BinaryIO, digest: str) -> bytes | None:
    """The body with this SHA-256 (lower-case hex), as kept or after gzip or deflate decoding; None where no answer holds it."""
    for record in records(source):
        if record.type in ("response", "resource"):
            for _, body in bodies(record):
                if sha256(body).hexdigest() == digest:
                    return body
    return None


def bodies(record: Record) -> Iterator[tuple[str, bytes]]:
    """The payload as kept, and unpacked where it is packed; with each the name of the way, empty for none."""
    yield "", record.payload
    for name, wbits in _WAYS:
        unpack = zlib.decompressobj(wbits=wbits)
        try:
            body = unpack.decompress(record.payload, MAX_RECORD)
        except zlib.error:
            continue
        if unpack.eof:
            yield name, body
            return


def end_of_head(message: bytes) -> int:
    """Where the body of an HTTP message begins: after the first empty line; a bare line feed ends a line too (RFC 9112, 2.2)."""
    blank = re.search(rb"\n\r?\n", message)
    return blank.end() if blank else len(message)


def digest(data: bytes) -> str:
    """A labelled digest as the WARC standard writes it: algorithm, colon, value; in base 32, which `warcio check` reads."""
    return "sha256:" + base64.b32encode(sha256(data).digest()).decode()


def _disagreements(record: Record) -> Iterator[Check]:
    if record.field("WARC-Block-Digest") != digest(record.block):
        yield Check(_CHECK, record.name, Answer.NO, "The record was changed: it does not match its own digest.")
    claimed = record.field("WARC-Payload-Digest")
    if (claimed or record.type != "warcinfo") and claimed != digest(record.payload):
        yield Check(_CHECK, record.name, Answer.NO, "The body in this record does not match its own digest.")


def _members(stream: BinaryIO) -> Iterator[tuple[tuple[int, int], bytes]]:
    """First byte and length of each gzip member, and what it unpacks to. zlib checks its CRC-32 and length (RFC 1952)."""
    data = stream.read(_READ)
    taken, begin = len(data), 0
    while data:
        unpack = zlib.decompressobj(wbits=31)
        pieces: list[bytes] = []
        size = 0
        while not unpack.eof:
            if not data:
                raise Damaged("The web archive breaks off in the middle of a record.")
            try:
                piece = unpack.decompress(data, MAX_RECORD + 1 - size)
            except zlib.error as error:
                raise Damaged("The web archive cannot be unpacked: it was changed.") from error
            size += len(piece)
            if size > MAX_RECORD:
                raise Damaged("A record of the web archive is larger than any that can be right.")
            pieces.append(piece)
            data = unpack.unconsumed_tail
            if not data and not unpack.eof:
                data = stream.read(_READ)
                taken += len(data)
        end = taken - len(unpack.unused_data)
        yield (begin, end - begin), b"".join(pieces)
        begin, data = end, unpack.unused_data
        if not data:
            data = stream.read(_READ)
            taken += len(data)
