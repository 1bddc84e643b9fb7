"""Workers for hostile bytes that stay warm from one test to the next: to start one takes as long as to read twenty pictures.

with lent():
    service.check(...)      # its tools.sandbox() gives a worker that another test has used before

The workers are real. What a fresh one does, and that none is left behind, is for tests/sandbox and for tests that run the program
as a process of its own.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from leakguard.sandbox.parsers import PARSERS
from leakguard.sandbox.pool import Sandbox
from leakguard.services import stamping
from leakguard.services.tools import Tools


class _Lent(Sandbox):
    """Closed, it waits for whoever asks next."""

    def __init__(self, parsers: Mapping[str, str], idle: "set[_Lent]") -> None:
        super().__init__(parsers=parsers)
        self._idle = idle

    def close(self) -> None:
        self._idle.add(self)

    def end(self) -> None:
        super().close()


@contextmanager
def lent() -> Iterator[None]:
    """All tools and all who verify time stamps lend from one store meanwhile."""
    idle: defaultdict[frozenset[str], set[_Lent]] = defaultdict(set)

    def lend(*, parsers: Mapping[str, str] = PARSERS) -> Sandbox:
        there = idle[frozenset(parsers)]
        return there.pop() if there else _Lent(parsers, there)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tools, "sandbox", lambda tools: lend())
        patch.setattr(stamping, "Sandbox", lend)
        yield
    for sandbox in (sandbox for there in idle.values() for sandbox in there):
        sandbox.end()
