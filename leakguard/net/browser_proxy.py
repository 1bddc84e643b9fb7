"""The only way out for a browser: an HTTP proxy on this computer that asks the same address rules as the guarded client.

It tunnels (CONNECT, RFC 9110, 9.3.6) and forwards plain http in absolute form (RFC 9112, 3.2.2), one request a connection. TLS
goes end to end: nothing is read here but names, ports and the heads of plain requests. Only who knows this run's random password
may use it, so that nobody else on this computer can.
"""

import base64
import contextlib
import re
import secrets
import socket
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from leakguard.errors import AddressRefused, LeakguardError
from leakguard.model.exchange import TlsPeer
from leakguard.net import certificates, urls
from leakguard.net.local_server import LocalServer
from leakguard.net.resolve import Lookup, system_lookup
from leakguard.net.settings import Settings
from leakguard.net.tunnel import Dialler, Reached
from leakguard.net.urls import Url

_HOP_BY_HOP = re.compile(rb"^(proxy-authorization|proxy-connection|connection|keep-alive):[^\n]*\n", re.IGNORECASE | re.MULTILINE)
_REMEMBERED = 1000


@dataclass(frozen=True)
class ProxyLimits:
    """Of one run. `seconds` are to connect, `idle` without a byte in either direction; `bytes` count both directions together."""

    connections: int = 128
    head: int = 64 * 1024
    seconds: float = 20.0
    idle: float = 120.0
    bytes: int = 2 * 1024**3


@dataclass(frozen=True)
class Refusal:
    """A connection that the browser asked for and did not get."""

    host: str
    port: int
    why: str


class BrowserProxy(LocalServer):
    """Listens on 127.0.0.1 while the context lasts. `refused` are the connections that were not made, `accepted` the hosts whose
    bad certificate the person lives with."""

    def __init__(
        self,
        settings: Settings,
        *,
        random: Callable[[int], bytes],
        lookup: Lookup = system_lookup,
        limits: ProxyLimits = ProxyLimits(),
    ) -> None:
        """Raises UsageError or MissingPart for the proxy in `settings`."""
        self.user, self.password = random(8).hex(), random(24).hex()
        self.refused: list[Refusal] = []
        self._wanted = b"Basic " + base64.b64encode(f"{self.user}:{self.password}".encode())
        self._dialler = Dialler(settings, lookup=lookup, seconds=limits.seconds)
        self._ca_files, self.accepted = settings.ca_files, settings.accept_bad_certificates
        self._limits = limits
        self._left = limits.bytes
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._places = threading.BoundedSemaphore(limits.connections)
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                outer._handle(self.request)

        super().__init__(_Server(("127.0.0.1", 0), Handler, bind_and_activate=False))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        super().__exit__(kind, error, trace)
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            _shut(connection)

    def reached(self, host: str, port: int) -> Reached:
        """Where connections to this name went."""
        return self._dialler.reached.get((host, port), Reached((), ""))

    def shown(self, host: str, port: int) -> TlsPeer:
        """What a site proves on a connection of its own, made now under the same guard. Raises as `certificates.shown`."""
        return certificates.shown(self._dialler, host, port, self._ca_files)

    def _handle(self, browser: socket.socket) -> None:
        if not self._places.acquire(blocking=False):
            return
        self._opened(browser)
        try:
            with contextlib.suppress(OSError):
                self._serve(browser)
        finally:
            self._closed(browser)
            self._places.release()

    def _serve(self, browser: socket.socket) -> None:
        browser.settimeout(self._limits.idle)
        head, rest = self._head(browser)
        if not head:
            return
        method, target, version = [*head.split(b"\r\n", 1)[0].split(b" "), b"", b"", b""][:3]
        if not self._knows_password(head):
            _answer(browser, 407, "Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="run"')
            return
        tunnel = method == b"CONNECT"
        try:
            url = urls.parse(("https://" + target.decode("latin-1") + "/") if tunnel else target.decode("latin-1"))
            if not tunnel and url.scheme != "http":
                raise AddressRefused("Only plain http is forwarded.")
            server = self._dialler.connect(url.host, url.port)
        except LeakguardError as error:
            self._refuse(target, error)
            _answer(browser, 403 if isinstance(error, AddressRefused) else 502, "Not connected")
            return
        server.settimeout(self._limits.idle)
        self._opened(server)
        try:
            if tunnel:
                browser.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self._relay(browser, server, rest)
            else:
                self._forward(browser, server, url, head, method, version, rest)
        finally:
            self._closed(server)

    def _head(self, browser: socket.socket) -> tuple[bytes, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            more = browser.recv(65536) if len(data) <= self._limits.head else b""
            if not more:
                return b"", b""
            data += more
        head, _, rest = data.partition(b"\r\n\r\n")
        return head + b"\r\n", rest

    def _knows_password(self, head: bytes) -> bool:
        given = re.search(rb"^proxy-authorization:[ \t]*([^\r\n]*)", head, re.IGNORECASE | re.MULTILINE)
        return given is not None and secrets.compare_digest(given[1].strip(), self._wanted)

    def _forward(
        self, browser: socket.socket, server: socket.socket, url: Url, head: bytes, method: bytes, version: bytes, rest: bytes
    ) -> None:
        """One request, then its answer until the server ends it: a second one on the same connection would not be checked."""
        length = re.search(rb"^content-length:[ \t]*(\d{1,12})[ \t]*\r$", head, re.IGNORECASE | re.MULTILINE)
        if re.search(rb"^transfer-encoding:", head, re.IGNORECASE | re.MULTILINE):
            _answer(browser, 411, "Length Required")
            return
        _, _, fields = head.partition(b"\r\n")
        line = b" ".join((method, url.target.encode("latin-1"), version)) + b"\r\n"
        server.sendall(line + _HOP_BY_HOP.sub(b"", fields) + b"Connection: close\r\n\r\n")
        left = int(length[1]) if length else 0
        while left > 0:
            piece = rest or browser.recv(65536)
            if not piece:
                return
            piece, rest = piece[:left], b""
            self._count(piece)
            server.sendall(piece)
            left -= len(piece)
        self._pump(server, browser)

    def _relay(self, browser: socket.socket, server: socket.socket, rest: bytes) -> None:
        server.sendall(rest)
        back = threading.Thread(target=self._pump, args=(server, browser), daemon=True)
        back.start()
        self._pump(browser, server)
        back.join()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        """One direction, to its end; the other may go on after it, unless something broke."""
        try:
            while data := source.recv(65536):
                self._count(data)
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            for end in (source, sink):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _count(self, data: bytes) -> None:
        with self._lock:
            self._left -= len(data)
            if self._left < 0:
                raise ConnectionAbortedError

    def _refuse(self, target: bytes, error: LeakguardError) -> None:
        host, _, port = target.decode("latin-1").removeprefix("http://").partition("/")[0].rpartition(":")
        with self._lock:
            if len(self.refused) < _REMEMBERED:
                self.refused.append(
                    Refusal(host or target.decode("latin-1"), int(port) if port.isdecimal() else 0, error.message)
                )

    def _opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)

    def _closed(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)
        _shut(connection)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: core code does not print."""


def _answer(browser: socket.socket, status: int, reason: str, *fields: str) -> None:
    lines = (f"HTTP/1.1 {status} {reason}", *fields, "Content-Length: 0", "Connection: close")
    browser.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("ascii"))


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
