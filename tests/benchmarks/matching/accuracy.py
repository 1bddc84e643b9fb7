"""Recall, false positives and regions: every method asked about every candidate."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
from PIL import Image

from tests.benchmarks.matching.adapter import Look, Looker
from tests.benchmarks.matching.candidates import Candidate
from tests.benchmarks.matching.region import agreement
from tests.benchmarks.matching.rivals import Rival

OURS = "leakguard"
Key = tuple[str, str]
"""Tier and family."""


@dataclass
class Score:
    """What one method made of the candidates. Naming an original that the candidate does not show is a false positive.

    `unrelated` counts pairs of a negative and an original, `crossed` those of an attacked picture and another original.
    """

    name: str
    originals: int
    asked: Counter[Key] = field(default_factory=Counter)
    found: Counter[Key] = field(default_factory=Counter)
    possible: Counter[Key] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: list[tuple[str, str]] = field(default_factory=list)
    unrelated: int = 0
    crossed: int = 0
    milliseconds: list[float] = field(default_factory=list)
    regions: list[float] = field(default_factory=list)
    own_bits: dict[str, list[int]] = field(default_factory=dict)
    nearest_other: int | None = None

    def tell(self, candidate: Candidate, named: Iterable[str], *, possible: bool, milliseconds: float) -> None:
        key, named = (candidate.tier, candidate.family), set(named)
        self.asked[key] += 1
        self.possible[key] += possible
        self.milliseconds.append(milliseconds)
        self.false += [(f"{candidate.tier}/{candidate.transform}", name) for name in sorted(named - {candidate.original})]
        if candidate.original is None:
            self.unrelated += self.originals
        else:
            self.crossed += self.originals - 1
            self.found[key] += candidate.original in named
            if candidate.original not in named:
                self.missed[candidate.transform] += 1

    def recall_without_false_positives(self, tier: str) -> float | None:
        """The same, were the threshold just below the nearest wrong original of this run; None where no bits are counted."""
        bits = self.own_bits.get(tier)
        if not bits:
            return None
        limit = 257 if self.nearest_other is None else self.nearest_other
        return sum(own < limit for own in bits) / len(bits)


def measure(
    looker: Looker,
    rivals: Sequence[tuple[Rival, int, int]],
    candidates: Iterable[Candidate],
    each: Callable[[int], None] = lambda number: None,
) -> list[Score]:
    """All methods over all candidates, ours first. A rival brings its number of originals, and is asked every n-th."""
    ours = Score(OURS, looker.count)
    scores = [Score(rival.method.name, count) for rival, count, _ in rivals]
    for number, candidate in enumerate(candidates):
        look = looker.look(candidate.data)
        ours.tell(candidate, _named(look, candidate), possible=look.possible, milliseconds=look.total)
        if candidate.original in look.named and candidate.homography is not None and look.match.region is not None:
            ours.regions.append(agreement(look.match.region, candidate.homography, candidate.original_size, candidate.size))
        rgb = np.asarray(Image.open(BytesIO(candidate.data)).convert("RGB"))
        for score, (rival, _, every) in zip(scores, rivals, strict=True):
            if number % every == 0:
                _tell(score, rival, candidate, rgb)
        each(number + 1)
    return [ours, *scores]


def _named(look: Look, candidate: Candidate) -> set[str]:
    """The given collages may truly show several originals, and their manifest tells of one: there only the best answer counts."""
    best = {look.match.original} if look.match.original in look.named else set()
    return best if candidate.tier.startswith("shared") else set(look.named)


def _tell(score: Score, rival: Rival, candidate: Candidate, rgb: np.ndarray) -> None:
    bits, milliseconds = rival.nearest(rgb)
    named = [name for name, apart in bits.items() if apart <= rival.method.bits]
    score.tell(candidate, named, possible=False, milliseconds=milliseconds)
    others = [apart for name, apart in bits.items() if name != candidate.original]
    score.nearest_other = min([*others, *([] if score.nearest_other is None else [score.nearest_other])], default=None)
    if candidate.original is not None:
        score.own_bits.setdefault(candidate.tier, []).append(bits[candidate.original])
