"""The benchmark's attacks are what they say: where the original went, the same pixels from the same seed, no family left out."""

import cv2
import imagehash
import numpy as np
import pytest
from PIL import Image

from leakguard.imaging import madeup
from tests.benchmarks.matching import candidates, photographs, rivals
from tests.benchmarks.matching.attacks import ATTACKS, DISGUISES, Attack, Tier
from tests.benchmarks.matching.region import agreement
from tests.benchmarks.matching.scene import Matrix, Rgb, corners, project, scaling, shift, whole

BY_NAME = {attack.name: attack for attack in ATTACKS}
FAMILIES = {
    Tier.STANDARD: {
        "recompress", "resize", "crop", "geometry", "flip-rotate", "colour", "blur-noise", "occlusion", "overlay",
        "frame", "screenshot", "screen-photo", "collage", "inside", "combination",
    },
    Tier.EXTREME: {
        "thumbnail", "crop", "blur-noise", "occlusion", "overlay", "colour", "geometry", "collage", "inside", "screenshot",
        "combination",
    },
}  # fmt: skip
DOTS = {(255, 0, 255): (0.3, 0.3), (0, 255, 255): (0.7, 0.3), (0, 255, 0): (0.7, 0.7), (255, 0, 0): (0.3, 0.7)}
MOVING = [
    attack.name
    for attack in ATTACKS
    if attack.family in {"resize", "geometry", "flip-rotate", "frame", "screenshot", "collage", "inside", "thumbnail"}
    and attack.name != "wave"
]


@pytest.fixture(scope="module")
def others() -> list[Rgb]:
    """Grey, so that no colour of theirs can be mistaken for a dot."""
    return [np.repeat(madeup.scene(seed, 300, 240)[..., :1], 3, 2) for seed in range(70, 74)]


@pytest.fixture(scope="module")
def picture() -> Rgb:
    return madeup.scene(5, 480, 360)


def test_every_family_has_its_attacks_in_both_tiers():
    assert {tier: {attack.family for attack in ATTACKS if attack.tier is tier} for tier in Tier} == FAMILIES
    assert len(BY_NAME) == len(ATTACKS)
    assert set(BY_NAME) >= DISGUISES


@pytest.mark.parametrize("name", MOVING)
def test_the_homography_says_where_four_dots_went(name, others):
    picture = np.repeat(madeup.scene(4, 480, 360)[..., :1], 3, 2)
    down, across = np.mgrid[:360, :480] + 0.5
    for colour, (x, y) in DOTS.items():
        picture[np.hypot(across - 480 * x, down - 360 * y) < 17] = colour
    scene = BY_NAME[name].on(picture, 3, others)
    expected = project(scene.homography, [(480 * x, 360 * y) for x, y in DOTS.values()])
    for colour, at in zip(DOTS, expected, strict=True):
        assert _dot(scene.rgb, colour, at) == pytest.approx(at, abs=0.8)


def _dot(rgb: Rgb, colour: tuple[int, int, int], near: np.ndarray) -> np.ndarray:
    """The middle of the patch of this colour, looked for all over; the nearest where emoji and stickers have it too."""
    mask = cv2.inRange(rgb, np.array(colour) - 110.0, np.array(colour) + 110.0)
    _, _, stats, middles = cv2.connectedComponentsWithStats(mask)
    large = [middle + 0.5 for middle, stat in zip(middles[1:], stats[1:], strict=True) if stat[cv2.CC_STAT_AREA] > 12]
    return min(large, key=lambda middle: np.hypot(*(middle - near)))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_the_original_carried_over_fits_better_than_beside_it(attack: Attack, picture, others):
    scene = attack.on(picture, 2, others)
    step = max(3.0, 0.02 * max(scene.size)) if attack.family != "thumbnail" else 2.0
    original, seen = _soft(picture), _soft(scene.rgb)
    outline = _outline(seen)
    fit = _fit(original, seen, outline, scene.homography)
    for x, y in ((step, 0), (-step, 0), (0, step), (0, -step)):
        assert fit > _fit(original, seen, outline, shift(x, y) @ scene.homography)


def _fit(original: np.ndarray, seen: np.ndarray, outline: np.ndarray, homography: Matrix) -> float:
    """Correlation of brightness or of outlines, whichever is clearer, where the original should be."""
    size = seen.shape[1::-1]
    centred = shift(-0.5, -0.5) @ homography @ shift(0.5, 0.5)
    expected = cv2.warpPerspective(original, centred, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.ones(original.shape, np.uint8), centred, size) > 0
    return max(_correlation(_outline(expected)[mask], outline[mask]), abs(_correlation(expected[mask], seen[mask])))


def _soft(rgb: Rgb) -> np.ndarray:
    return cv2.GaussianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), 1.5)


def _outline(level: np.ndarray) -> np.ndarray:
    return cv2.magnitude(cv2.Sobel(level, cv2.CV_32F, 1, 0), cv2.Sobel(level, cv2.CV_32F, 0, 1))


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1])


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_the_same_seed_gives_the_same_file_and_leaves_the_original_alone(attack: Attack, others):
    picture = madeup.scene(6, 320, 240)
    before = picture.copy()
    first, again = attack.on(picture, 9, others), attack.on(picture, 9, others)
    assert attack.file(first) == attack.file(again)
    assert np.array_equal(first.homography, again.homography)
    assert np.array_equal(picture, before)
    assert min(first.size) >= (64 if attack.family == "crop" else 40)


def test_another_seed_draws_another_attack(picture, others):
    for name in ("crop_40", "perspective", "chat", "emoji_15", "screen_photo", "noise"):
        assert BY_NAME[name].file(BY_NAME[name].on(picture, 1, others)) != BY_NAME[name].file(
            BY_NAME[name].on(picture, 2, others)
        )


def test_a_crop_keeps_its_share_and_an_inset_its_size(picture, others):
    for share in (80, 60, 40, 25):
        scene = BY_NAME[f"crop_{share}"].on(picture, 4, others)
        assert scene.rgb.shape[0] * scene.rgb.shape[1] / (480 * 360) == pytest.approx(share / 100, abs=0.02)
    scene = BY_NAME["inside_25"].on(picture, 4, others)
    width, height = np.ptp(project(scene.homography, corners(480, 360)), axis=0)
    assert max(width / scene.size[0], height / scene.size[1]) == pytest.approx(0.25, abs=0.01)


def test_no_original_is_anybody_elses_picture():
    """Hashes of whole pictures would meet if one stood on both sides."""
    hashes = [imagehash.phash(Image.fromarray(photograph.rgb)) for photograph in photographs.originals(generated=0)]
    for other in photographs.others(generated=0):
        assert min(imagehash.phash(Image.fromarray(other)) - hash_ for hash_ in hashes) > 8


def test_negatives_name_no_original_and_are_as_many_as_asked(others):
    negatives = list(candidates.negatives(others, 23, 1))
    assert len(negatives) == 23
    assert {negative.original for negative in negatives} == {None}
    assert {negative.transform for negative in negatives} >= {"plain", "phone", "meme"}


def test_attacked_pictures_take_turns(others):
    pictures = [photographs.Photograph(str(seed), madeup.scene(seed, 320, 240)) for seed in range(4)]
    asked = list(candidates.attacked(pictures, others, 2, 1, ATTACKS[:4]))
    assert [candidate.original for candidate in asked] == ["0", "1", "2", "3"] * 2


def test_region_agreement_is_that_of_the_areas_within_the_frame():
    size, identity = (100, 100), whole(np.zeros((100, 100, 3), np.uint8)).homography
    assert agreement(corners(100, 100), identity, size, size) == pytest.approx(1)
    assert agreement(corners(100, 50), identity, size, size) == pytest.approx(0.5)
    assert agreement(corners(400, 400), identity, size, size) == pytest.approx(1)
    assert agreement(corners(400, 400), scaling(0.5, 0.5), size, size) == pytest.approx(0.25)
    assert agreement([(50, 50), (100, 50), (100, 100), (50, 100)], scaling(0.5, 0.5), size, size) == 0
    assert agreement([(0, 0), (100, 100), (100, 0), (0, 100)], identity, size, size) == 0


def test_regions_that_are_nearly_the_same_agree_nearly_in_full():
    """OpenCV's intersection of these two is half of what they share."""
    moved = np.array([(135 / 107, 0, -2160 / 107), (0, 135 / 107, 21660 / 107), (0, 0, 1)])
    named = [(-20.244049, 202.699645), (625.635712, 202.291842), (626.043517, 848.171601), (-19.836243, 848.579407)]
    assert agreement(named, moved, (512, 512), (540, 960)) == pytest.approx(1, abs=0.002)


def test_crop_resistant_hashes_match_as_the_library_says(picture):
    parts = [picture, picture[60:300, 80:400], madeup.scene(10, 320, 240)]
    rival = rivals.Rival(rivals.CROP_RESISTANT)
    for number, part in enumerate(parts):
        rival.enrol(str(number), part)
    bits, _ = rival.nearest(picture)
    theirs = [imagehash.crop_resistant_hash(Image.fromarray(part)) for part in parts]
    expected = {str(number): theirs[0].matches(other) for number, other in enumerate(theirs)}
    assert {name: apart <= rivals.CROP_RESISTANT.bits for name, apart in bits.items()} == expected
    assert set(expected.values()) == {True, False}
