"""The moving picture of a window: what is shown when, and that no pixel changes on the way."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from leakguard.browser import film, png

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
COLOURS = st.tuples(*[st.integers(0, 255)] * 3)


def still(colour: tuple[int, int, int], size: tuple[int, int] = (9, 7)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def frames(data: bytes) -> list[tuple[tuple[int, ...], int]]:
    """The colour of each frame, and how long it is shown."""
    opened = Image.open(io.BytesIO(data))
    shown = []
    for number in range(getattr(opened, "n_frames", 1)):
        opened.seek(number)
        shown.append((opened.convert("RGB").getpixel((3, 3)), round(opened.info["duration"])))
    return shown


@given(st.lists(st.tuples(COLOURS, st.integers(1, 60_000)), min_size=1, max_size=8))
def test_every_frame_comes_back_as_it_went_in(wanted):
    made = png.animated([(still(colour), delay) for colour, delay in wanted])
    assert frames(made) == wanted


def test_a_frame_of_another_size_is_left_out():
    made = png.animated([(still((1, 2, 3)), 10), (still((4, 5, 6), (5, 5)), 10), (still((7, 8, 9)), 10)])
    assert [colour for colour, _ in frames(made)] == [(1, 2, 3), (7, 8, 9)]


@pytest.mark.parametrize("broken", [b"", b"GIF89a", still((0, 0, 0))[:-4]], ids=["nothing", "another format", "cut off"])
def test_what_is_no_whole_png_is_refused(broken):
    with pytest.raises(ValueError, match="PNG"):
        list(png.chunks(broken))


def filmed(looks: list[bytes | None]) -> film.Film:
    """One look a second."""
    times = (AT + timedelta(seconds=number) for number, look in enumerate(looks) if look is not None)
    taken = iter(looks)
    made = film.Film(lambda: next(taken), lambda: next(times))
    for _ in looks:
        made.look()
    return made


def test_a_moment_that_could_not_be_covered_is_left_out_and_counted():
    made = filmed([still((1, 1, 1)), None, still((2, 2, 2))])
    assert (len(made.times), made.left_out) == (2, 1)
    assert frames(made.file()) == [((1, 1, 1), 2000), ((2, 2, 2), 1000)]


def test_what_stands_still_is_one_picture():
    made = filmed([still((1, 1, 1)), still((1, 1, 1)), still((2, 2, 2))])
    assert [colour for colour, _ in frames(made.file())] == [(1, 1, 1), (2, 2, 2)]


def test_it_ends_at_a_bound(monkeypatch):
    monkeypatch.setattr(film, "MOST", 2)
    assert not filmed([still((1, 1, 1))]).full
    assert filmed([still((1, 1, 1)), still((2, 2, 2))]).full
