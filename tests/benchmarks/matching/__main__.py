"""python -m tests.benchmarks.matching [--quick] [--shared] [--json FILE]: see the README beside this folder."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from time import perf_counter

import cv2

from leakguard.matching.thresholds import TABLE
from leakguard.sandbox.pool import Sandbox
from tests.benchmarks.matching import accuracy, candidates, costs, photographs, rivals, same_design, same_scene, several, tables
from tests.benchmarks.matching.adapter import Enrolled, Looker, enrol
from tests.benchmarks.matching.attacks import encoded
from tests.benchmarks.matching.photographs import Photograph


@dataclass(frozen=True)
class Extent:
    """How much is done: `each` pictures per attack, `timed` candidates per row of the speeds, `moments` enrolled of a clip."""

    each: int
    originals: int
    negatives: int
    timed: int
    moments: int
    slow_every: int


QUICK = Extent(each=1, originals=100, negatives=40, timed=3, moments=1, slow_every=12)
FULL = Extent(each=10, originals=1000, negatives=1020, timed=25, moments=5, slow_every=4)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.matching")
    parser.add_argument(
        "--quick", action="store_true", help="each attack on one picture, 100 originals, under two minutes on one core"
    )
    parser.add_argument("--shared", action="store_true", help="add the pictures of ../shared/bench")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every number here too")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.shared and not (photographs.SHARED / "bench").exists():
        parser.error(f"there is no {photographs.SHARED / 'bench'}")
    cv2.setNumThreads(1)
    with Sandbox() as sandbox:
        _run(sandbox, options)
    return 0


def _run(sandbox: Sandbox, options: argparse.Namespace) -> None:
    started = perf_counter()
    extent = QUICK if options.quick else FULL
    pictures, others = photographs.originals(shared=options.shared), photographs.others()
    cheap, slow = [rivals.Rival(method) for method in (rivals.PDQ, rivals.PHASH)], rivals.Rival(rivals.CROP_RESISTANT)
    enrolled: list[Enrolled] = []
    for picture in chain(pictures, photographs.distractors(extent.originals - len(pictures))):
        enrolled.append(_enrol(sandbox, picture, [*cheap, slow] if len(enrolled) < len(pictures) else cheap))
        _progress("originals", len(enrolled))
    sizes = [size for size in (1, 100, 1000) if size <= len(enrolled)]
    spent = costs.measure(sandbox, enrolled, sizes, extent.timed)
    _print(tables.costs(spent))
    scenes = same_scene.measure(sandbox, enrolled=extent.moments, asked=extent.moments * 4)
    _print(tables.pairs("same scene, another photograph", scenes))
    designs = same_design.measure(sandbox, [picture.rgb for picture in pictures], others, extent.moments * 4)
    _print(tables.pairs("same design, another picture", designs))
    looker = Looker(sandbox, enrolled)
    together = several.measure(looker, pictures, extent.each * 3, options.seed)
    asked = chain(
        candidates.attacked(pictures, others, extent.each, options.seed),
        candidates.negatives(others, extent.negatives, options.seed),
        candidates.shared() if options.shared else (),
    )
    asking = [*((rival, len(enrolled), 1) for rival in cheap), (slow, len(pictures), extent.slow_every)]
    scores = accuracy.measure(looker, asking, asked, lambda number: _progress("candidates", number))
    _print(tables.accuracy(scores))
    _print(tables.several(together))
    _print(tables.thresholds())
    print(f"{perf_counter() - started:.0f} s in all, peak {costs.peak_mib() or 0:.0f} MiB")
    if options.json:
        options.json.write_text(json.dumps(_plain(scores, spent, [*scenes, *designs], together), indent=1), "utf-8")


def _enrol(sandbox: Sandbox, picture: Photograph, methods: Iterable[rivals.Rival]) -> Enrolled:
    for rival in methods:
        rival.enrol(picture.name, picture.rgb)
    return enrol(sandbox, picture.name, encoded(picture.rgb, "PNG"))


def _plain(
    scores: list[accuracy.Score], spent: costs.Costs, scenes: list[same_scene.Pairs], together: several.Several
) -> dict[str, object]:
    """Everything as JSON can say it; tier and family are joined by a slash."""

    def score(each: accuracy.Score) -> dict[str, object]:
        values = dict(vars(each))
        return values | {name: {"/".join(key): n for key, n in values[name].items()} for name in ("asked", "found", "possible")}

    return {
        "version": 1,
        "scores": [score(each) for each in scores],
        "costs": asdict(spent),
        "same_scene": [asdict(each) for each in scenes],
        "several": asdict(together),
        "thresholds": {name: asdict(each) for name, each in TABLE.items()},
    }


def _print(lines: Iterator[str]) -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    print(*lines, sep="\n", end="\n\n", flush=True)


def _progress(what: str, number: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{number} {what}\x1b[K", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
