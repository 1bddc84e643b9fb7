"""Whatever the format, a reader is told the same: every sentence, address, date, digest, letter and consent."""

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from html import unescape

import docx
import pytest
from docx.oxml.ns import qn

from leakguard.model.media import Media
from leakguard.model.notice import NoticeState
from leakguard.reporting import as_docx, as_html, as_pdf, as_tables, incident, statement
from leakguard.reporting.content import (
    Block,
    Bullets,
    Card,
    Chart,
    Document,
    Fields,
    Heading,
    Inline,
    Note,
    Numbers,
    Paragraph,
    Steps,
    Table,
    Tree,
    Value,
)
from leakguard.reporting.data import AnswerRow, ReportData, SealRow
from leakguard.reporting.selection import selected
from leakguard.reporting.times import Clock
from leakguard.reporting.written import pieces, plain, shown
from leakguard.text.clean import clean
from tests.reporting.cases import NOW, case, exhibit, notice

READERS = tuple(incident.READERS)
FORMATS: dict[str, Callable[[Document], str]] = {
    "pdf": lambda document: _paper(document),
    "html": lambda document: unescape(re.sub(r"<[^>]*>", "", as_html.render(document).partition("</head>")[2])),
    "docx": lambda document: _word(as_docx.render(document)),
}


def rich() -> ReportData:
    """A case in which every field that is printed holds something of its own."""
    seals = (
        SealRow(
            "The moment before was stamped at 2026-03-01 13:05:30 UTC by A.", NOW - timedelta(days=3), "11" * 32, before=True
        ),
        SealRow("The record was stamped at 2026-03-01 13:05:50 UTC by A.", NOW - timedelta(days=3), "5e" * 32),
    )
    answers = (AnswerRow(NOW, "confirmed that they have it"), AnswerRow(NOW + timedelta(hours=1), "refused: not our site"))
    usual = case(9)
    return replace(
        usual,
        person="Émilie Example",
        consent=("Émilie agreed on 2026-02-01 to: check, capture; until 2026-12-31.", "Émilie agreed on 2026-02-03 to: export."),
        originals=(*usual.originals, replace(usual.originals[0], id="o-9", label="made up", media=Media.VIDEO, synthetic=True)),
        links=(replace(usual.links[0], seen="on Monday", note="their page"),),
        exhibits=(exhibit(1, seals=seals), exhibit(2), exhibit(3, everything_why="The court asked for it.")),
        notices=(
            notice(1, how="web form", receipt="T-42", clock="48 hours, from receipt", answers=answers, state=NoticeState.REFUSED),
            notice(2, follows="n-00000001"),
        ),
    )


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("audience", READERS)
def test_every_sentence_of_the_report_is_there(audience: str, format_: str) -> None:
    document = incident.compose(rich(), audience)
    told = _close(FORMATS[format_](document))
    assert [said for said in _sayings(document) if _close(clean(said, multiline=True)) not in told] == []


@pytest.mark.parametrize("format_", FORMATS)
def test_every_sentence_of_the_statement_is_there(format_: str) -> None:
    document = statement.compose(rich())
    told = _close(FORMATS[format_](document))
    assert [said for said in _sayings(document) if _close(clean(said, multiline=True)) not in told] == []


@pytest.mark.parametrize("audience", READERS)
def test_every_row_that_a_reader_may_see_is_in_the_report(audience: str) -> None:
    data = selected(rich(), audience)
    told = "\n".join(_sayings(incident.compose(rich(), audience)))
    parts = incident.READERS[audience]
    clock = Clock(data.time_zone)
    expected = [word for row in data.findings for word in (row.id, shown(row.address), row.sha256, row.why, row.review_why)]
    expected += [clock.span(row.first_seen, row.last_seen) for row in data.findings]
    for row in data.notices:
        expected += [row.id, row.regime, row.recipient, row.receipt, row.how, row.clock, clock.moment(row.written)]
        expected += [*map(shown, row.addresses), *row.missing, *(answer.what for answer in row.answers)]
        expected += [clock.moment(at) for at in (row.sent, row.deadline) if at]
    if "exhibits" in parts:
        for shot in data.exhibits:
            expected += [shot.id, shown(shot.address), shot.completeness, shot.everything_why]
            expected += [word for part in shot.parts for word in (part.name, part.sha256, f"{part.size:,}")]
            expected += [word for seal in shot.seals for word in (seal.words, "" if seal.before else seal.sha256)]
    if "people" in parts:
        expected += [data.person, *data.consent]
    if "timeline" in parts:
        expected += [row.what for row in data.timeline]
    if "originals" in parts:
        expected += [word for original in data.originals for word in (original.id, original.label, original.sha256)]
    expected += [word for link in data.links for word in (link.id, shown(link.address), link.account, link.seen, link.note)]
    assert [word for word in expected if word not in told] == []


@pytest.mark.parametrize("audience", READERS)
def test_the_tables_have_every_row_and_both_kinds_say_the_same(audience: str) -> None:
    data = selected(rich(), audience)
    made = json.loads(as_tables.as_json(data, audience))
    sheets = {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(held.decode("utf-8-sig"), newline="")))
        for name, held in as_tables.as_csv(data).items()
    }
    assert {row["id"]: row["sha256"] for row in made["findings"]} == {row.id: row.sha256 for row in data.findings}
    assert [row["id"] for row in made["notices"]] == [row.id for row in data.notices]
    assert [row["what"] for row in made["timeline"]] == [row.what for row in data.timeline]
    for name, rows in sheets.items():
        assert [list(row) for row in rows] == [list(row) for row in made[name]]
        assert [_cells(row) for row in rows] == [_cells(row) for row in made[name]]


def _cells(row: dict[str, object]) -> list[str]:
    """What a row says, a list by its entries, in no format's spelling."""
    words = []
    for value in row.values():
        entries = value if isinstance(value, list) else [value]
        told = [" ".join(entry.values()) if isinstance(entry, dict) else entry for entry in entries]
        words.append("\n".join({"None": "", "True": "yes", "False": "no"}.get(str(each), str(each)) for each in told))
    return [word.removeprefix("'") for word in words]


def _close(text: str) -> str:
    """The text without its line ends and spaces, which each format sets in its own way."""
    return "".join(text.split())


@cache
def _paper(document: Document) -> str:
    """The text of the pages in their reading order, without what stands at the head and foot of each."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    pdf = as_pdf.render(document).pdf
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode().replace("\f", "\n")
    furniture = rf"^(?:{re.escape(document.head)}|{re.escape(document.title)}|{re.escape(document.foot)}|Page \d+ of \d+)$"
    return f"{document.title}\n{re.sub(furniture, '', text, flags=re.MULTILINE)}"


def _word(made: bytes) -> str:
    held = docx.Document(io.BytesIO(made))
    parts = (held.element.body, held.sections[0].footer._element)
    return "".join(text.text or "" for part in parts for text in part.iter(qn("w:t")))


def _sayings(document: Document) -> Iterator[str]:
    yield document.title
    for block in (*document.cover, *(block for section in document.sections for block in section.blocks)):
        yield from (plain(piece) for piece in _said(block))
    yield from (section.title for section in document.sections)


def _said(block: Block) -> Iterator[Inline]:
    match block:
        case Heading(text) | Paragraph(text):
            yield text
        case Bullets(items):
            yield from items
        case Steps(items):
            yield from (piece for item in items for piece in item)
        case Fields(rows):
            yield from _fields(rows)
        case Numbers(rows):
            yield from (word for row in rows for word in row)
        case Note(title, texts):
            yield from (title, *texts)
        case Table(_, head, rows):
            yield from (*head, *(piece for row in rows for cell in row for piece in pieces(cell)))
        case Card():
            yield block.heading.text
            yield from _fields((*block.beside, *block.below))
            if not block.picture:
                yield block.missing
        case Tree(branches):
            yield from (piece for branch in branches for piece in branch.texts)
        case Chart():
            pass  # the table after it says the same


def _fields(rows: tuple[tuple[str, Value], ...]) -> Iterator[Inline]:
    for name, value in rows:
        yield from (name, *pieces(value))
