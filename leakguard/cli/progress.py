"""Progress on stderr: a bar on a terminal, otherwise a plain line now and then."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from leakguard.cli.estimate import Estimate, Now
from leakguard.cli.terminal import Terminal

if TYPE_CHECKING:
    from rich.progress import Progress

Report = Callable[[str, int, int | None], None]
_SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def progress(terminal: Terminal, now: Now) -> Iterator[Report]:
    """Yield `report(what, done, total)`; `total` None where the end is not known. Where it is, the time that is left is told."""
    estimate = Estimate(now)
    if terminal.quiet or terminal.json:
        yield lambda what, done, total: None
    elif sys.stderr.isatty() and not terminal.plain:
        bar = _Bar(estimate)
        terminal.hide_progress = bar.hide
        try:
            yield bar.report
        finally:
            bar.hide()
    else:
        yield _lines(terminal, estimate)


class _Bar:
    """There from the first report on; whatever is said or asked hides it, and the next report brings it back."""

    def __init__(self, estimate: Estimate) -> None:
        self._estimate = estimate
        self._shown: Progress | None = None

    def report(self, what: str, done: int, total: int | None) -> None:
        if self._shown is None:
            self._shown = _start()
        words = _words(what, done, total, self._estimate.left(what, done, total))
        self._shown.update(self._shown.task_ids[0], description=words, completed=done, total=total)

    def hide(self) -> None:
        if self._shown is not None:
            self._shown.stop()
            self._shown = None


def _start() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (BarColumn(bar_width=20), TextColumn("{task.description}", markup=False))
    shown = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False)
    shown.add_task("", total=None)
    shown.start()
    return shown


def _lines(terminal: Terminal, estimate: Estimate) -> Report:
    last = time.monotonic()

    def report(what: str, done: int, total: int | None) -> None:
        nonlocal last
        left = estimate.left(what, done, total)
        if time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            terminal.note(_words(what, done, total, left))

    return report


def _words(what: str, done: int, total: int | None, left: str) -> str:
    from leakguard.text.clean import clean

    told = f"{what}: {done} of {total}" if total else f"{what}: {done}"
    return clean(f"{told}, {left}" if left else told, limit=55)
