"""Single changed bytes, the same in every run."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def flips(folder: Path, count: int, seed: int = 1) -> Iterator[tuple[Path, int, int]]:
    """File, place and the bits to turn: one in each file first, then drawn evenly over all bytes."""
    draw = random.Random(seed)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    sizes = [path.stat().st_size for path in files]
    each = [*files, *draw.choices(files, sizes, k=max(0, count - len(files)))]
    for path in each:
        yield path, draw.randrange(path.stat().st_size), 1 << draw.randrange(8)


@contextmanager
def changed(path: Path, place: int, bits: int) -> Iterator[None]:
    """The file with one byte changed, and as it was again."""
    whole = path.read_bytes()
    path.write_bytes(whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :])
    try:
        yield
    finally:
        path.write_bytes(whole)
