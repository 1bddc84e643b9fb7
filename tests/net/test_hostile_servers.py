"""Servers that lie, stall, flood or break off: what had arrived is kept with the reason, or the failure is a plain sentence."""

import gzip
import socket
import struct
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.model.exchange import Exchange
from leakguard.net.client import FetchFailed, Limits
from tests.net.clients import SHORT, client
from tests.support.servers import Behaviour, RawServer, Reply, WebSite, drips, sends

OK = b"HTTP/1.1 200 OK\r\n"


def answer_of(behave: Behaviour, limits: Limits = Limits(), method: str = "GET") -> Exchange:  # noqa: B008
    with RawServer(behave) as server, client(limits=limits) as web:
        return web.fetch(server.url + "/", method=method).last


def failure_of(behave: Behaviour, limits: Limits = Limits()) -> str:  # noqa: B008
    with RawServer(behave) as server, client(limits=limits) as web, pytest.raises(FetchFailed) as caught:
        web.fetch(server.url + "/")
    assert caught.value.hops == ()
    return caught.value.message


CHUNKED = OK + b"Transfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n"


@pytest.mark.parametrize(
    ("parts", "head", "payload"),
    [
        ([bytes([byte]) for byte in OK + b"Content-Length: 3\r\n\r\nabc"], OK + b"Content-Length: 3\r\n\r\n", b"abc"),
        ([OK + b"\r\n", b"until ", b"the end"], OK + b"\r\n", b"until the end"),
        ([CHUNKED, b"3\r\nabc\r\n", b"2;x=y\r\nde\r\n0\r\nX-End: yes\r\n\r\n"], CHUNKED, b"abcde"),
        ([OK + b"Content-Length: 2\r\n\r\nabcd"], OK + b"Content-Length: 2\r\n\r\n", b"ab"),
        ([b"HTTP/1.1 204 None\r\n\r\n"], b"HTTP/1.1 204 None\r\n\r\n", b""),
        ([b"HTTP/1.1 204 None\r\n\r\nunasked"], b"HTTP/1.1 204 None\r\n\r\n", b""),
        ([b"HTTP/1.1 304 Same\r\nContent-Length: 9\r\n\r\n"], b"HTTP/1.1 304 Same\r\nContent-Length: 9\r\n\r\n", b""),
        ([b"HTTP/1.0 200 OK\n\nold"], b"HTTP/1.0 200 OK\n\n", b"old"),
        ([b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\n", b"HTTP/1.1 100 Go\r\n\r\n" + OK + b"\r\nhi"], OK + b"\r\n", b"hi"),
    ],
)
def test_an_honest_answer_is_read_however_it_is_cut(parts: list[bytes], head: bytes, payload: bytes) -> None:
    exchange = answer_of(sends(*parts, pause=0.001))
    assert (exchange.response_head, exchange.payload, exchange.body, exchange.problem) == (head, payload, payload, "")


def test_the_version_is_the_one_the_server_spoke() -> None:
    assert answer_of(sends(b"HTTP/1.0 200 OK\r\n\r\n")).http_version == "HTTP/1.0"


def test_the_answer_to_head_has_no_body() -> None:
    exchange = answer_of(sends(OK + b"Content-Encoding: br\r\nContent-Length: 900\r\n\r\n"), method="HEAD")
    assert (exchange.payload, exchange.problem) == (b"", "")


def test_a_compressed_body_is_kept_as_sent_and_as_read() -> None:
    packed = gzip.compress(b"hello")
    exchange = answer_of(sends(Reply(packed, headers={"Content-Encoding": "gzip"}).raw()))
    assert (exchange.payload, exchange.body, exchange.problem) == (packed, b"hello", "")


@pytest.mark.parametrize(
    "headers",
    [b"Content-Encoding: br\r\n", b"content-encoding: gzip, br\r\n", b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n"],
)
def test_an_encoding_that_is_not_read_is_kept_as_sent(headers: bytes) -> None:
    exchange = answer_of(sends(OK + headers + b"\r\npacked"))
    assert (exchange.payload, exchange.body) == (b"packed", b"")
    assert "compressed in a way that is not read" in exchange.problem


def test_a_gzip_bomb_over_the_wire_stays_small() -> None:
    bomb = Reply(gzip.compress(bytes(128 << 20)), headers={"Content-Encoding": "gzip"})
    with WebSite({"/": bomb}) as site, client(limits=Limits(decoded_bytes=1 << 20)) as web:
        tracemalloc.start()
        exchange = web.fetch(site.url + "/").last
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(exchange.body) == 1 << 20
    assert "larger than 1 MiB when decompressed" in exchange.problem
    assert peak < 8 << 20


@pytest.mark.parametrize(
    "raw",
    [
        OK + b"Content-Length: 100\r\n\r\nwhat came",
        OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nwhat came\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nwhat came\r\nnonsense\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nwhat came\r\n0\r\nbad trailer\r\n\r\n",
    ],
)
def test_a_body_that_breaks_off_or_is_malformed_is_kept_up_to_there(raw: bytes) -> None:
    exchange = answer_of(sends(raw))
    assert exchange.payload == b"what came"
    assert exchange.problem == "The server at 127.0.0.1 ended its answer too early, or sent it broken."


def test_a_connection_that_is_reset_in_the_body_keeps_what_came() -> None:
    def reset(connection: socket.socket, request: bytes) -> None:
        connection.sendall(OK + b"Content-Length: 100\r\n\r\nwhat came")
        time.sleep(0.5)  # a reset throws away what the other side has not read yet, and it may be slow
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    exchange = answer_of(reset)
    assert exchange.payload == b"what came"
    assert exchange.problem


def test_a_body_that_never_comes_is_cut_at_the_deadline() -> None:
    exchange = answer_of(sends(OK + b"Content-Length: 10\r\n\r\nhalf", hold=5), SHORT)
    assert exchange.payload == b"half"
    assert exchange.problem == "The server at 127.0.0.1 took longer than 1.5 seconds to answer."


def test_a_body_of_one_byte_now_and_then_is_cut_at_the_deadline() -> None:
    exchange = answer_of(drips(OK + b"\r\n", b"x"), SHORT)
    assert set(exchange.payload) == set(b"x")
    assert "longer than 1.5 seconds" in exchange.problem


@pytest.mark.parametrize("head", [OK + b"\r\n", OK + b"Content-Length: 99999999999\r\n\r\n"])
def test_an_endless_body_is_cut_at_the_cap(head: bytes) -> None:
    exchange = answer_of(drips(head, bytes(60_000), pause=0), Limits(body_bytes=100_000))
    assert exchange.payload == bytes(100_000)
    assert exchange.problem == "The answer of 127.0.0.1 is larger than 100000 bytes."


def test_a_body_that_just_fits_is_whole() -> None:
    exchange = answer_of(sends(OK + b"Content-Length: 5\r\n\r\nhello"), Limits(body_bytes=5, decoded_bytes=5))
    assert (exchange.body, exchange.problem) == (b"hello", "")


def test_endless_chunks_of_one_byte_are_cut_by_what_they_weigh_on_the_wire() -> None:
    head = OK + b"Transfer-Encoding: chunked\r\n\r\n"
    exchange = answer_of(drips(head, b"1;padding=aaaaaaaaaaaaaaaa\r\nx\r\n" * 3000, pause=0), Limits(body_bytes=200_000))
    assert 0 < len(exchange.payload) < 100_000
    assert exchange.problem


def test_an_endless_trailer_is_cut() -> None:
    exchange = answer_of(drips(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n", b"X: y\r\n" * 5000, pause=0))
    assert exchange.payload == b"ok"
    assert exchange.problem


@pytest.mark.parametrize("then", [b"X: " + b"y" * 5000 + b"\r\n", b"y" * 5000])
def test_a_flood_of_headers_is_cut_at_the_cap(then: bytes) -> None:
    assert failure_of(drips(OK, then, pause=0)) == "The headers of 127.0.0.1 are larger than 65536 bytes."


def test_a_flood_of_interim_answers_is_cut_at_the_same_cap() -> None:
    assert "headers" in failure_of(drips(b"", b"HTTP/1.1 100 Go\r\n\r\n" * 500, pause=0))


def test_a_large_body_right_after_the_head_does_not_count_as_head() -> None:
    exchange = answer_of(sends(OK + b"\r\n" + bytes(200_000)), Limits(header_bytes=100))
    assert (len(exchange.payload), exchange.problem) == (200_000, "")


def test_a_head_that_comes_at_once_but_is_too_large_is_refused() -> None:
    assert "headers" in failure_of(sends(OK + b"X: " + b"y" * 300 + b"\r\n\r\nbody"), Limits(header_bytes=200))


@pytest.mark.parametrize(
    "behave", [sends(hold=5), sends(b"HTTP/1.1 2", hold=5), drips(OK, b"X"), drips(b"", b"HTTP/1.1 100 Go\r\n\r\n")]
)
def test_headers_that_never_end_are_a_failure_at_the_deadline(behave: Behaviour) -> None:
    assert failure_of(behave, SHORT) == "The server at 127.0.0.1 took longer than 1.5 seconds to answer."


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-",
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"<html>no head</html>\r\n\r\n",
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        OK + b"Content-Length: -3\r\n\r\nabc",
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
        OK + b"bad header\r\n\r\n",
        OK + b"X: a\x00b\r\n\r\n",
        b"\x16\x03\x01\x00\x05hello\r\n\r\n",
    ],
)
def test_what_is_not_http_is_a_failure_in_plain_words(raw: bytes) -> None:
    message = failure_of(sends(raw))
    assert message.startswith("The server at 127.0.0.1 ")
    assert message.endswith(".")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_from_a_server_give_an_exchange_or_a_plain_failure(junk: bytes, headed: bool) -> None:
    with RawServer(sends((OK if headed else b"") + junk)) as server, client(limits=SHORT) as web:
        try:
            exchange = web.fetch(server.url + "/").last
        except FetchFailed as failed:
            assert failed.message
        else:
            assert exchange.response_head in OK + junk


def test_an_answer_given_before_the_request_was_read_is_kept() -> None:
    def impatient(connection: socket.socket, request: bytes) -> None:
        connection.sendall(Reply(b"too much", 413).raw())

    assert answer_of(impatient).status == 413
