"""Time stamps (RFC 3161): the question, and what an authority's answer is worth.

An authority is sent a digest and a random number, never what is stamped. Its answer proves that the digest existed at its time,
as far as one believes its clock and its root; it says nothing about when, where or by whom the rest was made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from leakguard.errors import Unreadable, VerificationFailed
from leakguard.evidence.stamp_roots import Root
from leakguard.sandbox.pool import Sandbox

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
"""RFC 3161, 3.4."""
MAX_REPLY = 128 * 1024
"""Bytes. A reply with its whole chain takes 3 to 7 KB."""
NONCE_BYTES = 16


class Failure(StrEnum):
    """Why an answer is worth nothing."""

    GARBAGE = "garbage"
    REFUSED = "refused"
    IMPRINT = "imprint"
    NONCE = "nonce"
    UNTRUSTED = "untrusted"
    EXPIRED = "expired"
    SIGNATURE = "signature"
    UNREACHABLE = "unreachable"


class BadStamp(VerificationFailed):
    """An answer that proves nothing, or none at all; `failure` says why in one word, the message in a sentence."""

    def __init__(self, failure: Failure, why: str) -> None:
        super().__init__(why, "Try again later with: leakguard seal")
        self.failure = failure


@dataclass(frozen=True)
class Stamp:
    """What a good answer says. `plus_minus` is the authority's own claim of its accuracy in seconds, None where it makes none."""

    time: datetime
    plus_minus: float | None
    serial: str
    policy: str
    authority: str
    root: Root


def query(digest: str, nonce: bytes) -> bytes:
    """The question (TimeStampReq, RFC 3161, 2.4.1) for a SHA-256 in hex; the certificates are asked for with the answer."""
    from asn1crypto import tsp

    number = int.from_bytes(nonce, "big") | 1 << (8 * len(nonce) - 1)  # so that it is never shortened
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes.fromhex(digest)}
    return bytes(tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "nonce": number, "cert_req": True}).dump())


def asked(sent: bytes) -> tuple[str, str]:
    """Digest and nonce of a question that was made here, both in hex. Raises BadStamp for anything else."""
    from asn1crypto import tsp

    try:
        request = tsp.TimeStampReq.load(sent[:MAX_REPLY], strict=True)
        digest, nonce = bytes(request["message_imprint"]["hashed_message"].native).hex(), f"{request['nonce'].native:x}"
        if sent == query(digest, bytes.fromhex(nonce)):
            return digest, nonce
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        pass
    raise BadStamp(Failure.GARBAGE, "The question that was kept with it is not one that was asked here.")


def verify(sandbox: Sandbox, reply: bytes, digest: str, roots: Sequence[Root], *, nonce: str | None = None) -> Stamp:
    """What the answer is worth for this SHA-256 (hex) and, where given, this nonce (hex). Raises BadStamp.

    Certificates have to be valid at the time that it gives, not now: a stamp outlives them. `sandbox` must have STAMP_PARSERS.
    """
    if len(reply) > MAX_REPLY:
        raise BadStamp(Failure.GARBAGE, "What came is larger than any time stamp.")
    try:
        pems = [root.pem for root in roots]
        meta = sandbox.run("timestamp", reply, digest=digest, nonce=nonce, roots=pems).meta
    except Unreadable as error:
        raise BadStamp(Failure.GARBAGE, f"What came is no time stamp. {error.message}") from error
    if "failure" in meta:
        raise _refused(meta)
    try:
        plus_minus = meta["plus_minus"]
        stamp = Stamp(
            datetime.fromisoformat(meta["time"]),
            None if plus_minus is None else float(plus_minus),
            str(meta["serial"])[:100],
            str(meta["policy"])[:100],
            str(meta["authority"])[:300],
            roots[meta["root"]],
        )
        if stamp.time.tzinfo is None:
            raise ValueError("a time without a zone")
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise BadStamp(Failure.GARBAGE, "Its reader gave an answer that cannot be true.") from error
    return stamp


def _refused(meta: dict[str, Any]) -> BadStamp:
    try:
        return BadStamp(Failure(meta["failure"]), str(meta["why"])[:400])
    except (KeyError, ValueError):
        return BadStamp(Failure.GARBAGE, "What came is no time stamp.")
