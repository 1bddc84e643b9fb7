"""Asking authorities: through the guarded client, with limits, and every bad answer has a name."""

from datetime import timedelta

import pytest

from leakguard.evidence import timestamps
from leakguard.net.settings import Limits, Settings
from leakguard.services.stamping import Stamper
from leakguard.services.tools import Stamping, Tools
from tests.support.servers import LOOPBACK, RawServer, Reply, redirect, sends

DIGEST = "ab" * 32


def tools(url: str, *, allow=LOOPBACK, roots=()) -> Tools:
    return Tools(network=Settings(allow=allow, delay=0.0), stamping=Stamping((url,), roots))


def failure(asking: Tools, **more) -> tuple[str, str]:
    with Stamper(asking, **more) as stamper:
        (missed,) = stamper.ask(DIGEST).missed
    return missed.failure.value, missed.why


def test_an_authority_that_says_nothing_is_given_up_on(authority):
    with RawServer(lambda connection, request: connection.recv(1)) as silent:
        assert failure(tools(silent.url), limits=Limits(deadline=0.3))[0] == "unreachable"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda reply: Reply(b"busy", 503), "unreachable"),
        (lambda reply: redirect("http://example.org/"), "unreachable"),
        (lambda reply: b"busy", "garbage"),
        (lambda reply: reply[:-1], "garbage"),
        (lambda reply: reply + bytes(timestamps.MAX_REPLY), "unreachable"),
        (lambda reply: reply, "untrusted"),
    ],
)
def test_each_bad_answer_has_a_name(authority, change, named):
    authority.change = change
    assert failure(tools(authority.url))[0] == named


def test_an_answer_that_breaks_off(authority):
    with RawServer(sends(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n0")) as broken:
        assert failure(tools(broken.url))[0] == "unreachable"


def test_a_private_address_is_not_asked(authority):
    assert failure(tools(authority.url, allow=()))[0] == "unreachable"
    assert authority.requests == []


def test_one_that_cannot_be_reached_is_asked_once_a_run(authority):
    authority.change = lambda reply: Reply(b"busy", 503)
    with Stamper(tools(authority.url)) as stamper:
        assert [stamper.ask(DIGEST).missed[0].failure for _ in range(3)] == ["unreachable"] * 3
    assert len(authority.requests) == 1


def test_what_is_sent_is_the_question_and_nothing_about_the_person(authority):
    from leakguard.evidence import stamp_roots

    with Stamper(tools(authority.url, roots=stamp_roots.given([authority.root]))) as stamper:
        (got,) = stamper.ask(DIGEST).got
    (request,) = authority.requests
    head, _, body = request.partition(b"\r\n\r\n")
    names = {line.partition(b":")[0].lower() for line in head.split(b"\r\n")[1:]}
    assert names == {b"host", b"user-agent", b"accept", b"accept-encoding", b"connection", b"content-type", b"content-length"}
    assert b"application/timestamp-query" in head
    assert body == got.query
    assert timestamps.asked(body)[0] == DIGEST
    assert abs(got.offset.seconds) <= got.offset.plus_minus
    assert got.offset.plus_minus < timedelta(minutes=1).total_seconds()
