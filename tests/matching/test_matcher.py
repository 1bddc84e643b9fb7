from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from leakguard.imaging import edits, madeup
from leakguard.imaging.blurred import blurred
from leakguard.matching import matcher as matching
from leakguard.matching.matcher import Matcher
from leakguard.matching.thresholds import NEAR, PDQ_COPY, PHASH_AGREES, TABLE
from leakguard.model.media import AlsoMatched, Fingerprint, Match, Verdict
from leakguard.signals import pdq
from leakguard.signals.fingerprint import fingerprint
from leakguard.signals.pdq import Orientation
from tests.matching.conftest import enrol
from tests.signals.test_fingerprint import TURNS

BLANK = np.zeros((48, 64, 3), np.uint8)
"""Pixels that say nothing: originals without a sketch are compared by their hashes only."""


def look(matcher: Matcher, rgb: np.ndarray) -> Match:
    return matcher.match(fingerprint(rgb), rgb, rgb.shape[1], rgb.shape[0])


def flipped(hashes: tuple[str, ...], bits: int) -> tuple[str, ...]:
    """The hashes with the first `bits` bits of the first one turned over."""
    first = int(hashes[0], 16) ^ (((1 << bits) - 1) << (256 - bits))
    return (f"{first:064x}", *hashes[1:])


@pytest.fixture(scope="module")
def matcher(originals) -> Matcher:
    return Matcher(originals)


def test_the_same_file_is_exact(originals):
    matcher = Matcher([*originals, enrol("o-video", None, sha256="ab" * 32)])
    assert matcher.exact("cd" * 32) is None
    assert matcher.exact("ab" * 32) == Match(Verdict.EXACT, "It is the same file, byte for byte.", "o-video")
    assert matcher.exact("o-3") == Match(
        Verdict.EXACT, "It is the same file, byte for byte.", "o-3", region=((0, 0), (640, 0), (640, 480), (0, 480))
    )


def test_the_same_pixels_in_another_file_are_exact(matcher, scenes):
    match = look(matcher, scenes[5])
    assert (match.verdict, match.original, match.pdq_distance, match.mirrored) == (Verdict.EXACT, "o-5", 0, False)


@pytest.mark.parametrize(
    "edit",
    [
        lambda rgb: edits.recompress(rgb, 20),
        lambda rgb: edits.resize(rgb, 0.4),
        lambda rgb: edits.resize(rgb, 2),
        lambda rgb: np.clip(rgb.astype(int) + 25, 0, 255).astype(np.uint8),
        lambda rgb: np.repeat(np.asarray(Image.fromarray(rgb).convert("L"))[..., None], 3, axis=2),
    ],
    ids=["recompressed", "smaller", "larger", "brighter", "grey"],
)
def test_copies_are_found_with_the_measured_distance_in_words(matcher, scenes, edit):
    for number in (0, 1, 2):
        copy = edit(scenes[number])
        match = look(matcher, copy)
        height, width = copy.shape[:2]
        assert (match.verdict, match.original) == (Verdict.COPY, f"o-{number}")
        assert match.region == ((0, 0), (width, 0), (width, height), (0, height))
        assert match.why == f"It differs from the original in {match.pdq_distance} of 256 bits; up to 31 counts as a copy."


CORNERS = {
    Orientation.UPRIGHT: ("tl", "tr", "br", "bl"),
    Orientation.TURNED_LEFT: ("bl", "tl", "tr", "br"),
    Orientation.UPSIDE_DOWN: ("br", "bl", "tl", "tr"),
    Orientation.TURNED_RIGHT: ("tr", "br", "bl", "tl"),
    Orientation.FLIPPED: ("bl", "br", "tr", "tl"),
    Orientation.MIRRORED: ("tr", "tl", "bl", "br"),
    Orientation.TRANSPOSED: ("tl", "bl", "br", "tr"),
    Orientation.ANTITRANSPOSED: ("br", "tr", "tl", "bl"),
}


@pytest.mark.parametrize("orientation", Orientation)
def test_turned_and_mirrored_copies_are_found_and_their_corners_followed(orientation):
    """Four dots of different colour, one near each corner, say where the corners really went."""
    dots = {(255, 0, 0): 0, (0, 255, 0): 1, (0, 0, 255): 2, (255, 0, 255): 3}
    original = Image.fromarray(madeup.scene(9, 640, 480))
    draw = ImageDraw.Draw(original)
    for colour, (x, y) in zip(dots, [(8, 8), (631, 8), (631, 471), (8, 471)], strict=True):
        draw.rectangle((x - 6, y - 6, x + 6, y + 6), fill=colour)
    rgb = np.asarray(original)
    turned = np.ascontiguousarray(TURNS[orientation](rgb))
    match = look(Matcher([enrol("o-dots", rgb)]), turned)
    assert match.verdict in (Verdict.COPY, Verdict.EXACT)
    assert match.mirrored == orientation.mirrored
    height, width = turned.shape[:2]
    for colour, corner in dots.items():
        y, x = np.argwhere((turned == colour).all(axis=2)).mean(axis=0)
        assert match.region[corner] == pytest.approx((x, y), abs=12)
    names = {"tl": (0, 0), "tr": (width, 0), "br": (width, height), "bl": (0, height)}
    assert match.region == tuple(names[name] for name in CORNERS[orientation])


def test_other_pictures_are_not_accused(matcher):
    for seed in range(100, 121):
        match = look(matcher, madeup.scene(seed, 640, 480))
        assert (match.verdict, match.original, match.region) == (Verdict.NONE, None, None)
        assert match.pdq_distance > 60
        assert match.why.endswith(f"the nearest original differs in {match.pdq_distance} of 256 bits.")


@pytest.mark.parametrize(("bits", "verdict"), [(31, Verdict.COPY), (32, Verdict.NONE)])
def test_a_copy_ends_at_31_bits(originals, bits, verdict):
    original = originals[4]
    candidate = replace(original.fingerprint, pdq=flipped(original.fingerprint.pdq, bits), pixels_sha256="other")
    match = Matcher([original]).match(candidate, BLANK, 640, 480)
    assert (match.verdict, match.pdq_distance) == (verdict, bits)


def plain(quality: int, bits: int, phash_bits: int, other: Fingerprint) -> Fingerprint:
    """A candidate so far from `other`, of this quality."""
    phash = f"{int(other.phash, 16) ^ ((1 << phash_bits) - 1):016x}"
    return replace(other, pdq=flipped(other.pdq, bits), pdq_quality=quality, phash=phash, pixels_sha256="other")


@pytest.mark.parametrize(
    ("quality", "phash_bits", "verdict"),
    [
        (100, 40, Verdict.COPY),
        (50, 40, Verdict.COPY),
        (49, 10, Verdict.COPY),
        (49, 11, Verdict.POSSIBLE),
        (10, 10, Verdict.COPY),
        (10, 11, Verdict.POSSIBLE),
        (9, 10, Verdict.POSSIBLE),
        (9, 11, Verdict.NONE),
        (1, 0, Verdict.POSSIBLE),
        (0, 0, Verdict.NONE),
    ],
)
@pytest.mark.parametrize("plainer", ["candidate", "original"])
def test_where_there_is_little_to_see_a_second_signal_must_agree(originals, quality, phash_bits, verdict, plainer):
    rich = originals[1].fingerprint
    far = plain(quality, 12, phash_bits, rich)
    original, candidate = (rich, far) if plainer == "candidate" else (replace(far, pixels_sha256="original"), rich)
    match = Matcher([replace(originals[1], fingerprint=original)]).match(candidate, BLANK, 640, 480)
    assert match.verdict is verdict
    assert match.why.endswith(".")
    if quality < 50 and verdict.matched:
        assert f"{phash_bits} of 64 bits" in match.why


def test_flat_pictures_match_no_other_flat_picture():
    flats = [np.full((120, 160, 3), level, np.uint8) for level in (0, 1, 90, 200, 255)]
    matcher = Matcher([enrol(f"o-{number}", flat) for number, flat in enumerate(flats)])
    for level in (3, 128, 254):
        for size in ((120, 160), (200, 200), (64, 64)):
            assert look(matcher, np.full((*size, 3), level, np.uint8)).verdict is Verdict.NONE
    assert look(matcher, flats[2]).verdict is Verdict.EXACT


def test_further_originals_are_listed_strongest_and_nearest_first(originals):
    first = originals[0].fingerprint
    near_one, far_one, plain_one = (
        replace(originals[0], id=id, sha256=id, fingerprint=replace(plain(quality, bits, phash_bits, first), pixels_sha256=id))
        for id, quality, bits, phash_bits in (("near", 100, 5, 0), ("far", 100, 20, 0), ("plain", 20, 3, 30))
    )
    match = Matcher([plain_one, far_one, originals[7], near_one]).match(replace(first, pixels_sha256="other"), BLANK, 640, 480)
    assert (match.original, match.verdict, match.pdq_distance) == ("near", Verdict.COPY, 5)
    whole = ((0, 0), (640, 0), (640, 480), (0, 480))
    assert match.also == (AlsoMatched("far", Verdict.COPY, whole), AlsoMatched("plain", Verdict.POSSIBLE, whole))


def test_of_two_equal_originals_the_one_enrolled_first_answers(originals):
    twin = replace(originals[0], id="o-twin")
    candidate = replace(originals[0].fingerprint, pixels_sha256="other")
    assert Matcher([originals[0], twin]).match(candidate, BLANK, 640, 480).original == "o-0"
    assert Matcher([twin, originals[0]]).match(candidate, BLANK, 640, 480).original == "o-twin"
    assert Matcher([originals[0], twin]).exact("o-0").original == "o-0"


def test_without_pictures_nothing_matches_and_that_is_said(scenes):
    match = look(Matcher([enrol("o-video", None)]), scenes[0])
    assert (match.verdict, match.pdq_distance) == (Verdict.NONE, None)
    assert match.why == "There is no picture among the originals to compare it with."
    assert look(Matcher([]), scenes[0]) == match


def test_what_a_reduced_decode_cannot_decide_is_near(originals):
    verdicts = {}
    for bits in (0, 31, 32, NEAR.value, NEAR.value + 1):
        candidate = plain(100, bits, 0, originals[2].fingerprint)
        verdicts[bits] = Matcher([originals[2]]).near(candidate)
    assert verdicts == {0: True, 31: True, 32: True, NEAR.value: True, NEAR.value + 1: False}
    assert not Matcher([]).near(originals[2].fingerprint)
    assert matching.unreadable("Why.") == Match(Verdict.UNREADABLE, "Why.")


def test_a_blurred_picture_is_recognised_by_neither_hash(originals, scenes, matcher):
    for scene in scenes[:9]:
        for region in (None, ((100.0, 100.0), (500.0, 100.0), (500.0, 400.0), (100.0, 400.0))):
            shown = np.asarray(Image.open(BytesIO(blurred(scene, region=region))))
            signals = fingerprint(shown)
            match = matcher.match(signals, shown, *shown.shape[1::-1])
            assert match.verdict is Verdict.NONE
            assert match.pdq_distance > PDQ_COPY.value
            assert min(pdq.distance(signals.phash, original.fingerprint.phash) for original in originals) > PHASH_AGREES.value


def test_every_threshold_names_its_unit_and_source():
    assert TABLE["PDQ_COPY"].value == 31
    assert all(threshold.unit and threshold.source for threshold in TABLE.values())
