"""Starting the worker, and killing it."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

_ROOT = Path(__file__).parents[2]


class Worker:
    """One run of tests/vault/worker.py; killed at the latest when the block is left."""

    def __init__(self, act: str, folder: Path, secret: str, *, rounds: int = 1_000_000, die_at: int | None = None) -> None:
        change = "" if die_at is None else str(die_at)
        command = [sys.executable, "-m", "tests.vault.worker", act, str(folder), secret, str(rounds), change]
        self._told: list[list[str]] = []
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in __exit__
        self._process = subprocess.Popen(
            command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=self._errors, text=True, encoding="utf-8"
        )

    def wait_for(self, lines: int) -> None:
        """Until it has told so many lines."""
        while len(self._told) < lines:
            line = self._process.stdout.readline()
            if not line:
                raise AssertionError(f"the worker ended early: {self._why()}")
            self._told.append(line.split())

    def kill(self, *, after: float = 0.0) -> list[list[str]]:
        """SIGKILL it `after` seconds from now; returns every whole line that it told."""
        time.sleep(after)
        self._process.kill()
        return self._rest()

    def finish(self) -> list[list[str]]:
        """Wait for its end, which must be a good one; returns the lines."""
        told = self._rest()
        if self._process.returncode != 0:
            raise AssertionError(f"the worker failed: {self._why()}")
        return told

    def died(self) -> bool:
        """Wait for its end; True when `die_at` ended it."""
        self._rest()
        if self._process.returncode not in (0, 9):
            raise AssertionError(f"the worker failed: {self._why()}")
        return self._process.returncode == 9

    def _rest(self) -> list[list[str]]:
        lines = self._process.stdout.read().splitlines(keepends=True)
        self._process.wait()
        self._told += [line.split() for line in lines if line.endswith("\n")]
        return self._told

    def _why(self) -> str:
        self._errors.seek(0)
        return self._errors.read()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        self._errors.close()
