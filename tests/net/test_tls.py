"""Certificates: verified against the name, kept from the same connection, and a bad one is never passed over in silence."""

import ssl
import warnings
from pathlib import Path

import pytest
from cryptography import x509

from leakguard.errors import UsageError
from leakguard.net.client import BadCertificate, FetchFailed
from tests.net.clients import SHORT, client
from tests.net.conftest import SpeakingPort
from tests.support.servers import Authority, RawServer, WebSite, drips, redirect

HOSTS = {"site.test": ["127.0.0.1"], "other.test": ["127.0.0.1"]}


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def trusted(authority: Authority, tmp_path: Path) -> tuple[Path]:
    return (authority.pem(tmp_path),)


def test_a_certificate_of_an_extra_authority_verifies_and_is_kept(authority: Authority, trusted: tuple[Path]) -> None:
    with WebSite({"/": b"secret"}, tls=authority.server("site.test")) as site, client(hosts=HOSTS, ca_files=trusted) as web:
        exchange = web.fetch(site.at("site.test") + "/").last
    assert exchange.body == b"secret"
    assert exchange.request.startswith(b"GET / HTTP/1.1\r\n")
    assert exchange.response_head.startswith(b"HTTP/1.1 200")
    assert exchange.tls is not None
    assert exchange.tls.problem == ""
    assert exchange.tls.version == "TLSv1.3"
    assert exchange.tls.cipher.startswith("TLS_")
    leaf, *rest = [x509.load_der_x509_certificate(certificate) for certificate in exchange.tls.chain]
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["site.test"]
    for certificate in rest:
        leaf.verify_directly_issued_by(certificate)


def test_the_chain_is_what_the_server_sent_leaf_first(tmp_path: Path) -> None:
    root = Authority()
    middle = root.below()
    with WebSite({"/": b""}, tls=middle.server("site.test")) as site, client(hosts=HOSTS, ca_files=(root.pem(tmp_path),)) as web:
        peer = web.fetch(site.at("site.test") + "/").last.tls
    assert peer is not None
    leaf, issuer = (x509.load_der_x509_certificate(certificate) for certificate in peer.chain)
    leaf.verify_directly_issued_by(issuer)


def test_an_address_can_be_certified_too(authority: Authority, trusted: tuple[Path]) -> None:
    with WebSite({"/": b"ok"}, tls=authority.server("127.0.0.1")) as site, client(ca_files=trusted) as web:
        assert web.fetch(site.url + "/").last.body == b"ok"


def test_an_unknown_authority_is_a_bad_certificate(authority: Authority) -> None:
    with WebSite({"/": b""}, tls=authority.server("site.test")) as site, client(hosts=HOSTS) as web:
        with pytest.raises(BadCertificate) as caught:
            web.fetch(site.at("site.test") + "/")
        assert caught.value.host == "site.test"
        assert caught.value.message == (
            "The certificate of site.test was signed by an authority that this computer does not know."
        )
        assert site.requests == []


def test_an_expired_certificate_is_bad(authority: Authority, trusted: tuple[Path]) -> None:
    with (
        WebSite({"/": b""}, tls=authority.server("site.test", expired=True)) as site,
        client(hosts=HOSTS, ca_files=trusted) as web,
    ):
        with pytest.raises(BadCertificate, match="has expired"):
            web.fetch(site.at("site.test") + "/")
        assert site.requests == []


@pytest.mark.parametrize(("host", "problem"), [("other.test", "another name"), ("127.0.0.1", "another address")])
def test_a_certificate_for_another_host_is_bad(authority: Authority, trusted: tuple[Path], host: str, problem: str) -> None:
    with WebSite({"/": b""}, tls=authority.server("site.test")) as site, client(hosts=HOSTS, ca_files=trusted) as web:
        with pytest.raises(BadCertificate, match=problem):
            web.fetch(site.at(host) + "/")
        assert site.requests == []


def test_a_self_signed_certificate_is_bad(tmp_path: Path) -> None:
    with (
        WebSite({"/": b""}, tls=Authority().itself()) as site,
        client(hosts=HOSTS) as web,
        pytest.raises(BadCertificate, match="signed by"),
    ):
        web.fetch(site.at("site.test") + "/")


def test_a_bad_certificate_that_the_person_accepted_is_recorded(authority: Authority, trusted: tuple[Path]) -> None:
    accepted = frozenset({"site.test"})
    with WebSite({"/": b"shown"}, tls=authority.server("site.test", expired=True)) as site:
        with client(hosts=HOSTS, ca_files=trusted, accept_bad_certificates=accepted) as web:
            exchange = web.fetch(site.at("site.test") + "/").last
            assert exchange.body == b"shown"
            assert exchange.tls is not None
            assert exchange.tls.problem == "has expired"
            assert len(exchange.tls.chain) >= 1
            with pytest.raises(BadCertificate):
                web.fetch(site.at("other.test") + "/")
        assert len(site.requests) == 1


def test_an_accepted_host_with_a_good_certificate_has_no_problem(authority: Authority, trusted: tuple[Path]) -> None:
    with (
        WebSite({"/": b""}, tls=authority.server("site.test")) as site,
        client(hosts=HOSTS, ca_files=trusted, accept_bad_certificates=frozenset({"site.test"})) as web,
    ):
        peer = web.fetch(site.at("site.test") + "/").last.tls
    assert peer is not None
    assert peer.problem == ""


def test_a_redirect_to_a_bad_certificate_keeps_the_hops_before(authority: Authority) -> None:
    with WebSite({}, tls=authority.server("site.test")) as site, WebSite({"/": redirect(site.at("site.test"))}) as first:
        with client(hosts=HOSTS) as web, pytest.raises(BadCertificate) as caught:
            web.fetch(first.url + "/")
        assert [hop.status for hop in caught.value.hops] == [302]


def test_a_server_with_outdated_encryption_is_refused(authority: Authority, trusted: tuple[Path]) -> None:
    old = authority.server("site.test")
    old.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1
    with WebSite({"/": b""}, tls=old) as site, client(hosts=HOSTS, ca_files=trusted) as web:
        with pytest.raises(FetchFailed, match="outdated encryption"):
            web.fetch(site.at("site.test") + "/")
        assert site.requests == []


def test_a_server_without_encryption_is_told_apart(speaking_port: SpeakingPort) -> None:
    port = speaking_port(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    with client(hosts=HOSTS) as web, pytest.raises(FetchFailed, match="does not speak https") as caught:
        web.fetch(f"https://site.test:{port}/")
    assert "http://" in caught.value.hint


def test_a_handshake_that_never_ends_is_cut_at_the_deadline(silent_port: int) -> None:
    with client(hosts=HOSTS, limits=SHORT) as web, pytest.raises(FetchFailed, match=r"longer than 1\.5 seconds"):
        web.fetch(f"https://site.test:{silent_port}/")


def test_a_slow_answer_over_tls_is_cut_at_the_deadline(authority: Authority, trusted: tuple[Path]) -> None:
    behave = drips(b"HTTP/1.1 200 OK\r\n\r\n", b"x")
    with (
        RawServer(behave, tls=authority.server("site.test")) as server,
        client(hosts=HOSTS, ca_files=trusted, limits=SHORT) as web,
    ):
        exchange = web.fetch(server.at("site.test") + "/").last
    assert exchange.payload.startswith(b"x")
    assert "longer than 1.5 seconds" in exchange.problem


def test_an_authority_file_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "broken.pem").write_text("not a certificate")
    for name in ("broken.pem", "missing.pem"):
        with client(hosts=HOSTS, ca_files=(tmp_path / name,)) as web, pytest.raises(UsageError, match=name):
            web.fetch("https://site.test/")
