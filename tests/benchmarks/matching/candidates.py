"""What the methods are asked about: files, each with the truth."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from tests.benchmarks.matching import photographs
from tests.benchmarks.matching.attacks import ATTACKS, DISGUISES, Attack, encoded
from tests.benchmarks.matching.photographs import Photograph
from tests.benchmarks.matching.scene import Matrix, Rgb

NEGATIVE = "negative"
DISGUISING = tuple(attack for attack in ATTACKS if attack.name in DISGUISES)


@dataclass(frozen=True)
class Candidate:
    """A file; `original` is the name of the one that it shows, None for a negative. Sizes are (width, height)."""

    data: bytes
    tier: str
    family: str
    transform: str
    original: str | None = None
    homography: Matrix | None = None
    size: tuple[int, int] = (0, 0)
    original_size: tuple[int, int] = (0, 0)


def attacked(
    pictures: Sequence[Photograph], others: Sequence[Rgb], each: int, seed: int, attacks: Sequence[Attack] = ATTACKS
) -> Iterator[Candidate]:
    """Every attack on `each` of the pictures, taking turns so that all pictures are used."""
    for number, attack in enumerate(attacks):
        for turn in range(min(each, len(pictures))):
            picture = pictures[(number * each + turn) % len(pictures)]
            scene = attack.on(picture.rgb, seed + turn, others)
            height, width = picture.rgb.shape[:2]
            yield Candidate(
                attack.file(scene),
                attack.tier,
                attack.family,
                attack.name,
                picture.name,
                scene.homography,
                scene.size,
                (width, height),
            )


def negatives(others: Sequence[Rgb], count: int, seed: int) -> Iterator[Candidate]:
    """Other people's pictures, in turn as they are and under each of the same disguises."""
    shown = chain(others, photographs.strangers(max(0, count - len(others)), seed))
    for number, rgb in enumerate(islice(shown, count)):
        if number % 5 == 0:
            yield Candidate(encoded(rgb), NEGATIVE, NEGATIVE, "plain")
        else:
            attack = DISGUISING[number % len(DISGUISING)]
            scene = attack.on(rgb, seed + number, others)
            yield Candidate(attack.file(scene), NEGATIVE, NEGATIVE, attack.name)


def shared() -> Iterator[Candidate]:
    """The files of the folder beside the checkout, with the truth of its manifest."""
    bench = photographs.SHARED / "bench"
    for row in map(json.loads, (bench / "manifest.jsonl").read_text("utf-8").splitlines()):
        yield Candidate(
            (bench / row["file"]).read_bytes(),
            f"shared {row['tier']}",
            row["family"],
            row["transform"],
            row["original"],
            np.array(row["homography"]) if row.get("homography") else None,
            tuple(row["size"]),
            tuple(row.get("original_size") or (0, 0)),
        )
