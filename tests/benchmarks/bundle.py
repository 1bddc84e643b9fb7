"""Seconds and memory of a bundle of 500 exhibits: written, locked each way, verified, opened in the viewer and the locked page.

    python -m tests.benchmarks.bundle [--exhibits 500]

Each step runs in a process of its own, so that its peak is its own. Of the browser, all processes are counted together.
"""

import argparse
import multiprocessing
import os
import resource
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

PASSWORD = "cabin lemon orbit velvet pencil moss"
TILE = 300_000


def build(exhibits: int):
    """A case of `exhibits` captures with a picture of 300 kB each, which does not pack."""
    from leakguard.model.evidence import Part
    from tests.exporting.builders import StoredCase

    stored = StoredCase()
    (capture,) = stored.contents.captures
    captures = []
    for number in range(1, exhibits + 1):
        data = os.urandom(TILE)
        id = f"tile-{number}"  # not one of the numbers that the case gives its own objects
        stored.objects[id] = data
        tile = Part("tile-001.bin", id, sha256(data).hexdigest(), TILE)
        captures.append(replace(capture, id=f"c-{number}", exhibit=number, parts=(*capture.parts, tile)))
    stored.contents = replace(stored.contents, captures=tuple(captures))
    return stored


def folder(out: Path, exhibits: int) -> None:
    from leakguard.exporting.bundle import Level

    stored = build(exhibits)
    _timed("written as a folder", lambda: stored.write(out / "b", Level.FULL))


def locked(out: Path, exhibits: int, way: str) -> None:
    from leakguard.errors import Refused
    from leakguard.exporting.encryption.lock import Lock, Method, encrypt
    from leakguard.exporting.encryption.zipped import zipped

    if way == "age":
        import pyrage

        identity = pyrage.x25519.Identity.generate()
        (out / "key").write_text(str(identity))
        lock = Lock.for_recipients([str(identity.to_public())])
    else:
        lock = Lock.with_password(Method(way), PASSWORD)
    files = [(path.relative_to(out / "b").as_posix(), path) for path in sorted((out / "b").rglob("*")) if path.is_file()]

    def write() -> None:
        with (out / way).open("xb") as file:
            encrypt(file, "files.zip", zipped((name, [path.read_bytes()]) for name, path in files), lock)

    try:
        _timed(f"locked as {way}", write)
    except Refused as reason:
        print(f"locked as {way}: {reason.message}")
        (out / way).unlink()


def verified(out: Path, exhibits: int, way: str) -> None:
    from leakguard.exporting.encryption.lock import Key
    from leakguard.services import verify

    key = Key(identity=(out / "key").read_bytes()) if way == "age" else None if way == "b" else Key(PASSWORD)
    _timed(f"verified: {'folder' if way == 'b' else way}", lambda: verify.bundle(out / way, None, key))


def viewed(out: Path, exhibits: int) -> None:
    from tests.support.chromium import chromium

    with chromium() as browser, _Peak() as peak:
        page = browser.new_page()
        started = time.perf_counter()
        page.goto((out / "b/data/viewer.html").as_uri())
        opened = time.perf_counter() - started
        page.set_input_files("#folder", out / "b", timeout=600_000)
        page.locator("#result strong").first.wait_for(timeout=600_000)
        print(f"viewer: opened {opened:.1f} s, folder checked after {time.perf_counter() - started:.1f} s, "
              f"{page.inner_text('#result').splitlines()[0]}")  # fmt: skip
    print(f"viewer: browser's peak {peak.bytes / 2**20:.0f} MiB")


def unlocked(out: Path, exhibits: int) -> None:
    from tests.support.chromium import chromium

    shutil.copy(out / "page", out / "page.html")
    with chromium() as browser, _Peak() as peak:
        page = browser.new_page()
        started = time.perf_counter()
        page.goto((out / "page.html").as_uri(), timeout=600_000)
        opened = time.perf_counter() - started
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("link").wait_for(timeout=600_000)
        print(f"locked page of {(out / 'page').stat().st_size / 2**20:.0f} MiB: opened {opened:.1f} s, "
              f"unlocked after {time.perf_counter() - started:.1f} s")  # fmt: skip
    print(f"locked page: browser's peak {peak.bytes / 2**20:.0f} MiB")


class _Peak:
    """The most memory (Pss) that this process's children held at once, looked at five times a second. Linux only."""

    bytes = 0

    def __enter__(self) -> "_Peak":
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.2):
            self.bytes = max(self.bytes, sum(_pss(id) for id in _below(os.getpid())))


def _below(id: int) -> list[int]:
    try:
        children = [int(each) for task in Path(f"/proc/{id}/task").iterdir() for each in (task / "children").read_text().split()]
    except OSError:
        return []
    return [below for child in children for below in (child, *_below(child))]


def _pss(id: int) -> int:
    try:
        lines = Path(f"/proc/{id}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _timed(what: str, act: Callable[[], object]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, used = time.perf_counter(), time.process_time()
    act()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{what}: {time.perf_counter() - started:.1f} s ({time.process_time() - used:.1f} s of processor time), "
          f"peak {peak / 1024:.0f} MiB, {(peak - before) / 1024:.0f} MiB more than before")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--exhibits", type=int, default=500)
    exhibits = parser.parse_args().exhibits
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        steps: list[tuple[Callable[..., None], tuple[str, ...]]] = [(folder, ())]
        steps += [(locked, (way,)) for way in ("age", "page", "zip")]
        steps += [(verified, (way,)) for way in ("b", "age", "page", "zip")]
        steps += [(viewed, ()), (unlocked, ())]
        for step, more in steps:
            if (step is unlocked or (step is verified and more == ("page",))) and not (out / "page").exists():
                continue  # too large to be one page, as was said
            process = multiprocessing.get_context("spawn").Process(target=step, args=(out, exhibits, *more))
            process.start()
            process.join()


if __name__ == "__main__":
    main()
