"""What the evidence for one original at one place amounts to."""

from enum import IntEnum

from leakguard.matching.agreement import SIZES, Mode
from leakguard.matching.search import Evidence
from leakguard.matching.thresholds import (
    BLOCKS,
    DRAWN,
    FEATURES,
    FEW_BLOCKS,
    FEW_SHARE,
    HALF_FAIR,
    SCENE_FEATURES,
    WHOLE_BLURRED,
)


class Weight(IntEnum):
    """How much it is worth, least first: nothing, another photograph of the same scene, something for a person, a copy."""

    NOTHING = 0
    SCENE = 1
    WEAK = 2
    FIRM = 3


def weigh(evidence: Evidence) -> Weight:
    """Pixels decide; features alone make the same scene at the most."""
    if _firm(evidence):
        return Weight.FIRM
    if _nearly(evidence):
        return Weight.WEAK
    return Weight.SCENE if evidence.inliers >= SCENE_FEATURES.value else Weight.NOTHING


def strength(evidence: Evidence) -> tuple[int, int]:
    """By this the evidence for one original is compared with that for another: firm before weak, then by blocks."""
    return weigh(evidence), sum(blocks.good for blocks in evidence.agreement.blocks)


def _firm(evidence: Evidence) -> bool:
    blocks = evidence.agreement.blocks
    if any(seen.good >= BLOCKS[size].value for size, seen in zip(SIZES, blocks, strict=True)):
        return True
    detailed, _, coarsest = blocks
    if evidence.inliers >= FEATURES.value and detailed.good >= max(FEW_BLOCKS.value, detailed.textured * FEW_SHARE.value / 100):
        return True
    alike = 100 * evidence.correlation
    if alike >= WHOLE_BLURRED.value and coarsest.fair >= max(12, coarsest.textured * HALF_FAIR.value / 100):
        return True
    return evidence.mode is not Mode.BRIGHTNESS and alike >= 55 and max(seen.fair for seen in blocks) >= DRAWN.value


def _nearly(evidence: Evidence) -> bool:
    """Two thirds of what would be firm."""
    return any(3 * seen.good >= 2 * BLOCKS[size].value for size, seen in zip(SIZES, evidence.agreement.blocks, strict=True))
