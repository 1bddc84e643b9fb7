"""A chart as SVG inside a page. Colours come from the page's style, because its policy lets no style stand at an element."""

from html import escape

from leakguard.reporting.chart import Box, Drawing, Mark, Primitive, Shape, Stroke, Tone, Words
from leakguard.text.clean import clean

_FILLS = {Tone.INK: "ink", Tone.QUIET: "quiet-fill", Tone.LINE: "pale", Tone.ACCENT: "accent", Tone.PALE: "pale"}
_LINES = {Tone.LINE: "line", Tone.QUIET: "axis"}
_CORNERS = {
    Shape.SQUARE: ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    Shape.BAR: ((-0.3, -1.15), (0.3, -1.15), (0.3, 1.15), (-0.3, 1.15)),
    Shape.TRIANGLE: ((0, -1.1), (1.05, 0.8), (-1.05, 0.8)),
    Shape.DIAMOND: ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
}


def svg(drawing: Drawing, alt: str) -> str:
    """The drawing as one picture, which `alt` stands for where it is not seen."""
    size = f"{drawing.width:g} {drawing.height:g}"
    parts = "".join(map(_part, drawing.parts))
    return f'<svg role="img" aria-label="{escape(clean(alt))}" viewBox="0 0 {size}">{parts}</svg>'


def _part(part: Primitive) -> str:
    if isinstance(part, Stroke):
        ends = f'x1="{part.x1:.1f}" y1="{part.y1:.1f}" x2="{part.x2:.1f}" y2="{part.y2:.1f}"'
        return f'<line class="{_LINES.get(part.tone, "axis")}" {ends} stroke-width="{part.width:g}"/>'
    if isinstance(part, Box):
        sides = f'x="{part.x:.1f}" y="{part.y:.1f}" width="{part.width:.1f}" height="{part.height:.1f}"'
        return f'<rect class="{_FILLS[part.tone]}" {sides}/>'
    if isinstance(part, Mark):
        return _mark(part)
    return _words(part)


def _mark(mark: Mark) -> str:
    look = "mark" if mark.filled else "open"
    if mark.shape is Shape.CIRCLE:
        return f'<circle class="{look}" cx="{mark.x:.1f}" cy="{mark.y:.1f}" r="{mark.size - 0.6:g}"/>'
    corners = " ".join(f"{mark.x + x * mark.size:.1f},{mark.y + y * mark.size:.1f}" for x, y in _CORNERS[mark.shape])
    return f'<polygon class="{look}" points="{corners}"/>'


def _words(words: Words) -> str:
    bold = ' font-weight="700"' if words.bold else ""
    look = f'class="{_FILLS[words.tone]}" font-size="{words.size:g}" text-anchor="{words.anchor}"{bold}'
    return f'<text x="{words.x:.1f}" y="{words.y:.1f}" {look}>{escape(clean(words.text))}</text>'
