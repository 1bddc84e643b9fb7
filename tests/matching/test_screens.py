"""A slanted screen or print is straightened, and what is found on it leads back to where it is in the photograph."""

import cv2
import numpy as np
import pytest

from leakguard.imaging import madeup
from leakguard.matching.panels import Kind, Panel, panels
from leakguard.matching.placing import project
from leakguard.matching.screens import straight

SLANTED = ((130, 80), (690, 140), (650, 560), (90, 500))


def test_a_picture_on_a_slanted_page_has_upright_sides_again_and_is_where_it_was():
    page = np.full((500, 640, 3), 235, np.uint8)
    page[120:360, 150:470] = madeup.scene(3, 320, 240)
    own = np.array([(0, 0), (640, 0), (640, 500), (0, 500)], np.float32)
    onto = cv2.getPerspectiveTransform(own - 0.5, np.array(SLANTED, np.float32) - 0.5)
    photograph = np.asarray(cv2.warpPerspective(page, onto, (800, 640), borderValue=(14, 15, 18)), np.uint8)
    (screen,) = [panel for panel in panels(photograph) if panel.kind is Kind.SLANTED]
    seen, back = straight(photograph, screen)
    inside = [panel for panel in panels(seen) if panel.kind is Kind.ALONE]
    assert len(inside) == 1
    true = project(onto, np.array([(150, 120), (470, 120), (470, 360), (150, 360)]) - 0.5) + 0.5
    assert project(back, np.array(inside[0].corners)) == pytest.approx(true, abs=3)


@pytest.mark.parametrize(
    "panel",
    [
        Panel(SLANTED, 1.0, Kind.CLOSED),
        Panel(SLANTED, 0.7, Kind.SLANTED),
        Panel(((10, 0), (110, 10), (100, 110), (0, 100)), 1.0, Kind.SLANTED),
        Panel(((0, 2), (798, 0), (800, 638), (2, 640)), 1.0, Kind.SLANTED),
    ],
)
def test_what_is_upright_or_hardly_seen_or_small_or_all_of_the_photograph_is_left_alone(panel):
    assert straight(np.zeros((640, 800, 3), np.uint8), panel) is None
