"""Starting what runs in a process of its own, and killing it.

Where the system can fork, the process is forked from one that has imported everything already: a new interpreter takes longer to
start than most of what these processes do.
"""

import multiprocessing
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.vault import worker

_FORKS = "forkserver" in multiprocessing.get_all_start_methods()
_CONTEXT = multiprocessing.get_context("forkserver" if _FORKS else "spawn")
if _FORKS:
    _CONTEXT.set_forkserver_preload(["tests.vault.worker", "tests.services.acts"])


class Apart:
    """One call of `function` with a way to tell words and with `arguments`; killed at the latest when the block is left."""

    def __init__(self, function: Callable[..., None], *arguments: Any) -> None:
        self._told: list[list[str]] = []
        self._why = "it told nothing more"
        self._words, there = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=_begin, args=(there, function, arguments))
        self._process.start()
        there.close()

    def wait_for(self, times: int) -> None:
        """Until it has told so many times."""
        while len(self._told) < times:
            if not self._hears():
                raise AssertionError(f"the process ended early: {self._why}")

    def kill(self, *, after: float = 0.0) -> list[list[str]]:
        """SIGKILL it `after` seconds from now; returns all that it told."""
        time.sleep(after)
        self._process.kill()
        return self._rest()

    def finish(self) -> list[list[str]]:
        """Wait for its end, which must be a good one; returns what it told."""
        told = self._rest()
        if self._process.exitcode != 0:
            raise AssertionError(f"the process failed: {self._why}")
        return told

    def died(self) -> bool:
        """Wait for its end; True when `worker.die_at` ended it."""
        self._rest()
        if self._process.exitcode not in (0, 9):
            raise AssertionError(f"the process failed: {self._why}")
        return self._process.exitcode == 9

    def _rest(self) -> list[list[str]]:
        while self._hears():
            pass
        self._process.join()
        return self._told

    def _hears(self) -> bool:
        """Whether it told something more; False once it has ended."""
        try:
            words = self._words.recv()
        except EOFError:
            return False
        if isinstance(words, str):
            self._why = words
        else:
            self._told.append(list(words))
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._words.close()


def _begin(there: Connection, function: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    try:
        function(lambda *words: there.send(words), *arguments)
    except BaseException:
        there.send(traceback.format_exc())
        raise


class Worker(Apart):
    """One act of tests/vault/worker.py."""

    def __init__(self, act: str, folder: Path, secret: str, *, rounds: int = 1_000_000, die_at: int | None = None) -> None:
        super().__init__(worker.run, act, folder, secret, rounds, die_at)
