"""Milliseconds against 1, 100 and 1000 originals, bytes kept of each, and memory."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median, quantiles

from leakguard.imaging import madeup
from leakguard.sandbox.pool import Sandbox
from tests.benchmarks.matching import photographs
from tests.benchmarks.matching.adapter import Enrolled, Looker, first_pass, to_pdq
from tests.benchmarks.matching.attacks import ATTACKS, encoded
from tests.benchmarks.matching.scene import resized, whole


@dataclass(frozen=True)
class Spread:
    """Of milliseconds."""

    median: float
    p95: float

    @staticmethod
    def of(values: Sequence[float]) -> "Spread":
        return Spread(median(values), quantiles(values, n=20)[-1] if len(values) > 1 else values[0])


@dataclass(frozen=True)
class Speed:
    """What looking at a candidate takes against so many originals, copies and strangers apart."""

    originals: int
    shows: str
    decode: Spread
    signals: Spread
    comparing: Spread
    total: Spread


@dataclass(frozen=True)
class Costs:
    speeds: tuple[Speed, ...]
    first_pass: dict[int, Spread]
    """Of other people's photographs, by the number of originals."""
    to_pdq_12_megapixels: dict[float, Spread]
    """By the file's size in megabytes: most of it is reading codes, of which a larger file has more."""
    bytes_per_original: float
    largest_original: int
    resident_mib: float | None
    originals: int
    peak_mib: float | None


def measure(sandbox: Sandbox, enrolled: Sequence[Enrolled], sizes: Sequence[int], times: int) -> Costs:
    """`times` copies and `times` strangers, against the first of the originals in each number of `sizes`."""
    others = [madeup.scene(3_000_000 + seed, 800, 600) for seed in range(6)]
    copied = [attack for attack in ATTACKS if attack.name in ("phone", "crop_40", "half", "mirror_crop_half", "meme")]
    own = madeup.scene(0, 1024, 768)
    copies = [attack.file(attack.on(own, turn, others)) for turn in range(times) for attack in [copied[turn % len(copied)]]]
    strangers = [encoded(madeup.scene(4_000_000 + turn, 1024, 768)) for turn in range(times)]
    photographed = [encoded(rgb) for rgb in photographs.others(generated=0)]
    first = [each for each in enrolled if each.original.id == "generated 0"]
    rest = [each for each in enrolled if each.original.id != "generated 0"]
    speeds, before = [], _resident()
    for size in sizes:
        looker = Looker(sandbox, [*first, *rest][:size])
        looker.look(strangers[0])
        speeds += [_speed(looker, shows, files) for shows, files in (("a copy", copies), ("a stranger", strangers))]
    after = _resident()
    pixels = resized(whole(madeup.scene(5_000_000, 2000, 1500)), 4000, 3000).rgb
    large = [madeup.encode(pixels, quality=quality) for quality in (50, 75, 88, 95)]
    to_pdq(sandbox, large[0])
    sizes_kept = [each.stored for each in enrolled]
    return Costs(
        tuple(speeds),
        {size: Spread.of(first_pass(sandbox, [*first, *rest][:size], photographed)) for size in sizes},
        {round(len(data) / 1e6, 2): Spread.of([to_pdq(sandbox, data) for _ in range(8)]) for data in large},
        mean(sizes_kept),
        max(sizes_kept),
        after - before if after and before else None,
        max(sizes),
        peak_mib(),
    )


def peak_mib() -> float | None:
    """The greatest resident size of this process so far; None where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _resident() -> float | None:
    status = Path("/proc/self/statm")
    return int(status.read_text("ascii").split()[1]) * 4096 / 2**20 if status.exists() else None


def _speed(looker: Looker, shows: str, files: Sequence[bytes]) -> Speed:
    looks = [looker.look(data) for data in files]
    spreads = (Spread.of([getattr(look, part) for look in looks]) for part in ("decode", "signals", "comparing", "total"))
    return Speed(looker.count, shows, *spreads)
