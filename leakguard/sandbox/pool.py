"""Runs one named parser on hostile bytes, and gets back data or one plain sentence."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from leakguard.errors import MissingPart, Unreadable
from leakguard.model.verification import Answer as YesNo
from leakguard.model.verification import Check
from leakguard.sandbox.limits import ALL, Limits
from leakguard.sandbox.parsers import PARSERS
from leakguard.sandbox.process import Crashed, Process


@dataclass(frozen=True)
class Answer:
    """What a parser made of its bytes. Both come from a process that may have been taken over: check before use."""

    meta: dict[str, Any]
    blobs: tuple[bytes, ...]


class Sandbox:
    """One warm worker, started when first needed and again after a crash, a timeout or a limit. Safe to share between threads."""

    def __init__(self, *, limits: Limits | None = None, parsers: Mapping[str, str] = PARSERS) -> None:
        self._limits = limits or Limits()
        self._parsers = parsers
        self._worker: Process | None = None
        self._seconds_left = 0.0
        self._lock = threading.Lock()

    def run(self, parser: str, data: bytes, *, timeout: float = 10.0, **options: Any) -> Answer:
        """Parses `data` within `timeout` seconds.

        Raises Unreadable when the parser cannot read it, crashes, takes too long or too much; the next call finds a fresh
        worker. Raises MissingPart when this parser, or any worker, cannot be had on this computer.
        """
        request = {"parser": parser, "options": options}
        with self._lock:
            worker, warm = self._ready(parser, timeout)
            try:
                return _answer(worker, request, data, timeout)
            except Crashed:
                if not warm:
                    raise
            # That may be an earlier item's doing: the answer to this one must not depend on what came before it.
            worker, _ = self._ready(parser, timeout)
            return _answer(worker, request, data, timeout)

    def stream(
        self, parser: str, file: BinaryIO | Path, *, timeout: float = 30.0, **options: Any
    ) -> Iterator[tuple[dict[str, Any], Iterator[bytes]]]:
        """Reads the members of a large file in a worker of its own, whose stdin is the (seekable) file.

        Yields each member's meta with its bytes in chunks of at most 1 MiB; what is left of a member is skipped when the next is
        asked for. `timeout` is seconds of waiting for one frame, so a slow consumer costs nothing. Raises as `run` does, at
        the point where reading ended.
        """
        with ExitStack() as stack:
            source = stack.enter_context(_opened(file)) if isinstance(file, Path) else file
            worker = Process({parser: self._parsers[parser]}, self._limits, file=source, stream=parser, options=options)
            stack.callback(worker.close)
            _require(worker, parser)
            header, _ = worker.receive(timeout)
            while "end" not in header:
                if not isinstance(header.get("meta"), dict):
                    raise Unreadable("Its reader gave no answer.")
                meta, chunks = header["meta"], _Chunks(worker, timeout)
                yield meta, chunks
                for _ in chunks:
                    pass
                header = chunks.after

    def holds(self) -> tuple[Check, ...]:
        """For `doctor`: what a worker on this computer is really held to, as the worker itself found when it started."""
        with self._lock:
            worker, _ = self._ready(None, 0)
        checks = [Check("protected reader", "a file that takes too long, or claims to be too large, is stopped", YesNo.YES)]
        checks += [
            Check("protected reader", name, YesNo.YES)
            if name in worker.held
            else Check("protected reader", name, YesNo.NO, "This system does not offer it.")
            for name in ALL
        ]
        return (*checks, *(Check("reader", name, YesNo.NO, why) for name, why in sorted(worker.missing.items())))

    def _ready(self, parser: str | None, timeout: float) -> tuple[Process, bool]:
        """A worker that has this parser, and whether it has served before."""
        if parser is not None and parser not in self._parsers:
            raise KeyError(parser)
        # Each item is charged its whole timeout, so the worker's limit on computing time never strikes an innocent one.
        warm = self._worker is not None and self._worker.alive and self._seconds_left >= timeout
        if self._worker is None or not warm:
            self._stop()
            self._worker = Process(self._parsers, self._limits)
            self._seconds_left = float(self._limits.cpu_seconds)
        self._seconds_left -= timeout
        _require(self._worker, parser)
        return self._worker, warm

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def close(self) -> None:
        """Ends the worker. The sandbox may be used again; it then starts a new one."""
        with self._lock:
            self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class _Chunks(Iterator[bytes]):
    """The bytes of one member, until a frame comes that is not a chunk; that frame is kept in `after`."""

    def __init__(self, worker: Process, timeout: float) -> None:
        self._worker = worker
        self._timeout = timeout
        self.after: dict[str, Any] = {}

    def __next__(self) -> bytes:
        if not self.after:
            header, blobs = self._worker.receive(self._timeout)
            if "chunk" in header:
                return b"".join(blobs)
            self.after = header or {"nothing": True}
        raise StopIteration


def _answer(worker: Process, request: dict[str, Any], data: bytes, timeout: float) -> Answer:
    header, blobs = worker.ask(request, data, timeout)
    if not isinstance(header.get("meta"), dict):
        worker.close()
        raise Crashed("Its reader gave no answer.")
    return Answer(header["meta"], blobs)


def _require(worker: Process, parser: str | None) -> None:
    if parser is not None and parser in worker.missing:
        raise MissingPart(f"The reader for {parser!r} cannot be loaded: {worker.missing[parser]}", "See: leakguard doctor")


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise Unreadable(f"It cannot be opened: {error.strerror or error}.") from error
