"""The timeline as a drawing: how long each site was seen to hold a copy, and what was done when.

Lines, marks and words with places, for any renderer: lengths in units of one point, y grows downwards, (0, 0) is the upper left
corner. Kinds differ by the shape of their marks and by their row, so that nothing is said by colour alone.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import ceil

from leakguard.reporting.times import Clock

WIDTH = 468.0
_NAMES = 142.0
_ROW = 17.0
_PAD = 8.0
_BINS = (72, 36, 24, 16, 12)
_MARK, _DIGIT = 9.0, 4.0
"""The room that a mark takes, and a digit of the number beside it."""
_LABEL, _LINE = 21.0, 9.0
"""Below a tick: half the width of a day, and the height of a line."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR, _DAY = 3600.0, 86400.0
_STEPS = tuple(n * _HOUR for n in (1, 2, 3, 6, 12)) + tuple(
    n * _DAY for n in (1, 2, 4, 7, 14, 28, 61, 91, 183, 366, 731, 1827, 3653, 36525, 365250)
)
_MOST_TICKS = 6


class Shape(StrEnum):
    """The marks, one for each kind of event."""

    CIRCLE = "circle"
    SQUARE = "square"
    BAR = "bar"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"


class Tone(StrEnum):
    INK = "ink"
    QUIET = "quiet"
    LINE = "line"
    ACCENT = "accent"
    PALE = "pale"


@dataclass(frozen=True)
class Stroke:
    x1: float
    y1: float
    x2: float
    y2: float
    tone: Tone
    width: float = 0.6


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    tone: Tone


@dataclass(frozen=True)
class Mark:
    """A shape around (x, y), `size` from the middle to its edge; hollow where `filled` is False."""

    shape: Shape
    x: float
    y: float
    size: float = 3.6
    filled: bool = True


@dataclass(frozen=True)
class Words:
    """`anchor` is where x lies in the words: "start", "middle" or "end"; y is the baseline."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    tone: Tone = Tone.INK
    size: float = 8.0
    bold: bool = False


Primitive = Stroke | Box | Mark | Words


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    parts: tuple[Primitive, ...]


@dataclass(frozen=True)
class Span:
    """A site, from the first to the last time a copy was seen there. `ended`: it was found to be gone."""

    name: str
    first: datetime
    last: datetime
    ended: bool = False


@dataclass(frozen=True)
class Lane:
    """One kind of event."""

    name: str
    shape: Shape
    moments: tuple[datetime, ...]


def draw(spans: Sequence[Span], lanes: Sequence[Lane], clock: Clock, titles: tuple[str, str]) -> Drawing | None:
    """The drawing, or None where nothing has a time. `titles` head the rows of sites and the rows of events."""
    moments = [at for span in spans for at in (span.first, span.last)] + [at for lane in lanes for at in lane.moments]
    if not moments:
        return None
    scale = _Scale(min(moments), max(moments), clock)
    parts: list[Primitive] = []
    y = 0.0
    for title, rows in ((titles[0], [_span(span, scale) for span in spans]), (titles[1], [_lane(lane, scale) for lane in lanes])):
        if rows:
            parts.append(Words(0, y + 9, title, tone=Tone.ACCENT, bold=True))
            y += _ROW
        for number, row in enumerate(rows):
            if number % 2 == 0:
                parts.append(Box(0, y, WIDTH, _ROW, Tone.PALE))
            parts += (_moved(part, y + _ROW / 2) for part in row)
            y += _ROW
        y += _PAD if rows else 0
    axis = [*_axis(scale, y - _PAD / 2)]
    return Drawing(WIDTH, y + 12 + _LINE, (*_grid(scale, y - _PAD / 2, parts), *axis))


class _Scale:
    """From a moment to a place."""

    def __init__(self, first: datetime, last: datetime, clock: Clock) -> None:
        self.clock = clock
        start, end = _seconds(first), _seconds(last)
        span = max(end - start, _HOUR)
        self._start = start - span * 0.03 - (span - (end - start)) / 2
        self._length = span * 1.06
        self._offset = clock.offset(first).total_seconds()

    def x(self, at: datetime) -> float:
        return self._place(_seconds(at))

    def _place(self, seconds: float) -> float:
        return _NAMES + (WIDTH - _NAMES - 12) * (seconds - self._start) / self._length

    def ticks(self) -> Iterator[tuple[float, tuple[str, ...]]]:
        """Round times of the person's own clock, few enough to be read, each with its lines."""
        step = next((step for step in _STEPS if self._length / step <= _MOST_TICKS), _STEPS[-1])
        local = self._start + self._offset
        at = ceil(local / step) * step
        while at <= local + self._length:
            yield self._place(at - self._offset), self._label(at, step)
            at += step

    def _label(self, local: float, step: float) -> tuple[str, ...]:
        try:
            at = _EPOCH + timedelta(seconds=local)
        except OverflowError:
            return ()
        day = Clock("UTC").day(at)
        return (f"{at:%H:%M}", day) if step < _DAY else (day,)


def _seconds(at: datetime) -> float:
    return (at - _EPOCH).total_seconds()


def _span(span: Span, scale: _Scale) -> list[Primitive]:
    first, last = scale.x(span.first), scale.x(span.last)
    row: list[Primitive] = [Words(0, 2.8, span.name, size=7.5)]
    if last - first > 1:
        row.append(Box(first, -2.2, last - first, 4.4, Tone.ACCENT))
    row.append(Mark(Shape.CIRCLE, first, 0))
    if span.ended or last - first > 1:
        row.append(Mark(Shape.CIRCLE, last, 0, filled=not span.ended))
    return row


def _lane(lane: Lane, scale: _Scale) -> list[Primitive]:
    row: list[Primitive] = [Mark(lane.shape, 6, 0), Words(16, 2.8, lane.name)]
    for x, count in _binned([scale.x(at) for at in lane.moments]):
        row.append(Mark(lane.shape, x, 0))
        if count > 1:
            row.append(Words(x + 5, 2.6, str(count), tone=Tone.QUIET, size=6.5))
    return row


def _binned(places: list[float]) -> list[tuple[float, int]]:
    """Where marks stand, with how many events each is for: as fine as leaves every mark and number room of its own."""
    for bins in _BINS:
        width = (WIDTH - _NAMES) / bins
        marks = [
            (_NAMES + bin * width, count) for bin, count in sorted(Counter(round((x - _NAMES) / width) for x in places).items())
        ]
        if all(_room(count) <= following - x for (x, count), (following, _) in pairwise(marks)):
            break
    return marks


def _room(count: int) -> float:
    return _MARK + (_DIGIT * len(str(count)) if count > 1 else 0)


def _moved(part: Primitive, down: float) -> Primitive:
    if isinstance(part, Stroke):
        return replace(part, y1=part.y1 + down, y2=part.y2 + down)
    return replace(part, y=part.y + down)


def _grid(scale: _Scale, bottom: float, parts: list[Primitive]) -> Iterator[Primitive]:
    """The shaded rows, the lines of the ticks over them, and then everything else."""
    shades = [part for part in parts if isinstance(part, Box) and part.tone is Tone.PALE]
    yield from shades
    for x, _ in scale.ticks():
        yield Stroke(x, 0, x, bottom, Tone.LINE, 0.4)
    yield from (part for part in parts if part not in shades)


def _axis(scale: _Scale, y: float) -> Iterator[Primitive]:
    yield Stroke(_NAMES, y, WIDTH, y, Tone.QUIET, 0.8)
    for x, label in scale.ticks():
        yield Stroke(x, y, x, y + 3, Tone.QUIET, 0.8)
        for number, line in enumerate(label):
            yield Words(min(x, WIDTH - _LABEL), y + 12 + _LINE * number, line, "middle", Tone.QUIET, 7)
