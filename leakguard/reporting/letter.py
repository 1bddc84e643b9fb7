"""A letter on paper: the words of its lines and nothing else, with embedded fonts and a title; no name of who made it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import BytesIO

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, PageTemplate, Spacer

from leakguard.reporting import fonts, line
from leakguard.reporting.blocks import Heading
from leakguard.reporting.document import ReportCanvas
from leakguard.reporting.fonts import Face
from leakguard.reporting.text import QUIET, Style, Text
from leakguard.text.isolates import bare
from leakguard.text.outline import Kind, Line
from leakguard.text.paper import prints_on_letter

_MARGIN = 25 * mm
_SMALL = 8.5
_ALL = 100_000  # lines: a letter is never cut, unlike a title in a report
_BODY = Style(after=4, most_lines=_ALL)
_STYLES = {
    Kind.TEXT: _BODY,
    Kind.LINE: replace(_BODY, after=2),
    Kind.WARNING: replace(_BODY, face=Face.BOLD, size=12, leading=17),
    Kind.NUMBERED: replace(_BODY, face=Face.MONO, size=9, leading=13.5, indent=22, after=2),
    Kind.BULLET: replace(_BODY, indent=14, after=3),
    Kind.DETAIL: replace(_BODY, indent=22, size=9.5, leading=13.5, after=1),
}


# The library writes its name into two comments: behind the four bytes that mark the file as binary (ISO 32000-1, 7.5.2), and
# behind the trailer. They become spaces, because no offset may move.
_NAMED = re.compile(rb"^%([^\n]{0,4}) ReportLab [gG]enerated PDF[^\n]*", re.MULTILINE)


class _Own(Text):
    """Words that were cleaned when the letter was written: the isolates in them are the letter's own."""

    def __init__(self, text: str, style: Style, *, label: str = "") -> None:
        super().__init__("", style, label=label)
        self.text = fonts.legible(text, style.face)


def write(lines: Sequence[Line], *, title: str, language: str, country: str, written: datetime) -> bytes:
    """The PDF, on A4 or, for `country` US and CA, on Letter paper. The same lines give the same bytes."""
    fonts.register()
    paper = LETTER if prints_on_letter(country) else A4
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=paper,
        title=bare(title),
        author="",
        subject="",
        creator="",
        producer="",
        lang=language,
        invariant=1,
        initialFontName=Face.REGULAR.value,
        displayDocTitle=1,
    )
    frame = Frame(_MARGIN, _MARGIN, paper[0] - 2 * _MARGIN, paper[1] - 2 * _MARGIN, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPageEnd=partial(_foot, right=paper[0] - _MARGIN)))
    document.build(_story(lines), canvasmaker=partial(ReportCanvas, made=written))
    return _NAMED.sub(lambda match: b"%" + match[1].ljust(len(match[0]) - 1), out.getvalue())


def _story(lines: Sequence[Line]) -> list[Flowable]:
    story: list[Flowable] = []
    previous = Kind.GAP
    for number, each in enumerate(lines):
        if each.kind is Kind.TEXT and previous is Kind.TEXT:
            story[-1] = _Own(f"{story[-1].text} {each.text}", _BODY)
        elif each.kind is Kind.GAP:
            story += [] if previous is Kind.HEADING else [Spacer(1, 7)]
        elif each.kind in (Kind.TITLE, Kind.HEADING):
            heading = Heading(bare(each.text), f"h{number}", 1 if each.kind is Kind.TITLE else 2)
            heading.style = replace(heading.style, size=14 if each.kind is Kind.TITLE else 11.5, most_lines=_ALL)
            heading.text = fonts.legible(each.text, heading.style.face)
            story += [CondPageBreak(60), heading]
        else:
            label = {Kind.NUMBERED: f"{each.number}.", Kind.BULLET: "•"}.get(each.kind, "")
            story.append(_Own(each.text, _STYLES[each.kind], label=label))
        previous = each.kind
    return story


def _foot(canvas: ReportCanvas, _: BaseDocTemplate, *, right: float) -> None:
    canvas.saveState()
    canvas.setFillColor(QUIET)
    number, room = f"{canvas.getPageNumber()} / ", stringWidth("00", Face.REGULAR.value, _SMALL)
    start = right - room - stringWidth(number, Face.REGULAR.value, _SMALL)
    line.draw(canvas, start, right, 14 * mm, number, Face.REGULAR, _SMALL)
    canvas.total(right - room, 14 * mm)
    canvas.restoreState()
