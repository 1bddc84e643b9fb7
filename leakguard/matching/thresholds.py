"""Every number that decides a verdict, in one table, each with its source and the wrong accusations counted behind it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Threshold:
    """The last value that still counts, its unit, and where it comes from."""

    value: float
    unit: str
    source: str


PDQ_COPY = Threshold(
    31, "of 256 bits", "ThreatExchange calls PDQ a match up to here; no false positive in 158,000 unrelated pairs"
)
PDQ_RELIABLE = Threshold(50, "of 100", "ThreatExchange: PDQ of a lower quality is unreliable")
PDQ_SILENT = Threshold(
    9, "of 100", "among 560,000 pairs of made-up plain pictures PDQ and pHash agreed wrongly only here, on 2 dark ones"
)
PHASH_AGREES = Threshold(10, "of 64 bits", "imagededup's default for pHash; here only a second opinion where PDQ is unreliable")
NEAR = Threshold(45, "of 256 bits", "PDQ_COPY plus 14, the most by which decoding at reduced scale was seen to move PDQ")
BLOCKS = {
    size: Threshold(least, f"blocks of 12 pixels at {size} pixels across", source)
    for size, least, source in (
        (192, 12, "the most on an unrelated photograph was 7; for patterns see PATTERN and SCENE_TIGHT"),
        (96, 10, "the most on a placement of an unrelated original was 5"),
        (48, 14, "the most on a placement of an unrelated original was 9"),
    )
}
"""Blocks that must agree well for a picture to count as an altered copy; any one of the three is enough."""
FEW_BLOCKS = Threshold(6, "blocks at 256 pixels across, where a small crop shows hardly more", "as above: 3 was the most")
FEW_SHARE = Threshold(60, "per cent of those that are to be seen", "half of a small crop may be covered, but not most of it")
FEATURES = Threshold(
    8, "local features that agree on the place of a small crop", "up to 24 did by chance, but then no blocks did"
)
FULL_SHARE = Threshold(75, "per cent of the blocks of a small crop, where nearly all of it agrees", "an unrelated crop had none")
FULL_ALIKE = Threshold(85, "per cent correlation of the middle one of them", "as above")
FULL_FEATURES = Threshold(4, "local features that agree on its place", "as above")
TINY_BLOCKS = Threshold(
    4, "blocks of a crop that holds hardly more, if all of them agree well", "of all that an unrelated crop showed 2 of 3 did"
)
TINY_ALIKE = Threshold(90, "per cent correlation of the middle one of them", "crops had 93 and more")
TINY_TIGHT = Threshold(50, "per cent of like features that fit exactly there, of FEATURES or more", "crops had 52 and more")
SMALL_PART = Threshold(
    16, "per cent of an original, up to which a crop shows hardly more than one thing", "a drawn tree or bottle is 1 to 16"
)
SMALL_ONLY = Threshold(
    13,
    "blocks that agree well and look like no other place of the original, in so small a crop of which few features fit exactly",
    "of 1.7 million pairs with small crops of other drawn scenes 25 agreed, a like thing being drawn in both, with 12 at most",
)
SMALL_TIGHT = Threshold(
    55,
    "per cent of like features that fit exactly there, where fewer blocks than FULL_SHARE agree; LOOSE_TIGHT where more do",
    "of 45 of that kind, in 3 million pairs, all but 3 had less",
)
WHOLE_BLURRED = Threshold(
    80, "per cent correlation of a whole picture of 24 by 24 pixels", "the nearest unrelated original had 77 per cent"
)
WHOLE_SURE = Threshold(90, "per cent, as above, beside a median correlation of its blocks of .5", "as above")
HALF_FAIR = Threshold(45, "per cent of the blocks at 48 pixels that agree somewhat, beside WHOLE_BLURRED", "26 was the most")
DRAWN = Threshold(14, "blocks of outlines that agree somewhat, beside DRAWN_ALIKE", "7 was the most")
DRAWN_ALIKE = Threshold(50, "per cent correlation of tiny outlines", "of wrong ones with 50 and more none had many blocks")
DRAWN_PART = Threshold(
    94,
    "per cent of the original that a drawing of it shows; beside WORKED_OVER at 48 pixels, if not ALL",
    "drawings had 96 and .53, frames of clips less, but for one; other pictures, in two of two million pairs, .3 to .42",
)
WHOLE_LEAST = Threshold(
    40, "per cent correlation of what is between the bars, if a part is cut off", "copies had 45, frames of clips 15 to 40"
)
WHOLE_SHARE = Threshold(
    50, "per cent of blocks that agree well in a whole picture that is sharp, if a part is cut off", "copies had 58, a chair 38"
)
WHOLE_TILTED = Threshold(
    1.1, "as TILTED, of a whole picture that is sharp, of which a part is cut off", "copies had 1.07, a chair 1.16"
)
LOOSE_FEATURES = Threshold(40, "local features that agree, from which it tells how many fit exactly", "see LOOSE_TIGHT")
LOOSE_TIGHT = Threshold(
    50, "per cent of like features that fit exactly, where a part is seen", "frames of clips had 36 to 49, copies 53 and more"
)
LOOSE_MEDIAN = Threshold(0.87, "median correlation of blocks, where they do not", "as above: .84, and copies .9")
TILTED = Threshold(
    1.25,
    "times the size at the nearest corner that it has at the farthest",
    "copies under covers had 1.22, but for photographed screens, which end on all sides; frames of clips up to 2.3",
)
TILTED_SHARE = Threshold(70, "per cent of blocks that agree well, where it is tilted", "frames of clips had 62, tilted copies 80")
UNLIKE = Threshold(
    0.22,
    "median correlation of blocks at 96 and at 48 pixels, together, where few agree at 192",
    "frames of clips had .19 at most, crops of which something covers most .26 and more",
)
PANEL = Threshold(96, "per cent of the candidate, below which a whole picture is one inside it", "wholes had 97 and more")
PANEL_ALIKE = Threshold(
    65,
    "per cent correlation of a whole picture inside, where hardly a block agrees",
    "photographed screens had 68; of 300 drawn pictures and 200 others a dozen were laid over each other with up to 62",
)
INSET = Threshold(
    50, "per cent of the candidate, below which there are many places to choose from", "photographed screens had 57"
)
INSET_ALIKE = Threshold(
    70,
    "the same as PANEL_ALIKE there",
    "among many pictures inside many pages coins were laid over windows with 55, stripes with 65",
)
SEVERAL = Threshold(30, "blocks, below which a crop is too small to tell single ones by", "a striped wall had 73, small crops 16")
LEAD = Threshold(
    10,
    "per cent by which a whole picture correlates more than turned, mirrored or moved, where hardly a block agrees",
    "pages of one design had 9 at most, copies 12 and more, but where SINGLE or SOMETHING_ELSE speaks for them",
)
SINGLE = Threshold(
    30, "blocks that agree well and look like no other place of the original", "pages of one design had 24 at most"
)
LEAD_ALONE = Threshold(20, "the same, where hardly a block is the only one that looks so", "a striped wall had 12")
SOMETHING_ELSE = Threshold(
    8, "per cent of the blocks that show something else, without which nothing speaks against it", "sheets of one design had 10"
)
SHIFTED = Threshold(
    50, "per cent of the original, where the rest lies beyond the frame", "a bottle like another had 31, pages and collages 62"
)
LITTLE = Threshold(
    17, "per cent of the blocks that agree well, beside fewer features than SCENE_FEATURES", "like captions had 13 at most"
)
NEXT_TO_NONE = Threshold(10, "the same, where most of the others show something else", "one picture inside another had 15")
OTHERWISE = Threshold(
    40,
    "per cent of the blocks that show something else, beside that",
    "two stories with like captions had 43, half of a photograph over the other 49, one that did not lead 48, boxes 37",
)
ONLY = Threshold(
    6,
    "of such blocks, where part of the original lies beyond the frame, or of the features less than LOOSE_TIGHT fit exactly",
    "like captions and striped walls had 5 at most, copies 6 and more",
)
CHOSEN_ONLY = Threshold(
    12,
    "of such blocks, where FILLED is not reached, beside fewer features than SCENE_FEATURES and hardly a block that agrees",
    "among 2 million pairs drawn pictures like others had 0, 3 and 9, copies 13 and more",
)
SPARSE = Threshold(
    15,
    "per cent of the detailed blocks that agree well, below which SINGLE takes the place of CHOSEN_ONLY",
    "as above: two more had 16 such blocks, with 6 and 8 per cent; copies had 30 and more",
)
FILLED = Threshold(
    90, "per cent of the candidate that the original fills", "cells of collages had 29 at most, frames of clips 96"
)
LOOSE_SHARE = Threshold(65, "per cent of blocks that agree well, where they do not", "frames of clips had 59, copies 70 and more")
CUT_OUT = Threshold(
    85, "per cent of blocks that agree well, where the scene goes on around them", "frames of clips had 74 at most"
)
HARDLY = Threshold(35, "per cent of blocks that agree well", "frames of clips had less, but for a wall that fills the picture")
TIGHT = Threshold(62, "per cent of like features that fit exactly", "crops under stickers had more, most frames of clips less")
APART = Threshold(
    4, "blocks that moved against the rest", "in 900 copies 2 was the most, frames of clips from elsewhere had up to 29"
)
PARALLAX = Threshold(
    0.1,
    "pixels, of 192 across, by which blocks that agree bend away from a single projection",
    "in 900 copies nothing was bent beyond chance by more than this, two thirds of frames of clips from elsewhere by .12 to .29",
)
ALL = Threshold(97, "per cent of the original that are seen", "less is cut off, even if no whole side is")
MUCH_CUT = Threshold(60, "per cent of the original, where one border alone goes on and little agrees", "frames of clips had 50")
COVERED_TIGHT = Threshold(
    80, "per cent of like features that fit exactly, where a plain cover leaves few blocks", "of 8 by chance 50 did at most"
)
COVERED_OTHER = Threshold(
    33, "per cent of the blocks that show something else: more is not a plain cover, but another picture", "rims of boxes have 31"
)
WORKED_OVER = Threshold(0.5, "median correlation of blocks", "crops under stickers had .45 at most, frames of clips mostly more")
COVERED = Threshold(0.2, "median correlation, below which something covers most of it", "boxes over 70 per cent had 0.13 at most")
BLURRED = Threshold(
    60, "per cent of blocks at 48 pixels that agree well, where few do in detail", "frames of clips had 44 at most"
)
FRAMED_TIGHT = Threshold(50, "as above, where all of the original ends inside the candidate", "a photographed screen had 57")
SCENE_FEATURES = Threshold(
    25, "local features that agree where no blocks do", "what the same place in another photograph has, and chance had up to 24"
)
SCENE_TIGHT = Threshold(
    30, "per cent of like features that fit exactly", "fronts of windows that are not the same had 23 at most"
)
PATTERN = Threshold(0.3, "median correlation of blocks where few agree", "patterns that fit by chance had .25 at most")

TABLE = {name: each for name, each in globals().items() if isinstance(each, Threshold)} | {
    f"BLOCKS {size}": each for size, each in BLOCKS.items()
}
