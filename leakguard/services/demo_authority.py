"""The demonstration's own time-stamping authority: real RFC 3161 answers from a key that anybody could have made.

It says "DEMO" wherever its name is shown, and proves nothing. It lives for one run; its root is written beside the results, so
that the stamps can be looked at with ordinary tools.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from leakguard.evidence.stamp_roots import Root

NAME = "DEMO time-stamping authority (proves nothing)"
_POLICY = "2.999.1"
"""An object identifier that is kept free for examples (ITU-T X.660)."""
_LIFE = timedelta(days=3650)


class DemoAuthority:
    """Makes a root and a signer when it begins. `answer` takes a question and gives the reply."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._count = 0
        self._key = ec.generate_private_key(ec.SECP256R1())
        root_key = ec.generate_private_key(ec.SECP256R1())
        root_name, name = _name(f"{NAME}, root"), _name(NAME)
        self._root = _certificate(root_name, root_name, root_key, root_key, now()).sign(root_key, hashes.SHA256())
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = _certificate(name, root_name, self._key, root_key, now(), authority=False)
        self._signer = builder.add_extension(stamping, critical=True).sign(root_key, hashes.SHA256())

    @property
    def root(self) -> Root:
        der, pem = self._root.public_bytes(Encoding.DER), self._root.public_bytes(Encoding.PEM).decode()
        return Root(NAME, sha256(der).hexdigest(), "made by this demonstration", self._root.not_valid_after_utc.date(), pem)

    def answer(self, question: bytes) -> bytes:
        """The reply (RFC 3161, 2.4.2) to one question. Raises ValueError for what is no question."""
        asked = tsp.TimeStampReq.load(question, strict=True)
        self._count += 1
        said = tsp.TSTInfo(
            {
                "version": 1,
                "policy": _POLICY,
                "message_imprint": asked["message_imprint"],
                "serial_number": self._count,
                "gen_time": self._now().astimezone(UTC).replace(microsecond=0),
                "accuracy": {"seconds": 1},
                "nonce": asked["nonce"],
            }
        )
        return bytes(tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": self._signed(said)}).dump())

    def _signed(self, said: tsp.TSTInfo) -> cms.ContentInfo:
        """The token (RFC 3161, 2.4.2; RFC 5652, 5), with the signing certificate named in it (RFC 5816)."""
        content = said.dump()
        signer = asn1_x509.Certificate.load(self._signer.public_bytes(Encoding.DER))
        root = asn1_x509.Certificate.load(self._root.public_bytes(Encoding.DER))
        named = tsp.SigningCertificateV2({"certs": [{"cert_hash": sha256(signer.dump()).digest()}]})
        attributes = cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("message_digest", sha256(content).digest()),
                _attribute("signing_certificate_v2", named),
            ]
        )
        info = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {"issuer_and_serial_number": {"issuer": signer.issuer, "serial_number": signer.serial_number}}
            ),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": self._key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
        }
        return cms.ContentInfo(
            {
                "content_type": "signed_data",
                "content": {
                    "version": "v3",
                    "digest_algorithms": [{"algorithm": "sha256"}],
                    "encap_content_info": {"content_type": "tst_info", "content": cms.ParsableOctetString(content)},
                    "certificates": [signer, root],
                    "signer_infos": [info],
                },
            }
        )


def _attribute(kind: str, value: Any) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [value]})


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    at: datetime,
    *,
    authority: bool = True,
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(at - timedelta(hours=1)).not_valid_after(at + _LIFE)
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return (
        builder.add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(issued_by, critical=False)
    )
