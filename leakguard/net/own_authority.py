"""Sites that only an authority of the person's own vouches for: their keys, for a browser that does not know this authority.

A browser cannot be told of a further authority for one run, but of single keys (SPKI pins, RFC 7469, 2.4) that it is to take.
Only the key that the site itself proves is named, never the authority's: whoever sends the authority's certificate along, which
is no secret, would then be believed.
"""

import base64
import ssl
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from leakguard.errors import LeakguardError
from leakguard.net import tls, urls
from leakguard.net.failures import BadCertificate
from leakguard.net.resolve import Lookup, system_lookup
from leakguard.net.settings import Settings
from leakguard.net.tunnel import Dialler

_SECONDS = 20.0


def keys(url: str, settings: Settings, *, lookup: Lookup = system_lookup) -> tuple[str, ...]:
    """The key of the site at this address, if it verifies with `settings.ca_files` and not without; otherwise none, and the
    browser says what is wrong. Connects under the same guard as the browser's proxy, and only where there are such files."""
    if not settings.ca_files:
        return ()
    try:
        site = urls.parse(url)
        if site.scheme != "https":
            return ()
        dialler = Dialler(settings, lookup=lookup, seconds=_SECONDS)
        try:
            _leaf(dialler, site, tls.verifying())
        except BadCertificate:
            return (_pin(_leaf(dialler, site, tls.verifying(settings.ca_files))),)
    except (LeakguardError, OSError):
        return ()
    return ()


def _leaf(dialler: Dialler, site: urls.Url, context: ssl.SSLContext) -> bytes:
    """The certificate that the site proved to hold the key of, DER."""
    with dialler.connect(site.host, site.port) as plain:
        plain.settimeout(_SECONDS)
        with tls.secure(plain, context, site.host) as secured:
            return secured.getpeercert(binary_form=True) or b""


def _pin(leaf: bytes) -> str:
    public = x509.load_der_x509_certificate(leaf).public_key()
    return base64.b64encode(sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()).decode()
