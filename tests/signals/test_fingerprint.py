import hashlib
import json
from pathlib import Path

import imagehash
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from leakguard.imaging import madeup
from leakguard.imaging.decode import SHORTEST, open_picture
from leakguard.sandbox.pool import Sandbox
from leakguard.signals import pdq
from leakguard.signals.fingerprint import fingerprint, pixels_sha256
from leakguard.signals.pdq import Orientation

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors"
needs_vectors = pytest.mark.skipif(not VECTORS.is_dir(), reason="the reference vectors are not on this machine")

TURNS = {
    Orientation.UPRIGHT: lambda a: a,
    Orientation.TURNED_LEFT: lambda a: np.rot90(a, 1),
    Orientation.UPSIDE_DOWN: lambda a: np.rot90(a, 2),
    Orientation.TURNED_RIGHT: lambda a: np.rot90(a, 3),
    Orientation.FLIPPED: np.flipud,
    Orientation.MIRRORED: np.fliplr,
    Orientation.TRANSPOSED: lambda a: a.transpose(1, 0, 2),
    Orientation.ANTITRANSPOSED: lambda a: np.rot90(a, 2).transpose(1, 0, 2),
}


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


def decoded(sandbox: Sandbox, path: Path, at_least: int | None = None) -> np.ndarray:
    return open_picture(sandbox, path.read_bytes(), at_least=at_least).rgb


@needs_vectors
def test_pdq_equals_the_published_hashes_to_the_bit(sandbox):
    lines = [line.split("\t") for line in (VECTORS / "pdq" / "expected.tsv").read_text().splitlines()[1:]]
    computed = [(name, fingerprint(decoded(sandbox, VECTORS / "pdq" / name)).pdq[0]) for name, _ in lines]
    assert computed == [(name, expected) for name, expected in lines]
    assert len(lines) == 14


@needs_vectors
def test_one_picture_saved_in_many_ways_keeps_its_pdq_within_two_bits(sandbox):
    original = fingerprint(decoded(sandbox, VECTORS / "modes" / "original.jpg"))
    files = sorted((VECTORS / "modes").iterdir())
    far = {file.name: pdq.distance(original.pdq[0], fingerprint(decoded(sandbox, file)).pdq[0]) for file in files}
    assert max(far.values()) <= 2, far


@needs_vectors
def test_each_published_orientation_is_found_at_its_own_place(sandbox):
    files = sorted((VECTORS / "pdq" / "dihedral").iterdir())
    original = fingerprint(decoded(sandbox, files[0]))
    found = []
    for file in files:
        turned = fingerprint(decoded(sandbox, file)).pdq[0]
        distances = [pdq.distance(turned, hash_) for hash_ in original.pdq]
        assert min(distances) <= 8
        found.append(distances.index(min(distances)))
    assert sorted(found) == list(range(8))


@needs_vectors
def test_a_reduced_decode_moves_pdq_by_few_bits(sandbox):
    for name in ("aaa-orig.jpg", "blur-a-little.jpg", "high-contrast.jpg", "sharpen-a-lot.jpg", "c.png"):
        file = VECTORS / "pdq" / name
        reduced, full = (fingerprint(decoded(sandbox, file, at_least)) for at_least in (SHORTEST, None))
        assert pdq.distance(reduced.pdq[0], full.pdq[0]) <= 14


@pytest.mark.parametrize("orientation", Orientation)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_eight_hashes_stand_in_the_order_of_the_orientations(orientation, seed):
    scene = madeup.scene(seed, 500, 380)
    turned = fingerprint(np.ascontiguousarray(TURNS[orientation](scene)))
    distances = [pdq.distance(turned.pdq[0], hash_) for hash_ in fingerprint(scene).pdq]
    assert distances.index(min(distances)) == orientation
    assert min(distances) <= 31


def test_mirrored_are_the_four_that_no_turning_undoes():
    assert [orientation for orientation in Orientation if orientation.mirrored] == [4, 5, 6, 7]


def test_madeup_scenes_are_rich_enough_for_pdq_and_far_from_each_other():
    prints = [fingerprint(madeup.scene(seed)) for seed in range(15)]
    assert min(one.pdq_quality for one in prints) >= 80
    nearest = min(pdq.distance(a.pdq[0], hash_) for a in prints for b in prints if a is not b for hash_ in b.pdq)
    assert nearest > 80


def test_phash_is_imagehashs_own_and_plain_text():
    scene = madeup.scene(3, 300, 200)
    signals = fingerprint(scene)
    assert signals.phash == str(imagehash.phash(Image.fromarray(scene)))
    assert len(signals.phash) == 16
    assert type(signals.pdq_quality) is int
    json.dumps([signals.pdq, signals.pdq_quality, signals.phash, signals.pixels_sha256])


def test_a_flat_picture_has_no_quality():
    assert fingerprint(np.full((100, 100, 3), 128, np.uint8)).pdq_quality == 0


def test_the_pixel_digest_counts_size_and_every_pixel():
    pixels = np.arange(36, dtype=np.uint8).reshape(2, 6, 3)
    assert pixels_sha256(pixels) == hashlib.sha256(b"6x2\n" + bytes(range(36))).hexdigest()
    assert pixels_sha256(pixels) != pixels_sha256(pixels.reshape(6, 2, 3))
    assert pixels_sha256(pixels[:, ::-1]) == pixels_sha256(pixels[:, ::-1].copy())


@settings(max_examples=40, deadline=None)
@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 70), st.integers(1, 70), st.just(3))))
def test_every_picture_however_small_has_a_fingerprint(rgb):
    signals = fingerprint(rgb)
    assert [len(hash_) for hash_ in signals.pdq] == [64] * 8
    assert 0 <= signals.pdq_quality <= 100
    assert signals == fingerprint(rgb.copy())


@given(st.binary(min_size=32, max_size=32), st.integers(0, 255))
def test_distance_counts_differing_bits(raw, bit):
    other = (int.from_bytes(raw) ^ (1 << bit)).to_bytes(32)
    assert pdq.distance(raw.hex(), raw.hex()) == 0
    assert pdq.distance(raw.hex(), other.hex()) == 1
