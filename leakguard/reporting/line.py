"""One line of text onto the page: characters to glyphs, in reading order.

Right-to-left text follows UAX #9 (python-bidi); letters that join or carry marks are shaped by HarfBuzz. Glyphs that stand
for no single character carry their text beside them (ActualText, ISO 32000-1, 14.9.4), so that searching and copying find
what was written.
"""

from itertools import groupby
from typing import NamedTuple
from unicodedata import bidirectional, category

from bidi.algorithm import get_base_level, get_display
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import ShapedStr, shapeStr
from reportlab.pdfgen.canvas import Canvas

from leakguard.reporting.fonts import Face, font_of
from leakguard.text.isolates import FSI, PDI
from leakguard.text.isolates import stretches as isolated_stretches


class Piece(NamedTuple):
    """What to draw in one font, from left to right: a ShapedStr where HarfBuzz placed the glyphs. `written` is the text
    itself where some of these glyphs stand for no single character."""

    font: str
    drawn: str
    written: str = ""


# Joiners, which Persian spelling needs, are dropped by the reordering (UAX #9, X9). They travel as marks that stay with
# their letter and that cleaned text never holds.
_TRAVELLING = str.maketrans({"\u200c": "\u034f", "\u200d": "\u17b4"})
_ARRIVED = str.maketrans({"\u034f": "\u200c", "\u17b4": "\u200d"})


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left (UAX #9, P2 and P3)."""
    return not text.isascii() and get_base_level(text) == 1


def draw(canvas: Canvas, left: float, right: float, y: float, text: str, face: Face, size: float, *, rtl: bool = False) -> None:
    """Draws one legible line with its baseline at `y`: from `left` on, or up to `right` where the paragraph reads that way."""
    pieces = _pieces(text, face, size, rtl)
    x = right - sum(_width(piece, size) for piece in pieces) if rtl else left
    for piece in pieces:
        if piece.written:
            canvas.addLiteral(f"/Span <</ActualText <feff{piece.written.encode('utf-16-be').hex()}>>> BDC")
        run = canvas.beginText(x, y)
        run.setFont(piece.font, size)
        run.textOut(piece.drawn)
        canvas.drawText(run)
        if piece.written:
            canvas.addLiteral("EMC")
        x += _width(piece, size)


def _pieces(text: str, face: Face, size: float, rtl: bool) -> list[Piece]:
    if text.isascii() and not rtl:
        return [Piece(face.value, text)]
    pieces: list[Piece] = []
    for stretch, backwards in _visual(text, rtl):
        runs = [(font, "".join(chars)) for font, chars in groupby(stretch, key=lambda char: font_of(char, face))]
        pieces.extend(_shaped(font, run, size, backwards) for font, run in (reversed(runs) if backwards else runs))
    return pieces


def _shaped(font: str, run: str, size: float, backwards: bool) -> Piece:
    if font not in (Face.REGULAR, Face.BOLD) or not (backwards or any(category(char).startswith("M") for char in run)):
        return Piece(font, run)
    glyphs = shapeStr(run, font, size, force=True)
    return Piece(font, glyphs, run if any(category(glyph) == "Co" for glyph in glyphs) else "")


def _visual(text: str, rtl: bool) -> list[tuple[str, bool]]:
    """The line from left to right, in stretches; a stretch of right-to-left letters (True) is in the order of writing,
    because the shaper turns it round by itself. What is isolated is laid out by itself (UAX #9, BD9), which here is enough:
    in a line that holds isolates nothing else runs from right to left."""
    if FSI in text or PDI in text:
        return [
            each for part, isolated in isolated_stretches(text) for each in _visual(part, isolated and reads_right_to_left(part))
        ]
    if not rtl and not any(bidirectional(char) in ("R", "AL", "AN") for char in text):
        return [(text, False)]
    display = get_display(text.translate(_TRAVELLING), base_dir="R" if rtl else "L")
    backwards = [False] * (len(display) + 1)
    for at in range(len(display) - 1, -1, -1):
        kind = bidirectional(display[at])
        backwards[at] = kind in ("R", "AL") or (kind == "NSM" and backwards[at + 1])
    stretches = []
    for turned, run in groupby(range(len(display)), key=backwards.__getitem__):
        stretch = "".join(display[at] for at in run).translate(_ARRIVED)
        stretches.append((stretch[::-1] if turned else stretch, turned))
    return stretches


def _width(piece: Piece, size: float) -> float:
    if isinstance(piece.drawn, ShapedStr):
        return float(sum(glyph.x_advance for glyph in piece.drawn.__shapeData__)) * size / 1000
    return float(stringWidth(piece.drawn, piece.font, size))
