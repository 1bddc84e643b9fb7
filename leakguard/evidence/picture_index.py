"""pictures.json: where in the web archive each kept picture lies, so that a reader without tools for web archives finds it.

schema      leakguard/pictures/1
pictures    for each: url, type, sha256 and size of the picture, finding (or null), and
            record   first byte and length of its gzip member in capture.warc.gz
            body     first byte and length of its body in that member, unpacked
            packed   how this body is packed once more: "", or the name that browsers give the way (Compression Streams, WHATWG)
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from leakguard.evidence import warc_reader
from leakguard.evidence.keeping import Picture
from leakguard.evidence.parts import as_json
from leakguard.imaging.formats import sniff

_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WebP": "image/webp",
    "AVIF": "image/avif",
    "BMP": "image/bmp",
}
"""What browsers show, and only as pictures (WHATWG MIME Sniffing, 6.1)."""


def index(warc: bytes, pictures: Iterable[Picture]) -> Mapping[str, bytes]:
    """The part by its name; nothing where the archive holds no picture. Raises Damaged."""
    held: dict[str, list[Picture]] = defaultdict(list)
    for picture in pictures:
        if not picture.withheld:
            held[sha256(picture.fetched.last.body).hexdigest()].append(picture)
    entries = list(_entries(warc, held)) if held else []
    return {"pictures.json": as_json({"schema": "leakguard/pictures/1", "pictures": entries})} if entries else {}


def _entries(warc: bytes, held: Mapping[str, list[Picture]]) -> Iterator[dict[str, object]]:
    for record in warc_reader.records(warc):
        if record.type not in ("response", "resource"):
            continue
        for packed, body in warc_reader.bodies(record):
            digest = sha256(body).hexdigest()
            kind = sniff(body)
            if digest in held and kind and kind.name in _TYPES:
                address = record.field("WARC-Target-URI")
                same = (picture for picture in held[digest] if address.endswith(picture.fetched.url))
                picture = next(same, held[digest][0])  # the archive spells some addresses in another way
                yield {
                    "url": picture.fetched.url,
                    "type": _TYPES[kind.name],
                    "sha256": digest,
                    "size": len(body),
                    "finding": picture.finding,
                    "record": list(record.member),
                    "body": [record.payload_at, len(record.payload)],
                    "packed": packed,
                }
                break
