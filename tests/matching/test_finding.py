"""Pictures are found inside other pictures, however they were changed, with the place where they are, and no others are."""

from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from leakguard.imaging import edits, madeup
from leakguard.imaging.blurred import blurred
from leakguard.matching.content import content
from leakguard.matching.frames import Frames, Mode
from leakguard.matching.gallery import Gallery
from leakguard.matching.matcher import Matcher
from leakguard.matching.search import Search
from leakguard.matching.view import View
from leakguard.matching.whole import Likeness, lead
from leakguard.model.media import Match, Original, Verdict
from leakguard.signals.fingerprint import fingerprint
from leakguard.signals.packed import pack
from leakguard.signals.pdq import Orientation
from leakguard.signals.sketch import sketch
from tests.benchmarks.matching import photographs
from tests.benchmarks.matching.attacks import ATTACKS
from tests.benchmarks.matching.drawing import sheet
from tests.benchmarks.matching.photographs import Photograph
from tests.benchmarks.matching.region import agreement
from tests.benchmarks.matching.scene import Rgb, covering, pasted, whole
from tests.matching.conftest import enrol

BY_NAME = {attack.name: attack for attack in ATTACKS}
HITS = {Verdict.EXACT, Verdict.COPY, Verdict.ALTERED}
SURE = (
    "jpeg_5", "quarter_size", "crop_60", "crop_25", "aspect_tall", "perspective", "mirror", "turn_15", "turn_45", "negative",
    "blur_05", "mosaic_128", "censored_25", "box_25", "emoji_30", "caption", "ghost_35", "border_15", "meme", "phone", "web",
    "chat", "story", "screen_photo", "collage_2x2", "contact_sheet", "inside_25", "mirror_warm_collage", "thumbnail_96",
    "blur_30", "mosaic_24", "two_levels", "grid_3x3", "inside_15", "negative_crop_mirror_web", "wave", "crop_5",
)  # fmt: skip
"""One attack of every kind; the recall over many pictures belongs to the benchmark."""


@pytest.fixture(scope="module")
def pictures() -> list[Photograph]:
    return [picture for picture in photographs.originals(generated=0) if picture.name in ("astronaut", "coffee", "rocket")]


@pytest.fixture(scope="module")
def others() -> list[Rgb]:
    return photographs.others(generated=6)


def matcher_of(pictures: dict[str, Rgb]) -> Matcher:
    packed = {name: pack(sketch(rgb)) for name, rgb in pictures.items()}
    originals: list[Original] = [enrol(name, rgb) for name, rgb in pictures.items()]
    return Matcher(originals, lambda original: packed[original.id])


@pytest.fixture(scope="module")
def matcher(pictures) -> Matcher:
    return matcher_of({picture.name: picture.rgb for picture in pictures})


def look(matcher: Matcher, rgb: Rgb) -> Match:
    return matcher.match(fingerprint(rgb), rgb, rgb.shape[1], rgb.shape[0])


@pytest.mark.parametrize("name", SURE)
def test_an_attacked_picture_is_found_where_it_is(matcher, pictures, others, name):
    picture = pictures[SURE.index(name) % len(pictures)]
    scene = BY_NAME[name].on(picture.rgb, 5, others)
    match = look(matcher, scene.rgb)
    assert (match.verdict in HITS, match.original) == (True, picture.name), match.why
    height, width = picture.rgb.shape[:2]
    assert agreement(match.region, scene.homography, (width, height), scene.size) > 0.9


def test_what_is_mirrored_is_said_to_be(matcher, pictures):
    mirrored = look(matcher, edits.screenshot(edits.mirror(pictures[0].rgb)))
    assert (mirrored.original, mirrored.mirrored) == (pictures[0].name, True)
    assert "mirrored" in mirrored.why
    assert not look(matcher, edits.screenshot(pictures[0].rgb)).mirrored


def test_how_much_of_the_original_is_there_is_told(matcher, pictures):
    part = look(matcher, edits.crop(pictures[1].rgb, 0.25))
    assert part.part == pytest.approx(0.25, abs=0.03)
    assert part.why.startswith("About 2")
    full = look(matcher, edits.screenshot(pictures[1].rgb))
    assert full.part == pytest.approx(1, abs=0.02)
    assert full.why.startswith("All of the original is in it")


def test_the_region_is_in_pixels_of_the_full_candidate_even_when_it_was_decoded_at_reduced_size(matcher, pictures):
    page = edits.screenshot(pictures[0].rgb)
    small = np.ascontiguousarray(page[::2, ::2])
    once = matcher.match(fingerprint(small), small, page.shape[1], page.shape[0])
    full = look(matcher, page)
    assert np.abs(np.array(once.region) - np.array(full.region)).max() < 6


@pytest.mark.parametrize("name", ["plain", "phone", "collage_2x2", "screen_photo", "meme", "inside_40"])
def test_other_pictures_are_not_found_whatever_is_done_to_them(matcher, others, name):
    for number, other in enumerate(others[:4]):
        rgb = other if name == "plain" else BY_NAME[name].on(other, number, others).rgb
        assert look(matcher, rgb).verdict is Verdict.NONE


def test_flat_and_noisy_pictures_are_not_found(matcher):
    random = np.random.default_rng(1)
    noise = random.integers(0, 256, (300, 400, 3)).astype(np.uint8)
    stripes = np.repeat(np.repeat((np.arange(40) % 2 * 255).astype(np.uint8)[None, :, None], 300, 0), 3, 2).repeat(10, 1)
    for rgb in (np.full((200, 300, 3), 90, np.uint8), noise, stripes):
        assert look(matcher, rgb).verdict is Verdict.NONE


def test_long_edges_in_common_are_not_a_copy():
    """A horizon is in many pictures, and agrees along all of its length."""

    def horizon(seed: int) -> Rgb:
        random = np.random.default_rng(seed)
        rgb = np.full((480, 640, 3), 200, np.uint8)
        rgb[240:] = 60
        return np.clip(rgb + random.normal(0, 6, rgb.shape), 0, 255).astype(np.uint8)

    assert look(matcher_of({"horizon": horizon(1)}), horizon(2)).verdict not in HITS


def test_every_original_of_a_collage_is_named(matcher, pictures):
    page = sheet(824, 824, (235, 235, 235))
    for place, picture in enumerate(pictures):
        page = pasted(covering(whole(picture.rgb), 400, 400), page, 8 + place % 2 * 408, 8 + place // 2 * 408).rgb
    match = look(matcher, page)
    found = {match.original: match.verdict, **{also.original: also.verdict for also in match.also}}
    assert set(found) == {picture.name for picture in pictures}
    assert set(found.values()) <= HITS
    boxes = [match.region, *(also.region for also in match.also)]
    assert len({tuple(np.round(np.mean(box, axis=0) / 400).astype(int)) for box in boxes}) == 3


def test_the_fourth_of_a_collage_is_named_when_three_cover_most_of_it(pictures):
    chosen = {picture.name: picture.rgb for picture in photographs.originals(generated=0)[:4]}
    page = sheet(824, 824, (235, 235, 235))
    for place, rgb in enumerate(chosen.values()):
        page = pasted(covering(whole(rgb), 400, 400), page, 8 + place % 2 * 408, 8 + place // 2 * 408).rgb
    match = look(matcher_of(chosen), page)
    assert {match.original, *(also.original for also in match.also)} == set(chosen)


@pytest.mark.parametrize("place", range(0, 24, 5))
def test_a_square_thumbnail_among_many_of_strangers_is_found_wherever_it_is(matcher, pictures, others, place):
    page = sheet(6 * 170 + 10, 4 * 170 + 10, (18, 18, 20))
    shown = [*(others[number % len(others)] for number in range(24))]
    shown[place] = pictures[place % 3].rgb
    scenes = []
    for number, rgb in enumerate(shown):
        scenes.append(pasted(covering(whole(rgb), 160, 160), page, 10 + number % 6 * 170, 10 + number // 6 * 170))
        page = scenes[-1].rgb
    match = look(matcher, page)
    height, width = pictures[place % 3].rgb.shape[:2]
    assert (match.verdict in HITS, match.original) == (True, pictures[place % 3].name)
    assert agreement(match.region, scenes[place].homography, (width, height), scenes[place].size) >= 0.9


@pytest.mark.parametrize("name", ["moon", "hubble_deep_field left"])
def test_what_a_photographed_telephone_shows_is_seen_from_straight_ahead(others, name):
    picture = next(picture for picture in photographs.originals(generated=0) if picture.name == name)
    scene = BY_NAME["phone_screen_photo_half"].on(picture.rgb, 1, others)
    match = look(matcher_of({name: picture.rgb}), scene.rgb)
    height, width = picture.rgb.shape[:2]
    assert match.verdict in HITS
    assert agreement(match.region, scene.homography, (width, height), scene.size) >= 0.9


def test_what_agrees_too_little_from_a_rough_start_is_found_from_a_better_one_at_the_same_place(others):
    """Two panels show it: the one that misses its borders by a little correlates less, though as many blocks agree."""
    own = madeup.scene(3, 1024, 768)
    scene = BY_NAME["watermark_grey_chat"].on(own, 3, others)
    match = look(matcher_of({"own": own}), edits.recompress(scene.rgb, 85))
    assert match.verdict in HITS
    assert agreement(match.region, scene.homography, (1024, 768), scene.size) >= 0.9


def test_a_picture_far_down_in_a_very_long_chat_is_found(matcher, pictures):
    page = sheet(540, 10_000, (228, 221, 214))
    for line in range(40):
        page[250 * line + 40 : 250 * line + 90, 30:330] = 255
    small = edits.resize(pictures[2].rgb, 360 / pictures[2].rgb.shape[1])
    height, width = small.shape[:2]
    page[7350 : 7350 + height, 100 : 100 + width] = small
    match = look(matcher, page)
    assert (match.verdict in HITS, match.original) == (True, pictures[2].name)
    assert match.region[0] == pytest.approx((100, 7350), abs=6)
    assert match.region[2] == pytest.approx((100 + width, 7350 + height), abs=6)


@pytest.mark.parametrize("longer", [64, 80, 128])
def test_tiny_pictures_get_a_verdict(matcher, pictures, longer):
    rgb = edits.resize(pictures[0].rgb, longer / max(pictures[0].rgb.shape))
    match = look(matcher, rgb)
    assert (match.verdict in HITS, match.original) == (True, pictures[0].name)


@pytest.mark.parametrize("shape", [(1, 1), (2, 3000), (5000, 7), (63, 64)])
def test_any_size_of_candidate_is_answered(matcher, shape):
    random = np.random.default_rng(3)
    assert look(matcher, random.integers(0, 256, (*shape, 3)).astype(np.uint8)).verdict in (Verdict.NONE, Verdict.POSSIBLE)


def test_another_photograph_of_the_same_scene_is_not_called_a_copy():
    left, right = photographs.stereo()
    match = look(matcher_of({"left": left}), right)
    assert (match.verdict, match.same_scene) == (Verdict.POSSIBLE, True)
    assert "another photograph of the same place" in match.why


def test_what_moved_before_a_still_background_is_another_moment_and_what_covers_it_is_not(pictures):
    """In a copy, what does not agree is covered, and not to be found a little beside."""
    before, behind = pictures[0].rgb[:320, :240], edits.resize(pictures[1].rgb, 640 / pictures[1].rgb.shape[1])

    def with_something(front: Rgb, left: int) -> Rgb:
        rgb = behind.copy()
        rgb[60:380, left : left + 240] = front
        return rgb

    matcher = matcher_of({"one moment": with_something(before, 200)})
    moved, covered = look(matcher, with_something(before, 225)), look(matcher, with_something(pictures[2].rgb[:320, :240], 200))
    assert (moved.verdict, moved.same_scene) == (Verdict.POSSIBLE, True)
    assert "has moved against the rest" in moved.why
    assert covered.verdict is Verdict.ALTERED


def test_a_very_small_crop_is_placed_by_a_handful_of_features(matcher, pictures):
    rgb = pictures[0].rgb
    height, width = rgb.shape[:2]
    top, left = 3 * height // 7, 3 * width // 7
    crop = np.ascontiguousarray(rgb[top : top + height // 7, left : left + width // 7])
    match = look(matcher, crop)
    assert (match.verdict, match.original) == (Verdict.ALTERED, pictures[0].name)
    assert match.region[0] == pytest.approx((-left, -top), abs=20)
    assert match.region[2] == pytest.approx((width - left, height - top), abs=20)


@pytest.mark.parametrize("name", ["border_15", "phone", "web", "chat", "post"])
def test_an_original_on_a_page_or_in_a_frame_is_the_picture_in_it(pictures, others, name):
    """What stands around it is on every page of that kind, and makes no copy of another picture."""
    attack = BY_NAME[name]
    matcher = matcher_of({"screenshot": attack.on(pictures[0].rgb, 5, others).rgb})
    for other in others[:2]:
        match = look(matcher, attack.on(other, 5, others).rgb)
        assert match.verdict not in HITS, match.why
    bare = look(matcher, edits.recompress(pictures[0].rgb))
    assert bare.verdict in HITS, bare.why


PATTERNS = [
    (123, 5_000_052, (1024, 768)), (40, 5_000_116, (1024, 768)), (143, 5_000_120, (1024, 768)), (267, 5_000_124, (1024, 768)),
    (194, 5_000_180, (1024, 768)), (40, 5_000_260, (1024, 768)), (94, 5_000_356, (1024, 768)), (155, 5_004_062, (640, 960)),
    (103, 5_000_491, (1280, 720)), (41, 5_002_049, (800, 600)), (20, 4_000_007, (1024, 768)), (19, 5_006_215, (1280, 720)),
]  # fmt: skip
"""Seeds of two drawn pictures each that were once taken for copies, and the size of the second: striped walls, fronts of windows,
bottles drawn alike."""


@pytest.mark.parametrize(("own", "other", "size"), PATTERNS)
def test_rows_of_like_things_lie_over_each_other_and_are_no_copy(own, other, size):
    striped = madeup.scene(own, 1024, 768)
    matcher = matcher_of({"striped": striped})
    assert look(matcher, madeup.scene(other, *size)).verdict not in HITS
    for changed in (edits.crop(striped, 0.3), edits.resize(edits.recompress(striped, 15), 0.4)):
        assert look(matcher, changed).verdict in HITS, "its own copies are found all the same"


def test_of_two_placements_only_a_true_one_leads():
    """A sheet of pictures fits another one turned and mirrored as well as upright; a photograph fits itself in one way."""
    sheets = []
    for first in (0, 30):
        page = sheet(664, 514, (250, 250, 250))
        for cell in range(9):
            page = pasted(whole(madeup.scene(first + cell, 200, 150)), page, 16 + cell % 3 * 216, 16 + cell // 3 * 166).rgb
        sheets.append(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY))
    upright = Likeness(1.0, 0, Orientation.UPRIGHT, False, Mode.BRIGHTNESS)
    grey = cv2.cvtColor(madeup.scene(3), cv2.COLOR_RGB2GRAY)
    assert lead(grey, cv2.GaussianBlur(grey, (0, 0), 9), upright) > 0.15
    assert lead(sheets[0], sheets[1], upright) < 0.05


def test_blocks_that_repeat_themselves_are_not_single():
    tile = madeup.scene(3, 64, 64)
    for picture, repeats in ((np.tile(tile, (6, 8, 1)), True), (madeup.scene(3, 512, 384), False)):
        own = sketch(picture)
        frame = Frames(own.small, content(own.small), Mode.BRIGHTNESS)[192]
        laid = frame.lay(View(picture).levels(mirrored=False), np.diag([512.0, 512.0, 1.0]), negative=False)
        blocks = frame.compare(laid)
        assert blocks.share > 0.9
        assert (frame.single(laid) < 0.1 * blocks.good) is repeats


def test_what_reports_show_of_a_picture_is_recognised_by_nothing(matcher, pictures):
    """The whole picture is blurred beyond recovery, with and without the outline of what was found in it."""
    for picture in pictures:
        for region in (None, ((10.0, 10.0), (200.0, 10.0), (200.0, 150.0), (10.0, 150.0))):
            shown = np.asarray(Image.open(BytesIO(blurred(picture.rgb, region=region))))
            assert look(matcher, shown).verdict is Verdict.NONE


def test_an_original_from_an_earlier_version_is_found_as_a_whole_only(pictures):
    rgb = pictures[0].rgb
    matcher = Matcher([enrol("old", rgb)])
    assert look(matcher, edits.recompress(rgb)).verdict is Verdict.COPY
    assert look(matcher, edits.screenshot(rgb)).verdict is Verdict.NONE


def test_many_strangers_among_the_originals_do_not_hide_one(pictures):
    strangers = {f"stranger {seed}": madeup.scene(5000 + seed, 240, 180) for seed in range(24)}
    crowd = matcher_of(strangers | {"own": pictures[1].rgb})
    match = look(crowd, edits.screenshot(edits.crop(pictures[1].rgb, 0.2)))
    assert (match.verdict, match.original) == (Verdict.ALTERED, "own")
    assert match.also == ()


def between_bars(rgb: Rgb) -> Rgb:
    return np.asarray(cv2.copyMakeBorder(rgb, 0, 0, 200, 200, cv2.BORDER_CONSTANT, value=(0, 0, 0)), np.uint8)


def test_two_pictures_between_the_same_bars_are_compared_by_what_is_between_them():
    own, other = (between_bars(madeup.scene(seed, 320, 480)) for seed in (5, 6))
    original = enrol("own", own)
    gallery = Gallery([(original, pack(sketch(own)))])
    for picture, least, most in ((other, -1, 0.5), (cv2.GaussianBlur(own, (0, 0), 5), 0.8, 1)):
        assert gallery.wholes.like(View(picture).grey, 1)[0].correlation > 0.8
        first = next(Search(View(picture), gallery).frame())
        assert least < first.correlation <= most
