"""Encryption: whom a connection is with, proved against certificate authorities, and the proof kept."""

import socket
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import certifi

from leakguard.errors import NetworkError, UsageError
from leakguard.model.exchange import TlsPeer
from leakguard.net.failures import BadCertificate

# Codes of X509_verify_cert (OpenSSL, x509_vfy.h), as the end of "The certificate of example.org …".
_PROBLEMS = {
    9: "is not valid yet",
    10: "has expired",
    18: "was signed by the site itself, not by an authority",
    19: "was signed by an authority that this computer does not know",
    20: "was signed by an authority that this computer does not know",
    21: "was signed by an authority that this computer does not know",
    23: "was revoked",
    62: "is for another name",
    64: "is for another address",
}


def verifying(ca_files: Sequence[Path] = ()) -> ssl.SSLContext:
    """Trusts the roots of the system and of certifi, and those in `ca_files` (PEM); TLS 1.2 or newer (RFC 8996).
    Not ssl.create_default_context(), which may write session keys to a file that the environment names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_default_certs()
    context.load_verify_locations(certifi.where())
    for file in ca_files:
        try:
            context.load_verify_locations(file)
        except OSError as error:
            raise UsageError(f"The certificate authority in {file} cannot be read.", "Give a PEM file.") from error
    return context


def unverified() -> ssl.SSLContext:
    """For a host whose bad certificate the person accepted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def secure(plain: socket.socket, context: ssl.SSLContext, host: str) -> ssl.SSLSocket:
    """Handshake as a client. `plain` is used up, also on failure. Raises BadCertificate, NetworkError, TimeoutError."""
    try:
        return context.wrap_socket(plain, server_hostname=host)
    except TimeoutError:
        raise
    except ssl.SSLCertVerificationError as error:
        raise BadCertificate(host, _PROBLEMS.get(error.verify_code, f"does not verify ({error.verify_message})")) from error
    except OSError as error:
        raise NetworkError(*_handshake_failure(host, getattr(error, "reason", None) or "")) from error


def _handshake_failure(host: str, reason: str) -> tuple[str, str]:
    if reason in {"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "VERSION_TOO_LOW"}:
        return (
            f"{host} offers outdated encryption only (older than TLS 1.2).",
            "A browser may still show it: take screenshots there.",
        )
    if reason in {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}:
        return f"{host} does not speak https at this port.", "Try the address with http:// in place of https://"
    return f"{host} broke off while the encryption was agreed on.", "Try again later."


def peer(connection: ssl.SSLSocket, problem: str) -> TlsPeer:
    """What the server proved on this connection; `problem` is what was accepted."""
    cipher = connection.cipher()
    return TlsPeer(connection.version() or "", cipher[0] if cipher else "", _chain(connection), problem)


def _chain(connection: ssl.SSLSocket) -> tuple[bytes, ...]:
    """The certificates as the server sent them, DER, leaf first."""
    if sys.version_info >= (3, 13):
        return tuple(connection.get_unverified_chain())
    inner: Any = connection
    # Python 3.11 and 3.12 have the same function, one level below.
    return tuple(
        ssl.PEM_cert_to_DER_cert(certificate.public_bytes()) for certificate in inner._sslobj.get_unverified_chain() or ()
    )
