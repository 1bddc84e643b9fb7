"""The files: text as it is, and an e-mail draft that a mail program opens and nobody can inject into."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from leakguard.errors import UsageError
from leakguard.notices import eml, files
from leakguard.notices.letter import Letter
from leakguard.notices.request import Copy
from leakguard.reporting import letter as pdf
from tests.notices.letters import ORDINARY, PAGE, write

WRITTEN = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def opened(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize("regime", ORDINARY)
def test_the_draft_holds_the_whole_letter_and_opens_unsent(regime: str) -> None:
    made = write(regime)
    message = opened(eml.draft(made))
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == made.subject
    assert message.get_content().replace("\r\n", "\n") == made.text
    assert not {"date", "message-id", "from", "cc", "bcc"} & {name.lower() for name in message}
    assert not message.is_multipart()


def test_the_draft_is_addressed_only_where_a_mailbox_is_known() -> None:
    assert opened(eml.draft(write("host-abuse", to="abuse@network.example.org")))["To"] == "abuse@network.example.org"
    assert opened(eml.draft(write("us-tida", url="https://t.me/example/5")))["To"] == "abuse@telegram.org"
    assert opened(eml.draft(write("host-abuse")))["To"] is None


def test_very_long_addresses_and_other_alphabets_survive_the_way_through_a_mail_program() -> None:
    url = f"{PAGE}?{'a=1&' * 3000}"
    made = write("us-tida", to="platform", copies=(Copy(url=url, position="третья картинка, 第三"),))
    data = eml.draft(made)
    assert max(map(len, data.splitlines())) <= 78
    assert data.isascii()
    text = opened(data).get_content()
    assert url in text
    assert "третья картинка, 第三" in text


def test_files_have_plain_names_and_the_sheet_comes_with_them() -> None:
    made = write("eu-dsa-16")
    rendered = dict(render(made, ("txt", "eml", "txt")))
    assert list(rendered) == ["letter.txt", "letter.eml", "how-to-send.txt"]
    assert rendered["letter.txt"].decode() == made.text
    assert rendered["how-to-send.txt"].decode() == made.sheet
    with pytest.raises(UsageError, match="rtf"):
        render(made, ("rtf",))


def render(made: Letter, formats: tuple[str, ...] = files.FORMATS) -> tuple[tuple[str, bytes], ...]:
    return files.render(made, formats, pdf=lambda: paper(made), country="DE", written=WRITTEN)


def paper(made: Letter) -> bytes:
    return pdf.write(made.lines, title=made.subject, language=made.language, country="DE", written=WRITTEN)


def words_of_docx(data: bytes) -> list[str]:
    """What Word shows, with the numbers and signs that it writes in front of lists by itself."""
    found, number, list_id = [], 0, None
    for paragraph in Document(BytesIO(data)).paragraphs:
        if paragraph.style.name == "List Number":
            own = paragraph._p.pPr.numPr.numId.val
            number, list_id = (number + 1 if own == list_id else 1), own
            found.append(f"{number}.")
        elif paragraph.style.name == "List Bullet":
            found.append("-")
        found += paragraph.text.split()
    return found


def words_of_pdf(data: bytes) -> str:
    """All characters of the pages in reading order, without space, because long addresses are wrapped anywhere."""
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    lines = [line for line in text.splitlines() if not re.fullmatch(r"\d+ /( \d+)?|\d+", line.strip())]
    return re.sub(r"\s", "", "".join(lines)).replace("•", "-")


@pytest.mark.parametrize("regime", ["us-tida", "nz-hdca-24", "police-statement", "threat-bank", "follow-up", "lawyer-draft"])
def test_every_format_holds_the_same_words(regime: str) -> None:
    made = write(regime, signed_by="")
    rendered = dict(render(made))
    assert words_of_docx(rendered["letter.docx"]) == made.text.split()
    assert words_of_pdf(rendered["letter.pdf"]) == re.sub(r"\s", "", made.text)


def test_a_document_is_made_of_words_own_headings_and_lists_in_the_language_of_the_letter() -> None:
    made = write("eu-dsa-16", signed_by="", copies=(Copy(url=PAGE), Copy(url=f"{PAGE}/2")))
    document = Document(BytesIO(dict(render(made))["letter.docx"]))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert styles[f"Subject: {made.subject}"] == "Heading 1"
    assert styles["Addresses"] == styles["Statement"] == styles["Request"] == "Heading 2"
    assert styles[PAGE] == styles[f"{PAGE}/2"] == "List Number"
    languages = {element.get(qn("w:val")) for element in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en"}


def test_no_file_says_with_what_or_where_or_when_on_the_clock_it_was_made() -> None:
    rendered = dict(render(write("us-tida")))
    with ZipFile(BytesIO(rendered["letter.docx"])) as package:
        parts = {name: package.read(name) for name in package.namelist()}
        assert {info.date_time[0] for info in package.infolist()} == {1980}
    assert not [name for name in parts if "app.xml" in name or "thumbnail" in name or "custom" in name.lower()]
    everything = b"".join([*parts.values(), rendered["letter.pdf"], rendered["letter.eml"]]).lower()
    for name in (b"leakguard", b"python", b"reportlab", b"microsoft macintosh"):
        assert name not in everything
    properties = Document(BytesIO(rendered["letter.docx"])).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created == WRITTEN
    assert rendered == dict(render(write("us-tida")))
