"""The roots that time stamps are trusted for, pinned in this program, and those that a person adds.

Roots inside a bundle are convenience for a stranger; nothing here ever trusts them. The certificates lie in `stamp_roots.pem`,
because lists of roots drop old ones, and a stamp has to verify in ten years.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from leakguard.errors import Damaged, UsageError

_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
MOZILLA = "Mozilla's list of roots, as the package certifi 2026.10.18 holds it"
GIVEN = "added by whoever set this computer up"


@dataclass(frozen=True)
class Root:
    """One root certificate: `sha256` is its fingerprint in lower-case hex, `expires` its last day, None where not looked up."""

    name: str
    sha256: str
    source: str
    expires: date | None
    pem: str


PINNED: tuple[tuple[str, str, str, date], ...] = (
    (
        "DigiCert Trusted Root G4",
        "552f7bdcf1a7af9e6ce672017f4f12abf77240c78e761ac203d1d9d20ac89988",
        MOZILLA,
        date(2038, 1, 15),
    ),
    (
        "USERTrust RSA Certification Authority",
        "e793c9b02fd8aa13e21c31228accb08119643b749c898964b1746d46c3d4cbd2",
        MOZILLA,
        date(2038, 1, 18),
    ),
    (
        "IdenTrust Commercial Root CA 1",
        "5d56499be4d2e08bcfcad08a3e38723d50503bde706948e42f55603019e528ae",
        MOZILLA,
        date(2034, 1, 16),
    ),
    (
        "SSL.com Root Certification Authority RSA",
        "85666a562ee0be5ce925c1d8890a6f76a87ec16d4d7d5f29ea7419cf20123b69",
        MOZILLA,
        date(2041, 2, 12),
    ),
)
"""Name, fingerprint, source, expiry. DigiCert G4 stands behind timestamp.digicert.com, USERTrust behind timestamp.sectigo.com,
IdenTrust behind timestamp.identrust.com, SSL.com behind ts.ssl.com. Roots of authorities that Mozilla does not list (freetsa.org,
zeitstempel.dfn.de) are not here: no source of theirs could be read."""

AUTHORITIES = ("http://timestamp.digicert.com", "http://timestamp.sectigo.com")
"""Asked where nobody chose others: two companies, two roots. Plain http is usual here: the answer is signed, and the question is
a digest."""


@cache
def pinned() -> tuple[Root, ...]:
    """The roots that come with the program. Raises Damaged where the file is not the one that it came with."""
    held = {
        sha256(_der(pem)).hexdigest(): pem for pem in _split(files(__package__).joinpath("stamp_roots.pem").read_text("ascii"))
    }
    if held.keys() != {fingerprint for _, fingerprint, _, _ in PINNED}:
        raise Damaged("The roots for time stamps are not the ones that this program came with.", "Install it anew.")
    return tuple(Root(name, fingerprint, source, expires, held[fingerprint]) for name, fingerprint, source, expires in PINNED)


def given(paths: Iterable[Path]) -> tuple[Root, ...]:
    """The certificates in these PEM files, beside the pinned ones. Raises UsageError."""
    roots: list[Root] = []
    for path in paths:
        try:
            pems = _split(path.read_text("ascii"))
            roots += [Root(path.name, sha256(_der(pem)).hexdigest(), GIVEN, None, pem) for pem in pems]
        except (OSError, ValueError) as error:
            raise UsageError(f"The roots in {path} cannot be read.", "Give a PEM file of certificates.") from error
        if not pems:
            raise UsageError(f"There is no certificate in {path}.", "Give a PEM file of certificates.")
    return tuple(roots)


def _split(text: str) -> list[str]:
    return [f"{_BEGIN}{part.partition(_END)[0]}{_END}\n" for part in text.split(_BEGIN)[1:]]


def _der(pem: str) -> bytes:
    from base64 import b64decode

    return b64decode("".join(pem.splitlines()[1:-1]))
