"""The document around the text: paper, running head, page numbers, outline, metadata; and the bytes, always the same.

The digest of a report must not depend on when or where it was made: dates come from the data, author and creator stay empty.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from leakguard.reporting import line
from leakguard.reporting.blocks import HAIR
from leakguard.reporting.fonts import Face, is_carried, legible
from leakguard.reporting.tags import Tags
from leakguard.reporting.text import ACCENT, QUIET
from leakguard.text.clean import clean
from leakguard.text.paper import prints_on_letter

rl_config.useA85 = 0  # no ASCII85: it makes a file a quarter larger, for the sake of channels that carry only 7 bits

_MARGIN, _TOP, _BOTTOM = 22 * mm, 27 * mm, 24 * mm
_SMALL = 8.5


@dataclass(frozen=True)
class Cover:
    """What is said about the document as a whole. `foot` stands at the bottom left of every page."""

    title: str
    head: str
    foot: str
    made: datetime
    language: str = "en"
    country: str = ""


class ReportCanvas(Canvas):  # type: ignore[misc]
    """A canvas that knows its headings, and writes page numbers that are known only at the end as forms."""

    def __init__(self, *args: Any, made: datetime, keys: Set[str] = frozenset(), **options: Any) -> None:
        super().__init__(*args, **options)
        self._keys = keys
        self.tags = Tags()
        self._doc.signature = sha256()  # the file's id; the library would start it from SOURCE_DATE_EPOCH where that is set
        self.setDateFormatter(lambda *_: f"D:{made:%Y%m%d%H%M%S}+00'00'")
        self._pages: dict[str, int] = {}
        self._awaited: set[str] = set()

    def showPage(self) -> None:  # noqa: N802
        super().showPage()
        self.tags.next_page(self._doc.Pages.pages[-1])

    def mark(self, key: str, title: str, level: int) -> None:
        """A heading begins here."""
        self._pages[key] = self.getPageNumber()
        self.bookmarkPage(key)
        self.addOutlineEntry(title, key, level - 1, closed=level == 1)

    def leads_to(self, key: str) -> bool:
        """Whether the document has such a place."""
        return key in self._keys

    def lead(self, key: str, left: float, y: float, width: float, size: float) -> None:
        """Underlined words, `width` wide, that lead to the heading `key` when they are clicked."""
        self.setLineWidth(0.4)
        self.setStrokeColor(ACCENT)
        self.line(left, y - size * 0.16, left + width, y - size * 0.16)
        self.linkRect("", key, (left, y - size * 0.3, left + width, y + size), relative=1, thickness=0)

    def refer(self, key: str, right: float, y: float, *, height: float) -> None:
        """The page number of the heading `key`, ending at `right`, on a line that leads there when it is clicked."""
        self._later(key, right, y)
        self.linkRect("", key, (0, 0, right, height), relative=1, thickness=0)

    def total(self, x: float, y: float) -> None:
        """The number of pages, beginning at `x`."""
        self._later("", x, y)

    def _later(self, key: str, x: float, y: float) -> None:
        self._awaited.add(key)
        self.saveState()
        self.translate(x, y)
        self.doForm(f"page-{key}")
        self.restoreState()

    def save(self) -> None:
        if self._code:
            self.showPage()
        total = self.getPageNumber() - 1
        for key in sorted(self._awaited):
            self.beginForm(f"page-{key}", -60, -10, 60, 20)
            self.setFillColor(QUIET)
            self.setFont(Face.REGULAR.value, _SMALL if not key else 10.5)
            if key:
                self.drawRightString(0, 0, str(self._pages.get(key, "")))
            else:
                self.drawString(0, 0, str(total))
            self.endForm()
        self.showOutline()
        self.tags.write(self._doc)
        super().save()


@dataclass(frozen=True)
class Sheet:
    """A finished PDF and how many pages it has; `carried` is whether it holds the letters of every font that it uses."""

    pdf: bytes
    pages: int
    carried: bool = True


def column(country: str) -> float:
    """The width of the text in points, on the paper of that country."""
    return float((LETTER if prints_on_letter(country) else A4)[0] - 2 * _MARGIN)


def build(story: Sequence[Flowable], cover: Cover, keys: Set[str] = frozenset()) -> Sheet:
    """The story on paper. `leakguard.reporting.fonts.register` must have been called before the story was made; `keys` are the
    places that links may lead to.
    """
    out = BytesIO()
    paper = LETTER if prints_on_letter(cover.country) else A4
    document = BaseDocTemplate(
        out,
        pagesize=paper,
        title=clean(cover.title),
        author="",
        subject="",
        creator="",
        lang=cover.language,
        invariant=1,
        initialFontName=Face.REGULAR.value,
        displayDocTitle=1,
    )
    frame = Frame(_MARGIN, _BOTTOM, paper[0] - 2 * _MARGIN, paper[1] - _TOP - _BOTTOM, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=partial(_furniture, cover=cover, paper=paper)))
    document.build(list(story), canvasmaker=partial(ReportCanvas, made=cover.made, keys=keys))
    return Sheet(out.getvalue(), document.page, all(map(is_carried, document.canv._doc.fontMapping)))


def _furniture(canvas: ReportCanvas, _: BaseDocTemplate, *, cover: Cover, paper: tuple[float, float]) -> None:
    with canvas.tags.artifact(canvas):
        _draw_furniture(canvas, cover, paper)


def _draw_furniture(canvas: ReportCanvas, cover: Cover, paper: tuple[float, float]) -> None:
    left, right, top = _MARGIN, paper[0] - _MARGIN, paper[1] - 16 * mm
    canvas.saveState()
    canvas.setStrokeColor(HAIR)
    canvas.setLineWidth(0.5)
    canvas.line(left, top - 5, right, top - 5)
    canvas.line(left, 18 * mm, right, 18 * mm)
    canvas.setFillColor(QUIET)
    for text, y, towards_right in (
        (clean(cover.head, limit=60), top, False),
        (clean(cover.title, limit=60), top, True),
        (clean(cover.foot, limit=60), 13 * mm, False),
    ):
        words = legible(text, Face.REGULAR)
        start = right - stringWidth(words, Face.REGULAR.value, _SMALL) if towards_right else left
        line.draw(canvas, start, right, y, words, Face.REGULAR, _SMALL)
    number, room = f"Page {canvas.getPageNumber()} of ", stringWidth("0000", Face.REGULAR.value, _SMALL)
    start = right - room - stringWidth(number, Face.REGULAR.value, _SMALL)
    line.draw(canvas, start, right, 13 * mm, number, Face.REGULAR, _SMALL)
    canvas.total(right - room, 13 * mm)
    canvas.restoreState()
