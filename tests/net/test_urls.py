"""Reading web addresses: one meaning each, or refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leakguard.errors import AddressRefused, LeakguardError
from leakguard.net.urls import MAX_LENGTH, host_of, join, parse, registrable_domain


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG/A", "https://example.org/A"),
        ("  https://example.org/a  ", "https://example.org/a"),
        ("http://example.org:80/", "http://example.org/"),
        ("https://example.org:8443/a?b=c#d", "https://example.org:8443/a?b=c"),
        ("https://example.org:/", "https://example.org/"),
        ("https://example.org./", "https://example.org/"),
        ("https://example.org?q", "https://example.org/?q"),
        ("https://example.org/a b/ü?ö=\"<>'", "https://example.org/a%20b/%C3%BC?%C3%B6=%22%3C%3E'"),
        ("https://example.org/%41%zz", "https://example.org/%41%zz"),
        ("https://example.org/a/../b/./c/%2E%2e/d/..", "https://example.org/b/"),
        ("https://example.org/../..", "https://example.org/"),
        ("https://example.org/a//b/", "https://example.org/a//b/"),
        ("https://example.org/@a:b", "https://example.org/@a:b"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://ＥＸＡＭＰＬＥ。org/", "https://example.org/"),
        ("https://💩.example/", "https://xn--ls8h.example/"),
        ("https://a_b.example/", "https://a_b.example/"),
        ("http://127.1/", "http://127.0.0.1/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://0x7f000001/", "http://127.0.0.1/"),
        ("http://0177.0.0.1/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://①②⑦.0.0.1/", "http://127.0.0.1/"),
        ("http://127.0.0.1./", "http://127.0.0.1/"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("http://[0:0::1]/", "http://[::1]/"),
    ],
)
def test_an_address_has_one_canonical_form(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org",
        "//example.org/",
        "http:example.org",
        "http:/example.org",
        "http://",
        "http:///a",
        "http://:80/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,a",
        "ws://example.org/",
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://example.org@127.0.0.1/",
        "http://example.org\\@127.0.0.1/",
        "http://example.org\\a",
        "http://example.org/a\\b",
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://example.org:８０/",
        "http://example.org:80:80/",
        "http://example.org:-1/",
        "http://exa mple.org/",
        "http://example..org/",
        "http://-example.org/",
        "http://exam%70le.org/",
        "http://" + "a" * 64 + ".org/",
        "http://" + "a." * 130 + "org/",
        "http://256.1.1.1/",
        "http://1.2.3.4.5/",
        "http://1.2.3.09/",
        "http://4294967296/",
        "http://1_0.1/",
        "http://0x-1.1/",
        "http://[::1/",
        "http://[::1]a/",
        "http://[fe80::1%25eth0]/",
        "http://[v1.a]/",
        "http://example.org/\x00",
        "http://example.org/\r\nHost: other",
        "http://exam\tple.org/",
        "http://example.org/\ud800",
        "http://\ud800.org/",
        "http://example.org/" + "a" * MAX_LENGTH,
    ],
)
def test_what_is_not_one_plain_web_address_is_refused(text: str) -> None:
    with pytest.raises(AddressRefused):
        parse(text)


ADDRESS_LIKE = st.text(st.sampled_from(list("htps:/\\.@[]%?#&=012x7faeéß。💩\t \u200b")), max_size=40)


@given(
    st.one_of(
        st.text(max_size=60), ADDRESS_LIKE, ADDRESS_LIKE.map("http://".__add__), st.text(max_size=60).map("https://".__add__)
    )
)
@example("http://[")
@example("http://%")
def test_reading_any_text_gives_an_address_that_reads_the_same_again_or_a_plain_refusal(text: str) -> None:
    try:
        url = parse(text)
    except LeakguardError as error:
        assert error.message
        return
    assert str(url).isascii()
    assert parse(str(url)) == url
    assert url.raw == text
    assert join(str(url), "") == str(url)


@pytest.mark.parametrize(
    ("reference", "where"),
    [
        ("", "https://example.org/dir/page?q"),
        ("#top", "https://example.org/dir/page?q"),
        ("b.jpg", "https://example.org/dir/b.jpg"),
        ("./b.jpg", "https://example.org/dir/b.jpg"),
        ("../b.jpg#x", "https://example.org/b.jpg"),
        ("../../../b.jpg", "https://example.org/b.jpg"),
        ("/b.jpg", "https://example.org/b.jpg"),
        ("?p=1", "https://example.org/dir/page?p=1"),
        ("//cdn.example/b", "https://cdn.example/b"),
        ("///cdn.example/b", "https://cdn.example/b"),
        ("\\\\cdn.example\\b", "https://cdn.example/b"),
        ("img\\b.jpg?c\\d", "https://example.org/dir/img/b.jpg?c\\d"),
        ("http://cdn.example", "http://cdn.example/"),
        ("http:/cdn.example/b", "http://cdn.example/b"),
        ("https:b.jpg", "https://example.org/dir/b.jpg"),
        ("https:/b.jpg", "https://example.org/b.jpg"),
        ("  \n b\n.jpg ", "https://example.org/dir/b.jpg"),
        ("my photo (1).jpg", "https://example.org/dir/my%20photo%20(1).jpg"),
        ("a:b", None),
        ("./a:b", "https://example.org/dir/a:b"),
        ("mailto:a@example.org", None),
        ("javascript:void(0)", None),
        ("data:image/png;base64,AAAA", None),
        ("//user@cdn.example/", None),
        ("http://", None),
        ("/\x00a", None),
    ],
)
def test_a_reference_leads_where_a_browser_would_go(reference: str, where: str | None) -> None:
    assert join("https://example.org/dir/page?q#f", reference) == where


@given(st.text(max_size=40))
def test_joining_any_text_gives_a_canonical_address_or_none(reference: str) -> None:
    joined = join("http://example.org/a/b", reference)
    assert joined is None or str(parse(joined)) == joined


def test_a_reference_on_something_that_is_no_web_page_leads_nowhere() -> None:
    assert join("about:blank", "b.jpg") is None


def test_the_host_of_an_address_is_ascii() -> None:
    assert host_of("https://Bücher.example:8443/x") == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("a.b.example.co.uk", "example.co.uk"),
        ("example.org", "example.org"),
        ("WWW.Example.org.", "example.org"),
        ("someone.github.io", "github.io"),
        ("a.xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
    ],
)
def test_the_registrable_domain_is_what_somebody_registered(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain
