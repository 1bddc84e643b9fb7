"""A finished PDF with a time stamp or a signature in it (PAdES, ETSI EN 319 142-1), appended so that its first bytes stay.

A document time stamp (clause 5.4.3) needs no key and names nobody: an authority says that these bytes existed at that time. A
signature needs a personal certificate; with a time stamp it is PAdES B-T (clause 6), without one B-B. Nothing is drawn on the
page. Revocation data is not put in: it would take further requests, which a verifier can make for itself.

Whatever leaves this computer is a digest; `ask` carries it to an authority and believes only a reply that verifies (RFC 3161).
"""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from leakguard.errors import MissingPart, NetworkError, Refused

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Ask = Callable[[bytes], bytes]
"""From a SHA-256 digest to the DER TimeStampResp that stamps it, verified. Raises NetworkError."""

_DIGEST = "sha256"
_ROOM = 48 * 1024
"""Hexadecimal digits kept free for what the authority sends: its reply holds a chain of certificates, usually below 8 KB. A fixed
size spares the trial request by which it would be measured."""


def require(key: bytes = b"", passphrase: str = "") -> None:
    """Raises what `stamped`, or with a key `signed`, would raise before anything is asked."""
    signers, _ = _pyhanko(None)
    if key:
        _signer(signers, key, passphrase)


def stamped(pdf: bytes, ask: Ask) -> bytes:
    """The PDF with a document time stamp. Raises MissingPart, NetworkError where the authority gives no good reply."""
    signers, stamper = _pyhanko(ask)
    out = _written(
        lambda: signers.PdfTimeStamper(stamper, "Time stamp").timestamp_pdf(_opened(pdf), _DIGEST, bytes_reserved=_ROOM)
    )
    return out.getvalue()


def signed(pdf: bytes, key: bytes, passphrase: str, now: datetime, ask: Ask | None = None) -> bytes:
    """The PDF signed with the key and certificate of a PKCS#12 file. Raises Refused where the file cannot be opened, MissingPart,
    NetworkError. `now` is the time the signature claims; the one that `ask` brings is proved."""
    signers, stamper = _pyhanko(ask)
    from pyhanko.sign.fields import SigSeedSubFilter

    class AtThatTime(signers.PdfSigner):  # type: ignore[misc,name-defined]
        """pyHanko would write the zone of this computer's clock into the signature."""

        def init_signing_session(self, *given: Any, **options: Any) -> Any:
            session = super().init_signing_session(*given, **options)
            session.system_time = now.astimezone(UTC)
            return session

    signer = _signer(signers, key, passphrase)
    meta = signers.PdfSignatureMetadata(field_name="Signature", md_algorithm=_DIGEST, subfilter=SigSeedSubFilter.PADES)
    made = AtThatTime(meta, signer=signer, timestamper=stamper if ask else None)
    return _written(lambda: made.sign_pdf(_opened(pdf), bytes_reserved=_ROOM)).getvalue()


def _pyhanko(ask: Ask | None) -> tuple[Any, Any]:
    try:
        from asn1crypto import tsp
        from pyhanko.sign import signers
        from pyhanko.sign.timestamps import TimeStamper
    except ImportError as error:
        raise MissingPart("Signing a report needs the part “sign”.", 'Install it: pip install "leakguard[sign]"') from error

    class Authority(TimeStamper):
        """Hands the digest to `ask`, because this package opens no sockets and trusts no reply by itself."""

        def __init__(self) -> None:
            super().__init__()  # type: ignore[no-untyped-call]

        async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
            if ask is None:
                raise NetworkError("There is no time-stamping authority.")
            return tsp.TimeStampResp.load(ask(message_digest))["time_stamp_token"]

    return signers, Authority()


def _signer(signers: Any, key: bytes, passphrase: str) -> Any:
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(key, (), passphrase.encode("utf-8"))
    except (ValueError, TypeError) as error:
        raise Refused(
            "This key file cannot be opened with that passphrase.",
            "Type it again, and look whether the file is a PKCS#12 file (.p12 or .pfx).",
        ) from error
    if signer is None:
        raise Refused("This key file holds no key with a certificate.", "Give a PKCS#12 file (.p12 or .pfx).")
    return signer


def _opened(pdf: bytes) -> "IncrementalPdfFileWriter":
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    return IncrementalPdfFileWriter(BytesIO(pdf))


def _written(make: Callable[[], Any]) -> BytesIO:
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.timestamps import TimestampRequestError

    try:
        made: BytesIO = make()
    except (TimestampRequestError, SigningError, ValueError) as error:
        raise NetworkError(f"The report was not stamped: {error}", "Try it again later, or write it without --sign.") from error
    return made
