"""What decoding in the sandbox costs. Run by hand: python tests/benchmarks/decode.py"""

import resource
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from leakguard.imaging import madeup
from leakguard.imaging.decode import SHORTEST, open_picture
from leakguard.sandbox.pool import Sandbox
from leakguard.signals.fingerprint import fingerprint
from leakguard.signals.pdq import compute, distance


def timed(what: str, work: Callable[[], object], times: int = 7) -> None:
    work()
    took = []
    for _ in range(times):
        start = perf_counter()
        work()
        took.append(perf_counter() - start)
    print(f"{what:62} {1000 * median(took):8.1f} ms")


def start_cold() -> None:
    with Sandbox() as sandbox:
        sandbox.holds()


def main() -> None:
    timed("cold start of a worker", start_cold)
    with Sandbox(parsers={"count": "tests.sandbox.bad_parsers:count", "echo": "tests.sandbox.bad_parsers:echo"}) as sandbox:
        timed("nothing, there and back", lambda: sandbox.run("count", b""))
        timed("1 MP of RGB there", lambda: sandbox.run("count", bytes(3_000_000)))
        timed("1 MP of RGB back", lambda: sandbox.run("echo", bytes(3_000_000)))
        timed("12 MP of RGB back", lambda: sandbox.run("echo", bytes(36_000_000)))
    with Sandbox() as sandbox:
        for megapixels, size in ((1, (1152, 864)), (12, (4000, 3000))):
            rgb = madeup.scene(4, *size)
            files = {"JPEG": madeup.encode(rgb, "JPEG", quality=88), "PNG": madeup.encode(rgb, "PNG", compress_level=1)}
            for name, data in files.items():
                timed(f"{megapixels} MP {name}, full decode", lambda d=data: open_picture(sandbox, d), 3)
                timed(f"{megapixels} MP {name}, reduced", lambda d=data: open_picture(sandbox, d, at_least=SHORTEST))
                timed(
                    f"{megapixels} MP {name}, reduced and PDQ",
                    lambda d=data: compute(open_picture(sandbox, d, at_least=SHORTEST).rgb),
                )
                timed(
                    f"{megapixels} MP {name}, reduced and whole fingerprint",
                    lambda d=data: fingerprint(open_picture(sandbox, d, at_least=SHORTEST).rgb),
                )
            timed(f"{megapixels} MP, whole fingerprint of every pixel", lambda r=rgb: fingerprint(r), 2)
        moved = []
        for seed in range(12):
            rgb = madeup.scene(seed, 2400, 1800)
            data = madeup.encode(rgb, "JPEG", quality=85)
            quick = compute(open_picture(sandbox, data, at_least=SHORTEST).rgb).hashes[0]
            moved.append(distance(quick, compute(open_picture(sandbox, data).rgb).hashes[0]))
        print(f"PDQ moved by reduced decoding: {sorted(moved)} bits")
        large = madeup.encode(np.tile(madeup.scene(1, 1100, 1100), (7, 7, 1)), "JPEG", quality=85)
        timed("59 MP JPEG, full decode", lambda: open_picture(sandbox, large), 1)
    scale = 1024 if sys.platform == "linux" else 1024 * 1024
    print(f"peak memory of the workers: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / scale:.0f} MiB")
    print(f"peak memory of the parent:  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale:.0f} MiB")


if __name__ == "__main__":
    main()
