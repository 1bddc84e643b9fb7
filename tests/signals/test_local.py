"""Local features are found again after what happens to pictures, and a mirror or a negative needs no second reading."""

import cv2
import numpy as np
import pytest

from leakguard.imaging import madeup
from leakguard.signals import local, scale_space
from leakguard.signals.local import MIRRORED, NEGATED, Features
from leakguard.signals.sketch import grey


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    return grey(madeup.scene(2, 640, 480))


@pytest.fixture(scope="module")
def known(picture) -> Features:
    return local.features(picture, 600, directions=2)


def found_again(known: Features, other: Features, matrix: np.ndarray, order: np.ndarray | None = None) -> float:
    """The share of the other picture's features whose likest one of the original lies where it should, within 3 pixels."""
    descriptions = other.descriptions if order is None else other.descriptions[:, order]
    mate = (descriptions @ known.descriptions.T).argmax(1)
    expected = np.column_stack([known.x[mate], known.y[mate], np.ones(len(mate))]) @ matrix.T
    return float((np.hypot(expected[:, 0] - other.x, expected[:, 1] - other.y) < 3).mean())


@pytest.mark.parametrize(("degrees", "scale", "least"), [(0, 1.0, 0.99), (30, 0.8, 0.6), (90, 0.5, 0.5), (-10, 1.4, 0.5)])
def test_features_are_found_again_turned_and_resized(picture, known, degrees, scale, least):
    matrix = cv2.getRotationMatrix2D((320, 240), degrees, scale)
    turned = cv2.warpAffine(picture, matrix, (640, 480))
    assert found_again(known, local.features(turned, 300), matrix) > least


def test_a_description_of_the_mirrored_picture_is_the_same_numbers_in_another_order(picture, known):
    mirrored = local.features(np.ascontiguousarray(picture[:, ::-1]), 300)
    matrix = np.array([(-1, 0, 639), (0, 1, 0)])
    assert found_again(known, mirrored, matrix, MIRRORED) > 0.9
    assert found_again(known, mirrored, matrix) < 0.2


def test_a_description_of_the_negative_is_the_same_numbers_in_another_order(picture, known):
    negative = local.features(255 - picture, 300)
    assert found_again(known, negative, np.eye(2, 3), NEGATED) > 0.9
    assert found_again(known, negative, np.eye(2, 3)) < 0.2


def test_both_orders_undo_themselves():
    for order in (MIRRORED, NEGATED):
        assert np.array_equal(order[order], np.arange(local.LENGTH))


def test_descriptions_have_length_one_and_places_lie_in_the_picture(picture, known):
    assert np.allclose(np.linalg.norm(known.descriptions, axis=1), 1, atol=1e-5)
    assert ((known.x > -1) & (known.x < 640) & (known.y > -1) & (known.y < 480)).all()
    assert (known.size > 1).all()


def test_a_quiet_part_gets_its_share_beside_a_busy_one(picture):
    noisy = picture.copy()
    noisy[:, 320:] = np.random.default_rng(1).integers(0, 256, (480, 320))
    left = local.features(noisy, 400).x < 320
    assert left.sum() > 60


def test_the_same_picture_gives_the_same_features(picture):
    """But for rounding: how numbers lie in memory decides in which order they are added."""
    once, again = local.features(picture, 200), local.features(picture, 200)
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(once, again, strict=True))


@pytest.mark.parametrize("shape", [(1, 1), (3, 2000), (2000, 3), (12, 12), (64, 64)])
def test_any_size_is_read_and_a_flat_picture_has_no_features(shape):
    assert len(local.features(np.full(shape, 120, np.uint8), 50)) == 0
    noise = np.random.default_rng(2).integers(0, 256, shape).astype(np.uint8)
    assert len(local.features(noise, 50)) <= 50


def test_a_blob_is_found_at_its_place_and_size():
    y, x = np.mgrid[:200, :300]
    blob = 200 * np.exp(-((x - 120.3) ** 2 + (y - 80.7) ** 2) / (2 * 8.0**2))
    points = scale_space.keypoints(scale_space.pyramid(blob.astype(np.float32)), 2.0)
    strongest = int(points.response.argmax())
    scale = 2.0 ** points.octave[strongest]
    assert points.x[strongest] * scale == pytest.approx(120.3, abs=0.6)
    assert points.y[strongest] * scale == pytest.approx(80.7, abs=0.6)
    assert points.sigma[strongest] * scale == pytest.approx(8, rel=0.25)


def test_only_so_many_points_are_kept():
    points = scale_space.keypoints(scale_space.pyramid(grey(madeup.scene(5, 320, 240)).astype(np.float32)), 1.2)
    kept = scale_space.spread(points, 50, (240, 320))
    assert len(points.x) > 50 == len(kept.x)
    assert kept.response.max() == points.response.max()
