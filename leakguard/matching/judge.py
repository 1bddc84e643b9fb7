"""What a PDQ distance within reach of a copy means, given how much there is to see in the two pictures."""

from leakguard.matching.thresholds import PDQ_COPY, PDQ_RELIABLE, PDQ_SILENT, PHASH_AGREES
from leakguard.model.media import Verdict
from leakguard.signals.pdq import BITS, Orientation

_SEEN = {Orientation.UPRIGHT: "It"} | {
    orientation: "Mirrored, it" if orientation.mirrored else "Turned, it" for orientation in list(Orientation)[1:]
}


def judge(distance: int, quality: int, phash_distance: int, orientation: Orientation) -> tuple[Verdict, str]:
    """The verdict and its sentence; `quality` is the lower of the two pictures', both distances are bits.

    | PDQ quality | pHash agrees | pHash does not |
    |---|---|---|
    | 50-100 | copy | copy (not asked) |
    | 10-49 | copy | possible |
    | 1-9 | possible | none |
    | 0, flat | none | none |

    pHash knows the upright picture only, so that a plain picture that was turned or mirrored is `possible` at most.
    """
    measured = f"{_SEEN[orientation]} differs from the original in {distance} of {BITS} bits"
    if distance > PDQ_COPY.value:
        return (
            Verdict.NONE,
            f"The nearest original differs in {distance} of {BITS} bits; only up to {PDQ_COPY.value} counts as a copy.",
        )
    if quality >= PDQ_RELIABLE.value:
        return Verdict.COPY, f"{measured}; up to {PDQ_COPY.value} counts as a copy."
    if quality == 0:
        return Verdict.NONE, "It, or the original, is too plain for a comparison to mean anything."
    agrees = phash_distance <= PHASH_AGREES.value
    second = f"a second comparison differs in {phash_distance} of 64 bits, where up to {PHASH_AGREES.value} agrees"
    if quality > PDQ_SILENT.value:
        return (Verdict.COPY, f"{measured}, and {second}.") if agrees else (Verdict.POSSIBLE, f"{measured}, but {second}.")
    if agrees:
        return Verdict.POSSIBLE, f"{measured}, and {second}, but there is too little to see to be sure."
    return Verdict.NONE, f"{measured}, but there is too little to see, and {second}."
