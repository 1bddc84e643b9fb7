"""Writes what was fetched as WARC 1.1 (ISO 28500:2017), one gzip member a record, so that any web archive tool can read it.

Heads and bodies go in as received, with three stated exceptions. The person's own cookies, authorisation and address are
taken out (`heads`). The body is kept after transfer decoding, so Transfer-Encoding becomes X-Archive-Orig-Transfer-Encoding: the
record then says truly how its body is written, `warcio check` accepts it and replay tools can serve it. And where an answer broke
off or could not be decoded, Content-Encoding is renamed likewise and the record carries WARC-Truncated.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from ipaddress import ip_address
from urllib.parse import quote
from uuid import UUID

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser
from warcio.warcwriter import WARCWriter

from leakguard.evidence import heads
from leakguard.evidence.warc_reader import digest, end_of_head
from leakguard.model.exchange import Exchange, SeenOn

_VISIBLE_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_FIELDS = "application/warc-fields"
_MADE = "urn:made-on-page:"
"""Before the address of what no server answered: replay tools leave out what follows a #, and would show it as the page."""
NO_MATCH = "It matched no original."


@dataclass(frozen=True)
class Withheld:
    """A picture that is not kept: where it was, what it hashed to, how large it was, what it called itself, and why not."""

    locator: str
    sha256: str
    size: int
    type: str
    why: str = NO_MATCH


def write(
    exchanges: Iterable[Exchange],
    *,
    info: Mapping[str, str],
    withheld: Iterable[Withheld] = (),
    now: Callable[[], datetime],
    random: Callable[[int], bytes],
) -> bytes:
    """One warcinfo record from `info`, a response and a request per exchange (a resource for one that has no heads), one
    metadata record per withheld picture.

    The same input, clock and randomness give the same bytes. Names in `info` follow the WARC standard: software,
    isPartOf, http-header-user-agent; format and conformsTo are added here. What is taken out of the heads: `heads.removals`.
    """
    writer = _Writer(random)
    writer.info(info, now())
    for exchange in exchanges:
        writer.exchange(exchange)
    for picture in withheld:
        writer.withheld(picture, now())
    return writer.out.getvalue()


class _Writer:
    def __init__(self, random: Callable[[int], bytes]) -> None:
        self.out = BytesIO()
        self._random = random
        self._warc = WARCWriter(self.out, gzip=True, warc_version="WARC/1.1")
        self._info_id = ""

    def info(self, info: Mapping[str, str], at: datetime) -> None:
        fields = {
            **info,
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        }
        self._info_id = self._record("warcinfo", "", at, _FIELDS, _fields(fields))

    def exchange(self, exchange: Exchange) -> None:
        if not exchange.request and not exchange.response_head:
            self._record("resource", _MADE + exchange.url, exchange.started, _type(exchange), exchange.payload)
            return
        request, response = heads.without_personal(exchange.request), heads.without_personal(exchange.response_head)
        about = _connection(exchange)
        concurrent = []
        if response:
            if exchange.problem:
                about = [*about, ("WARC-Truncated", "unspecified")]
            head = _readable(_described(response, exchange), exchange)
            id = self._record(
                "response",
                exchange.url,
                exchange.started,
                "application/http;msgtype=response",
                head + exchange.payload,
                len(head),
                about,
            )
            concurrent = [("WARC-Concurrent-To", id)]
        if request:
            self._record(
                "request",
                exchange.url,
                exchange.started,
                "application/http;msgtype=request",
                request,
                len(request),
                [*_connection(exchange), *concurrent],
            )

    def withheld(self, picture: Withheld, at: datetime) -> None:
        fields = {
            "withheld": picture.why,
            "sha256": picture.sha256,
            "size": str(picture.size),
            "type": picture.type,
        }
        self._record("metadata", picture.locator, at, _FIELDS, _fields(fields))

    def _record(
        self, type: str, url: str, at: datetime, content: str, block: bytes, head: int = 0, more: Sequence[tuple[str, str]] = ()
    ) -> str:
        """Append one record and return its id; `head` is the length of the HTTP head that stands before the payload."""
        id = f"<{UUID(bytes=self._random(16), version=4).urn}>"
        fields = [("WARC-Type", type), ("WARC-Record-ID", id), ("WARC-Date", _time(at))]
        if url:
            fields.append(("WARC-Target-URI", quote(url, safe=_VISIBLE_ASCII)))
        if type == "warcinfo":
            fields.append(("WARC-Filename", "capture.warc.gz"))
        else:
            fields.append(("WARC-Warcinfo-ID", self._info_id))
            fields.append(("WARC-Payload-Digest", digest(block[head:])))
        fields += [*more, ("WARC-Block-Digest", digest(block)), ("Content-Type", content)]
        self._warc.write_record(
            ArcWarcRecord(
                "warc", type, StatusAndHeaders("", fields, protocol="WARC/1.1"), BytesIO(block), None, content, len(block)
            )
        )
        return id


def _type(exchange: Exchange) -> str:
    return " ".join((exchange.header("Content-Type") or "application/octet-stream").split())


def _connection(exchange: Exchange) -> list[tuple[str, str]]:
    """WARC-IP-Address of the standard, WARC-Protocol and WARC-Cipher-Suite as proposed in iipc/warc-specifications 42 and 86.

    The proposal asks for IANA's cipher names; OpenSSL's own names for TLS 1.2 are left out.
    """
    fields = []
    with suppress(ValueError):
        fields.append(("WARC-IP-Address", str(ip_address(exchange.address))))
    if exchange.http_version:
        fields.append(("WARC-Protocol", "h2" if exchange.http_version.startswith("HTTP/2") else exchange.http_version.lower()))
    if exchange.tls and exchange.tls.seen_on is not SeenOn.SEPARATE:  # these are about the connection itself
        fields.append(("WARC-Protocol", exchange.tls.version.lower().replace("tlsv", "tls/")))
        if exchange.tls.cipher.startswith("TLS_"):
            fields.append(("WARC-Cipher-Suite", exchange.tls.cipher))
    return fields


def _described(head: bytes, exchange: Exchange) -> bytes:
    """The head, with the fields renamed that do not describe the body as it is kept."""
    untrue = {"transfer-encoding", "content-encoding"} if exchange.problem else {"transfer-encoding"}
    return heads.edit(head, rename=untrue)[0]


def _readable(head: bytes, exchange: Exchange) -> bytes:
    """The head itself if archive tools find its end where it is, otherwise a plain one that carries it percent-encoded."""
    stream = BytesIO(head + b"\0")
    StatusAndHeadersParser([], verify=False).parse(stream)
    if head.startswith(b"HTTP/") and stream.tell() == len(head) == end_of_head(head):
        return head
    return f"HTTP/1.1 {exchange.status:03d} \r\n{heads.PREFIX}Head: {quote(head)}\r\n\r\n".encode()


def _fields(fields: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields.items() if value).encode(
        "utf-8", "backslashreplace"
    )


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
