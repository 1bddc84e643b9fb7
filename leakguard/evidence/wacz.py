"""The WARC once more as WACZ 1.1.1 (Webrecorder, specs.webrecorder.net/wacz/1.1.1), which replay pages in a browser open.

A zip whose members are stored, not compressed, so that a player may read parts of it: the archive, its index (CDXJ, one line a
record that can be replayed), the list of pages, and datapackage.json (Frictionless), which names all of them with their digests.
"""

import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator

from leakguard.evidence.parts import as_json

_FIRST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can state: the same record gives the same bytes."""


def write(warc: bytes, *, url: str, title: str, text: str, at: datetime, software: str) -> bytes:
    """`url` is the page's final address, `at` when it was fetched (UTC); raises what warcio raises for a broken WARC."""
    iso = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    page = {"id": "1", "url": url, "title": title, "ts": iso, "text": text}
    header = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    members = {
        "archive/capture.warc.gz": warc,
        "indexes/index.cdxj": _index(warc),
        "pages/pages.jsonl": b"".join(json.dumps(line).encode() + b"\n" for line in (header, page)),
    }
    package = as_json({
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "created": iso,
        "software": software,
        "mainPageUrl": url,
        "mainPageDate": iso,
        "resources": [
            {"name": name.rpartition("/")[2], "path": name, "hash": _digest(data), "bytes": len(data)}
            for name, data in members.items()
        ],
    })  # fmt: skip
    return _zip({
        **members,
        "datapackage.json": package,
        "datapackage-digest.json": as_json({"path": "datapackage.json", "hash": _digest(package)}),
    })  # fmt: skip


def _index(warc: bytes) -> bytes:
    """CDXJ: the address turned around, the time, and where the record stands."""
    lines = []
    records = ArchiveIterator(BytesIO(warc), check_digests=False)
    for record in records:
        if record.rec_type != "response":
            continue
        record.content_stream().read()
        address = record.rec_headers.get_header("WARC-Target-URI")
        time = "".join(char for char in record.rec_headers.get_header("WARC-Date")[:19] if char.isdecimal())
        offset, length = records.get_record_offset(), records.get_record_length()
        entry = {
            "url": address,
            "mime": (record.http_headers.get_header("Content-Type") or "").partition(";")[0].strip(),
            "status": record.http_headers.get_statuscode(),
            "digest": record.rec_headers.get_header("WARC-Payload-Digest"),
            "offset": str(offset),
            "length": str(length),
            "filename": "capture.warc.gz",
        }
        lines.append(f"{_surt(address)} {time} {json.dumps(entry)}\n")
    return "".join(sorted(lines)).encode()


def _surt(address: str) -> str:
    """The address in sorting order, as archives index it: com,example)/path?query, in lower case."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if not host.replace(".", "").isdecimal() and ":" not in host:
        host = ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port else ""
    query = "&".join(sorted(parts.query.split("&")))
    return f"{host}{port}){parts.path or '/'}{'?' + query if query else ''}".lower()


def _zip(members: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, _FIRST), data)
    return out.getvalue()


def _digest(data: bytes) -> str:
    return "sha256:" + sha256(data).hexdigest()
