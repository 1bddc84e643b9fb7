"""A person at a terminal of 80 columns, played through a real pseudo-terminal. Not on Windows."""

import contextlib
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from fcntl import ioctl
from pathlib import Path
from types import TracebackType
from typing import Self

_PATIENCE = 60.0
_OWN_TERMINAL = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""/dev/tty leads to the terminal only in a process that leads a session and has taken it. Tests that run in the background of a
script ignore Ctrl-C, and so would all that they start; what a person starts at a prompt does not."""


class Person:
    """Starts `command` on a terminal of its own. With `streams`, stdout and stderr go to files there and not to the screen.

    with Person(command, environment, cwd) as person:
        person.waits_for("Passphrase")
        person.types("correct horse")
        code = person.leaves()
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path, *, streams: bool = False) -> None:
        self._command = command
        self._environment = {"TERM": "xterm", **environment}
        self._folder = folder
        self._streams = streams
        self._seen = ""
        self.screen = ""
        """Everything that the screen has shown, escape sequences included."""

    def __enter__(self) -> Self:
        self._terminal, other = pty.openpty()
        ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        with contextlib.ExitStack() as stack:
            out = stack.enter_context((self._folder / "stdout").open("wb")) if self._streams else other
            err = stack.enter_context((self._folder / "stderr").open("wb")) if self._streams else other
            self._process = subprocess.Popen(
                [sys.executable, "-S", "-c", _OWN_TERMINAL, *self._command],
                stdin=other,
                stdout=out,
                stderr=err,
                env=self._environment,
                cwd=self._folder,
                start_new_session=True,
            )
        os.close(other)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)

    def waits_for(self, words: str) -> None:
        """Read until the screen shows `words`, in what came since the last time."""
        end = time.monotonic() + _PATIENCE
        while words not in self._seen:
            if time.monotonic() > end or not self._read(0.2):
                raise AssertionError(f"The screen never showed {words!r}. It showed:\n{self.screen}")
        self._seen = self._seen.partition(words)[2]

    def types(self, line: str) -> None:
        os.write(self._terminal, f"{line}\n".encode())

    def presses(self, key: str) -> None:
        """One key alone, such as Ctrl-C, as nobody presses Enter after it."""
        os.write(self._terminal, key.encode())

    def leaves(self) -> int:
        """Wait for the end of the program, and return its exit code."""
        end = time.monotonic() + _PATIENCE
        while self._read(0.2) and time.monotonic() < end:
            pass
        return self._process.wait(_PATIENCE)

    def _read(self, patience: float) -> bool:
        """Take what the screen shows now; False once the program has gone and there is no more."""
        if not select.select([self._terminal], [], [], patience)[0]:
            return self._process.poll() is None
        try:
            data = os.read(self._terminal, 65536)
        except OSError:
            return False
        self.screen += data.decode("utf-8", "replace")
        self._seen += data.decode("utf-8", "replace")
        return bool(data)
