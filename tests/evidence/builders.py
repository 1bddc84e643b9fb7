"""Values that several tests need: exchanges as the network would hand them over, made without a network."""

import random
from datetime import UTC, datetime, timedelta

from leakguard.model.exchange import Exchange, Fetched, TlsPeer

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 8
OTHER_JPEG = JPEG[:-1] + b"!"


def now() -> datetime:
    return START + timedelta(minutes=1)


def seeded(seed: int = 1):
    return random.Random(seed).randbytes


def exchange(
    url: str = "https://example.org/page",
    body: bytes = b"<html><title>A page</title>words</html>",
    *,
    status: int = 200,
    fields: str = "",
    kind: str = "text/html; charset=utf-8",
    request_fields: str = "",
    payload: bytes | None = None,
    **more,
) -> Exchange:
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\nDate: Sun, 01 Mar 2026 12:00:05 GMT\r\n{fields}\r\n"
    values = {
        "url": url,
        "method": "GET",
        "request": f"GET / HTTP/1.1\r\nHost: example.org\r\nUser-Agent: Common/1.0\r\n{request_fields}\r\n".encode(),
        "response_head": head.encode("latin-1"),
        "status": status,
        "headers": tuple(tuple(line.split(": ", 1)) for line in head.split("\r\n")[1:] if ": " in line),
        "payload": body if payload is None else payload,
        "body": body,
        "http_version": "HTTP/1.1",
        "address": "203.0.113.9",
        "port": 443,
        "resolved": ("203.0.113.9", "203.0.113.10"),
        "started": START,
        "finished": START + timedelta(seconds=1),
        "tls": TlsPeer("TLSv1.3", "TLS_AES_128_GCM_SHA256", (b"leaf", b"root")),
    }
    return Exchange(**{**values, **more})


def fetched(*args, **more) -> Fetched:
    answer = exchange(*args, **more)
    return Fetched(answer.url, (answer,))


def picture(url: str, body: bytes = JPEG) -> Fetched:
    return fetched(url, body, kind="image/jpeg")
