"""The draft certificate holds what was recorded and blanks for the rest, and promises nothing."""

import io
from dataclasses import replace

from docx import Document

from leakguard.exporting import certificate
from tests.exporting.builders import AT, StoredCase


def words(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for cell in table._cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_it_names_each_exhibit_with_the_digest_of_its_record():
    (capture,) = StoredCase().contents.captures
    second = replace(
        capture, id="c-2", exhibit=2, target="https://example.org/\u202etxt", parts=capture.parts[1:], complete=False
    )
    text = words(certificate.render((capture, second), AT, "0.1.0"))
    archive = next(part for part in capture.parts if part.name == "capture.warc.gz")
    assert f"capture.warc.gz {archive.sha256}" in text
    assert "https://example.org/\\u202etxt" in text
    assert "not complete: 2." in text
    assert "version 0.1.0" in text


def test_it_is_a_draft_and_says_so():
    text = words(certificate.render((), AT, "0.1.0"))
    assert "DRAFT" in text
    assert "902(13)" in text
    assert "Signature: ____" in text
    assert "penalty of perjury" not in text, "a sentence of law needs a source among the facts"


def test_it_tells_nothing_of_who_made_it():
    properties = Document(io.BytesIO(certificate.render((), AT, "0.1.0"))).core_properties
    assert (properties.author, properties.last_modified_by) == ("", "")
    assert properties.created.date() == AT.date()
