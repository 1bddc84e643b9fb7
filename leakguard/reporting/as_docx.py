"""A document as .docx, to be worked on: real headings, tables with a head that repeats, nothing about who or what made it.

Office Open XML (ECMA-376) through python-docx, from its default template. The archive is written again with one fixed time for
all entries, so that the same data gives the same bytes.
"""

import zipfile
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from leakguard.reporting import content, pictures
from leakguard.reporting.content import Document, Inline, Value
from leakguard.reporting.line import reads_right_to_left
from leakguard.reporting.written import is_exact, pieces, plain
from leakguard.text.clean import clean

_EXACT = "Consolas"
_LONGEST = 4000
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_HANGING = Pt(28)


def render(document: Document) -> bytes:
    """The document as .docx: the same bytes for the same data."""
    return _Writer(document).made()


class _Writer:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._docx: Any = docx.Document()

    def made(self) -> bytes:
        document = self._document
        self._describe()
        self._words(self._docx.add_heading(level=0), document.title)
        for block in document.cover:
            self._block(block)
        for section in document.sections:
            self._words(self._docx.add_heading(level=1), section.title)
            for block in section.blocks:
                self._block(block)
        out = BytesIO()
        self._docx.save(out)
        return _fixed(out.getvalue())

    def _describe(self) -> None:
        """Language, title and dates come from the data; author and the template's remarks are emptied."""
        document, about = self._document, self._docx.core_properties
        made = document.made.replace(tzinfo=None)
        about.title, about.language = clean(document.title, limit=200), document.language
        about.author = about.last_modified_by = about.comments = about.keywords = about.subject = about.category = ""
        about.created = about.modified = made
        foot = self._docx.sections[0].footer.paragraphs[0]
        self._words(foot, f"{document.head}. {document.foot}.")
        normal = self._docx.styles["Normal"]
        normal.paragraph_format.space_after = Pt(6)
        normal.element.get_or_add_rPr().append(_element("w:lang", {"w:val": document.language}))

    def _block(self, block: content.Block) -> None:
        match block:
            case content.Heading(text, _, level):
                self._words(self._docx.add_heading(level=level), text)
            case content.Paragraph(text):
                self._words(self._docx.add_paragraph(), text)
            case content.Bullets(items):
                for item in items:
                    self._words(self._docx.add_paragraph(style="List Bullet"), item)
            case content.Steps(items):
                for number, step in enumerate(items, 1):
                    self._step(number, step)
            case content.Fields(rows):
                self._fields(rows)
            case content.Numbers(rows):
                self._fields(tuple((name, figure) for figure, name in rows))
            case content.Note(title, texts):
                self._words(self._docx.add_paragraph(style="Intense Quote"), f"{title}. {' '.join(texts)}")
            case content.Table(caption, head, rows):
                self._table(caption, head, rows)
            case content.Card():
                self._card(block)
            case content.Tree(branches):
                for branch in branches:
                    paragraph = self._docx.add_paragraph()
                    paragraph.paragraph_format.left_indent = Pt(14 * branch.depth)
                    self._lines(paragraph, branch.texts)
            case content.Chart(_, alt):
                self._words(self._docx.add_paragraph(), alt)

    def _card(self, card: content.Card) -> None:
        self._words(self._docx.add_heading(level=card.heading.level), card.heading.text)
        if card.picture and (small := pictures.small(card.picture)):
            drawn = self._docx.add_picture(BytesIO(small.jpeg), width=Pt(120))
            drawn._inline.docPr.set("descr", clean(card.alt))
        elif card.missing:
            self._words(self._docx.add_paragraph(), card.missing)
        self._fields((*card.beside, *card.below))

    def _step(self, number: int, step: tuple[Inline, ...]) -> None:
        """The number is text, so that it stays what others cite when a fact is struck out."""
        paragraph = self._docx.add_paragraph()
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = _HANGING, -_HANGING
        paragraph.add_run(f"{number}.\t")
        self._lines(paragraph, step)

    def _fields(self, rows: tuple[tuple[str, Value], ...]) -> None:
        for name, value in rows:
            paragraph = self._docx.add_paragraph()
            if name:
                paragraph.add_run(f"{clean(name)}: ").bold = True
            self._lines(paragraph, pieces(value))

    def _table(self, caption: str, head: tuple[str, ...], rows: tuple[tuple[Value, ...], ...]) -> None:
        self._words(self._docx.add_paragraph(style="Caption"), caption)
        table = self._docx.add_table(rows=1, cols=len(head), style="Table Grid")
        for cell, title in zip(table.rows[0].cells, head, strict=True):
            cell.paragraphs[0].add_run(title).bold = True
        table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", {"w:val": "true"}))
        for row in rows:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                self._lines(cell.paragraphs[0], pieces(value))

    def _lines(self, paragraph: Any, parts: tuple[Inline, ...]) -> None:
        for number, part in enumerate(parts):
            if number:
                paragraph.add_run().add_break()
            self._words(paragraph, part)

    def _words(self, paragraph: Any, piece: Inline) -> None:
        text = clean(plain(piece, usable=self._document.usable), multiline=True)
        if len(text) > _LONGEST:
            text = f"{text[:_LONGEST]}… (cut here; {len(text)} characters in all)"
        run = paragraph.add_run(text)
        if is_exact(piece):
            run.font.name, run.font.size = _EXACT, Pt(9)
        elif reads_right_to_left(text):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph._p.get_or_add_pPr().append(_element("w:bidi", {}))
            run._r.get_or_add_rPr().append(_element("w:rtl", {}))


def _element(name: str, attributes: dict[str, str]) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    return element


def _fixed(made: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(made)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _FIRST_DAY)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, source.read(entry))
    return out.getvalue()
