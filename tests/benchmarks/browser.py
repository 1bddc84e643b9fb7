"""Recording a page in a browser: python -m tests.benchmarks.browser [--pictures 100] [--height 60000]. Linux only: reads /proc.

Prints, for a small page and for a large one, seconds and the most memory that leakguard with its sandboxes, the driver and the
browser had, each as the sum of its processes' proportional set sizes five times a second; asserts nothing.
"""

import argparse
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from leakguard.browser import installed
from leakguard.imaging import edits, madeup
from leakguard.model.case import Adults, Declaration, Role
from leakguard.net.settings import Settings
from leakguard.services import case, enrol
from leakguard.services.case import Answers
from leakguard.services.check import check
from leakguard.services.page import Keeping
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault
from tests.browser.site import html, jpeg, stranger
from tests.support.servers import LOOPBACK, Page, WebSite

OWN = "leakguard"


def site(pictures: int, height: int) -> dict[str, Page]:
    """`/small` shows the copy and two strangers; `/large` the copy and `pictures` strangers, all of them different, over `height`
    CSS pixels."""
    own = madeup.scene(0, 1200, 900)
    shown = "".join(
        f"<div style='height:{height // pictures}px'>entry {number} <img src=/s{number}.jpg height=240></div>"
        for number in range(pictures)
    )
    return {
        "/copy.jpg": jpeg(madeup.encode(edits.resize(own, 0.7), quality=70)),
        **{f"/s{number}.jpg": jpeg(stranger(number)) for number in range(max(pictures, 2))},
        "/small": html("<p>Look at this.</p><img src=/copy.jpg><img src=/s0.jpg><img src=/s1.jpg>"),
        "/large": html(f"<p>Look at this.</p><img src=/copy.jpg>{shown}"),
    }


class Memory:
    """Watches this process and all below it. `peaks` are bytes by kind of program."""

    def __init__(self) -> None:
        self.peaks: dict[str, int] = defaultdict(int)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.2):
            now: dict[str, int] = defaultdict(int)
            for kind, size in _family():
                now[kind] += size
            for kind, size in now.items():
                self.peaks[kind] = max(self.peaks[kind], size)


def _family() -> Iterator[tuple[str, int]]:
    waiting = [Path("/proc/self").resolve()]
    while waiting:
        process = waiting.pop()
        try:
            name = (process / "comm").read_text().strip()
            size = next(
                int(line.split()[1]) for line in (process / "smaps_rollup").read_text().splitlines() if line[:4] == "Pss:"
            )
            children = [child for thread in (process / "task").iterdir() for child in (thread / "children").read_text().split()]
        except (OSError, StopIteration):
            continue  # it ended meanwhile
        waiting += [Path("/proc") / child for child in children]
        yield ("browser" if "chrom" in name else "driver" if name.startswith(("node", "MainThread")) else OWN), size * 1024


@contextmanager
def opened(tools: Tools, folder: Path) -> Iterator[Vault]:
    """A case with the one original."""
    file = folder / "own.jpg"
    file.write_bytes(madeup.encode(madeup.scene(0, 1200, 900), quality=92))
    answers = Answers(Role.SELF, Adults.YES, Declaration.OWN, "US", "en")
    vault, _ = case.create(folder / "case", "six plain words", answers, tools)
    with vault:
        list(enrol.add(vault, [str(file)], enrol.Description(), tools))
        yield vault


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--height", type=int, default=60_000)
    given = parser.parse_args()
    browser = installed.find({})
    if browser is None:
        raise SystemExit("no browser is installed")
    network = Settings(allow=LOOPBACK, delay=0.0)
    tools = Tools(now=lambda: datetime.now(UTC), network=network, workers=2, browser=browser, browser_sandbox=False)
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(tools, Path(folder)) as vault,
        WebSite(site(given.pictures, given.height)) as server,
    ):
        for name in ("small", "large"):
            start, used = time.perf_counter(), time.process_time()
            with Memory() as memory:
                (made,) = check(vault, [f"{server.url}/{name}"], tools, Keeping(only_browser=True)).captures
            seconds, processor = time.perf_counter() - start, time.process_time() - used
            peaks = ", ".join(f"{kind} {size >> 20} MiB" for kind, size in sorted(memory.peaks.items()))
            size = sum(part.size for part in made.parts) >> 10
            tiles = sum(part.name.startswith("tile-") for part in made.parts)
            print(
                f"{name}: {seconds:.1f} s ({processor:.1f} s of leakguard's own processor time), most memory: {peaks}; "
                f"{tiles} tiles, {size} KiB kept, {made.withheld} withheld, {len(made.findings)} found",
                flush=True,
            )


if __name__ == "__main__":
    main()
