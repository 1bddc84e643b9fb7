"""A letter as a .docx that a lawyer edits: headings, lists and styles of Word's own (ECMA-376), and nothing about who made it.

Addresses are no links, so that nobody opens one by mistake.
"""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from leakguard.notices.letter import Letter
from leakguard.text.isolates import stretches
from leakguard.text.outline import Kind
from leakguard.text.paper import prints_on_letter

_STYLES = {
    Kind.TEXT: "Normal",
    Kind.LINE: "Normal",
    Kind.WARNING: "Subtitle",
    Kind.TITLE: "Heading 1",
    Kind.HEADING: "Heading 2",
    Kind.NUMBERED: "List Number",
    Kind.BULLET: "List Bullet",
    Kind.DETAIL: "List Continue",
}
_SIZES = {"Normal": 11, "Heading 1": 14, "Heading 2": 12, "Subtitle": 12}
_FONT, _INK = "Calibri", RGBColor(0x1C, 0x22, 0x27)
# Relations of the library's own empty document that tell of another program and another machine.
_NOT_OURS = ("/extended-properties", "/thumbnail", "/customXml")


def write(letter: Letter, *, country: str, written: datetime) -> bytes:
    """The letter as a document in its language, on the paper of the country. The same letter gives the same bytes."""
    document = Document()
    _clear(document, letter, written)
    _page(document, country=country)
    _look(document, letter.language)
    previous, paragraph = Kind.GAP, None
    numbering = _Numbering(document)
    for line in letter.lines:
        if line.kind is Kind.TEXT and previous is Kind.TEXT:
            _words(paragraph, f" {line.text}")
        elif line.kind is not Kind.GAP:
            paragraph = document.add_paragraph(style=_STYLES[line.kind])
            if line.kind is Kind.NUMBERED:
                numbering.apply(paragraph, first=line.number == 1)
            _words(paragraph, line.text)
        elif paragraph is not None and previous is not Kind.HEADING:
            paragraph.paragraph_format.space_after = Pt(9)
        previous = line.kind
    saved = BytesIO()
    document.save(saved)
    return _timeless(saved.getvalue())


def _clear(document: Any, letter: Letter, written: datetime) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.title, properties.language = letter.subject, letter.language
    properties.created = properties.modified = written
    for relations in (document.part.package.rels, document.part.rels):
        for id in [id for id, relation in relations.items() if relation.reltype.endswith(_NOT_OURS)]:
            relations.pop(id)


def _page(document: Any, *, country: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(215.9), Mm(279.4)) if prints_on_letter(country) else (Mm(210), Mm(297))
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")


def _look(document: Any, language: str) -> None:
    """One quiet face for all, the language for spelling and for screen readers, no colour that carries a meaning."""
    for name in dict.fromkeys(_STYLES.values()):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = _FONT, _INK
        style.font.italic = False
        style.font.bold = name.startswith("Heading") or name == "Subtitle"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), _FONT)
        if name in _SIZES:
            style.font.size = Pt(_SIZES[name])
        style.paragraph_format.space_after = Pt(4 if name != "Heading 1" else 9)
    for known in document.styles.element.iter(qn("w:lang")):
        known.set(qn("w:val"), language)
    for theme in document.settings.element.iter(qn("w:themeFontLang")):
        theme.set(qn("w:val"), language)


def _words(paragraph: Any, text: str) -> None:
    """Words that run from right to left are a run of their own, marked as such (ECMA-376-1, 17.3.2.30)."""
    for part, isolated in stretches(text):
        run = paragraph.add_run(part)
        if isolated:
            run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))


def _field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


class _Numbering:
    """Lists that Word counts by itself, each from 1 again (ECMA-376-1, 17.9.26)."""

    def __init__(self, document: Any) -> None:
        self._numbering = document.part.numbering_part.element
        style = document.styles[_STYLES[Kind.NUMBERED]].element
        own = self._numbering.num_having_numId(style.pPr.numPr.numId.val)
        self._add: Callable[[], Any] = lambda: self._numbering.add_num(own.abstractNumId.val)
        self._current: Any = None

    def apply(self, paragraph: Any, *, first: bool) -> None:
        if first:
            self._current = self._add()
            self._current.add_lvlOverride(ilvl=0).add_startOverride(1)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = self._current.numId


def _timeless(data: bytes) -> bytes:
    """The package with every part dated 1980, the first day that ZIP knows: no clock of this computer in it."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as read, ZipFile(out, "w", ZIP_DEFLATED) as write:
        for name in read.namelist():
            part = ZipInfo(name)
            part.compress_type = ZIP_DEFLATED
            write.writestr(part, read.read(name))
    return out.getvalue()
