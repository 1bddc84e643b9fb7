"""Keys of sites that only the person's own authority vouches for."""

import base64
import hashlib
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from leakguard.net.own_authority import keys
from leakguard.net.settings import Settings
from tests.support.servers import LOOPBACK, Authority, WebSite


@pytest.fixture
def own() -> Authority:
    return Authority()


@pytest.fixture
def network(own, tmp_path) -> Settings:
    return Settings(allow=LOOPBACK, ca_files=(own.pem(tmp_path),))


def test_the_key_is_the_sites_own(own, network):
    with WebSite({}, tls=own.server("127.0.0.1")) as site:
        pem = ssl.get_server_certificate(site.address)
        named = keys(f"{site.url}/page", network)
    public = (
        x509.load_pem_x509_certificate(pem.encode()).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    assert named == (base64.b64encode(hashlib.sha256(public).digest()).decode(),)


def test_no_key_is_named_for_who_proves_nothing(own, network):
    for context in (Authority().server("127.0.0.1"), own.server("elsewhere.example"), own.server("127.0.0.1", expired=True)):
        with WebSite({}, tls=context) as site:
            assert keys(f"{site.url}/", network) == ()


def test_without_such_an_authority_nothing_is_connected_to(own, network):
    with WebSite({}, tls=own.server("127.0.0.1")) as site:
        assert keys(f"{site.url}/", Settings(allow=LOOPBACK)) == ()
        assert keys(f"{site.url}/", Settings(ca_files=network.ca_files)) == ()
        assert keys(site.url.replace("https", "http"), network) == ()
