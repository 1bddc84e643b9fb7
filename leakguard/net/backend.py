"""One connection under guard: to the checked address only, with a deadline and byte caps at the socket, and its raw bytes kept.

httpx and httpcore time each read, so a server that sends one byte a second holds them for hours; and they throw away the bytes as
sent, which are the evidence. Both are only to be had at the socket.
"""

import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from leakguard.errors import NetworkError
from leakguard.model.exchange import TlsPeer
from leakguard.net import tls
from leakguard.net.content import size
from leakguard.net.settings import Limits

_BLANK_LINE = re.compile(rb"\n\r?\n")
_INTERIM = re.compile(rb"HTTP/\d\.\d 1\d\d")


class Deadline:
    """Seconds that all steps of one request share."""

    def __init__(self, seconds: float, host: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._host, self._clock = seconds, host, clock
        self._end = clock() + seconds

    def left(self) -> float:
        """What is left, in seconds; never zero, which would mean "do not wait" to a socket. Raises NetworkError."""
        left = self._end - self._clock()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> NetworkError:
        return NetworkError(
            f"The server at {self._host} took longer than {self._seconds:g} seconds to answer.",
            "Try again later, or record the address with: leakguard link add URL",
        )


class Wire(httpcore.NetworkBackend):
    """The network as httpcore sees it, for one exchange: whatever it asks for, it gets a connection to one of `addresses`.

    `host` is whose answer is awaited, for the sentences about failures; `proxy` the host that is connected to in its place.
    `certificate_problem` is what the person accepted.
    """

    def __init__(
        self,
        addresses: Sequence[str],
        *,
        host: str,
        deadline: Deadline,
        limits: Limits,
        proxy: str = "",
        certificate_problem: str = "",
    ) -> None:
        self.address = ""
        self.tls: TlsPeer | None = None
        self.sent = bytearray()
        self.begun = False
        self.deadline = deadline
        self.host = host
        self._addresses = addresses
        self._connects_to = f"The proxy at {proxy}" if proxy else f"The server at {host}"
        self._limits = limits
        self._certificate_problem = certificate_problem
        self._head: bytearray | None = bytearray()
        self._received = 0
        self._socket: socket.socket | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers; the time left is shared among those not tried. `host` is not looked at."""
        reason: OSError | None = None
        for tried, address in enumerate(self._addresses):
            try:
                plain = socket.create_connection((address, port), self.deadline.left() / (len(self._addresses) - tried))
            except OSError as error:
                reason = error
                continue
            self.address = address
            return self._stream(plain)
        if isinstance(reason, TimeoutError):
            raise self.deadline.passed()
        what = "does not accept connections" if isinstance(reason, ConnectionRefusedError) else "cannot be reached"
        raise NetworkError(
            f"{self._connects_to} {what}.", "Try again later, or record the address with: leakguard link add URL"
        ) from reason

    def secured(self, plain: socket.socket, context: ssl.SSLContext, host: str) -> httpcore.NetworkStream:
        plain.settimeout(self.deadline.left())
        try:
            connection = tls.secure(plain, context, host)
        except TimeoutError:
            raise self.deadline.passed() from None
        self.tls = tls.peer(connection, self._certificate_problem)
        return self._stream(connection)

    def _stream(self, connection: socket.socket) -> httpcore.NetworkStream:
        self._socket = connection
        return _Stream(connection, self)

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """httpcore's "trace" extension: what a proxy was told and answered before the request is not part of the exchange."""
        if event == "http11.send_request_headers.started":
            self.begun = True
            self.sent.clear()
            self._head = bytearray()

    def received(self, data: bytes) -> None:
        """Count and keep what arrived. Raises NetworkError at a cap."""
        self._received += len(data)
        if self._head is None:
            if self._received > self._limits.header_bytes + self._limits.body_bytes:
                raise NetworkError(f"The answer of {self.host} is larger than {size(self._limits.body_bytes)}.")
            return
        self._head += data
        if len(self._head) > self._limits.header_bytes:
            end = _head_span(self._head)[1]
            if not 0 < end <= self._limits.header_bytes:
                raise NetworkError(f"The headers of {self.host} are larger than {size(self._limits.header_bytes)}.")

    def take_head(self) -> bytes:
        """The raw head of the answer, from now on only counting. Interim answers (1xx) before it are left out."""
        head, self._head = self._head or bytearray(), None
        start, end = _head_span(head)
        return bytes(head[start:end])

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()


class _Stream(httpcore.NetworkStream):
    def __init__(self, connection: socket.socket, wire: Wire) -> None:
        self._connection, self._wire = connection, wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._connection.settimeout(self._wire.deadline.left())
        try:
            data = self._connection.recv(max_bytes)
        except TimeoutError:
            raise self._wire.deadline.passed() from None
        except OSError as error:
            raise NetworkError(f"The server at {self._wire.host} broke off the connection.", "Try again later.") from error
        self._wire.received(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._connection.settimeout(self._wire.deadline.left())
        try:
            self._connection.sendall(buffer)
        except TimeoutError:
            raise self._wire.deadline.passed() from None
        except OSError as error:
            raise httpcore.WriteError from error  # httpcore then reads the answer that a server may have sent before closing
        self._wire.sent += buffer

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return self._wire.secured(self._connection, ssl_context, (server_hostname or "").strip("[]"))

    def get_extra_info(self, info: str) -> Any:
        return None  # no HTTP/2 to be negotiated, no idle connection to be looked at

    def close(self) -> None:
        self._connection.close()


def _head_span(data: bytes | bytearray) -> tuple[int, int]:
    """Where the head of the final answer begins and ends, its blank line included; (0, 0) if it is not complete."""
    start = 0
    while match := _BLANK_LINE.search(data, start):
        if not _INTERIM.match(data, start):
            return start, match.end()
        start = match.end()
    return 0, 0
