"""A tagged report: what is on a page is in one tree of headings, paragraphs, lists, tables and pictures, or it is no content."""

import re
from collections import Counter
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from leakguard.reporting import incident
from tests.reporting.cases import case, reader


@pytest.fixture(scope="module")
def document() -> PdfReader:
    return reader(incident.render(case(40), audience="lawyer").pdf)


def kids(element: DictionaryObject) -> list[Any]:
    """Elements, and marked sequences: as dictionaries, or as a number where there is only one."""
    inside = element["/K"]
    return [kid.get_object() for kid in inside] if isinstance(inside, list) else [inside]


def elements(document: PdfReader) -> list[DictionaryObject]:
    """Every element of the tree, in reading order."""
    found: list[DictionaryObject] = []
    waiting: list[Any] = [document.trailer["/Root"]["/StructTreeRoot"]["/K"].get_object()]
    while waiting:
        element = waiting.pop()
        if isinstance(element, DictionaryObject) and "/S" in element:
            found.append(element)
            waiting += reversed(kids(element))
    return found


def test_the_file_says_that_it_is_tagged_and_tabs_follow_the_tree(document: PdfReader) -> None:
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712  a PDF boolean
    assert all(page["/Tabs"] == "/S" for page in document.pages)


def test_everything_drawn_is_content_of_the_tree_or_an_artifact(document: PdfReader) -> None:
    for page in document.pages:
        depth = 0
        for line in page.get_contents().get_data().decode("latin-1").splitlines():
            if re.search(r"\b(BDC|BMC)$", line):
                depth += 1
            elif line.strip() == "EMC":
                depth -= 1
            elif re.search(r"(?:^|\s)(Tj|TJ|Do|S|f|B)\b", re.sub(r"\(.*\)", "", line)):
                assert depth >= 1, line
        assert depth == 0


def test_every_marked_sequence_leads_to_its_element_and_back(document: PdfReader) -> None:
    numbers = document.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in document.pages:
        marked = re.findall(r"/MCID (\d+)>> BDC", page.get_contents().get_data().decode("latin-1"))
        assert [int(number) for number in marked] == list(range(len(marked)))
        row = parents[page["/StructParents"]].get_object()
        assert len(row) == len(marked)
        for number, element in enumerate(row):
            own = element.get_object()
            assert any(
                (kid.get("/MCID") == number and kid["/Pg"] == page)
                if isinstance(kid, DictionaryObject)
                else (kid == number and own["/Pg"] == page)
                for kid in kids(own)
            )


def test_headings_come_in_order_and_tables_pictures_and_lists_are_what_they_are(document: PdfReader) -> None:
    found = elements(document)
    roles = Counter(element["/S"] for element in found)
    levels = [int(element["/S"][2]) for element in found if re.fullmatch("/H[1-6]", element["/S"])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(levels) == 3
    assert roles["/Table"] >= 5
    assert roles["/L"] == 5, "method, accuracy, limits, how to read, consent"
    assert roles["/TOCI"] == 14
    figures = [element for element in found if element["/S"] == "/Figure"]
    assert figures
    assert all(element["/Alt"] for element in figures)
    assert all(element["/A"]["/Scope"] == "/Column" for element in found if element["/S"] == "/TH")


def test_a_table_over_several_pages_is_one_table_and_its_head_is_heard_once(document: PdfReader) -> None:
    tables = [element for element in elements(document) if element["/S"] == "/Table"]
    longest = max(tables, key=lambda element: len(kids(element)))
    rows = kids(longest)
    assert len(rows) == 81, "a head and 80 events"
    head = kids(rows[0])
    assert {cell["/S"] for cell in head} == {"/TH"}
    assert all(len(kids(cell)) == 1 for cell in head)
    assert all(len(kids(row)) == len(head) for row in rows)
