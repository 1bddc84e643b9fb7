"""One worker process as the parent sees it: started, listened to under a deadline, killed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from leakguard.errors import MissingPart, Unreadable
from leakguard.sandbox import frames
from leakguard.sandbox.limits import MIB, Limits
from leakguard.sandbox.watchdog import Watchdog

STARTING = 60.0
"""Seconds a worker may take to start: a cold disk and a virus scanner make the first start slow."""

_ROOT = Path(__file__).resolve().parents[2]
_CRASHED = "It made its reader crash, so nothing of it was used."
_NONSENSE = "Its reader answered with something that cannot be true, so nothing of it was used."
_LONGEST_REASON = 500

Frame = tuple[dict[str, Any], tuple[bytes, ...]]


class Crashed(Unreadable):
    """The worker died, answered nonsense or ran out of memory: over this item, or from what an earlier one had left behind."""


class Process:
    """A started worker. After any exception it is dead; `close` is safe at every moment."""

    def __init__(
        self,
        parsers: Mapping[str, str],
        limits: Limits,
        *,
        file: BinaryIO | None = None,
        **settings: Any,
    ) -> None:
        """With `file`, that file is the worker's stdin. Raises MissingPart when no worker can be started on this computer."""
        self.limits = limits
        argument = json.dumps({"parsers": dict(parsers), "limits": asdict(limits), **settings})
        # -E: no PYTHON… variable of the person's reaches it. Its folder is where this very package was found.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-E", "-m", "leakguard.sandbox.worker", argument],
            stdin=subprocess.PIPE if file is None else file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=_environment(),
            pipesize=MIB,
            # Ctrl-C at the terminal is for the parent to handle.
            start_new_session=sys.platform != "win32",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._watchdog = Watchdog(self._process.kill)
        try:
            hello, _ = self.receive(STARTING)
            self.held = frozenset(str(name) for name in hello.get("held", ()))
            self.missing = {str(name): str(why) for name, why in hello.get("missing", {}).items()}
        except Unreadable as error:
            raise MissingPart("The protected reader for pictures and pages does not start.", "See: leakguard doctor") from error

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, header: dict[str, Any], data: bytes, timeout: float) -> Frame:
        """Sends one request and waits for its answer. Raises Unreadable."""
        requests = self._process.stdin
        with self._deadline(timeout):
            if requests is not None:
                frames.write(requests, header, [data])
            return self._read()

    def receive(self, timeout: float) -> Frame:
        """Waits for the next frame, at most `timeout` seconds. Raises Unreadable."""
        with self._deadline(timeout):
            return self._read()

    def _read(self) -> Frame:
        answers = self._process.stdout
        if answers is None:
            raise frames.BrokenFrame("no pipe")
        frame = frames.read(answers, header_limit=self.limits.header_bytes, blob_limit=self.limits.blob_bytes)
        header = frame[0]
        if "unreadable" in header:
            reason, hint = (str(header.get(key, ""))[:_LONGEST_REASON] for key in ("unreadable", "hint"))
            if not header.get("last"):
                raise Unreadable(reason, hint)
            self.close()
            raise Crashed(reason, hint)
        return frame

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        try:
            with self._watchdog.guard(seconds):
                yield
        except Unreadable:
            raise
        except (frames.BrokenFrame, OSError) as error:
            crashed = self._ended()
            self.close()
            if self._watchdog.struck:
                raise Unreadable(f"Reading it took longer than {seconds:g} seconds, so it was stopped.") from error
            raise Crashed(_CRASHED if crashed else _NONSENSE) from error
        except BaseException:
            # Half an answer may be in the pipe.
            self.close()
            raise
        finally:
            if self._watchdog.struck:
                self.close()

    def _ended(self) -> bool:
        """Whether the worker has died by itself; one that closed its pipe gets a moment to finish dying."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0.2)
        return not self.alive

    def close(self) -> None:
        """Kills the worker and lets go of its pipes."""
        self._watchdog.close()
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()


def _environment() -> dict[str, str]:
    environment = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    if sys.platform == "win32":
        # Windows itself needs it: without, a process cannot load the system's libraries.
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    return environment
