"""All signals of one picture."""

import hashlib

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from leakguard.model.media import Fingerprint
from leakguard.signals import pdq


def fingerprint(rgb: NDArray[np.uint8], *, candidate: bool = False) -> Fingerprint:
    """Signals of an upright RGB array (H, W, 3), from every pixel of it.

    An original's must come from the full decode: other systems compare these bits. A `candidate` needs no turned versions.
    """
    pixels = np.ascontiguousarray(rgb, np.uint8)
    hashes = pdq.quick(pixels) if candidate else pdq.compute(pixels)
    return Fingerprint(
        pdq=hashes.hashes,
        pdq_quality=hashes.quality,
        phash=str(imagehash.phash(Image.fromarray(pixels))),
        pixels_sha256=pixels_sha256(pixels),
    )


def pixels_sha256(rgb: NDArray[np.uint8]) -> str:
    """Digest of `WIDTHxHEIGHT`, a line feed, and the RGB bytes row by row: equal for the same pixels in any lossless file."""
    height, width = rgb.shape[:2]
    digest = hashlib.sha256(f"{width}x{height}\n".encode())
    digest.update(np.ascontiguousarray(rgb, np.uint8).data)
    return digest.hexdigest()
