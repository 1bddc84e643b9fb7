"""One HTTP exchange, exactly as it went over the wire. The network makes it; evidence keeps it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SeenOn(StrEnum):
    """Which connection certificates were seen on. The words stand in tls.json and are only added to."""

    SAME = "same"
    BROWSER = "same-by-browser"
    SEPARATE = "separate"


@dataclass(frozen=True)
class TlsPeer:
    """What the server proved about itself. `chain` is DER, leaf first; `problem` is empty when it verified.

    `seen_on` SAME: on the connection of the exchange, as the server sent them. BROWSER: on the browser's connection with the
    site, as the browser verified them, which may add or leave out authorities. SEPARATE: on a connection made for this alone.
    """

    version: str
    cipher: str
    chain: tuple[bytes, ...]
    problem: str = ""
    seen_on: SeenOn = SeenOn.SAME


@dataclass(frozen=True)
class Exchange:
    """One request and its answer.

    `request` and `response_head` are the raw bytes as sent and received, the blank line included. `payload` is the body after
    transfer decoding (chunks joined), still content-encoded; `body` is `payload` after content decoding, under the output
    cap. Header names keep the server's spelling. Times are UTC. `problem` is empty, or says in one plain sentence why the answer
    is incomplete (deadline, cap, broken encoding): then `payload` holds what had arrived.
    """

    url: str
    method: str
    request: bytes
    response_head: bytes
    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    body: bytes
    http_version: str
    address: str
    port: int
    resolved: tuple[str, ...]
    started: datetime
    finished: datetime
    tls: TlsPeer | None = None
    problem: str = ""

    def header(self, name: str) -> str | None:
        """The first header of this name, compared without regard to case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True)
class Fetched:
    """A request with its redirects, followed by hand: one exchange per hop, the last one is the answer."""

    asked: str
    hops: tuple[Exchange, ...]

    @property
    def last(self) -> Exchange:
        return self.hops[-1]

    @property
    def url(self) -> str:
        return self.last.url
