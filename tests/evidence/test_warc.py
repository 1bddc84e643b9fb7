"""WARC files: any web archive tool reads them, nothing personal is in them, and reading back finds every change."""

import gzip
import random
import subprocess
import sys
import zlib
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from leakguard.errors import Damaged
from leakguard.evidence import heads, warc, warc_reader
from leakguard.model.verification import Answer
from tests.evidence.builders import JPEG, exchange, now, seeded

WITHHELD = warc.Withheld("https://example.org/other.jpg", "ab" * 32, 1234, "image/jpeg")


def write(*exchanges, withheld=()) -> bytes:
    info = {"software": "leakguard/0.1.0", "isPartOf": "c-1", "http-header-user-agent": "Common/1.0"}
    return warc.write(exchanges, info=info, withheld=withheld, now=now, random=seeded())


def check_with_warcio(data: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "capture.warc.gz"
    path.write_bytes(data)
    program = Path(sys.executable).with_name("warcio")
    return subprocess.run([program, "check", "-v", path], capture_output=True, text=True, check=False)


def replay(data: bytes) -> dict[str, bytes]:
    """What a replay tool serves for each address: the body after its declared encodings."""
    return {
        record.rec_headers.get_header("WARC-Target-URI"): record.content_stream().read()
        for record in ArchiveIterator(BytesIO(data))
        if record.rec_type == "response"
    }


BODY = b"<html>" + b"words " * 50
ANSWERS = {
    "plain": exchange(body=BODY, fields=f"Content-Length: {len(BODY)}\r\n"),
    "chunks joined": exchange(body=BODY, fields="Transfer-Encoding: chunked\r\n"),
    "gzip": exchange(body=BODY, payload=gzip.compress(BODY), fields="Content-Encoding: gzip\r\n"),
    "gzip and chunks": exchange(
        body=BODY, payload=gzip.compress(BODY), fields="Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"
    ),
    "deflate": exchange(body=BODY, payload=zlib.compress(BODY), fields="Content-Encoding: deflate\r\n"),
    "looks like chunks": exchange(body=b"5\r\nhello\r\n0\r\n\r\n", fields="Transfer-Encoding: chunked\r\n"),
    "empty": exchange(body=b"", status=204),
    "folded field": exchange(body=BODY, fields="X-Long: one\r\n \r\n\ttwo\r\n"),
    "bare line feeds": exchange(body=BODY, response_head=b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n"),
    "latin-1 field": exchange(body=BODY, fields="X-Name: caf\xe9\r\n"),
    "body begins with blank lines": exchange(body=b"\r\n\r\n" + BODY),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_warcio_checks_every_record_and_a_replay_gives_the_body(answer, tmp_path):
    data = write(answer, withheld=[WITHHELD])
    result = check_with_warcio(data, tmp_path)
    assert (result.returncode, result.stdout.count("digest pass")) == (0, 4), result.stdout + result.stderr
    assert replay(data) == {answer.url: answer.body}
    assert [check.result for check in warc_reader.check(data)] == [Answer.YES]


@pytest.mark.parametrize(
    "broken",
    [
        exchange(
            body=BODY[:50], payload=gzip.compress(BODY)[:40], fields="Content-Encoding: gzip\r\n", problem="It ends too early."
        ),
        exchange(body=b"", payload=b"\x0b\x02\x80brotli", fields="Content-Encoding: br\r\n", problem="It is not read here."),
        exchange(body=BODY, fields="Content-Length: 999999\r\n", problem="The deadline passed."),
    ],
    ids=["cut gzip", "brotli", "short body"],
)
def test_an_answer_that_broke_off_is_kept_as_it_came_and_marked(broken, tmp_path):
    data = write(broken)
    result = check_with_warcio(data, tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    response = next(record for record in warc_reader.records(data) if record.type == "response")
    assert response.payload == broken.payload
    assert response.field("WARC-Truncated") == "unspecified"


def test_what_belongs_to_an_exchange_is_written_in_the_standards_fields():
    answer = exchange(fields="Transfer-Encoding: chunked\r\n")
    info, response, request, picture = warc_reader.records(write(answer, withheld=[WITHHELD]))
    assert b"software: leakguard/0.1.0\r\nisPartOf: c-1\r\nhttp-header-user-agent: Common/1.0\r\n" in info.block
    assert b"format: WARC File Format 1.1\r\n" in info.block
    assert response.field("WARC-IP-Address") == "203.0.113.9"
    assert [value for name, value in response.fields if name == "WARC-Protocol"] == ["http/1.1", "tls/1.3"]
    assert response.field("WARC-Cipher-Suite") == "TLS_AES_128_GCM_SHA256"
    assert response.field("WARC-Date") == "2026-03-01T12:00:00.000000Z"
    assert response.field("WARC-Payload-Digest").startswith("sha256:")
    assert response.block == answer.response_head.replace(b"Transfer", b"X-Archive-Orig-Transfer") + answer.payload
    assert request.block == answer.request
    assert request.field("WARC-Concurrent-To") == response.field("WARC-Record-ID")
    assert picture.field("WARC-Target-URI") == WITHHELD.locator
    assert (
        picture.block
        == f"withheld: It matched no original.\r\nsha256: {'ab' * 32}\r\nsize: 1234\r\ntype: image/jpeg\r\n".encode()
    )


def test_nothing_personal_is_written_and_every_removal_is_told():
    answer = exchange(
        request_fields="Cookie: id=S3CRET\r\nAuthorization: Basic S3CRET\r\nproxy-authorization: S3CRET\r\n",
        fields="Set-Cookie: id=S3CRET;\r\n Path=/S3CRET\r\nSET-COOKIE: b=S3CRET\r\nX-Client-IP: 198.51.100.77\r\n",
    )
    text = gzip.decompress(write(answer))
    assert b"S3CRET" not in text
    assert b"198.51.100.77" not in text
    assert b"X-Archive-Orig-Cookie: (removed)\r\n" in text
    assert [removal.header for removal in heads.removals(answer)] == [
        "Cookie", "Authorization", "proxy-authorization", "Set-Cookie", "SET-COOKIE", "X-Client-IP",
    ]  # fmt: skip


def test_behind_a_proxy_no_address_is_claimed():
    response = next(record for record in warc_reader.records(write(exchange(address=""))) if record.type == "response")
    assert response.field("WARC-IP-Address") == ""


def test_the_same_input_gives_the_same_bytes():
    assert write(*ANSWERS.values(), withheld=[WITHHELD]) == write(*ANSWERS.values(), withheld=[WITHHELD])


def test_foreign_text_cannot_forge_fields(tmp_path):
    answer = exchange(url="https://example.org/a b\r\nWARC-Type: forged")
    data = write(answer, withheld=[warc.Withheld("https://example.org/p", "0" * 64, 1, "image/png\r\nsha256: forged")])
    assert [record.type for record in warc_reader.records(data)] == ["warcinfo", "response", "request", "metadata"]
    assert b"\nsha256: forged" not in gzip.decompress(data)
    assert check_with_warcio(data, tmp_path).returncode == 0


@settings(max_examples=150, deadline=None)
@given(head=st.binary(max_size=60), body=st.binary(max_size=60))
def test_whatever_a_server_sends_as_head_the_record_stays_readable(head, body):
    data = write(exchange(body=body, response_head=b"HTTP/1.1 200 " + head + b"\r\n\r\n"))
    assert [check.result for check in warc_reader.check(data)] == [Answer.YES]
    for record in ArchiveIterator(BytesIO(data), check_digests=True):
        record.raw_stream.read()
        assert record.digest_checker.passed, record.digest_checker.problems
    assert next(record.payload for record in warc_reader.records(data) if record.type == "response") == body


@pytest.mark.parametrize("answer", [ANSWERS["gzip"], exchange("https://example.org/p.jpg", JPEG, kind="image/jpeg")])
def test_a_kept_body_is_found_by_its_digest(answer):
    data = write(exchange(body=b"another"), answer)
    assert warc_reader.find_body(data, sha256(answer.body).hexdigest()) == answer.body
    assert warc_reader.find_body(data, "00" * 32) is None


def test_any_change_in_the_packed_content_is_found():
    data = write(ANSWERS["plain"], withheld=[WITHHELD])
    plain = gzip.decompress(data)
    sample = random.Random(7)
    places = [
        at for at in range(len(plain)) if b"withheld" in plain[at:] and plain.find(BODY) <= at < plain.find(BODY) + len(BODY)
    ]
    for at in sample.sample(places, 60):
        changed = plain[:at] + bytes([plain[at] ^ 1]) + plain[at + 1 :]
        members = b"".join(gzip.compress(b"WARC/1.1" + part) for part in changed.split(b"WARC/1.1")[1:])
        assert any(check.result is Answer.NO for check in warc_reader.check(members)), at


def test_a_cut_an_addition_and_junk_are_found():
    data = write(ANSWERS["plain"])
    for damaged in (data[:-1], data[: len(data) // 2], data + b"\0", data + data[:30], b"", b"junk", gzip.compress(b"junk")):
        assert any(check.result is Answer.NO for check in warc_reader.check(damaged))
    with pytest.raises(Damaged):
        list(warc_reader.records(data[:-1]))


def test_an_archive_without_an_answer_does_not_verify():
    assert [check.result for check in warc_reader.check(write())] == [Answer.NO]


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(warc_reader, "MAX_RECORD", 1024 * 1024)
    bomb = gzip.compress(b"WARC/1.1\r\n\r\n" + bytes(8 * 1024 * 1024))
    (check,) = warc_reader.check(bomb)
    assert (check.result, check.item) == (Answer.NO, "record 1")
