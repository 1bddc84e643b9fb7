"""Names and words that run from right to left, kept from moving what stands around them.

Foreign text reaches a letter without any control character (`clean`). Where it holds right-to-left letters, the letter puts it
between FSI and PDI (UAX #9, 2.4.2), so that its digits and brackets stay with it, and the sentence around it keeps its order.
"""

import re
import unicodedata
from collections.abc import Iterator

FSI, PDI = "\u2068", "\u2069"
_CONTROLS = re.compile(f"([{FSI}{PDI}])")
_RIGHT_TO_LEFT = ("R", "AL", "AN")


def isolate(text: str) -> str:
    """`text` between isolates if any of it runs from right to left; unchanged otherwise."""
    return f"{FSI}{text}{PDI}" if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text) else text


def bare(text: str) -> str:
    """`text` without isolates, for a field of a form."""
    return text.replace(FSI, "").replace(PDI, "")


def stretches(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a line in order, and whether each is isolated; either control may be missing where the line was wrapped."""
    parts = _CONTROLS.split(text)
    isolated = next((part == PDI for part in parts if part in (FSI, PDI)), False)
    for part in parts:
        if part in (FSI, PDI):
            isolated = part == FSI
        elif part:
            yield part, isolated
