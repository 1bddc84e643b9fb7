"""The drawn timeline: every event has a mark inside the frame, kinds differ by shape, ticks are few and inside."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.reporting.chart import WIDTH, Box, Lane, Mark, Shape, Span, Stroke, Words, draw
from leakguard.reporting.times import Clock
from tests.reporting.cases import NOW, case, text, usual

TITLES = ("Where", "What")
moments = st.datetimes(timezones=st.just(UTC))


@given(st.lists(moments, max_size=8), st.lists(st.tuples(moments, moments), max_size=5))
def test_everything_lies_inside_the_frame(events: list[datetime], stays: list[tuple[datetime, datetime]]) -> None:
    spans = [Span("site", min(stay), max(stay)) for stay in stays]
    drawing = draw(spans, [Lane("Found", Shape.CIRCLE, tuple(events))], Clock("Asia/Kathmandu"), TITLES)
    if not events and not spans:
        assert drawing is None
        return
    assert drawing is not None
    for part in drawing.parts:
        xs = (part.x1, part.x2) if isinstance(part, Stroke) else (part.x,)
        ys = (part.y1, part.y2) if isinstance(part, Stroke) else (part.y,)
        assert all(-0.01 <= x <= WIDTH + 0.01 for x in xs)
        assert all(-0.01 <= y <= drawing.height + 0.01 for y in ys)
        if isinstance(part, Box):
            assert part.x + part.width <= WIDTH + 0.01


@pytest.mark.parametrize("hours", [0, 1, 5, 30, 200, 2000, 90_000])
def test_there_are_a_few_round_ticks(hours: int) -> None:
    drawing = draw([], [Lane("Found", Shape.CIRCLE, (NOW, NOW + timedelta(hours=hours)))], Clock("UTC"), TITLES)
    assert drawing is not None
    ticks = defaultdict(list)
    for part in drawing.parts:
        if isinstance(part, Words) and part.size == 7:
            ticks[part.x].append(part.text)
    assert 1 <= len(ticks) <= 7
    assert len(set(map(tuple, ticks.values()))) == len(ticks)
    assert all(right - left >= 40 for left, right in pairwise(ticks)), "no day runs into the next one"


@given(st.lists(st.integers(0, 9000), min_size=1, max_size=400), st.integers(1, 3000))
def test_no_number_lies_on_the_next_mark_and_every_event_is_counted(hours: list[int], apart: int) -> None:
    moments = tuple(NOW + timedelta(hours=hour * apart / 100) for hour in hours)
    drawing = draw([], [Lane("", Shape.BAR, moments)], Clock("UTC"), TITLES)
    assert drawing is not None
    marks = [part.x for part in drawing.parts if isinstance(part, Mark)][1:]
    numbers = {part.x: part.text for part in drawing.parts if isinstance(part, Words) and part.size == 6.5}
    assert sum(int(numbers.get(x + 5, 1)) for x in marks) == len(hours)
    for x, following in pairwise(marks):
        assert following - x >= 9 + 4 * len(numbers.get(x + 5, ""))


def test_kinds_differ_by_shape_and_events_at_one_time_are_counted() -> None:
    lanes = [Lane("Found", Shape.CIRCLE, (NOW, NOW, NOW)), Lane("Letter", Shape.TRIANGLE, (NOW + timedelta(days=1),))]
    drawing = draw([], lanes, Clock("UTC"), TITLES)
    assert drawing is not None
    assert {part.shape for part in drawing.parts if isinstance(part, Mark)} == {Shape.CIRCLE, Shape.TRIANGLE}
    assert "3" in [part.text for part in drawing.parts if isinstance(part, Words)]


def test_a_site_that_is_gone_ends_with_an_open_mark() -> None:
    drawing = draw([Span("a", NOW, NOW + timedelta(days=2), ended=True)], [], Clock("UTC"), TITLES)
    assert drawing is not None
    assert [part.filled for part in drawing.parts if isinstance(part, Mark)] == [True, False]


def test_the_words_of_the_chart_are_text_in_the_report_and_a_table_says_the_same() -> None:
    told = text(usual(12))
    for expected in ("Where copies were seen", "Copy found", "Page recorded", "Letter, answer", "Written down"):
        assert expected in told
    assert told.count("A message came") == len(case(12).timeline)
