"""Two pages of one design have most of their pixels in common, and so have the sheets of two cameras: that is no copy."""

from collections.abc import Sequence

import numpy as np

from leakguard.imaging import madeup
from leakguard.sandbox.pool import Sandbox
from tests.benchmarks.matching import pages
from tests.benchmarks.matching.adapter import HITS, Looker, enrol
from tests.benchmarks.matching.attacks import encoded
from tests.benchmarks.matching.same_scene import Pairs
from tests.benchmarks.matching.scene import Hand, Rgb, Step, whole

DESIGNS: dict[str, Step] = {
    "phone": pages.phone,
    "web": pages.web,
    "chat": pages.chat(),
    "story": pages.story,
    "post": pages.post,
    "meme": pages.meme,
    "frame": pages.frame,
    "contact_sheet": pages.contact_sheet,
}

_FAR = 9_000_000


def measure(sandbox: Sandbox, own: Sequence[Rgb], others: Sequence[Rgb], each: int) -> list[Pairs]:
    """For each design: `each` pages with own pictures are enrolled, and as many with those of others asked about."""
    answers = []
    for name, design in DESIGNS.items():
        enrolled = [_page(design, rgb, seed) for seed, rgb in enumerate(own[:each])]
        looker = Looker(sandbox, [enrol(sandbox, f"{name} {number}", encoded(rgb, "PNG")) for number, rgb in enumerate(enrolled)])
        looks = [looker.look(encoded(_page(design, rgb, 1000 + seed))) for seed, rgb in enumerate(others[:each])]
        answers.append(
            Pairs(
                name,
                len(looks) * looker.count,
                sum(len(look.named) for look in looks),
                sum(look.match.same_scene for look in looks),
                sum(look.match.verdict.matched and look.match.verdict not in HITS for look in looks),
            )
        )
    return answers


def _page(design: Step, rgb: Rgb, seed: int) -> Rgb:
    """With small pictures around it, if the design has some, that no other page has."""
    around = [madeup.scene(_FAR + 20 * seed + number, 400, 300) for number in range(20)]
    return design(whole(rgb), Hand(np.random.default_rng(seed), around)).rgb
