"""Made-up pictures as files: what a person has, and what was found."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from leakguard.imaging import edits, madeup

_SIZE = (512, 384)


@dataclass(frozen=True)
class Pictures:
    """`originals` holds three; `downloads` the first again, the second mirrored, others, and a copy of the third in a zip."""

    originals: Path
    downloads: Path
    album: Path
    copy: bytes
    stranger: bytes


def nobody(seed: int, width: int = 160, height: int = 120) -> madeup.Rgb:
    """A picture of nobody in a case: one colour that turns into another. Small, it is compared in a twentieth of the time that a
    scene takes, and in a third of that of a large one.

    That a picture full of things is told from the originals too is what the tests of the matcher are for.
    """
    spots = np.random.default_rng(seed).integers(0, 256, (1, 2, 3), np.uint8)
    return np.asarray(Image.fromarray(spots).resize((width, height), Image.Resampling.BICUBIC))


def make(folder: Path) -> Pictures:
    """Draw and write them all."""
    own = [madeup.scene(seed, *_SIZE) for seed in range(3)]
    made = Pictures(
        originals=folder / "originals",
        downloads=folder / "downloads",
        album=folder / "downloads" / "album.zip",
        copy=madeup.encode(edits.resize(own[0], 0.7), quality=70),
        stranger=madeup.encode(nobody(0), quality=80),
    )
    made.originals.mkdir()
    made.downloads.mkdir()
    for number, rgb in enumerate(own):
        (made.originals / f"beach-{number}.jpg").write_bytes(madeup.encode(rgb, quality=92))
    (made.downloads / "same.jpg").write_bytes((made.originals / "beach-0.jpg").read_bytes())
    (made.downloads / "mirrored.jpg").write_bytes(madeup.encode(edits.mirror(own[1]), quality=70))
    (made.downloads / "somebody.jpg").write_bytes(madeup.encode(nobody(1), quality=80))
    (made.downloads / "readme.txt").write_text("Not a picture.\n", "utf-8")
    with zipfile.ZipFile(made.album, "w") as album:
        album.writestr("a/1.jpg", madeup.encode(edits.recompress(own[2], 40)))
        album.writestr("a/2.jpg", madeup.encode(nobody(2)))
    return made
