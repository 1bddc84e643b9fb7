"""One plain sentence or two on what was found, with what was measured."""

from leakguard.matching.borders import Border
from leakguard.matching.evidence import Evidence
from leakguard.matching.frames import Blocks, Mode
from leakguard.matching.thresholds import APART


def altered(evidence: Evidence) -> str:
    """Of firm evidence."""
    blocks = _telling(evidence)
    return f"{_share(evidence)} is in it{_how(evidence)}: {_places(blocks)} look the same.{_features(evidence)}"


def weak(evidence: Evidence) -> str:
    blocks = _telling(evidence)
    return f"Only {_places(blocks)} look as in the original{_how(evidence)}: too few to be sure. A person has to look."


def same_scene(evidence: Evidence) -> str:
    """Of features that agree where pixels do not, or of pixels that agree although the camera stood elsewhere."""
    if evidence.apart > APART.value:
        seen = f"{_places(_telling(evidence))} look the same, but some of it has moved against the rest"
    elif Border.GOES_ON in evidence.borders:
        seen = f"{_places(_telling(evidence))} look the same, but the scene goes on where the original ends"
    elif evidence.borders:
        seen = f"{_places(_telling(evidence))} look the same, but what is between them differs"
    else:
        seen = f"{evidence.inliers} details lie as in the original, but what is between them differs"
    return f"{seen}: it looks like another photograph of the same place. A person has to look."


def alike_only(distance: int) -> str:
    """Of a whole picture that is near by PDQ, whose pixels do not agree."""
    return (
        f"As a whole it differs from the original in {distance} of 256 bits only, but its details do not lie where the "
        "original's do: it looks like another photograph of the same place. A person has to look."
    )


def nothing(distance: int | None) -> str:
    """Of a candidate in which no original was found."""
    near = f" As a whole, the nearest original differs in {distance} of 256 bits." if distance is not None else ""
    return f"No part of an original was found in it.{near}"


def _telling(evidence: Evidence) -> Blocks:
    """Of the three sizes the one at which the largest share agrees; one with few blocks tells little."""
    return max(evidence.agreement.blocks, key=lambda blocks: blocks.good / (blocks.textured + 20))


def _places(blocks: Blocks) -> str:
    return f"{blocks.good} of {blocks.textured} places that can be compared"


def _share(evidence: Evidence) -> str:
    part = round(100 * evidence.agreement.part)
    return "All of the original" if part >= 98 else f"About {max(1, part)} % of the original"


def _how(evidence: Evidence) -> str:
    ways = ["mirrored"] if evidence.guise.mirrored else []
    ways += ["as a negative"] if evidence.guise.negative else []
    ways += ["as a drawing of its outlines"] if evidence.mode is Mode.DRAWING else []
    return f", {' and '.join(ways)}" if ways else ""


def _features(evidence: Evidence) -> str:
    return f" {evidence.inliers} details lie as in the original." if evidence.inliers else ""
