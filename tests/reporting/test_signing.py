"""A signed report: its time or its signer verify with ordinary tools, and the report itself is still there, byte for byte."""

import asyncio
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from leakguard.errors import NetworkError, Refused
from leakguard.evidence import timestamps
from leakguard.reporting import signing
from tests.reporting.cases import NOW, text, usual
from tests.support.authorities import StampAuthority

pytest.importorskip("pyhanko")
pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")

PASSPHRASE = "a key of my own"


class Authority:
    """What a service hands to the signer: from a digest to a reply. `asked` are the digests."""

    def __init__(self, stamps: StampAuthority) -> None:
        self._stamps = stamps
        self.root = stamps.root.read_bytes()
        self.asked: list[bytes] = []

    def reply(self, digest: bytes) -> bytes:
        self.asked.append(digest)
        return self._stamps.stamp(timestamps.query(digest.hex(), b"n" * timestamps.NONCE_BYTES))


@pytest.fixture
def tsa(authority: StampAuthority) -> Authority:
    return Authority(authority)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return usual(1)


def key_file() -> tuple[bytes, bytes]:
    """A personal key as PKCS#12, and its own certificate as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Alex Example")])
    start = datetime.now(UTC) - timedelta(days=1)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), start, start + timedelta(days=30))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    return pkcs12.serialize_key_and_certificates(b"key", key, certificate, None, locked), pem


def opened(pdf: bytes) -> Any:
    from pyhanko.pdf_utils.reader import PdfFileReader

    return PdfFileReader(BytesIO(pdf))


def trusting(*roots: bytes) -> Any:
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=[root for pem in roots for root in load_certs_from_pemder_data(pem)])


def stamp_of(pdf: bytes, *roots: bytes) -> Any:
    from pyhanko.sign.validation import async_validate_pdf_timestamp

    (signature,) = opened(pdf).embedded_timestamp_signatures
    return asyncio.run(async_validate_pdf_timestamp(signature, trusting(*roots)))


def test_a_document_time_stamp_verifies_against_its_authority_and_against_no_other(
    pdf: bytes, tsa: Authority, second_authority: StampAuthority
) -> None:
    made = signing.stamped(pdf, tsa.reply)
    status = stamp_of(made, tsa.root)
    assert status.valid and status.intact and status.trusted
    assert abs(status.timestamp - datetime.now(UTC)) < timedelta(minutes=10)
    assert not stamp_of(made, second_authority.root.read_bytes()).trusted


def test_the_report_is_still_there_and_only_a_digest_went_out(pdf: bytes, tsa: Authority) -> None:
    made = signing.stamped(pdf, tsa.reply)
    assert made.startswith(pdf)
    assert text(made) == text(pdf)
    assert [len(digest) for digest in tsa.asked] == [32], "one SHA-256, and no trial request"


def test_one_changed_byte_is_seen(pdf: bytes, tsa: Authority) -> None:
    made = signing.stamped(pdf, tsa.reply)
    at = made.index(b"/Producer")
    changed = made[:at] + b"/producer" + made[at + 9 :]
    assert not stamp_of(changed, tsa.root).intact


def test_a_personal_signature_with_a_time_stamp_verifies_and_names_nothing_of_this_computer(pdf: bytes, tsa: Authority) -> None:
    from pyhanko.sign.validation import async_validate_pdf_signature

    key, own = key_file()
    made = signing.signed(pdf, key, PASSPHRASE, NOW, tsa.reply)
    (signature,) = opened(made).embedded_regular_signatures
    status = asyncio.run(async_validate_pdf_signature(signature, trusting(own, tsa.root), trusting(tsa.root)))
    assert status.intact and status.valid
    assert status.signing_cert.subject.native["common_name"] == "Alex Example"
    assert status.timestamp_validity is not None and status.timestamp_validity.valid
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/M"].startswith("D:20260304130533")
    assert not {"/Name", "/Location", "/ContactInfo", "/Reason"} & set(signature.sig_object)


def test_without_an_authority_the_signature_stands_alone(pdf: bytes) -> None:
    key, _ = key_file()
    made = signing.signed(pdf, key, PASSPHRASE, NOW)
    assert len(opened(made).embedded_regular_signatures) == 1


@pytest.mark.parametrize("file", ["key", "no key"])
def test_a_wrong_passphrase_or_a_file_that_holds_no_key_is_refused(pdf: bytes, file: str) -> None:
    key, _ = key_file()
    with pytest.raises(Refused) as refused:
        signing.signed(pdf, key if file == "key" else b"no key", "wrong", NOW)
    assert "PKCS#12" in refused.value.hint


@pytest.mark.parametrize("reply", [b"", b"not DER", b"\x30\x05\x30\x03\x02\x01\x02"], ids=["empty", "garbage", "refusal"])
def test_an_authority_that_gives_no_good_reply_is_said(pdf: bytes, reply: bytes) -> None:
    with pytest.raises(NetworkError) as failed:
        signing.stamped(pdf, lambda digest: reply)
    assert "not stamped" in failed.value.message


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_no_fault_in_a_signed_report(pdf: bytes, tsa: Authority, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signing.stamped(pdf, tsa.reply))
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
