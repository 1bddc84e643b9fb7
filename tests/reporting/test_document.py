"""Every sheet is a sound PDF: fonts inside, pages numbered, nothing about the machine, right paper."""

import getpass
import platform
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from leakguard.model.case import Adults
from leakguard.reporting import hotline
from leakguard.reporting.data import HotlineData, LinkRow
from tests.reporting.cases import NOW, case, finding, fonts, notice, pages, reader, report


@cache
def the_report(country: str = "DE", name: str = "case-river-lamp") -> bytes:
    return report(case(5, country=country, case_name=name))


@cache
def the_hotline_sheet(country: str = "DE", name: str = "case-river-lamp") -> bytes:
    links = (LinkRow(id="l-1", address="https://example.org/1", added=NOW),)
    return hotline.render(HotlineData(case_name=name, generated=NOW, adults=Adults.NO, country=country, links=links)).pdf


sheets = pytest.mark.parametrize("sheet", [the_report, the_hotline_sheet])


@sheets
def test_every_page_has_its_number_the_total_and_the_case_name(sheet: Callable[[], bytes]) -> None:
    found = pages(sheet())
    for number, words in enumerate(found, 1):
        assert re.search(rf"Page {number} of\s+{len(found)}\b", words)
        assert "Case: case-river-lamp" in words


@sheets
def test_every_font_is_inside_the_file(sheet: Callable[[], bytes]) -> None:
    used = list(fonts(sheet()))
    assert used
    for font in used:
        assert "/FontFile2" in font["/FontDescriptor"].get_object(), font["/BaseFont"]


@sheets
def test_title_and_language_are_set_and_shown(sheet: Callable[[], bytes]) -> None:
    document = reader(sheet())
    assert document.metadata and document.metadata.title in ("Incident report", "Addresses to report")
    assert document.trailer["/Root"]["/Lang"] == "en"
    assert document.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712  a PDF boolean


@sheets
def test_nothing_names_the_machine_the_account_or_the_author(sheet: Callable[[], bytes]) -> None:
    pdf = sheet()
    document = reader(pdf)
    assert document.metadata is not None
    assert not document.metadata.author and not document.metadata.creator and not document.metadata.subject
    assert document.xmp_metadata is None
    said = " ".join([*map(str, document.metadata.values()), *pages(pdf)])
    for name in (platform.node(), getpass.getuser(), str(Path.home()), str(Path.cwd())):
        assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said)


@sheets
def test_the_dates_inside_are_those_of_the_data(sheet: Callable[[], bytes]) -> None:
    metadata = reader(sheet()).metadata
    assert metadata is not None
    assert metadata.creation_date == metadata.modification_date == NOW


@sheets
def test_paper_is_a4_and_letter_in_north_america(sheet: Callable[..., bytes]) -> None:
    assert [round(side) for side in reader(sheet()).pages[0].mediabox[2:]] == [595, 842]
    assert [round(side) for side in reader(sheet("US")).pages[0].mediabox[2:]] == [612, 792]
    assert [round(side) for side in reader(sheet("CA")).pages[0].mediabox[2:]] == [612, 792]


@sheets
def test_the_outline_leads_to_the_headings(sheet: Callable[[], bytes]) -> None:
    pdf = sheet()
    document, words = reader(pdf), pages(pdf)

    def entries(outline: list[object]) -> list[object]:
        return [entry for part in outline for entry in (entries(part) if isinstance(part, list) else [part])]

    found = entries(document.outline)
    assert found
    for entry in found:
        assert entry.title in words[document.get_destination_page_number(entry)]


@sheets
def test_nothing_runs_opens_or_asks_when_the_file_is_opened(sheet: Callable[[], bytes]) -> None:
    document = reader(sheet())
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(document.trailer["/Root"]) - {"/Names"}
    for page in document.pages:
        for annotation in page.get("/Annots", ()):
            assert "/A" not in annotation.get_object(), "links lead to headings only, never out of the file"


@sheets
def test_a_very_long_case_name_does_not_run_over_the_page(sheet: Callable[..., bytes]) -> None:
    assert "n" * 59 + "…" not in pages(sheet(name="n" * 500))[0]
    assert "n" * 20 in pages(sheet(name="n" * 500))[0]


@sheets
@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_no_fault(sheet: Callable[[], bytes], tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(sheet())
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_no_heading_stands_alone_however_long_what_follows_is() -> None:
    """A card that is nearly a page long begins on a new page together with the heading of its section."""
    long = "https://example.org/" + "a/" * 1000
    found = pages(report(case(0, findings=(finding(0, address=long, page=None),), notices=(notice(1, addresses=(long,) * 8),))))
    for heading, below in (
        ("Findings one by one", "Finding 1:"),
        ("Notices", "Notice 1:"),
        ("What could not be checked", "Why not"),
    ):
        assert any(below in page.partition(heading)[2] for page in found if heading in page and "Contents" not in page), heading
