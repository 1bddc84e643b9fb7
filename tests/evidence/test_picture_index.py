"""pictures.json leads to every kept picture with nothing but a gzip reader and a ruler."""

import gzip
import json
import zlib
from hashlib import sha256

import pytest

from leakguard.evidence import light
from leakguard.evidence.keeping import Picture, let_go
from tests.evidence.builders import JPEG, OTHER_JPEG, fetched, now, picture, seeded

PLAIN = Picture(picture("https://example.org/1.jpg"), "f-1")
WAYS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "deflate-raw": lambda data: zlib.compress(data)[2:-4],
}


def assembled(*pictures: Picture, **terms) -> dict[str, bytes]:
    gathered = light.Gathered("https://example.org/page", fetched(), "A page", "words", pictures=pictures)
    return light.assemble(gathered, light.Terms("c-1", "self", {}, **terms), now=now, random=seeded()).parts


def found(parts: dict[str, bytes]) -> list[tuple[dict, bytes]]:
    """Each entry with the bytes that it leads to, as kept."""
    listed = json.loads(parts["pictures.json"])["pictures"]
    taken = []
    for entry in listed:
        (start, length), (at, size) = entry["record"], entry["body"]
        member = gzip.decompress(parts["capture.warc.gz"][start : start + length])
        taken.append((entry, member[at : at + size]))
    return taken


def test_a_picture_is_found_where_it_says():
    ((entry, body),) = found(assembled(PLAIN))
    assert body == JPEG
    assert (entry["url"], entry["finding"], entry["type"], entry["packed"]) == (
        "https://example.org/1.jpg",
        "f-1",
        "image/jpeg",
        "",
    )
    assert (entry["sha256"], entry["size"]) == (sha256(JPEG).hexdigest(), len(JPEG))


@pytest.mark.parametrize("way", WAYS)
def test_of_a_packed_body_it_says_how(way):
    packed = WAYS[way](JPEG)  # gzip writes the time into it
    answer = fetched("https://example.org/2.jpg", JPEG, payload=packed, kind="image/jpeg")
    ((entry, body),) = found(assembled(Picture(answer, "f-1")))
    assert (body, entry["packed"], entry["size"]) == (packed, way, len(JPEG))


def test_one_picture_under_two_addresses_is_two_entries():
    again = Picture(picture("https://example.org/again.jpg"), "f-2")
    entries = [(entry["url"], entry["finding"], body) for entry, body in found(assembled(PLAIN, again))]
    assert entries == [("https://example.org/1.jpg", "f-1", JPEG), ("https://example.org/again.jpg", "f-2", JPEG)]


def test_what_was_withheld_is_not_in_it():
    other = fetched("https://example.org/other.jpg", OTHER_JPEG, kind="image/jpeg")
    assert [entry["finding"] for entry, _ in found(assembled(PLAIN, let_go(other)))] == ["f-1"]
    assert "pictures.json" not in assembled(let_go(other))
    everything = found(assembled(PLAIN, Picture(other), everything_why="a court asked"))
    assert [(entry["finding"], body) for entry, body in everything] == [("f-1", JPEG), (None, OTHER_JPEG)]
