"""Pictures inside pictures are proposed where they are, to a few pixels; where there are none, little or nothing is."""

import cv2
import numpy as np
import pytest

from leakguard.imaging import madeup
from leakguard.matching.panels import Kind, Panel, Rgb, panels
from tests.benchmarks.matching.region import iou

WHITE, DARK = (250, 250, 252), (22, 24, 28)


def page(width: int, height: int, colour: tuple[int, int, int]) -> Rgb:
    return np.full((height, width, 3), colour, np.uint8)


def photo(number: int, width: int, height: int) -> Rgb:
    """A landscape or a still life: every third scene is a street, whose windows and walls are rectangles themselves."""
    return madeup.scene(number * 3 // 2, width, height)


def pasted(canvas: Rgb, rgb: Rgb, left: int, top: int) -> tuple[float, ...]:
    """Draws onto the canvas; gives left, top, right and bottom."""
    height, width = rgb.shape[:2]
    canvas[top : top + height, left : left + width] = rgb
    return left, top, left + width, top + height


def saved(rgb: Rgb, quality: int) -> Rgb:
    data = np.frombuffer(madeup.encode(rgb, "JPEG", quality=quality), np.uint8)
    return np.asarray(cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB), np.uint8)


def corners(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def agreement(panel: Panel, quad: list[tuple[float, float]]) -> float:
    return iou(np.array(panel.corners), np.array(quad))


def best(found: tuple[Panel, ...], quad: list[tuple[float, float]]) -> float:
    return max((agreement(panel, quad) for panel in found), default=0.0)


def texts(canvas: Rgb, left: int, top: int, colour: tuple[int, int, int]) -> None:
    for line in range(3):
        cv2.putText(canvas, "so this was posted again", (left, top + 34 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.8, colour, 2)


@pytest.mark.parametrize("quality", [95, 20])
@pytest.mark.parametrize("ground", [WHITE, DARK])
@pytest.mark.parametrize("seed", range(3))
def test_a_picture_on_a_page_is_first_or_nearly(seed, ground, quality):
    canvas = page(720, 1280, ground)
    texts(canvas, 40, 60, (128, 128, 128))
    texts(canvas, 40, 900, (128, 128, 128))
    place = pasted(canvas, photo(seed, 600, 450), 61, 303)
    found = panels(saved(canvas, quality))
    assert best(found[:8], corners(*place)) >= 0.97


def test_a_picture_across_the_whole_width_has_the_frame_for_sides():
    canvas = page(640, 900, WHITE)
    place = pasted(canvas, photo(1, 640, 480), 0, 200)
    found = panels(canvas)
    assert best(found, corners(*place)) == pytest.approx(1)
    assert corners(0, 0, 640, 900) not in [list(panel.corners) for panel in found]


@pytest.mark.parametrize(("columns", "rows", "gap"), [(2, 2, 12), (3, 3, 6), (4, 3, 0), (2, 1, 0), (6, 5, 10)])
def test_nearly_every_picture_of_a_sheet_is_found(columns, rows, gap):
    width, height = 900 // columns, 760 // rows
    canvas = page(columns * (width + gap) + gap, rows * (height + gap) + gap, WHITE)
    places = []
    for k in range(columns * rows):
        left, top = gap + k % columns * (width + gap), gap + k // columns * (height + gap)
        places.append(pasted(canvas, photo(20 + k, width, height), left, top))
    found = panels(saved(canvas, 85), most=60)
    assert sum(best(found, corners(*place)) >= 0.95 for place in places) >= 0.85 * len(places)


def sheet(columns: int, rows: int, ground: tuple[int, int, int]) -> tuple[Rgb, list[tuple[float, ...]]]:
    """Small pictures of three shapes in rows, a name under each, as programs that show a folder draw them."""
    canvas, places = page(columns * 250, rows * 210 + 20, ground), []
    for k in range(columns * rows):
        width, height = ((214, 160), (160, 160), (92, 160))[k % 3]
        left, top = k % columns * 250 + (250 - width) // 2, k // columns * 210 + 20
        places.append(pasted(canvas, photo(20 + k, width, height), left, top))
        cv2.putText(canvas, f"DSC_{4000 + k}.JPG", (left, top + 180), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (128, 128, 128), 1)
    return canvas, places


@pytest.mark.parametrize("quality", [85, 30])
@pytest.mark.parametrize("ground", [WHITE, DARK])
def test_every_picture_that_a_page_surrounds_comes_before_parts_of_them(ground, quality):
    canvas, places = sheet(6, 5, ground)
    found = panels(saved(canvas, quality))
    assert all(best(found[:30], corners(*place)) >= 0.93 for place in places)
    assert [panel.kind for panel in found[:31]] == [Kind.ALONE] * 30 + [Kind.CLOSED]
    assert len(found) <= 30 + 8


def test_pictures_with_round_corners_lie_by_themselves_too():
    canvas, (place, *_) = sheet(1, 1, WHITE)
    left, top, right, bottom = (int(side) for side in place)
    for x, y in ((left, top), (right - 8, top), (left, bottom - 8), (right - 8, bottom - 8)):
        canvas[y : y + 8, x : x + 8] = WHITE
    assert [panel.kind for panel in panels(canvas) if agreement(panel, corners(*place)) >= 0.95] == [Kind.ALONE]


def test_a_plain_foreground_is_no_page():
    canvas = photo(2, 640, 480)
    canvas[300:] = (60, 80, 50)
    assert Kind.ALONE not in [panel.kind for panel in panels(canvas)]


@pytest.mark.parametrize(("share", "least"), [(0.2, 4), (0.4, 5)])
def test_a_picture_pasted_into_a_photograph_without_a_border(share, least):
    hits = 0
    for seed in range(6):
        canvas = photo(40 + seed, 960, 720)
        place = pasted(canvas, photo(50 + seed, round(960 * share), round(720 * share)), 211, 157)
        hits += best(panels(saved(canvas, 85)), corners(*place)) >= 0.95
    assert hits >= least


@pytest.mark.parametrize("quad", [[(120, 90), (690, 140), (650, 520), (90, 470)], [(400, 30), (760, 300), (420, 570), (60, 300)]])
def test_a_slanted_picture_on_dark_ground(quad):
    scene, size = photo(7, 600, 400), (800, 600)
    by = cv2.getPerspectiveTransform(np.asarray(corners(0, 0, 600, 400), np.float32), np.asarray(quad, np.float32))
    centred = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]]) @ by @ np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    shown = cv2.warpPerspective(scene, centred, size, borderMode=cv2.BORDER_CONSTANT, borderValue=(14, 15, 18))
    found = panels(saved(np.asarray(shown, np.uint8), 60))
    assert best(found[:2], quad) >= 0.97


def test_a_large_page_is_reduced_but_its_sides_are_found_in_full():
    canvas = page(2400, 1800, WHITE)
    place = pasted(canvas, photo(3, 1001, 751), 703, 505)
    assert corners(*place) in [list(panel.corners) for panel in panels(canvas)]


def test_a_picture_on_a_page_of_many_screens():
    canvas = page(400, 5000, WHITE)
    place = pasted(canvas, photo(4, 320, 240), 33, 3333)
    assert best(panels(canvas), corners(*place)) >= 0.97
    turned = np.ascontiguousarray(canvas.swapaxes(0, 1))
    assert best(panels(turned), corners(place[1], place[0], place[3], place[2])) >= 0.97


def test_flat_pictures_give_nothing():
    for level in (0, 128, 255):
        assert panels(page(640, 480, (level, level, level))) == ()
    shade = np.linspace(0, 255, 640).astype(np.uint8)
    assert panels(np.broadcast_to(shade[None, :, None], (480, 640, 3))) == ()
    bubble = page(640, 480, WHITE)
    place = pasted(bubble, page(400, 200, (200, 230, 200)), 100, 100)
    assert best(panels(bubble), corners(*place)) < 0.9


@pytest.mark.parametrize(
    ("width", "height"), [(1, 1), (2, 3), (7, 200), (47, 47), (48, 48), (49, 300), (3, 20000), (20000, 3), (60, 9000), (9000, 60)]
)
def test_any_size_is_borne(width, height):
    noise = np.random.default_rng(5).integers(0, 256, (height, width, 3), np.uint8)
    for rgb in (noise, page(width, height, WHITE)):
        for panel in panels(rgb):
            points = np.array(panel.corners)
            assert (points >= -3).all()
            assert (points <= np.array([width, height]) + 3).all()


def test_what_is_found_is_ordered_limited_distinct_and_the_same_each_time():
    canvas = page(900, 900, DARK)
    for k in range(9):
        pasted(canvas, photo(80 + k, 280, 280), 15 + k % 3 * 295, 15 + k // 3 * 295)
    before = canvas.copy()
    found = panels(canvas)
    assert found == panels(canvas)
    assert np.array_equal(canvas, before)
    assert len(found) <= 24
    assert panels(canvas, most=3) == found[:10]
    blurred = cv2.blur(canvas, (9, 9))
    assert panels(blurred, most=3) == panels(blurred)[:3]
    assert panels(blurred, most=0) == ()
    assert [panel.score for panel in found] == sorted((panel.score for panel in found), reverse=True)
    for number, panel in enumerate(found):
        assert best(found[:number], list(panel.corners)) <= 0.94


def test_pixels_that_are_not_contiguous_or_writable_are_read():
    canvas = page(700, 500, WHITE)
    place = pasted(canvas, photo(6, 400, 300), 120, 80)
    mirrored = canvas[:, ::-1]
    mirrored.flags.writeable = False
    assert best(panels(mirrored), corners(700 - place[2], place[1], 700 - place[0], place[3])) >= 0.97
