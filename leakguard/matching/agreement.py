"""Do the pixels agree? The candidate is laid over the small grey version of an original, moved block by block to where it fits
best, and then the blocks are compared.

This decides. Votes and pairs of features only say where to look: whatever they say of other pictures, hardly a block agrees
there.
"""

from typing import NamedTuple

from leakguard.matching.bend import bent
from leakguard.matching.frames import Blocks, Frames
from leakguard.matching.levels import Levels
from leakguard.matching.placing import Matrix
from leakguard.matching.slide import slid
from leakguard.signals.scale_space import Floats

SIZES = (192, 96, 48)
"""Longer sides, in pixels, at which blocks are compared: details, then what is left of a blurred picture or a mosaic."""

_CLOSE, _PART = 256, 0.25
"""Longer side for the details where less than this part of the original is seen: a small crop holds few blocks."""

_MOVES = ((64, 3), (96, 2), (192, 2))
"""Longer side and reach, in pixels, of each round of moving; the first bears a placement that is off by a twentieth."""

_NUDGES = 2, 1
"""Reach in pixels of the rounds after a small crop was slid to its place."""

_HOPELESS = 12, 4, 0.08
"""With so many blocks to see, and fewer that agree somewhat after the first round, or a smaller share, the rest is spared."""


_RIGID = 0.5
"""Share of the blocks that agree well from which a picture is not bent, or was bent and is straight now."""


class Agreement(NamedTuple):
    """The projection after moving, the part of the original that is seen (0-1), and the blocks for each of `SIZES`; also by
    what moves the candidate was straightened, if it was."""

    projection: Matrix
    part: float
    blocks: tuple[Blocks, Blocks, Blocks]
    bend: Floats | None = None

    @property
    def good(self) -> int:
        """Blocks that agree well, at all sizes: by this one placement is better than another."""
        return sum(blocks.good for blocks in self.blocks)


_NONE = (Blocks(0, 0, 0),) * 3


def agree(
    levels: Levels, projection: Matrix, frames: Frames, *, negative: bool, sure: bool = False, bend: bool = False
) -> Agreement:
    """How well the candidate agrees with the original that `frames` show, where the projection puts it.

    Most placements are wrong, and given up early. One that is `sure`, which many features support, is not, and it is also
    compared as it is: where nearly all is covered, what moves the blocks may lead astray. With `bend` it is also straightened.
    """
    moved = _moved(frames, levels, projection, negative, sure)
    ways = [
        compared(frames, levels, way, negative) for way in ([projection] if sure else []) + ([] if moved is None else [moved])
    ]
    if sure or moved is not None:
        close = frames[_CLOSE]
        nudged = slid(close, levels, projection, negative=negative)
        if nudged is not None:
            for reach in _NUDGES:
                nudged = close.moved(close.lay(levels, nudged, negative), nudged, reach)
            ways.append(compared(frames, levels, nudged, negative))
    if bend and all(blocks.share < _RIGID for way in ways for blocks in way.blocks[:2]):
        field = bent(frames, levels, projection, negative=negative)
        straight = compared(frames, levels, projection, negative, field)
        # What stands at different distances moves apart from another point of view too, but not all of it smoothly.
        ways += [straight] if straight.blocks[1].share >= _RIGID else []
    return max(ways, key=lambda way: way.good, default=Agreement(projection, 0, _NONE))


def _moved(frames: Frames, levels: Levels, projection: Matrix, negative: bool, sure: bool) -> Matrix | None:
    """The projection after all rounds; None where the first one shows that it is hopeless."""
    for longer, reach in _MOVES:
        frame = frames[longer]
        projection = frame.moved(frame.lay(levels, projection, negative), projection, reach)
        if longer == _MOVES[0][0] and not sure:
            blocks = frame.compare(frame.lay(levels, projection, negative))
            seen, least, share = _HOPELESS
            if blocks.textured >= seen and blocks.fair < max(least, share * blocks.textured):
                return None
    return projection


def single(agreement: Agreement, frames: Frames, levels: Levels, *, negative: bool) -> int:
    """How many of the blocks that agree well, at all sizes, look like no other place of the original."""
    return sum(
        frames[longer].single(frames[longer].lay(levels, agreement.projection, negative, agreement.bend))
        for longer in _sizes(agreement.part)
    )


def _sizes(part: float) -> tuple[int, ...]:
    return (_CLOSE if part < _PART else SIZES[0], *SIZES[1:])


def compared(frames: Frames, levels: Levels, projection: Matrix, negative: bool, bend: Floats | None = None) -> Agreement:
    """How well it agrees with this projection as it is."""
    part = float(frames[SIZES[-1]].lay(levels, projection, negative).mask.mean())
    detailed, coarse, coarsest = (
        frames[longer].compare(frames[longer].lay(levels, projection, negative, bend)) for longer in _sizes(part)
    )
    return Agreement(projection, part, (detailed, coarse, coarsest), bend)
