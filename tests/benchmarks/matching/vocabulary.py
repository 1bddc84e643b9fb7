"""python -m tests.benchmarks.matching.vocabulary FILE: makes the words that leakguard/signals/words.npy holds.

A case's sketches hold numbers of words: another file means that every original has to be added again, under another version of
`leakguard/signals/packed.py`.
"""

import sys
from pathlib import Path

import cv2
import numpy as np

from leakguard.signals import local, vocabulary
from leakguard.signals.sketch import fitted, grey
from tests.benchmarks.matching import photographs

_LONGER, _EACH, _ROUNDS = 800, 1500, 40


def main(file: Path) -> None:
    pictures = [grey(rgb) for rgb in (*(picture.rgb for picture in photographs.originals()), *photographs.others())]
    read = [fitted(picture, _LONGER) if max(picture.shape) > _LONGER else picture for picture in pictures]
    descriptions = np.concatenate([local.features(picture, _EACH).descriptions for picture in read])
    cv2.setRNGSeed(1)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, _ROUNDS, 1e-5)
    _, _, centres = cv2.kmeans(descriptions, vocabulary.COUNT, None, criteria, 1, cv2.KMEANS_PP_CENTERS)
    table = np.vstack([descriptions.mean(0)[None], centres])
    np.save(file, np.clip(np.round(table * 512), 0, 255).astype(np.uint8))
    print(f"{len(descriptions)} descriptions of {len(pictures)} pictures, {len(centres)} words")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
