"""Names, addresses and titles that run from right to left: they stay where they belong in every format, and move nothing."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from leakguard.model.case import Profile
from leakguard.notices.letter import Letter
from leakguard.text.isolates import FSI, PDI, bare, isolate, stretches
from tests.notices.letters import write
from tests.notices.test_files import render

DANA, SAMI = "\u05d3\u05e0\u05d4 \u05db\u05d4\u05df", "\u0633\u0627\u0645\u064a 12"
CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


def letter(name: str = DANA, **changes: object) -> Letter:
    profile = Profile(name=name, email="dana@example.org", agent_for=SAMI, authority="a mandate")
    return write("us-tida", profile=profile, signed_by=name, **changes)


def test_each_such_name_is_isolated_in_the_text_and_bare_in_a_field_of_a_form() -> None:
    made = letter()
    assert f"Signed electronically: {FSI}{DANA}{PDI}, for {FSI}{SAMI}{PDI}\n" in made.text
    assert made.text.count(FSI) == made.text.count(PDI)
    assert FSI not in made.sheet + made.subject + made.signed_by
    assert f"Your name:\n{DANA}\n" in made.sheet
    assert FSI not in write("us-tida").text


def test_in_a_document_they_are_runs_of_their_own_that_run_from_right_to_left() -> None:
    document = Document(BytesIO(dict(render(letter()))["letter.docx"]))
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    turned = {run.text for run in runs if run._r.rPr is not None and run._r.rPr.find(qn("w:rtl")) is not None}
    assert turned == {DANA, SAMI}
    assert not [run.text for run in runs if FSI in run.text or PDI in run.text]


def test_on_paper_they_can_be_read_and_searched_in_the_order_of_the_sentence() -> None:
    (page,) = PdfReader(BytesIO(dict(render(letter()))["letter.pdf"])).pages
    text = page.extract_text()
    signed = next(line for line in text.splitlines() if line.startswith("Signed electronically"))
    assert signed.index(":") < signed.index(DANA[0]) < signed.index("for ") < signed.index("12")
    assert FSI not in text
    assert "\\u2068" not in text


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.sampled_from(DANA + SAMI + CONTROLS + "ab(),: {}"), min_size=1, max_size=40))
def test_hostile_controls_are_made_visible_and_isolates_stay_in_pairs(name: str) -> None:
    made = letter(name, account=name)
    for line in made.text.splitlines():
        open_now = 0
        for char in line:
            open_now += (char == FSI) - (char == PDI)
            assert open_now in (0, 1)
        assert open_now == 0
    assert not set(bare(made.text)) & set(CONTROLS)
    assert not set(made.sheet) & set(CONTROLS)


@pytest.mark.parametrize("name", [CONTROLS + "evil", f"{PDI}{PDI}{DANA}\u202e gnp.exe"])
def test_hostile_controls_reach_no_format(name: str) -> None:
    rendered = dict(render(letter(name)))
    words = "".join(paragraph.text for paragraph in Document(BytesIO(rendered["letter.docx"])).paragraphs)
    assert not set(words) & set(CONTROLS)
    paper = "".join(page.extract_text() for page in PdfReader(BytesIO(rendered["letter.pdf"])).pages)
    assert not set(paper) & set(CONTROLS)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(DANA + "ab 1"), max_size=20), st.integers(0, 30))
def test_a_line_that_was_wrapped_inside_an_isolate_keeps_what_is_isolated(name: str, cut: int) -> None:
    line = f"x {isolate(name)} y"
    parts = [*stretches(line[:cut]), *stretches(line[cut:])]
    assert "".join(part for part, _ in parts) == bare(line)
