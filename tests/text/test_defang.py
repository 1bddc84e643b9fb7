"""defang(): an address that nobody opens by accident, and whose host cannot pass for another."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leakguard.text.clean import clean, defang


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/a.b?c=d.e#f", "hxxps://example[.]org/a.b?c=d.e#f"),
        ("HTTP://WWW.Example.ORG:8080", "hxxp://www[.]example[.]org:8080"),
        ("https://ехаmple.org/", "hxxps://xn--mple-43d3a6i[.]org/"),  # Cyrillic е, х, а
        ("https://münchen.test/straße", "hxxps://xn--mnchen-3ya[.]test/straße"),
        ("https://ｅｘａｍｐｌｅ。org/", "hxxps://example[.]org/"),
        ("https://bank.test@example.org/", "hxxps://bank[.]test@example[.]org/"),
        ("http://[::1]:80/", "hxxp://[::1]:80/"),
        ("https://example.org/\u202egnp.exe\n", r"hxxps://example[.]org/\u202egnp.exe\x0a"),
        ("ftp://example.org/x", "ftp://example[.]org/x"),
    ],
)
def test_what_is_shown_for_an_address(url: str, shown: str) -> None:
    assert defang(url) == shown


@pytest.mark.parametrize("text", ["", "just words", "C:\\pictures\\a.jpg", "data:image/png;base64,AA", "archive.zip!a.jpg"])
def test_what_is_no_address_is_only_cleaned(text: str) -> None:
    assert defang(text) == clean(text)


URLS = st.builds("{}://{}{}".format, st.sampled_from(["http", "https", "hxxp", "x-y"]), st.text(), st.text())


@given(st.text() | URLS)
@example("http://[[.]]")
@example("http://A℀b.org")
@example("http://ü\x00.org/\\")
@example("http://\ud800.org")
def test_defanging_never_fails_and_twice_gives_the_same(url: str) -> None:
    assert defang(defang(url)) == defang(url)


@given(st.lists(st.text(st.characters(categories=("L",)), min_size=1), min_size=1))
def test_a_host_is_shown_in_ascii_whatever_letters_it_has(labels: list[str]) -> None:
    assert defang(f"https://{'.'.join(labels)}/").isascii()
