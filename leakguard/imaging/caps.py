"""How large a picture may be. The worker refuses from the header, the parent checks again what came back."""

MAX_FRAME_PIXELS = 60_000_000
"""Pixels of one picture or frame. Phone cameras give 12 to 50 megapixels.

Decoded, 60 take 240 MB, and most formats fit twice into the worker's memory; WebP keeps more copies and gets to about 36.
"""

MAX_TOTAL_PIXELS = 100_000_000
"""Pixels of all frames handed back for one animated picture."""


def too_large(width: int, height: int, frames: int = 1) -> str:
    """The sentence for a picture beyond the caps."""
    if frames > 1:
        return f"Its {frames} frames of {width} x {height} pixels are more than can be read safely."
    return f"It claims {width} x {height} pixels, more than can be read safely."
