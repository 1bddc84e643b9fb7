"""Workers for hostile bytes, one for each thread that needs one at the same moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from leakguard.sandbox.pool import Sandbox


class Sandboxes:
    """As many as are in use at once, each kept warm for the next who asks. `first` also serves the thread that collects."""

    def __init__(self, make: Callable[[], Sandbox]) -> None:
        self._make = make
        self.first = make()
        self._all = [self.first]
        self._idle = [self.first]

    @contextmanager
    def one(self) -> Iterator[Sandbox]:
        """A sandbox that no other thread has from here. Taking from a list and adding to it are one step to all threads."""
        try:
            sandbox = self._idle.pop()
        except IndexError:
            sandbox = self._make()
            self._all.append(sandbox)
        try:
            yield sandbox
        finally:
            self._idle.append(sandbox)

    def close(self) -> None:
        """Ends all workers."""
        for sandbox in self._all:
            sandbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
