"""A chart on paper: its lines, marks and words, fitted to the width of the column."""

from reportlab.platypus import Flowable

from leakguard.reporting import line
from leakguard.reporting.blocks import HAIR, LINE, SHADE
from leakguard.reporting.chart import Box, Drawing, Mark, Primitive, Shape, Stroke, Tone, Words
from leakguard.reporting.fonts import Face, advance, legible
from leakguard.reporting.tags import Step
from leakguard.reporting.text import ACCENT, INK, QUIET
from leakguard.text.clean import clean

_COLOURS = {Tone.INK: INK, Tone.QUIET: QUIET, Tone.LINE: HAIR, Tone.ACCENT: ACCENT, Tone.PALE: SHADE}
_CORNERS = {
    Shape.SQUARE: ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    Shape.BAR: ((-0.3, -1.15), (0.3, -1.15), (0.3, 1.15), (-0.3, 1.15)),
    Shape.TRIANGLE: ((0, 1.1), (1.05, -0.8), (-1.05, -0.8)),
    Shape.DIAMOND: ((0, 1.2), (1.2, 0), (0, -1.2), (-1.2, 0)),
}


class Drawn(Flowable):  # type: ignore[misc]
    """The drawing, over the whole width of the column."""

    def __init__(self, drawing: Drawing, alt: str) -> None:
        super().__init__()
        self._drawing, self._path = drawing, (Step("Figure", self, clean(alt)),)

    def getSpaceAfter(self) -> float:  # noqa: N802
        return 8.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._scale = width / self._drawing.width
        self.width, self.height = width, self._drawing.height * self._scale
        return self.width, self.height

    def draw(self) -> None:
        with self.canv.tags.of(self.canv, self._path):
            self._draw_all()

    def _draw_all(self) -> None:
        self.canv.saveState()
        self.canv.scale(self._scale, self._scale)
        self.canv.translate(0, self._drawing.height)
        for part in self._drawing.parts:
            self._draw(part)
        self.canv.restoreState()

    def _draw(self, part: Primitive) -> None:
        canvas = self.canv
        if isinstance(part, Stroke):
            canvas.setStrokeColor(_COLOURS[part.tone])
            canvas.setLineWidth(part.width)
            canvas.line(part.x1, -part.y1, part.x2, -part.y2)
        elif isinstance(part, Box):
            canvas.setFillColor(_COLOURS[part.tone])
            canvas.rect(part.x, -part.y - part.height, part.width, part.height, stroke=0, fill=1)
        elif isinstance(part, Mark):
            self._mark(part)
        else:
            self._words(part)

    def _mark(self, mark: Mark) -> None:
        canvas = self.canv
        canvas.setStrokeColor(ACCENT if not mark.filled else LINE)
        canvas.setFillColor(ACCENT if mark.filled else "white")
        canvas.setLineWidth(1.2 if not mark.filled else 0)
        stroke = int(not mark.filled)
        if mark.shape is Shape.CIRCLE:
            canvas.circle(mark.x, -mark.y, mark.size - 0.6, stroke=stroke, fill=1)
            return
        path = canvas.beginPath()
        corners = [(mark.x + x * mark.size, -mark.y + y * mark.size) for x, y in _CORNERS[mark.shape]]
        path.moveTo(*corners[0])
        for corner in corners[1:]:
            path.lineTo(*corner)
        path.close()
        canvas.drawPath(path, stroke=stroke, fill=1)

    def _words(self, words: Words) -> None:
        face = Face.BOLD if words.bold else Face.REGULAR
        text = legible(clean(words.text), face)
        width = sum(advance(char, face) for char in text) * words.size
        left = words.x - width * {"start": 0, "middle": 0.5, "end": 1}[words.anchor]
        self.canv.setFillColor(_COLOURS[words.tone])
        line.draw(self.canv, left, left + width, -words.y, text, face, words.size)
