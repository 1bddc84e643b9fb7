"""Running text as a flowable: cleaned, legible, wrapped at any character if need be, split over pages.

Text is drawn, never parsed: there is no markup that a hostile title could use.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from leakguard.reporting import palette
from leakguard.reporting.fonts import Face, advance, font_of, is_cjk, legible
from leakguard.reporting.line import draw, reads_right_to_left
from leakguard.reporting.tags import Path, Step
from leakguard.text.clean import clean

INK = HexColor(palette.INK)
QUIET = HexColor(palette.QUIET)
ACCENT = HexColor(palette.ACCENT)
_LABEL = 9.5


@dataclass(frozen=True)
class Style:
    """How a text looks; lengths in points. `indent` leaves room on the left, for a label if there is one."""

    size: float = 10.5
    leading: float = 15
    face: Face = Face.REGULAR
    before: float = 0
    after: float = 6
    indent: float = 0
    quiet: bool = False
    accent: bool = False
    most_lines: int = 200

    @property
    def colour(self) -> HexColor:
        return ACCENT if self.accent else QUIET if self.quiet else INK

    @property
    def baseline(self) -> float:
        """How high the letters of a line stand above its lower edge."""
        return (self.leading - self.size) / 2 + self.size * 0.2


class Text(Flowable):  # type: ignore[misc]
    """One or more paragraphs in one style, with an optional label to the left of the first line. `link` is the key of the place
    that it leads to.

    What needs more than `most_lines` lines is cut, and says so: nobody fills a report by way of a title.
    """

    def __init__(self, text: str, style: Style, *, label: str = "", link: str = "") -> None:
        super().__init__()
        self.style = style
        self.text = legible(clean(text, multiline=True), style.face)
        self.label, self.link = label, link
        self.path: Path = (Step("P", self),)
        self._drawn = False
        self.rtl = style.face is not Face.MONO and reads_right_to_left(self.text)
        self.width = self.height = 0.0
        self._lines: list[str] = []

    def getSpaceBefore(self) -> float:  # noqa: N802
        return self.style.before

    def getSpaceAfter(self) -> float:  # noqa: N802
        return self.style.after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        if not self._lines or width != self.width:
            self.width = width
            self._lines = list(_cut(self.text, self.style, width - self.style.indent))
            self.height = self.style.leading * len(self._lines)
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        fit, lines = int(height // self.style.leading), len(self._lines)
        if fit >= lines:
            return [self]
        fit = min(fit, lines - 2)  # no line stands alone, neither at the foot of a page nor at the head of the next
        if fit < 2:
            return []
        return [self._part(self._lines[:fit], self.label), self._part(self._lines[fit:], "")]

    def _part(self, lines: list[str], label: str) -> "Text":
        part = Text("", self.style, label=label, link=self.link)
        part.text, part.rtl, part.path = "".join(lines), self.rtl, self.path
        return part

    def draw(self) -> None:
        """The same text drawn again, such as the head of a table on its next page, is no content."""
        tags = self.canv.tags
        with tags.artifact(self.canv) if self._drawn else tags.of(self.canv, self.path):
            self._drawn = True
            self._draw()

    def _draw(self) -> None:
        style, canvas = self.style, self.canv
        y = self.height - style.leading + style.baseline
        if self.label:
            canvas.setFillColor(QUIET)
            draw(canvas, 0, style.indent, y, self.label, Face.REGULAR, _LABEL)
        leads = self.link and canvas.leads_to(self.link)
        canvas.setFillColor(ACCENT if leads else style.colour)
        for line in self._lines:
            if leads:
                width = sum(advance(char, style.face) for char in line.rstrip()) * style.size
                canvas.lead(self.link, style.indent, y, width, style.size)
            draw(canvas, style.indent, self.width, y, line.rstrip(), style.face, style.size, rtl=self.rtl)
            y -= style.leading


def _cut(text: str, style: Style, width: float) -> Iterator[str]:
    for number, line in enumerate(_broken(text, style, width), 1):
        if number > style.most_lines:
            yield from _broken(f"… (cut here; {len(text)} characters in all)", style, width)
            return
        yield line


def _broken(text: str, style: Style, width: float) -> Iterator[str]:
    """Lines that fit, each with the space or line end that closes it. Breaks after a space or a sign that ends a part of an
    address, at any character where there is no such place, never before a combining mark."""
    start = place = 0
    used = 0.0
    for at, char in enumerate(text):
        if char == "\n":
            yield text[start : at + 1]
            start, used = at + 1, 0.0
            continue
        step = advance(char, style.face) * style.size
        while used + step > width and at > start and char != " ":
            end = place if place > start else _before_marks(text, start, at)
            yield text[start:end]
            start = end
            used = sum(advance(earlier, style.face) for earlier in text[start:at]) * style.size
        used += step
        if (
            char == " "
            or _ends_a_part(char, text[at - 1 : at], style.face)
            or (not char.isascii() and is_cjk(font_of(char, style.face)))
        ):
            place = at + 1
    if start < len(text) or not text:
        yield text[start:]


def _ends_a_part(char: str, before: str, face: Face) -> bool:
    """Signs between the parts of an address; in running text not the stroke between two numbers, as in 2016/679."""
    return char in "/?&=" and (face is Face.MONO or not before.isdigit())


def _before_marks(text: str, start: int, at: int) -> int:
    while at - 1 > start and category(text[at]).startswith("M"):
        at -= 1
    return at
