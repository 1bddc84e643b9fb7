"""One source, four readers: each gets what it needs to act, in its own order, and nothing that is not its business."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from leakguard.model.check import Review
from leakguard.reporting import as_html, as_pdf, english, incident
from leakguard.reporting.as_tables import as_json
from leakguard.reporting.data import Happened, ReportData, TimelineRow
from leakguard.reporting.selection import selected
from tests.reporting.cases import NOW, case, finding, reader

READERS = tuple(incident.READERS)
THREAT = TimelineRow(NOW, "A threat by message.", "a messenger", Happened.TOLD)


def sections(data: ReportData, audience: str) -> list[str]:
    return [section.key for section in incident.compose(data, audience).sections]


def words(data: ReportData, audience: str) -> str:
    """What the document says, read from its page, which is quicker to read than paper."""
    page = as_html.render(incident.compose(data, audience)).partition("</head>")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.mark.parametrize("audience", READERS)
def test_every_reader_has_the_summary_first_then_findings_and_the_limits(audience: str) -> None:
    found = sections(case(1), audience)
    assert found[0] == "summary"
    assert found.index("overview") < found.index("findings") < found.index("method")
    assert found[-1] == "glossary"


def test_readers_differ_in_selection_and_order() -> None:
    orders = {audience: tuple(sections(case(1), audience)) for audience in READERS}
    assert len(set(orders.values())) == len(READERS)
    assert orders["police"][1] == "people", "the police ask first who reports"
    assert "timeline" not in orders["platform"]
    assert "exhibits" not in orders["platform"]


@pytest.mark.parametrize("audience", READERS)
def test_the_summary_says_in_plain_words_what_is_asked_of_this_reader(audience: str) -> None:
    summary = reader(incident.render(case(12), audience=audience).pdf).pages[1]
    found = " ".join(summary.extract_text().split())
    for question in ("What was found", "Since when", "What was done", "What is open", "What is asked"):
        assert question in found
    for asked in english.ASKS[audience]:
        assert asked in found
    assert english.TITLES[audience] in words(case(1), audience)


def test_a_platform_gets_no_name_no_word_of_threats_no_file_and_no_link_of_the_person() -> None:
    data = case(
        0,
        person="Alex Example",
        findings=(finding(0), finding(1, address="holiday-folder.zip!a.jpg", page=None)),
        timeline=(THREAT, TimelineRow(NOW, "Found a copy", "holiday-folder.zip!a.jpg", Happened.FOUND, finding(1).id)),
        consent=("Alex Example agreed.",),
    )
    told = words(data, "platform") + as_json(selected(data, "platform"), "platform").decode()
    for secret in ("Alex Example", "A threat", "holiday-folder", "forum[.]example"):
        assert secret not in told
    assert "site0[.]example[.]org" in told
    assert "holiday-folder.zip!a.jpg" in as_json(selected(data, "police"), "police").decode()


def test_the_police_and_a_lawyer_learn_who_asks_and_the_own_copy_names_nobody() -> None:
    data = case(1, person="Alex Example")
    assert "Alex Example" in words(data, "police")
    assert "Alex Example" in words(data, "lawyer")
    assert "Alex Example" not in words(data, "self")


def test_what_was_dismissed_is_somebody_elses_and_goes_to_the_person_and_the_lawyer_only() -> None:
    data = case(0, findings=(finding(0), finding(1, id="f-dismissed", review=Review.DISMISSED, review_why="a neighbour")))
    assert {reader for reader in READERS if "f-dismissed" in words(data, reader)} == {"self", "lawyer"}


@pytest.mark.parametrize("audience", READERS)
def test_every_link_leads_to_a_place_of_the_same_document(audience: str) -> None:
    data = case(12)
    document = incident.compose(data, audience)
    sheets = reader(as_pdf.render(document).pdf).pages
    links = [annotation.get_object()["/Dest"] for sheet in sheets for annotation in sheet.get("/Annots", ())]
    places = {sheet.indirect_reference.idnum for sheet in sheets}
    assert len(links) > 10
    assert {link[0].idnum for link in links} <= places
    assert bool(document.keys() & {"exhibit-1"}) is (audience != "platform")


def test_a_copy_that_is_gone_or_back_is_said_with_the_day() -> None:
    rows = (
        finding(0, state="gone", state_at=NOW),
        finding(1, state="back", state_at=NOW - timedelta(days=1), review=Review.CONFIRMED),
        finding(2, state="", state_at=None),
    )
    told = words(case(0, findings=rows), "police")
    for expected in ("gone (4 Mar 2026)", "back again (3 Mar 2026)", "not looked at again"):
        assert expected in told


def test_the_number_of_a_finding_is_the_same_in_the_table_the_blocks_and_the_map() -> None:
    told = words(case(8), "lawyer")
    cited = dict(re.findall(r"Finding (\d+): (?:\w+ )?copy \((f-\d+)\)", told))
    assert len(cited) == 8
    rows = {row.id: row for row in case(8).findings}
    for number, id in cited.items():
        site = rows[id].address.split("/")[2].replace(".", "[.]")
        if rows[id].review is not Review.DISMISSED:
            assert re.search(rf"Finding {number}: (\w+ )?copy, {re.escape(site)}", told)


def test_a_finding_that_shows_how_much_of_the_original_is_seen_says_so() -> None:
    row = replace(finding(1), part=0.349)
    assert "about 35 % of the original is to be seen" in words(case(0, findings=(row,)), "lawyer")


def order_of(*found: str, within: str) -> None:
    places = [within.index(words) for words in found]
    assert places == sorted(places)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize("audience", READERS)
def test_pdftotext_reads_every_section_in_its_order_and_a_finding_from_its_heading_to_its_digest(
    audience: str, tmp_path: Path
) -> None:
    data = case(3)
    file = tmp_path / "report.pdf"
    file.write_bytes(incident.render(data, audience=audience).pdf)
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True)
    read = " ".join(done.stdout.decode().split())
    body = read[read.index("1. Summary", read.index("1. Summary") + 1) :]
    order_of(*(section.title for section in incident.compose(data, audience).sections), within=body)
    card = body[body.index("Finding 1: ") :]
    order_of("Finding 1: ", "Result", "How alike", "Review", "Seen", "Address", data.findings[0].sha256, within=card)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("audience", READERS)
def test_qpdf_finds_no_fault_in_any_report_full_or_empty(audience: str, tmp_path: Path) -> None:
    for number in (0, 4):
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(incident.render(case(number), audience=audience).pdf)
        checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr
