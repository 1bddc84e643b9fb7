"""What the matcher must find on any day, and must never say, on a few pictures of the benchmark."""

import pytest

from leakguard.sandbox.pool import Sandbox
from tests.benchmarks.matching import accuracy, candidates, photographs
from tests.benchmarks.matching.adapter import Looker, enrol
from tests.benchmarks.matching.attacks import ATTACKS, encoded

PICTURES = ("astronaut", "coffee", "rocket")
EASY = (
    "identity", "jpeg_20", "webp_20", "palette_64", "video", "half", "enlarged", "mirror", "upside_down", "quarter_turn", "grey",
    "sharpen", "noise", "thumbnail_160",
)  # fmt: skip
"""Every one of these must be found; what is harder belongs to the benchmark."""


@pytest.fixture(scope="module")
def score() -> accuracy.Score:
    pictures = [
        picture for picture in photographs.originals(generated=2) if picture.name in PICTURES or "generated" in picture.name
    ]
    others = photographs.others(generated=4)
    attacks = [attack for attack in ATTACKS if attack.name in EASY]
    asked = [
        *candidates.attacked([picture for picture in pictures if picture.name in PICTURES], others, 2, 1, attacks),
        *candidates.negatives(others, 24, 1),
    ]
    with Sandbox() as sandbox:
        looker = Looker(sandbox, [enrol(sandbox, picture.name, encoded(picture.rgb, "PNG")) for picture in pictures])
        return accuracy.measure(looker, [], asked)[0]


def test_plain_copies_are_found_where_they_are_and_nobody_elses_picture_is(score):
    """One test, because each of several would measure anew wherever tests run side by side."""
    assert dict(score.missed) == {}
    assert score.found.total() == len(score.regions) == 2 * len(EASY)
    assert min(score.regions) > 0.9
    assert score.false == []
    assert score.unrelated == 24 * 5
