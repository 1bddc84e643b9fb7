"""Several originals in one candidate: are all of them named?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.matching.adapter import Looker
from tests.benchmarks.matching.attacks import encoded
from tests.benchmarks.matching.drawing import sheet
from tests.benchmarks.matching.photographs import Photograph
from tests.benchmarks.matching.scene import covering, pasted, whole


@dataclass(frozen=True)
class Several:
    """Collages of four originals each: how many originals they showed, how many of them were named, and how many wrongly."""

    candidates: int
    shown: int
    named: int
    wrong: int


def measure(looker: Looker, pictures: Sequence[Photograph], candidates: int, seed: int) -> Several:
    random, named, wrong = np.random.default_rng(seed), 0, 0
    for _ in range(candidates):
        chosen = [pictures[index] for index in random.choice(len(pictures), 4, replace=False)]
        page = sheet(824, 824, (235, 235, 235))
        for place, picture in enumerate(chosen):
            page = pasted(covering(whole(picture.rgb), 400, 400), page, 8 + place % 2 * 408, 8 + place // 2 * 408).rgb
        found, shown = looker.look(encoded(page)).named, {picture.name for picture in chosen}
        named += len(found & shown)
        wrong += len(found - shown)
    return Several(candidates, 4 * candidates, named, wrong)
