"""The matcher in as many processes as there are cores: of the threads of one, Python lets a single one compute at a time."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import count
from threading import Lock
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from leakguard.errors import MissingPart, Unreadable
from leakguard.matching import served
from leakguard.matching.matcher import Matcher
from leakguard.model.media import Fingerprint, Match, Original
from leakguard.sandbox.limits import MIB, Limits
from leakguard.sandbox.process import Process

ALONE = 16
"""Candidates that are compared before a process is started: it takes a second of a core to start, as long as some of these."""

_MOST = 1024 * MIB
_BASE, _EACH = 150 * MIB, MIB // 2
"""Bytes that all processes together may take, and what one takes by itself and for each original (measured: 130 MiB, 0.3)."""

_LIMITS = Limits(memory=8192 * MIB, cpu_seconds=30 * 24 * 3600, blob_bytes=2048 * MIB)
_KNOWING, _MATCHING = 120.0, 600.0
"""Seconds for taking in a thousand originals, and for the longest picture that is read, on a busy computer."""


class Matchers:
    """Compares candidates for several threads at once; use it as a context manager. It gives the same answers as `own`."""

    def __init__(self, originals: Sequence[Original], sketches: Mapping[str, bytes], workers: int) -> None:
        self.own = Matcher(originals, lambda original: sketches.get(original.id))
        self._known = tuple(originals), dict(sketches)
        affordable = _MOST // (_BASE + _EACH * len(originals))
        self.most = max(0, min(workers, affordable) - 1)
        """Processes beside this one."""
        # Taking from a list or a counter, and adding to it, are one step to all threads.
        self._to_start = list(range(self.most))
        self._compared = count(1)
        self._idle: list[Process] = []
        self._processes: list[Process] = []
        self._own_is_free = Lock()

    @property
    def processes(self) -> tuple[Process, ...]:
        """Those that were started."""
        return tuple(self._processes)

    def match(self, candidate: Fingerprint, rgb: NDArray[np.uint8], width: int, height: int) -> Match:
        """`Matcher.match`, here where nothing else is compared, otherwise in whichever process is free."""
        many = next(self._compared) > ALONE
        if not self._own_is_free.acquire(blocking=False):
            process = self._process() if many else None
            if process is not None:
                with suppress(Unreadable):  # it has died, for want of memory perhaps: what it was asked is answered below
                    options = served.asked(candidate, rgb, width, height)
                    found = served.said(_ask(process, "match", options, rgb.tobytes(), _MATCHING))
                    self._idle.append(process)
                    return found
            return self.own.match(candidate, rgb, width, height)
        try:
            return self.own.match(candidate, rgb, width, height)
        finally:
            self._own_is_free.release()

    def _process(self) -> Process | None:
        """One that nobody uses, or a new one; None where no more can be had."""
        with suppress(IndexError):
            return self._idle.pop()
        try:
            self._to_start.pop()
            process = Process(served.PARSERS, _LIMITS)
            self._processes.append(process)
            _ask(process, "know", {}, served.known(*self._known), _KNOWING)
        except (IndexError, MissingPart, Unreadable):
            return None
        return process

    def close(self) -> None:
        """Ends the processes."""
        for process in self._processes:
            process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _ask(process: Process, parser: str, options: dict[str, Any], data: bytes, timeout: float) -> dict[str, Any]:
    header, _ = process.ask({"parser": parser, "options": options}, data, timeout)
    return dict(header["meta"])
