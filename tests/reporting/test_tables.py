"""Tables for a spreadsheet or a program: exact, complete, and never a formula."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.reporting.as_tables import SCHEMA, as_csv, as_json, defused, tables
from leakguard.reporting.data import AnswerRow
from tests.reporting.cases import NOW, case, finding, notice

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", '=HYPERLINK("http://example.org")', "＝1", "＠x"]


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula_wherever_the_text_comes_from(formula: str) -> None:
    data = case(
        0,
        findings=(finding(0, address=formula, why=formula, review_why=formula, original=formula),),
        notices=(notice(1, recipient=formula, addresses=(formula,), answers=(AnswerRow(NOW, formula),)),),
    )
    for file in as_csv(data).values():
        for row in read(file):
            for cell in row.values():
                assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))
                assert not cell.startswith(("\t", "\r", "\n"))


@given(st.text(max_size=40))
def test_defusing_twice_changes_nothing_and_ordinary_text_stays(text: str) -> None:
    assert defused(defused(text)) == defused(text)
    assert defused(text) in (text, f"'{text}")


def test_each_table_is_a_file_that_a_spreadsheet_reads_as_utf_8() -> None:
    files = as_csv(case(4))
    assert set(files) == {"findings.csv", "notices.csv", "timeline.csv"}
    assert all(data.startswith(b"\xef\xbb\xbf") and b"\r\n" in data for data in files.values())
    rows = read(files["findings.csv"])
    assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
    assert rows[0]["address"].startswith("https://site0.example.org/"), "exact, for a program"
    assert rows[0]["first_seen"] == "2026-02-23T13:05:33Z"


def test_json_holds_all_tables_with_their_types() -> None:
    made: dict[str, Any] = json.loads(as_json(case(4), "lawyer"))
    assert next(iter(made)) == "schema"
    assert made["schema"] == SCHEMA
    assert made["for"] == "lawyer"
    assert len(made["findings"]) == 4
    assert isinstance(made["findings"][0]["mirrored"], bool)
    assert made["notices"][0]["deadline"] == "2026-03-05T13:05:33Z"
    assert len(made["timeline"]) == 8


def test_csv_and_json_say_the_same() -> None:
    data = case(5)
    files = as_csv(data)
    for name, rows in tables(data).items():
        assert len(read(files[f"{name}.csv"])) == len(rows)
        if rows:
            assert list(read(files[f"{name}.csv"])[0]) == list(rows[0])
