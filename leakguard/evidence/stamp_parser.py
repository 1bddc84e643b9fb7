"""Reads and verifies one time-stamp reply (RFC 3161). Runs in the sandbox: a reply crosses the network in clear.

Whoever breaks into the worker through a reply could make it say yes; they would gain a wrong time, and nothing of the case.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from rfc3161_client import TimeStampResponse, VerificationError, VerifierBuilder, decode_timestamp_response

_SHA256 = "2.16.840.1.101.3.4.2.1"
_GRANTED = 0
Parsed = tuple[dict[str, Any], tuple[bytes, ...]]


def parse_stamp(data: bytes, options: dict[str, Any]) -> Parsed:
    """What the reply says, and whether it holds for `options`: digest and nonce in hex (nonce may be null), roots as PEM texts.

    The meta has `failure` (a word of `timestamps.Failure`) with `why`, or `time`, `serial`, `policy`, `authority`, and `root`,
    the place in `roots` of the one that it rests on.
    """
    try:
        reply = _read(data)
        if reply.status != _GRANTED:
            return _no("refused", f"It gave the status {reply.status} ({'; '.join(reply.status_string)[:200]}).")
        return _verified(reply, options)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        return _no("garbage", f"What came is no time stamp ({type(error).__name__}).")


def _verified(reply: TimeStampResponse, options: dict[str, Any]) -> Parsed:
    said, signed = reply.tst_info, reply.signed_data
    if said.message_imprint.hash_algorithm.dotted_string != _SHA256 or said.message_imprint.message.hex() != options["digest"]:
        return _no("imprint", "It stamps something else, not what was asked.")
    if options["nonce"] is not None and said.nonce != int(options["nonce"], 16):
        return _no("nonce", "It does not carry the number that was sent with the question: it may be an old answer.")
    signers = signed.signer_infos
    certificates = [x509.load_der_x509_certificate(each) for each in signed.certificates]
    signer = next(
        (
            c
            for c in certificates
            if len(signers) == 1
            for s in signers
            if (c.issuer, c.serial_number) == (s.issuer, s.serial_number)
        ),
        None,
    )
    if signer is None:
        return _no("signature", "The certificate of whoever signed it is not with it.")
    at = said.gen_time
    if not signer.not_valid_before_utc <= at <= signer.not_valid_after_utc:
        return _no("expired", f"Its signer's certificate was not valid at the time it gives ({at:%Y-%m-%d}).")
    why = "It rests on no root that is known here."
    for place, text in enumerate(options["roots"]):
        root = x509.load_pem_x509_certificate(text.encode())
        try:
            VerifierBuilder(roots=[root]).build().verify(reply, bytes.fromhex(options["digest"]))
        except (VerificationError, UnsupportedAlgorithm) as error:
            why = str(error)
            if "certificate verify error" not in why:
                return _no("signature", "Its signature does not hold, or its signer may not give time stamps.")
            if "expired" in why or "not yet valid" in why:
                return _no("expired", f"A certificate that it rests on was not valid at the time it gives ({at:%Y-%m-%d}).")
            continue
        accuracy = said.accuracy
        within = (
            timedelta(seconds=accuracy.seconds or 0, milliseconds=accuracy.millis or 0, microseconds=accuracy.micros or 0)
            if accuracy
            else None
        )
        return {
            "time": at.isoformat(),
            "plus_minus": within.total_seconds() if within is not None else None,
            "serial": f"{said.serial_number:x}",
            "policy": said.policy.dotted_string,
            "authority": signer.subject.rfc4514_string()[:300],
            "root": place,
        }, ()
    return _no("untrusted", "It rests on no root that is known here.")


def _no(failure: str, why: str) -> Parsed:
    return {"failure": failure, "why": why}, ()


def _read(data: bytes) -> TimeStampResponse:
    try:
        return decode_timestamp_response(data)
    except ValueError:
        return decode_timestamp_response(_sorted(data))


def _sorted(data: bytes) -> bytes:
    """The reply with its certificates in the order that DER asks for (X.690, 11.6); openssl's own authority does not sort them.

    That set is not signed. What is signed must not move by this, which is looked at.
    """
    reply = tsp.TimeStampResp.load(data, strict=True)
    signed = reply["time_stamp_token"]["content"]
    before = _digest(signed)
    certificates = sorted(signed["certificates"], key=lambda certificate: certificate.dump())
    signed["certificates"] = cms.CertificateSet(certificates)
    if _digest(signed) != before:
        raise ValueError("sorting the certificates moved what is signed")
    return bytes(reply.dump())


def _digest(signed: cms.SignedData) -> str:
    return sha256(signed["encap_content_info"].dump() + signed["signer_infos"].dump()).hexdigest()
