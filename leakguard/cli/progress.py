"""Progress on stderr: a bar on a terminal, otherwise a plain line now and then."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from leakguard.cli.terminal import Terminal

Report = Callable[[str, int, int | None], None]
_SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def progress(terminal: Terminal) -> Iterator[Report]:
    """Yield `report(what, done, total)`; `total` None where the end is not known."""
    if terminal.quiet or terminal.json:
        yield lambda what, done, total: None
    elif sys.stderr.isatty() and not terminal.plain:
        with _bar() as report:
            yield report
    else:
        yield _lines(terminal)


@contextmanager
def _bar() -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from leakguard.text.clean import clean

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)
        yield lambda what, done, total: bars.update(task, description=clean(what)[:40], completed=done, total=total)


def _lines(terminal: Terminal) -> Report:
    last = time.monotonic()

    def report(what: str, done: int, total: int | None) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            terminal.note(f"{what}: {done} of {total}" if total else f"{what}: {done}")

    return report
