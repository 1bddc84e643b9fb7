"""What the evidence for one original at one place amounts to."""

from enum import IntEnum

from leakguard.matching.agreement import SIZES
from leakguard.matching.borders import Border
from leakguard.matching.evidence import Evidence
from leakguard.matching.frames import Mode
from leakguard.matching.thresholds import (
    ALL,
    APART,
    BLOCKS,
    BLURRED,
    CHOSEN_ONLY,
    COVERED,
    COVERED_OTHER,
    COVERED_TIGHT,
    CUT_OUT,
    DRAWN,
    DRAWN_ALIKE,
    DRAWN_PART,
    FEATURES,
    FEW_BLOCKS,
    FEW_SHARE,
    FILLED,
    FRAMED_TIGHT,
    FULL_ALIKE,
    FULL_FEATURES,
    FULL_SHARE,
    HALF_FAIR,
    HARDLY,
    INSET,
    INSET_ALIKE,
    LEAD,
    LEAD_ALONE,
    LITTLE,
    LOOSE_FEATURES,
    LOOSE_MEDIAN,
    LOOSE_SHARE,
    LOOSE_TIGHT,
    MUCH_CUT,
    NEXT_TO_NONE,
    ONLY,
    OTHERWISE,
    PANEL,
    PANEL_ALIKE,
    PARALLAX,
    PATTERN,
    SCENE_FEATURES,
    SCENE_TIGHT,
    SEVERAL,
    SHIFTED,
    SINGLE,
    SMALL_ONLY,
    SMALL_PART,
    SMALL_TIGHT,
    SOMETHING_ELSE,
    SPARSE,
    TIGHT,
    TILTED,
    TILTED_SHARE,
    TINY_ALIKE,
    TINY_BLOCKS,
    TINY_TIGHT,
    UNLIKE,
    WHOLE_BLURRED,
    WHOLE_LEAST,
    WHOLE_SHARE,
    WHOLE_SURE,
    WHOLE_TILTED,
    WORKED_OVER,
)


class Weight(IntEnum):
    """How much it is worth, least first: nothing, another photograph of the same scene, something for a person, a copy."""

    NOTHING = 0
    SCENE = 1
    WEAK = 2
    FIRM = 3


def weigh(evidence: Evidence) -> Weight:
    """Pixels decide; features alone make the same scene at the most."""
    copy = agrees(evidence)
    if _by_repetition(evidence) or (copy and _anywhere(evidence)):
        return Weight.NOTHING
    if copy:
        if _by_chance(evidence):
            return Weight.WEAK
        return Weight.SCENE if _elsewhere(evidence) else Weight.FIRM
    if _nearly(evidence):
        return Weight.WEAK
    return Weight.SCENE if evidence.inliers >= SCENE_FEATURES.value else Weight.NOTHING


def strength(evidence: Evidence) -> tuple[int, Weight]:
    """By this one place of an original is compared with another: where more blocks agree, there it is."""
    return evidence.agreement.good, weigh(evidence)


def agrees(evidence: Evidence) -> bool:
    """Whether so much looks the same as never does by chance."""
    blocks = evidence.agreement.blocks
    if any(seen.good >= BLOCKS[size].value for size, seen in zip(SIZES, blocks, strict=True)):
        return True
    detailed, _, coarsest = blocks
    if evidence.inliers >= FEATURES.value and detailed.good >= max(FEW_BLOCKS.value, detailed.textured * FEW_SHARE.value / 100):
        return True
    full = detailed.textured and detailed.good >= max(FEW_BLOCKS.value, detailed.textured * FULL_SHARE.value / 100)
    if full and evidence.inliers >= FULL_FEATURES.value and 100 * detailed.median >= FULL_ALIKE.value:
        return True
    if _tiny(evidence):
        return True
    exact = evidence.inliers >= FEATURES.value and 100 * evidence.tight >= COVERED_TIGHT.value
    if exact and detailed.good >= FEW_BLOCKS.value and detailed.other <= detailed.textured * COVERED_OTHER.value / 100:
        return True
    alike = 100 * evidence.correlation
    if alike >= WHOLE_SURE.value and coarsest.median >= WORKED_OVER.value:
        return True
    if alike >= WHOLE_BLURRED.value and coarsest.fair >= max(12, coarsest.textured * HALF_FAIR.value / 100):
        return True
    return (
        evidence.mode is not Mode.BRIGHTNESS and alike >= DRAWN_ALIKE.value and max(seen.fair for seen in blocks) >= DRAWN.value
    )


def _tiny(evidence: Evidence) -> bool:
    """Whether it is a crop so small that few blocks fit into it, and all of them agree."""
    detailed = evidence.agreement.blocks[0]
    if evidence.inliers < FEATURES.value or 100 * evidence.tight < TINY_TIGHT.value:
        return False
    return detailed.textured == detailed.good >= TINY_BLOCKS.value and 100 * detailed.median >= TINY_ALIKE.value


def hardly(evidence: Evidence) -> bool:
    """Whether few of the blocks agree well."""
    return _share(evidence) < HARDLY.value


def doubtful(evidence: Evidence) -> bool:
    """Whether it matters that what agrees looks like no other place of the original."""
    if not evidence.inliers:
        return 100 * evidence.agreement.blocks[0].share < HARDLY.value
    beyond = evidence.agreement.part < ALL.value / 100 and evidence.fills < FILLED.value / 100
    return 100 * evidence.tight < TIGHT.value or beyond or _chosen(evidence)


def _chosen(evidence: Evidence) -> bool:
    """Whether it was one of many places to choose from, and hardly a block agrees."""
    return hardly(evidence) and 100 * evidence.fills < FILLED.value


def _share(evidence: Evidence) -> float:
    """Per cent of the blocks that agree well, at the better of the two finer sizes; two or three blocks tell nothing."""
    detailed, coarse, _ = evidence.agreement.blocks
    return 100 * max(detailed.share, coarse.share if coarse.textured >= FEW_BLOCKS.value else 0)


def _by_repetition(evidence: Evidence) -> bool:
    """Whether what agrees is a pattern, such as a front of windows, that fits another one here and there.

    Then little of it agrees, and of the features that are alike most lie elsewhere, or most blocks show something else.
    """
    detailed, _, coarsest = evidence.agreement.blocks
    blurred = coarsest.textured >= DRAWN.value and 100 * coarsest.share >= BLURRED.value
    if blurred or not hardly(evidence):
        return False
    if evidence.inliers:
        return 100 * evidence.tight < SCENE_TIGHT.value
    whole = 100 * evidence.correlation >= WHOLE_BLURRED.value or evidence.mode is not Mode.BRIGHTNESS
    return not whole and detailed.median < PATTERN.value


def _anywhere(evidence: Evidence) -> bool:
    """Whether much agrees, but would as well elsewhere in the original: most of the features do lie elsewhere."""
    tight, share = 100 * evidence.tight, 100 * evidence.agreement.blocks[0].share
    few = evidence.single < (SINGLE if tight < SCENE_TIGHT.value else ONLY).value
    by_chance = evidence.inliers < SCENE_FEATURES.value and evidence.agreement.blocks[0].textured >= SEVERAL.value
    most = TIGHT if by_chance or hardly(evidence) else LOOSE_TIGHT
    return bool(evidence.inliers) and tight < most.value and few and share < CUT_OUT.value


def _by_chance(evidence: Evidence) -> bool:
    """Whether it was one of many places to choose from, and rows of like things, or pages of one design, lie over each other."""
    return _features_by_chance(evidence) if evidence.inliers else _whole_by_chance(evidence)


def _features_by_chance(evidence: Evidence) -> bool:
    borders, share, part = evidence.borders, _share(evidence), 100 * evidence.agreement.part
    if evidence.inliers < FEATURES.value and hardly(evidence):
        return True
    if _chosen(evidence) and evidence.inliers < SCENE_FEATURES.value:
        sparse = 100 * evidence.agreement.blocks[0].share < SPARSE.value
        if evidence.single < (SINGLE if sparse else CHOSEN_ONLY).value:
            return True
    # One thing, such as a tree or a window, may be drawn alike in another picture; a crop of its own fits more exactly.
    if part < SMALL_PART.value and evidence.single < SMALL_ONLY.value:
        least = LOOSE_TIGHT if share >= FULL_SHARE.value else SMALL_TIGHT
        if 100 * evidence.tight < least.value:
            return True
    little = share < LITTLE.value and evidence.inliers < SCENE_FEATURES.value
    if little and share < NEXT_TO_NONE.value and _other(evidence) > OTHERWISE.value:
        return True
    # Most of it lies beyond the frame, but does not fill that: a copy then fits all the better, and in places of its own.
    beyond = part < ALL.value and 100 * evidence.fills < FILLED.value
    if beyond and part < SHIFTED.value and (share < LOOSE_SHARE.value or evidence.single < ONLY.value):
        return True
    ways = zip(borders, borders[2:], strict=False)
    shifted = any((here is Border.CUT) != (there is Border.CUT) and Border.EDGE not in (here, there) for here, there in ways)
    return beyond and shifted and (little or evidence.single < ONLY.value)


def _whole_by_chance(evidence: Evidence) -> bool:
    alike, lead, (detailed, _, coarsest) = 100 * evidence.correlation, 100 * evidence.lead, evidence.agreement.blocks
    if not alike or 100 * detailed.share >= HARDLY.value:
        return False
    fills = 100 * evidence.fills
    least = INSET_ALIKE if fills < INSET.value else PANEL_ALIKE
    if fills < PANEL.value and alike < least.value and hardly(evidence):
        return True
    if alike >= WHOLE_SURE.value and 100 * coarsest.median >= FULL_ALIKE.value:
        return False
    # It would fit as well in other ways, and in many places there is something else; or in some, and what agrees fits elsewhere.
    other, single = _other(evidence), evidence.single
    if lead < LEAD.value and (other > OTHERWISE.value or (single < SINGLE.value and other > SOMETHING_ELSE.value)):
        return True
    return lead < LEAD_ALONE.value and single < ONLY.value and other > OTHERWISE.value


def _other(evidence: Evidence) -> float:
    """Per cent of the detailed blocks that show something else."""
    detailed = evidence.agreement.blocks[0]
    return 100 * detailed.other / max(1, detailed.textured)


def _elsewhere(evidence: Evidence) -> bool:
    """Whether it was taken from elsewhere, or at another moment, although much looks the same.

    A camera that turns loses the scene on one side and gains it on the other. One that draws back shows more on all sides, as
    does the picture that an original was cut out of, but then nearly all of the original agrees. One that draws near shows
    less, as a crop does, but a crop agrees, or is covered by something else.
    """
    borders, (detailed, coarse, coarsest) = evidence.borders, evidence.agreement.blocks
    share, part = _share(evidence), 100 * evidence.agreement.part
    on, ends = borders.count(Border.GOES_ON), borders.count(Border.ENDS)
    blurred = coarsest.textured >= DRAWN.value and 100 * coarsest.share >= BLURRED.value
    alike = 100 * evidence.correlation
    drawn = evidence.mode is not Mode.BRIGHTNESS and alike >= DRAWN_ALIKE.value and part >= DRAWN_PART.value
    drawn = drawn and Border.GOES_ON not in borders and (part >= ALL.value or coarsest.median >= WORKED_OVER.value)
    if evidence.apart > APART.value:
        return True
    # A photograph of a screen or a print may be bent by the lens, but shows it to its borders.
    if evidence.parallax > PARALLAX.value and not {Border.CUT, Border.EDGE, Border.GOES_ON}.isdisjoint(borders):
        return True
    # The camera turned: one side was lost, and beyond the opposite one there is more. In collages that may be another picture.
    turned = any({here, opposite} == {Border.CUT, Border.GOES_ON} for here, opposite in zip(borders, borders[2:], strict=False))
    if turned and 100 * evidence.fills >= FILLED.value:
        return True
    # Bars led here that another picture has too, or a thing like it, and much was cut off until something agreed.
    if 0 < alike < WHOLE_LEAST.value and part < ALL.value:
        return True
    sharp = evidence.mode is Mode.BRIGHTNESS and 0 < alike < WHOLE_BLURRED.value
    if sharp and part < ALL.value and share < (TILTED_SHARE if evidence.tilt > WHOLE_TILTED.value else WHOLE_SHARE).value:
        return True
    # Where many features agree on the place of a crop, most of them fit exactly, unless it repeats itself.
    loose = evidence.inliers >= LOOSE_FEATURES.value and 100 * evidence.tight < LOOSE_TIGHT.value and part < ALL.value
    # A flat thing in a scene looks tilted from elsewhere. So does a photographed screen or print, but that is seen to end.
    tilted = evidence.tilt > TILTED.value and ends < 3
    # A copy that was blurred differs in detail. An original that was blurred does too, from a sharper picture of the scene, which
    # goes on beyond it; and so does what stands near, from elsewhere.
    if (
        (blurred and on <= ends and not (loose or tilted)) or drawn or alike >= WHOLE_BLURRED.value
    ) and 100 * detailed.share < HARDLY.value:
        return False
    if tilted and share < TILTED_SHARE.value:
        return True
    # Or most of its blocks agree; in what repeats itself, what is not covered agrees well, and nothing is around it.
    covered = detailed.median >= LOOSE_MEDIAN.value and 100 * evidence.fills >= ALL.value
    if loose and share < LOOSE_SHARE.value and not covered:
        return True
    cut_off = part < ALL.value and (Border.CUT in borders or Border.EDGE in borders)
    if on > ends and cut_off and (on > 1 or share >= HARDLY.value or part < MUCH_CUT.value):
        return True
    if on > 1 and on > ends and share < CUT_OUT.value:
        return True
    if share >= HARDLY.value or (part >= ALL.value and 100 * evidence.fills >= ALL.value):
        return False
    # Little agrees: in a copy something covers the rest, or it was worked over, but what is left fits exactly.
    inside = {Border.ENDS, Border.PLAIN, Border.GOES_ON}
    if not evidence.inliers:
        # Found as a whole, it must be whole, and all its borders of one kind; the three inside the candidate are one.
        return part < ALL.value or len({border in inside or border for border in borders}) > 1
    if part >= ALL.value and inside.issuperset(borders):
        return 100 * evidence.tight < FRAMED_TIGHT.value
    if part < ALL.value and coarse.median + coarsest.median < UNLIKE.value:
        return True
    least = COVERED if Border.CUT in borders and inside.isdisjoint(borders) else WORKED_OVER
    return detailed.median >= least.value or 100 * evidence.tight < TIGHT.value


def _nearly(evidence: Evidence) -> bool:
    """Two thirds of what would be firm."""
    return any(3 * seen.good >= 2 * BLOCKS[size].value for size, seen in zip(SIZES, evidence.agreement.blocks, strict=True))
