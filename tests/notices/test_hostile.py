"""Names, titles and addresses made by an attacker never break a letter, a mail header, or a template."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.errors import UsageError
from leakguard.notices import eml, recipients
from leakguard.notices.request import Copy
from leakguard.notices.values import MAX_QUOTED, exact
from leakguard.text.clean import clean
from leakguard.text.isolates import bare
from tests.notices.letters import ORDINARY, PAGE, SAM, WITH_ADDRESS, write

NASTY = st.sampled_from(
    [
        "{{ 1234 * 5678 }}",
        "{% for x in ().__class__.__bases__ %}{% endfor %}",
        "{{ request.__init__.__globals__ }}",
        "x\r\nBcc: other@example.org\r\n\r\nHello",
        "\u202eevil\u2028line\x1b[2J",
        "Signed electronically: Somebody Else",
        "\ud800\udcff\x00",
        "a" * 5000,
        "</textarea><script>",
    ]
) | st.text(max_size=60)


HEADINGS = ("Statement", "Request", "Contact")


@settings(deadline=None, max_examples=40)
@given(regime=st.sampled_from(WITH_ADDRESS), name=NASTY, account=NASTY, place=NASTY, sha256=NASTY, offence=NASTY)
def test_no_foreign_text_breaks_a_letter(regime: str, name: str, account: str, place: str, sha256: str, offence: str) -> None:
    copy = Copy(url=ORDINARY[regime]["url"], page=PAGE, position=place, sha256=sha256)
    plain = write(regime, copies=(replace(copy, position="p", sha256="s"),), account="a", offence="o", context="c")
    made = write(regime, profile=replace(SAM, name=name), copies=(copy,), account=account, offence=offence, context=account)
    assert clean(bare(made.text), multiline=True) == bare(made.text)
    assert clean(made.sheet, multiline=True) == made.sheet
    assert f'"{account}' not in made.text or len(account) <= MAX_QUOTED
    headings = [line for line in plain.text.splitlines() if line.startswith("Address") or line in HEADINGS]
    assert len(headings) == 4
    assert [line for line in made.text.splitlines() if line in headings] == headings
    assert str(1234 * 5678) not in made.text
    message = message_from_bytes(eml.draft(made), policy=default)
    assert not {"bcc", "cc", "from"} & {header.lower() for header in message}
    assert message["Subject"] == made.subject


@settings(deadline=None, max_examples=40)
@given(NASTY)
def test_a_hostile_name_cannot_sign_in_another_line(name: str) -> None:
    made = write("us-tida", profile=replace(SAM, name=name), signed_by="Sam Example")
    signed = [
        line for line in made.text.splitlines() if line.startswith("Signed electronically: ") and line.endswith(": Sam Example")
    ]
    assert len(signed) == 1


@given(st.text(max_size=80), st.text(max_size=30))
def test_an_address_in_a_letter_is_one_line_of_ascii_that_leads_to_the_same_place(path: str, fragment: str) -> None:
    url = f"https://photos.example.org/{path}#{fragment}"
    try:
        shown = exact(url)
    except UsageError:
        return
    assert shown.isascii()
    assert shown.isprintable()
    assert " " not in shown
    assert recipients.host_of(shown) == "photos.example.org"
    assert exact(shown) == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://photos.example.org/a%20b?c=d&e#photo/3", "https://photos.example.org/a%20b?c=d&e#photo/3"),
        ("https://photos.example.org/фото 1", "https://photos.example.org/%D1%84%D0%BE%D1%82%D0%BE%201"),
        ("https://photos.example.org/\u202egnp.exe", "https://photos.example.org/%E2%80%AEgnp.exe"),
        ("https://bücher.test/1", "https://xn--bcher-kva.test/1"),
    ],
)
def test_addresses_are_exact_and_safe_to_paste(url: str, shown: str) -> None:
    assert exact(url) == shown
