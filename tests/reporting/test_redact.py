"""Taking names out: everywhere, in every form, always the same mark; never a digest, never a part of another word."""

import re
from typing import Any

import pytest

from leakguard.reporting import as_html, as_pdf, incident
from leakguard.reporting.data import TimelineRow
from leakguard.reporting.redact import redact
from tests.reporting.cases import NOW, case, finding, text

NAMES = ("Jo Doe", "@dark_star99", "Müller")


def told(what: str, **fields: Any) -> str:
    return redact(case(0, timeline=(TimelineRow(NOW, what),), **fields), NAMES).timeline[0].what


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Jo Doe wrote: pay.", "[person A] wrote: pay."),
        ("jo doe, JO DOE", "[person A], [person A]"),
        ("@dark_star99 and dark_star99", "[person B] and [person B]"),
        ("seen at https://social.example/dark_star99/posts/17", "seen at https://social.example/[person B]/posts/17"),
        (
            "https://social.example/Jo-Doe https://social.example/jo%20doe",
            "https://social.example/[person A] https://social.example/[person A]",
        ),
        ("Herr Müller, M%C3%BCller", "Herr [person C], [person C]"),
        ("Jo Doering and xdark_star99x", "Jo Doering and xdark_star99x"),
        ("mail me: somebody@example.org", "mail me: [a mail address]"),
        ("ask @another.one", "ask [an account]"),
    ],
)
def test_a_name_goes_in_every_form_and_nothing_else(written: str, kept: str) -> None:
    assert told(written) == kept


def test_digests_ids_times_and_pictures_stay() -> None:
    data = case(3)
    same = redact(data, ["0", "00", "f", "abab", "Nobody"])
    assert [row.sha256 for row in same.findings] == [row.sha256 for row in data.findings]
    assert [row.id for row in same.findings] == [row.id for row in data.findings]
    assert [row.thumbnail for row in same.findings] == [row.thumbnail for row in data.findings]
    assert same.generated == data.generated


@pytest.mark.parametrize("audience", incident.READERS)
def test_no_form_of_the_name_is_left_in_any_output(audience: str) -> None:
    rows = (
        finding(0, address="https://social.example/jo-doe/1.jpg", page="https://social.example/jo-doe", why="Posted by Jo Doe."),
    )
    data = redact(
        case(0, findings=rows, consent=("Jo Doe agreed.",), timeline=(TimelineRow(NOW, "Jo Doe called", "Jo Doe"),)), NAMES
    )
    document = incident.compose(data, audience)
    for words in (as_html.render(document), " ".join(text(as_pdf.render(document).pdf).split())):
        assert not re.search(r"\bdoe\b", words, re.IGNORECASE)


def test_without_names_only_addresses_of_people_go() -> None:
    assert redact(case(0, timeline=(TimelineRow(NOW, "Jo Doe"),)), ()).timeline[0].what == "Jo Doe"
