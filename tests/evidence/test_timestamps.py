"""Time stamps: what a good answer says, and a name for everything that can be wrong with one."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.evidence import stamp_roots, timestamps
from leakguard.evidence.timestamps import BadStamp, Failure
from leakguard.sandbox.parsers import STAMP_PARSERS
from leakguard.sandbox.pool import Sandbox
from tests.support.authorities import StampAuthority

DIGEST = sha256(b"what is stamped").hexdigest()
NONCE = bytes(range(1, 17))


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(parsers=STAMP_PARSERS) as sandbox:
        yield sandbox


@pytest.fixture
def roots(authority):
    return stamp_roots.given([authority.root])


def verified(sandbox, reply, roots, digest=DIGEST):
    nonce = timestamps.asked(timestamps.query(DIGEST, NONCE))[1]
    return timestamps.verify(sandbox, reply, digest, roots, nonce=nonce)


def failure(sandbox, reply, roots, **more) -> Failure:
    with pytest.raises(BadStamp) as caught:
        verified(sandbox, reply, roots, **more)
    assert caught.value.message.endswith((".", ")"))
    return caught.value.failure


def test_a_reply_with_certificates_in_an_order_that_der_forbids_verifies(sandbox, authority, roots):
    from rfc3161_client import decode_timestamp_response

    reply = authority.stamp(timestamps.query(DIGEST, NONCE))
    with pytest.raises(ValueError, match="InvalidSetOrdering"):
        decode_timestamp_response(reply)  # otherwise this test would show nothing
    before = datetime.now(UTC)
    stamp = verified(sandbox, reply, roots)
    assert abs(stamp.time - before) < timedelta(minutes=1)
    assert (stamp.authority, stamp.plus_minus, stamp.root) == ("CN=Test Authority", 1.0, roots[0])


def test_the_question_is_what_openssl_understands_and_keeps_its_nonce(authority, tmp_path):
    from tests.support.authorities import openssl

    (tmp_path / "q.tsq").write_bytes(timestamps.query(DIGEST, NONCE))
    told = openssl(tmp_path, "ts", "-query", "-in", "q.tsq", "-text")
    assert "Hash Algorithm: sha256" in told
    assert "Certificate required: yes" in told
    assert timestamps.asked(timestamps.query(DIGEST, NONCE)) == (DIGEST, "8" + NONCE.hex()[1:])


def test_a_root_that_is_not_known(sandbox, authority, second_authority):
    reply = authority.stamp(timestamps.query(DIGEST, NONCE))
    others = (*stamp_roots.pinned(), *stamp_roots.given([second_authority.root]))
    assert failure(sandbox, reply, others) is Failure.UNTRUSTED


def test_an_answer_to_another_question(sandbox, authority, roots):
    reply = authority.stamp(timestamps.query(sha256(b"other").hexdigest(), NONCE))
    assert failure(sandbox, reply, roots) is Failure.IMPRINT


def test_an_old_answer_to_the_same_question(sandbox, authority, roots):
    reply = authority.stamp(timestamps.query(DIGEST, bytes(16)))
    assert failure(sandbox, reply, roots) is Failure.NONCE


def test_a_refusal(sandbox, authority, roots):
    from asn1crypto import tsp

    query = tsp.TimeStampReq.load(timestamps.query(DIGEST, NONCE)).copy()
    query["message_imprint"]["hash_algorithm"] = {"algorithm": "sha512"}  # which this authority does not stamp
    assert failure(sandbox, authority.stamp(query.dump(force=True)), roots) is Failure.REFUSED


def test_a_certificate_that_was_not_valid_at_the_time(sandbox, tmp_path):
    from asn1crypto import tsp

    with StampAuthority(tmp_path / "short", days=0) as short:
        reply = short.stamp(timestamps.query(DIGEST, NONCE))
    assert tsp.TimeStampResp.load(reply)["status"]["status"].native == "granted"
    assert failure(sandbox, reply, stamp_roots.given([short.root])) is Failure.EXPIRED


def test_a_changed_byte_in_what_is_signed(sandbox, authority, roots):
    reply = authority.stamp(timestamps.query(DIGEST, NONCE))
    place = reply.rindex(b"\x02", 0, len(reply) - 20)
    changed = bytearray(reply)
    changed[-10] ^= 1
    assert place
    assert failure(sandbox, bytes(changed), roots) is Failure.SIGNATURE


@pytest.mark.parametrize("reply", [b"", b"<html>busy</html>", b"\x30\x80" * 40_000, b"\0" * (timestamps.MAX_REPLY + 1)])
def test_what_is_no_reply_at_all(sandbox, roots, reply):
    assert failure(sandbox, reply, roots) is Failure.GARBAGE


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_changed_reply_is_never_taken_for_another_time_or_digest(sandbox, _authority, data):
    roots = stamp_roots.given([_authority.root])
    good = _reply(_authority)
    truth = verified(sandbox, good, roots)
    changed = bytearray(good)
    changed[data.draw(st.integers(0, len(good) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        stamp = verified(sandbox, bytes(changed), roots)
    except BadStamp:
        return
    assert (stamp.time, stamp.serial, stamp.root) == (truth.time, truth.serial, truth.root)


_KEPT: dict[str, bytes] = {}


def _reply(authority: StampAuthority) -> bytes:
    if "reply" not in _KEPT:
        _KEPT["reply"] = authority.stamp(timestamps.query(DIGEST, NONCE))
    return _KEPT["reply"]


def test_the_pinned_roots_are_what_their_table_says():
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    roots = stamp_roots.pinned()
    assert len(roots) == len(stamp_roots.PINNED) == 4
    for root in roots:
        certificate = x509.load_pem_x509_certificate(root.pem.encode())
        assert certificate.fingerprint(hashes.SHA256()).hex() == root.sha256
        assert certificate.not_valid_after_utc.date() == root.expires
        assert root.name in certificate.subject.rfc4514_string()
        assert certificate.issuer == certificate.subject


def test_the_pinned_roots_are_those_of_mozilla_as_long_as_it_lists_them():
    import base64
    from pathlib import Path

    import certifi

    text = Path(certifi.where()).read_text("utf-8")
    listed = {
        sha256(base64.b64decode(part.partition("-----END")[0])).hexdigest() for part in text.split("BEGIN CERTIFICATE-----")[1:]
    }
    assert {root.sha256 for root in stamp_roots.pinned()} & listed
