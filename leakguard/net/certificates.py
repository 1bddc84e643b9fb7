"""The certificates of sites that a browser visits: what a site shows, and the keys that the browser is told to take.

A browser takes the authorities that it came with, and cannot be told of another one for one run, but of single keys (SPKI pins,
RFC 7469, 2.4). Only the key that the site itself proves is named, never an authority's: whoever sends the authority's certificate
along, which is no secret, would then be believed.
"""

import base64
import ssl
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from leakguard.errors import LeakguardError
from leakguard.model.exchange import SeenOn, TlsPeer
from leakguard.net import tls, urls
from leakguard.net.failures import BadCertificate
from leakguard.net.resolve import Lookup, system_lookup
from leakguard.net.settings import Settings
from leakguard.net.tunnel import Dialler

_SECONDS = 20.0


def shown(dialler: Dialler, host: str, port: int, ca_files: Sequence[Path] = ()) -> TlsPeer:
    """What the site proves on a connection made for this alone, its `problem` included. Raises AddressRefused, NetworkError,
    TimeoutError."""
    try:
        return _handshake(dialler, host, port, tls.verifying(ca_files))
    except BadCertificate as error:
        return replace(_handshake(dialler, host, port, tls.unverified()), problem=error.problem)


def keys(url: str, settings: Settings, *, lookup: Lookup = system_lookup) -> tuple[str, ...]:
    """The key of the site at this address, if the browser would refuse it and the person does not: it verifies with
    `settings.ca_files`, or its bad certificate was accepted. Otherwise none, and the browser says what is wrong.

    Connects under the same guard as the browser's proxy, and only where there is such a reason.
    """
    try:
        site = urls.parse(url)
        accepted = site.host in settings.accept_bad_certificates
        if site.scheme != "https" or not (settings.ca_files or accepted):
            return ()
        dialler = Dialler(settings, lookup=lookup, seconds=_SECONDS)
        peer = shown(dialler, site.host, site.port)
        refused = bool(peer.problem)
        if refused and not accepted:
            peer = shown(dialler, site.host, site.port, settings.ca_files)
        return (_pin(peer.chain[0]),) if refused and (accepted or not peer.problem) else ()
    except (LeakguardError, OSError):
        return ()


def _handshake(dialler: Dialler, host: str, port: int, context: ssl.SSLContext) -> TlsPeer:
    with dialler.connect(host, port) as plain:
        plain.settimeout(_SECONDS)
        with tls.secure(plain, context, host) as secured:
            return replace(tls.peer(secured, ""), seen_on=SeenOn.SEPARATE)


def _pin(leaf: bytes) -> str:
    public = x509.load_der_x509_certificate(leaf).public_key()
    return base64.b64encode(sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()).decode()
