"""Kills what takes too long, with one thread for any number of waits: a timer for each would cost more than most frames."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Watchdog:
    """Calls `strike` once, when a guarded block takes longer than it may. Blocks follow one another; they do not nest."""

    def __init__(self, strike: Callable[[], None]) -> None:
        self._strike = strike
        self._changed = threading.Condition()
        self._until: float | None = None
        self._wakes: float | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self.struck = False

    @contextmanager
    def guard(self, seconds: float) -> Iterator[None]:
        """The block may take `seconds`; whoever waits in it finds `struck` set afterwards where it did not."""
        with self._changed:
            self._until = time.monotonic() + seconds
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, daemon=True)
                self._thread.start()
            elif self._wakes is None or self._until < self._wakes:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._until = None

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        with self._changed:
            while not self._closed and not self.struck:
                now = time.monotonic()
                if self._until is not None and self._until <= now:
                    self.struck = True
                    self._strike()
                    return
                # It sleeps on while blocks come and go, and looks again when the first of them would have been due.
                self._wakes = self._until
                self._changed.wait(None if self._until is None else self._until - now)
