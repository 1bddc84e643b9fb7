"""Asks time-stamping authorities, through the guarded client, and believes only answers that verify."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from leakguard.errors import NetworkError
from leakguard.evidence import stamp_roots, timestamps
from leakguard.evidence.clock import Offset
from leakguard.evidence.stamp_roots import Root
from leakguard.evidence.timestamps import BadStamp, Failure, Stamp
from leakguard.net.client import Client, Limits
from leakguard.sandbox.parsers import STAMP_PARSERS
from leakguard.sandbox.pool import Sandbox
from leakguard.services.tools import Tools

_LIMITS = Limits(deadline=15.0, body_bytes=timestamps.MAX_REPLY, decoded_bytes=timestamps.MAX_REPLY, redirects=0)
_TOLD = "Asking for time stamps: the authorities see this computer's address, and a number that tells nothing."


@dataclass(frozen=True)
class Answered:
    """One good answer: question and answer whole, what it says, when it was asked, and how far this computer's clock is off."""

    url: str
    query: bytes
    reply: bytes
    stamp: Stamp
    asked: datetime
    offset: Offset


@dataclass(frozen=True)
class Missed:
    """An authority that gave no good answer: why, in one fixed word and in a sentence."""

    url: str
    failure: Failure
    why: str


@dataclass(frozen=True)
class Answers:
    """What came of asking several authorities about one digest."""

    got: tuple[Answered, ...] = ()
    missed: tuple[Missed, ...] = ()


class Verifier:
    """Verifies stamps while the context lasts, against the pinned roots and `roots`."""

    def __init__(self, roots: Iterable[Root] = ()) -> None:
        self._stack = ExitStack()
        self._sandbox = self._stack.enter_context(Sandbox(parsers=STAMP_PARSERS))
        self._roots = (*stamp_roots.pinned(), *roots)

    def verify(self, reply: bytes, digest: str, nonce: str | None) -> Stamp:
        """Raises BadStamp."""
        return timestamps.verify(self._sandbox, reply, digest, self._roots, nonce=nonce)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()


class Stamper(Verifier):
    """Asks the authorities of `tools.stamping` while the context lasts. One that cannot be reached is not asked again."""

    def __init__(self, tools: Tools, *, limits: Limits = _LIMITS) -> None:
        super().__init__(tools.stamping.roots)
        self._tools = tools
        self._limits = limits
        self._client: Client | None = None
        self._down: dict[str, Missed] = {}

    @property
    def urls(self) -> tuple[str, ...]:
        return self._tools.stamping.urls

    def ask(self, digest: str, urls: Iterable[str] | None = None, *, enough: int | None = None) -> Answers:
        """Stamps of a SHA-256 (hex) from each authority, or the first `enough` that answer. Never raises for their faults."""
        got: list[Answered] = []
        missed: list[Missed] = []
        for url in self.urls if urls is None else urls:
            if enough is not None and len(got) >= enough:
                break
            try:
                got.append(self._ask(url, digest))
            except BadStamp as error:
                missed.append(Missed(url, error.failure, error.message))
                if error.failure is Failure.UNREACHABLE:
                    self._down[url] = missed[-1]
        return Answers(tuple(got), tuple(missed))

    def _ask(self, url: str, digest: str) -> Answered:
        if url in self._down:
            raise BadStamp(Failure.UNREACHABLE, self._down[url].why)
        if self._client is None:
            self._client = self._stack.enter_context(Client(self._tools.network, now=self._tools.now, limits=self._limits))
            if not self._tools.network.offline:
                self._tools.note(_TOLD)
        query = timestamps.query(digest, self._tools.random(timestamps.NONCE_BYTES))
        asked = self._tools.now()
        try:
            answer = self._client.fetch(
                url, accept=timestamps.REPLY, method="POST", content=query, content_type=timestamps.QUERY
            ).last
        except NetworkError as error:
            raise BadStamp(Failure.UNREACHABLE, error.message) from error
        ended = self._tools.now()
        if answer.problem or answer.status != 200:
            raise BadStamp(Failure.UNREACHABLE, answer.problem or f"It answered with the status {answer.status}.")
        stamp = self.verify(answer.body, digest, timestamps.asked(query)[1])
        took = ended - asked
        away = (stamp.time - (asked + took / 2)).total_seconds()
        # genTime may be cut to whole seconds (RFC 3161, 2.4.2), so a second is the least that it can be wrong by.
        offset = Offset(round(away, 3), round(took.total_seconds() / 2 + (stamp.plus_minus or 0.0) + 1.0, 3))
        return Answered(url, query, answer.body, stamp, asked, offset)
