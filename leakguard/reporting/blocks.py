"""The few building blocks of every sheet: headings, paragraphs, fields, lists, notes, tables, blurred thumbnails.

Contrast is at least 7:1 for text (WCAG 2.2, 1.4.6), and nothing is said by colour alone.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from urllib.parse import quote

from PIL import Image as Pillow
from PIL import UnidentifiedImageError
from reportlab.lib.colors import HexColor
from reportlab.platypus import CondPageBreak, Flowable, Image, LongTable, Table

from leakguard.reporting.fonts import Face
from leakguard.reporting.text import Style, Text
from leakguard.text.clean import ascii_host, clean, defang

LINE = HexColor("#6b757d")
SHADE = HexColor("#eceff1")

BODY = Style()
BOLD = Style(face=Face.BOLD, before=8, after=4, keep_with_next=True)
CELL = Style(size=9, leading=12, after=0, most_lines=12)
CELL_HEAD = replace(CELL, face=Face.BOLD)
CELL_MONO = replace(CELL, face=Face.MONO, size=7.5, most_lines=16)
FIELD = Style(size=10, leading=14, after=3, indent=104, most_lines=40)
EXACT = replace(FIELD, face=Face.MONO, size=8.5, leading=12.5, after=2)
TITLE = Style(face=Face.BOLD, size=26, leading=32, after=8)
_HEADINGS = {
    1: Style(face=Face.BOLD, size=17, leading=22, before=18, after=8, keep_with_next=True, most_lines=3),
    2: Style(face=Face.BOLD, size=12, leading=16, before=12, after=4, keep_with_next=True, most_lines=3),
}
# Without it a table names reportlab's own font, which is not embedded, although no cell uses it.
_OUR_FONT = ("FONT", (0, 0), (-1, -1), Face.REGULAR.value, 9, 12)


class Heading(Text):
    """A heading that readers of the outline can jump to. `key` names it within the document."""

    def __init__(self, text: str, key: str, level: int = 1) -> None:
        super().__init__(text, _HEADINGS[level])
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

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = self._text.wrap(width - 40, height)
        return width, self.height

    def draw(self) -> None:
        self._text.drawOn(self.canv, 0, 0)
        self.canv.refer(self.heading.key, self.width + 40, self._text.style.baseline, height=self.height)


def opening(heading: Heading) -> list[Flowable]:
    """A heading that never stands alone at the foot of a page."""
    return [CondPageBreak(140), heading]


def paragraph(text: str, style: Style = BODY) -> Text:
    return Text(text, style)


def bullets(texts: Iterable[str], style: Style = BODY) -> list[Flowable]:
    return [Text(text, replace(style, indent=14, after=4), label="•") for text in texts]


def field(label: str, value: str, style: Style = FIELD) -> Text:
    """A value with its name on the left, addresses in it defanged."""
    return Text(calm(value), style, label=label)


def address(label: str, value: str) -> Text:
    """An address as paper may carry it: not clickable by mistake, every character told apart."""
    return Text(shown(value), EXACT, label=label)


def shown(value: str) -> str:
    """A URL as it travels, defanged; any other place as it is."""
    return defang(exact(value)) if _URL.fullmatch(value) else value


def exact(value: str) -> str:
    """A URL in the ASCII form that is sent (RFC 3986, 2.5; RFC 3492 for the host): it can be typed, and cannot be reordered."""
    match = _URL.fullmatch(value)
    if not match or (value.isascii() and value.isprintable()):
        return value
    user, at, host = match["authority"].rpartition("@")
    return f"{match['scheme']}{user}{at}{ascii_host(host)}{quote(match['rest'], safe=_PRINTABLE, errors='surrogatepass')}"


def calm(text: str) -> str:
    """Free text with the addresses in it defanged."""
    return _INSIDE.sub(lambda match: shown(match[0]), text)


_INSIDE = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
_URL = re.compile(r"(?P<scheme>https?://)(?P<authority>[^/?#\\]*)(?P<rest>.*)", re.DOTALL | re.IGNORECASE)
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


def note(title: str, texts: Iterable[str]) -> Flowable:
    """A framed note. Its texts are short and ours: a note is not split."""
    return Table(
        [[[Text(title, BOLD), *(Text(text, replace(BODY, after=3)) for text in texts)]]],
        colWidths="100%",
        spaceBefore=6,
        spaceAfter=10,
        style=[
            _OUR_FONT,
            ("BOX", (0, 0), (-1, -1), 0.8, LINE),
            ("BACKGROUND", (0, 0), (-1, -1), SHADE),
            *(((side, (0, 0), (-1, -1), 9)) for side in ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")),
        ],
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str | Text]], widths: Sequence[float]) -> Flowable:
    """A table whose head is repeated on every page. `widths` are shares of the text width; addresses in words are defanged."""
    total = sum(widths)
    cells = [[Text(title, CELL_HEAD) for title in head]]
    cells += [[cell if isinstance(cell, Text) else Text(calm(cell), CELL) for cell in row] for row in rows]
    return LongTable(
        cells,
        colWidths=[f"{100 * width / total:.4f}%" for width in widths],
        repeatRows=1,
        spaceBefore=4,
        spaceAfter=10,
        style=[
            _OUR_FONT,
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), SHADE),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, LINE),
            ("LINEBELOW", (0, 1), (-1, -1), 0.3, LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 6),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ],
    )


def thumbnail(png: bytes, side: float) -> Image | None:
    """The blurred picture fitted into a square of `side` points, as a small JPEG; None where the PNG cannot be read."""
    small = BytesIO()
    try:
        with Pillow.open(BytesIO(png), formats=("PNG",)) as picture:
            width, height = picture.size
            picture.convert("RGB").save(small, "JPEG", quality=85)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None
    scale = side / max(width, height)
    return Image(small, width=width * scale, height=height * scale)


def beside(left: Flowable, right: Sequence[Flowable], width: float) -> Flowable:
    """Two columns that stay together; what stands in them must be bounded."""
    return Table(
        [[left, list(right)]],
        colWidths=[width, "*"],
        style=[
            _OUR_FONT,
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 10),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ],
    )
