"""The statement of facts as .docx: every fact in order with its exhibit, a draft that says so, and no trace of who made it."""

import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import docx
import pytest

from leakguard.model.check import Review
from leakguard.reporting import as_docx, incident, statement
from leakguard.reporting.data import Happened, ReportData, TimelineRow
from tests.reporting.cases import NOW, case, finding

HOSTILE = "<w:p>]]></w:p>&\x00\x1b[31m\ud800\u202e"


def data(**fields: object) -> ReportData:
    events = (
        TimelineRow(NOW, "Found a copy", "https://site0.example.org/a.jpg", Happened.FOUND, "f-a"),
        TimelineRow(NOW - timedelta(days=2), "A message: pay", "a messenger", Happened.TOLD),
    )
    return replace(case(0, findings=(finding(0, id="f-a", exhibits=(4, 5)),), timeline=events, person="Alex Example"), **fields)


def opened(rows: ReportData) -> "docx.document.Document":
    return docx.Document(BytesIO(as_docx.render(statement.compose(rows))))


def words(document: "docx.document.Document") -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_facts_stand_in_order_with_their_finding_and_exhibits() -> None:
    told = words(opened(data()))
    first, second = told.index("1.\t"), told.index("2.\t")
    assert told[first:second].startswith("1.\t2 Mar 2026, 14:05 (UTC+01:00): A message: pay.")
    assert "4 Mar 2026, 14:05 (UTC+01:00): Found a copy (finding 1; exhibit 4 and 5)." in told[second:]
    assert "hxxps://site0[.]example[.]org/a.jpg" in told[second:]


def test_it_is_a_draft_with_room_for_a_signature() -> None:
    told = words(opened(data()))
    assert "Nobody has sworn it." in told
    for blank in ("Name: ", "Place, date: ____", "Signature: ____"):
        assert blank in told


def test_dismissed_findings_are_not_facts() -> None:
    told = words(opened(data(findings=(finding(0, id="f-a", review=Review.DISMISSED),))))
    assert "No copy was found." in told


def test_headings_are_headings_and_tables_repeat_their_heads() -> None:
    document = opened(data())
    assert [p.style.name for p in document.paragraphs if p.text == "What happened"] == ["Heading 1"]
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)


def test_nothing_names_the_author_the_machine_or_the_tool() -> None:
    made = as_docx.render(statement.compose(data()))
    about = opened(data()).core_properties
    assert not about.author and not about.last_modified_by and not about.comments
    assert about.title == "Statement of facts"
    assert about.language == "en"
    assert about.created.date() == NOW.date()
    with zipfile.ZipFile(BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"python-docx" not in b"".join(archive.read(entry) for entry in archive.infolist())


def test_the_same_data_gives_the_same_bytes() -> None:
    assert as_docx.render(statement.compose(data())) == as_docx.render(statement.compose(data()))


@pytest.mark.parametrize("hostile", [HOSTILE, "x" * 10_000, "مرحبا بالعالم", "😀" * 50, "=cmd()"])
def test_any_text_can_be_written_and_read_back(hostile: str) -> None:
    rows = data(timeline=(TimelineRow(NOW, hostile, hostile),), person=hostile, consent=(hostile,))
    assert words(opened(rows))


def test_right_to_left_text_is_marked_as_such() -> None:
    document = opened(data(consent=("مرحبا بالعالم",)))
    (paragraph,) = [p for p in document.paragraphs if "مرحبا" in p.text]
    assert "w:bidi" in paragraph._p.xml


@pytest.mark.parametrize("audience", incident.READERS)
def test_the_whole_report_can_be_set_as_docx_too(audience: str) -> None:
    made = docx.Document(BytesIO(as_docx.render(incident.compose(case(4), audience))))
    assert "Findings at a glance" in words(made)
