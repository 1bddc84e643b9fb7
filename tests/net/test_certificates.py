"""What sites show of themselves, and keys of sites that only the person's own authority, or the person, vouches for."""

import base64
import hashlib
import secrets
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from leakguard.model.exchange import SeenOn
from leakguard.net.browser_proxy import BrowserProxy
from leakguard.net.certificates import keys
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


def test_the_key_of_a_site_that_the_person_accepts_is_named_and_of_no_other(network):
    accepting = Settings(allow=LOOPBACK, accept_bad_certificates=frozenset({"127.0.0.1"}))
    with WebSite({}, tls=Authority().server("127.0.0.1", "localhost", expired=True)) as site:
        assert len(keys(f"{site.url}/", accepting)) == 1
        assert keys(f"{site.at('localhost')}/", accepting) == ()


def test_what_a_site_shows_apart_from_the_browser_is_marked_so_with_what_is_wrong(own, network):
    with BrowserProxy(network, random=secrets.token_bytes) as way:
        with WebSite({}, tls=own.below().server("127.0.0.1")) as site:
            good = way.shown(*site.address)
        with WebSite({}, tls=own.server("elsewhere.example")) as site:
            bad = way.shown(*site.address)
    assert (good.seen_on, good.problem, len(good.chain)) == (SeenOn.SEPARATE, "", 2)
    assert bad.problem == "is for another address"
