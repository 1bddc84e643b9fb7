"""Workers for hostile bytes that stay warm from one test to the next: to start one takes as long as to read twenty pictures.

with lent():
    service.check(...)      # its tools.sandbox() gives a worker that another test has used before

The workers are real. What a fresh one does, and that none is left behind, is for tests/sandbox and for tests that run the program
as a process of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from leakguard.sandbox.pool import Sandbox
from leakguard.services.tools import Tools


class _Lent(Sandbox):
    """Closed, it waits for whoever asks next."""

    def __init__(self, idle: "set[_Lent]") -> None:
        super().__init__()
        self._idle = idle

    def close(self) -> None:
        self._idle.add(self)

    def end(self) -> None:
        super().close()


@contextmanager
def lent() -> Iterator[None]:
    """All tools lend from one store meanwhile."""
    idle: set[_Lent] = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tools, "sandbox", lambda tools: idle.pop() if idle else _Lent(idle))
        yield
    for sandbox in idle:
        sandbox.end()
