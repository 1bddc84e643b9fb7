"""Another photograph of the same scene is not a copy: frames of one clip at other moments, and a stereo pair."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from leakguard.sandbox.pool import Sandbox
from tests.benchmarks.matching import photographs
from tests.benchmarks.matching.adapter import HITS, Looker, enrol
from tests.benchmarks.matching.attacks import encoded
from tests.benchmarks.matching.scene import Rgb

CLIPS = ("chair-orig-22-sd-bar.mp4", "doorknob-hd-no-bar.mp4", "pattern-hd-no-bar.mp4")
"""One file of each scene: the others are the same footage encoded again."""


@dataclass(frozen=True)
class Pairs:
    """How many pairs of moments were asked about, and what they were called."""

    clip: str
    pairs: int
    copies: int
    same_scene: int
    possible: int


def measure(sandbox: Sandbox, *, enrolled: int, asked: int, apart: float = 1.0) -> list[Pairs]:
    """For each clip: `enrolled` moments one at a time against `asked` others, never nearer than `apart` seconds."""
    left, right = photographs.stereo()
    answers = [_ask(sandbox, "stereo pair", [(left, right)])]
    for name in CLIPS:
        path = photographs.SHARED / "vectors/vpdq" / name
        if path.exists():
            answers.append(_ask(sandbox, name, _moments(path, enrolled, asked, apart)))
    return answers


def _moments(path: Path, enrolled: int, asked: int, apart: float) -> Iterator[tuple[Rgb, Rgb]]:
    clip = cv2.VideoCapture(str(path))
    seconds = clip.get(cv2.CAP_PROP_FRAME_COUNT) / clip.get(cv2.CAP_PROP_FPS)
    for own in np.linspace(0, seconds - 0.2, enrolled):
        original = _frame(clip, own)
        for other in np.linspace(0.1, seconds - 0.1, asked):
            if abs(other - own) >= apart:
                yield original, _frame(clip, other)
    clip.release()


def _frame(clip: cv2.VideoCapture, second: float) -> Rgb:
    clip.set(cv2.CAP_PROP_POS_MSEC, 1000 * float(second))
    read, bgr = clip.read()
    if not read:
        raise ValueError(f"no frame at {second:.1f} s")
    return np.ascontiguousarray(bgr[..., ::-1])


def _ask(sandbox: Sandbox, clip: str, pairs: Iterator[tuple[Rgb, Rgb]] | list[tuple[Rgb, Rgb]]) -> Pairs:
    matches = []
    looker, last = None, None
    for original, other in pairs:
        if looker is None or original is not last:
            looker, last = Looker(sandbox, [enrol(sandbox, clip, encoded(original, "PNG"))]), original
        matches.append(looker.look(encoded(other)).match)
    return Pairs(
        clip,
        len(matches),
        sum(match.verdict in HITS for match in matches),
        sum(match.same_scene for match in matches),
        sum(match.verdict.matched and match.verdict not in HITS for match in matches),
    )
