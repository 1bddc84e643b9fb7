"""The few building blocks of every sheet on paper: headings, fields, notes, tables, figures, branches, blurred pictures.

Contrast is at least 7:1 for text (WCAG 2.2, 1.4.6), and nothing is said by colour alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, Image, LongTable, Table

from leakguard.reporting import palette, pictures
from leakguard.reporting.fonts import Face
from leakguard.reporting.tags import Step
from leakguard.reporting.text import ACCENT, Style, Text
from leakguard.text.clean import clean

LINE = HexColor(palette.LINE)
HAIR = HexColor(palette.HAIR)
SHADE = HexColor(palette.SHADE)

BODY = Style(size=10.5, leading=15.5, after=6)
LEAD = Style(size=13, leading=19, after=10)
QUIET_TEXT = Style(size=9, leading=13, after=6, quiet=True)
BOLD = Style(face=Face.BOLD, before=10, after=4)
BULLET = replace(BODY, indent=14, after=5)
CELL = Style(size=9, leading=12.5, after=0, most_lines=12)
CELL_HEAD = replace(CELL, face=Face.BOLD, accent=True)
CELL_EXACT = replace(CELL, face=Face.MONO, size=7.5, leading=11, most_lines=16)
FIELD = Style(size=10, leading=14.5, after=3.5, indent=108, most_lines=40)
EXACT = replace(FIELD, face=Face.MONO, size=8.5, leading=12.5, after=2)
NARROW = Style(size=9.5, leading=12.5, after=1.5, indent=58, most_lines=5)
CARD = replace(NARROW, indent=FIELD.indent, most_lines=FIELD.most_lines)
FIGURE = Style(face=Face.BOLD, size=20, leading=24, after=0, accent=True, most_lines=1)
UNDER_FIGURE = Style(size=8.5, leading=11.5, after=0, quiet=True, most_lines=2)
EYEBROW = Style(face=Face.BOLD, size=10.5, leading=14, before=34, after=4, accent=True, most_lines=2)
TITLE = Style(face=Face.BOLD, size=30, leading=36, after=14)
_HEADINGS = {
    1: Style(face=Face.BOLD, size=18, leading=23, before=20, after=9, accent=True, most_lines=3),
    2: Style(face=Face.BOLD, size=12, leading=16.5, before=13, after=5, most_lines=3),
    3: Style(face=Face.BOLD, size=10.5, leading=15, before=8, after=3, most_lines=3),
}
# Without it a table names reportlab's own font, which is not embedded, although no cell uses it.
_OUR_FONT = ("FONT", (0, 0), (-1, -1), Face.REGULAR.value, 9, 12)
_CONTENTS = Step("TOC", "contents")
_TOP = ("VALIGN", (0, 0), (-1, -1), "TOP")
_STEP = 15.0


class Heading(Text):
    """A heading that readers of the outline can jump to. `key` names it within the document."""

    def __init__(self, text: str, key: str, level: int = 1) -> None:
        super().__init__(text, _HEADINGS[level])
        self.path = (Step(f"H{level + 1}", self),)
        self.key, self.level, self.title = key, level, clean(text, limit=120)

    def draw(self) -> None:
        self.canv.mark(self.key, self.title, self.level)
        super().draw()


class ContentsLine(Flowable):  # type: ignore[misc]
    """One line of the table of contents; its page number is filled in when the document is complete."""

    def __init__(self, heading: Heading) -> None:
        super().__init__()
        self.heading = heading
        self._text = Text(heading.title, Style(leading=17, after=0, most_lines=1))
        self._text.path = (_CONTENTS, Step("TOCI", self))

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = self._text.wrap(width - 40, height)
        return width, self.height

    def draw(self) -> None:
        self._text.drawOn(self.canv, 0, 0)
        with self.canv.tags.of(self.canv, self._text.path):
            self._page()

    def _page(self) -> None:
        self.canv.refer(self.heading.key, self.width + 40, self._text.style.baseline, height=self.height)


class Rule(Flowable):  # type: ignore[misc]
    """A line across the column."""

    def __init__(self, before: float = 0, thick: float = 0.5) -> None:
        super().__init__()
        self.before, self.thick = before, thick

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        return width, self.before + self.thick

    def draw(self) -> None:
        with self.canv.tags.artifact(self.canv):
            self.canv.setFillColor(ACCENT if self.thick > 1 else HAIR)
            self.canv.rect(0, 0, self.width if self.thick <= 1 else 42, self.thick, stroke=0, fill=1)


class Twig(Text):
    """A line of a tree; an elbow leads to what it hangs on."""

    def __init__(self, text: str, style: Style, depth: int, *, link: str = "", first: bool) -> None:
        super().__init__(text, replace(style, indent=12 + depth * _STEP), link=link)
        self._elbow = first

    def draw(self) -> None:
        if self._elbow:
            with self.canv.tags.artifact(self.canv):
                self._draw_elbow(self.style.indent, self.height - self.style.leading / 2)
        super().draw()

    def _draw_elbow(self, x: float, y: float) -> None:
        self.canv.setStrokeColor(LINE)
        self.canv.setLineWidth(0.8)
        if x > 12 + 1:
            self.canv.line(x - 10, y + self.style.leading / 2 + 2, x - 10, y)
            self.canv.line(x - 10, y, x - 3, y)
        else:
            self.canv.setFillColor(ACCENT)
            self.canv.circle(4, y, 2.6, stroke=0, fill=1)


def _lines_are_no_content(table: Table, event: str, *_: object) -> None:
    """Told by reportlab what it draws of a table: its shades and lines are artifacts."""
    if event in ("startBG", "startLines"):
        table.canv.addLiteral("/Artifact BMC")
    elif event in ("endBG", "endLines"):
        table.canv.addLiteral("EMC")


def title(text: str) -> Text:
    """The title of the document."""
    made = Text(text, TITLE)
    made.path = (Step("H1", made),)
    return made


def bullets(texts: Iterable[str]) -> list[Text]:
    """A list."""
    items = [Text(text, BULLET, label="•") for text in texts]
    whole = Step("L", object())
    for item in items:
        item.path = (whole, Step("LI", item), Step("LBody", item))
    return items


def note(title: str, texts: Iterable[str]) -> Flowable:
    """A framed note. Its texts are short and ours: a note is not split."""
    heading = replace(BOLD, before=0, accent=True)
    return Table(
        [[[Text(title, heading), *(Text(text, replace(BODY, size=10, leading=14.5, after=3)) for text in texts)]]],
        colWidths="100%",
        renderCB=_lines_are_no_content,
        spaceBefore=8,
        spaceAfter=12,
        style=[
            _OUR_FONT,
            ("LINEBEFORE", (0, 0), (0, -1), 2.5, ACCENT),
            ("BACKGROUND", (0, 0), (-1, -1), SHADE),
            ("LEFTPADDING", (0, 0), (-1, -1), 14),
            *(((side, (0, 0), (-1, -1), 9)) for side in ("RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")),
        ],
    )


def numbers(rows: Sequence[tuple[str, str]]) -> Flowable:
    """A few large figures in a row, what they count below each."""
    share = f"{100 / len(rows):.4f}%"
    return Table(
        [[[Text(figure, FIGURE), Text(name, UNDER_FIGURE)] for figure, name in rows]],
        colWidths=[share] * len(rows),
        renderCB=_lines_are_no_content,
        spaceBefore=2,
        spaceAfter=12,
        style=[
            _OUR_FONT,
            _TOP,
            ("LINEABOVE", (0, 0), (-1, 0), 0.8, LINE),
            ("LINEBELOW", (0, -1), (-1, -1), 0.8, LINE),
            *(((side, (0, 0), (-1, -1), 7)) for side in ("TOPPADDING", "BOTTOMPADDING")),
            *(((side, (0, 0), (-1, -1), 4)) for side in ("LEFTPADDING", "RIGHTPADDING")),
        ],
    )


def table(head: Sequence[str], rows: Iterable[Sequence[Sequence[Text]]], widths: Sequence[float]) -> Flowable:
    """A table whose head is repeated on every page. `widths` are shares of the text width."""
    total = sum(widths)
    cells = [[[Text(title, CELL_HEAD)] for title in head], *([list(cell) for cell in row] for row in rows)]
    whole = Step("Table", object())
    for number, row in enumerate(cells):
        line = Step("TR", object())
        for cell in row:
            place = Step("TD" if number else "TH", object())
            for text in cell:
                text.path = (whole, line, place)
    return LongTable(
        cells,
        colWidths=[f"{100 * width / total:.4f}%" for width in widths],
        repeatRows=1,
        renderCB=_lines_are_no_content,
        spaceBefore=4,
        spaceAfter=12,
        style=[
            _OUR_FONT,
            _TOP,
            ("LINEABOVE", (0, 0), (-1, 0), 0.8, LINE),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, LINE),
            ("BACKGROUND", (0, 0), (-1, 0), SHADE),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, HAIR),
            ("LEFTPADDING", (0, 0), (-1, -1), 5),
            ("RIGHTPADDING", (0, 0), (-1, -1), 6),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ],
    )


class Picture(Image):  # type: ignore[misc]
    """A picture, and the words for those who do not see it."""

    def __init__(self, jpeg: bytes, width: float, height: float, alt: str) -> None:
        super().__init__(BytesIO(jpeg), width=width, height=height)
        self.hAlign = "LEFT"
        self._path = (Step("Figure", self, clean(alt)),)

    def draw(self) -> None:
        with self.canv.tags.of(self.canv, self._path):
            super().draw()


def thumbnail(png: bytes, side: float, alt: str) -> Picture | None:
    """The blurred picture fitted into a square of `side` points; None where the PNG cannot be read."""
    small = pictures.small(png)
    if small is None:
        return None
    scale = side / max(small.width, small.height)
    return Picture(small.jpeg, small.width * scale, small.height * scale, alt)


def beside(left: Flowable, right: Sequence[Flowable], width: float) -> Flowable:
    """Two columns that stay together; what stands in them must be bounded."""
    return Table(
        [[left, list(right)]],
        colWidths=[width, "*"],
        renderCB=_lines_are_no_content,
        spaceAfter=4,
        style=[
            _OUR_FONT,
            _TOP,
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 10),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ],
    )
