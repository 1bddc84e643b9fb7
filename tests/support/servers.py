"""Real servers on 127.0.0.1 for every test that needs a network: web sites, and sockets that misbehave as told.

with WebSite({"/": Reply(b"<p>hello", content_type="text/html")}) as site:
    client.fetch(site.url + "/")          # the client needs allow=LOOPBACK
with WebSite({"/": b"text"}, tls=Authority().server("127.0.0.1")) as site: ...
with RawServer(sends(b"HTTP/1.1 200 OK\\r\\n", pause=0.1)) as server: ...
"""

import contextlib
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import trustme

LOOPBACK = (ip_network("127.0.0.0/8"),)

Behaviour = Callable[[socket.socket, bytes], None]
"""Gets the connection, and the request's head and body as they arrived. The connection is closed when it returns."""


class RawServer:
    """Reads one request from each connection and hands it to `behave`. `requests` are the raw requests in order of arrival."""

    def __init__(self, behave: Behaviour, *, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self._scheme = "https" if tls else "http"
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):  # the other side closes early in many tests
                    outer._handle(self.request, behave, tls)

        self._server = _Server(("127.0.0.1", 0), Handler, bind_and_activate=False)

    def _handle(self, connection: socket.socket, behave: Behaviour, tls: ssl.SSLContext | None) -> None:
        connection.settimeout(10)
        if tls is None:
            self._serve(connection, behave)
            return
        with tls.wrap_socket(connection, server_side=True) as secured:
            self._serve(secured, behave)

    def _serve(self, connection: socket.socket, behave: Behaviour) -> None:
        if request := read_request(connection):
            self.requests.append(request)
            behave(connection, request)

    def __enter__(self) -> Self:
        self._server.server_bind()
        self._server.server_activate()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    @property
    def url(self) -> str:
        """Without a slash at its end: append a path."""
        return self.at("127.0.0.1")

    def at(self, host: str) -> str:
        """The same site under another name; the client then needs a lookup that knows it."""
        return f"{self._scheme}://{host}:{self.port}"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64


@dataclass(frozen=True)
class Reply:
    """An ordinary answer; Content-Length is added, Content-Type too unless it is empty."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)

    def raw(self, *, head_only: bool = False) -> bytes:
        headers = {"Content-Length": str(len(self.body)), "Content-Type": self.content_type, **self.headers}
        lines = [f"HTTP/1.1 {self.status} Scripted", *(f"{name}: {value}" for name, value in headers.items() if value)]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (b"" if head_only else self.body)


def redirect(location: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": location})


Page = Reply | bytes | Callable[[str], Reply]
"""A callable gets the whole target, query included."""


class WebSite(RawServer):
    """Answers GET, HEAD and POST from `pages` by path, 404 otherwise. `pages` may be changed while it runs.

    `sent` holds the targets that were answered, each with the body that went out.
    """

    def __init__(self, pages: Mapping[str, Page], *, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(self._answer, tls=tls)
        self.pages = dict(pages)
        self.sent: list[tuple[str, bytes]] = []

    @property
    def paths(self) -> list[str]:
        """The targets that were asked for, in order."""
        return [request.split(b" ", 2)[1].decode("latin-1") for request in self.requests]

    def _answer(self, connection: socket.socket, request: bytes) -> None:
        method, target, _ = request.split(b" ", 2)
        page = self.pages.get(target.decode("latin-1").partition("?")[0], Reply(b"not here", 404))
        reply = page(target.decode("latin-1")) if callable(page) else Reply(page) if isinstance(page, bytes) else page
        self.sent.append((target.decode("latin-1"), b"" if method == b"HEAD" else reply.body))
        connection.sendall(reply.raw(head_only=method == b"HEAD"))


def sends(*parts: bytes, pause: float = 0.0, hold: float = 0.0) -> Behaviour:
    """Send `parts` with `pause` seconds between them, then keep the connection open for `hold` seconds."""

    def behave(connection: socket.socket, request: bytes) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        time.sleep(hold)

    return behave


def drips(first: bytes, then: bytes, *, pause: float = 0.02) -> Behaviour:
    """Send `first`, then `then` again and again until the other side closes or ten seconds have passed."""

    def behave(connection: socket.socket, request: bytes) -> None:
        connection.sendall(first)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            connection.sendall(then)
            time.sleep(pause)

    return behave


def read_request(connection: socket.socket) -> bytes:
    """One request with as much body as its Content-Length says; empty if the other side closed before its end."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := connection.recv(65536)):
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0]):
        if not (more := connection.recv(65536)):
            break
        body += more
    return head + b"\r\n\r\n" + body


class Authority:
    """A certificate authority made for one test, and server contexts with its certificates."""

    def __init__(self, authority: trustme.CA | None = None) -> None:
        self._ca = authority or trustme.CA()

    def below(self) -> "Authority":
        """An authority certified by this one; its servers send it along."""
        return Authority(self._ca.create_child_ca())

    def pem(self, folder: Path) -> Path:
        """The root, as a file for Settings.ca_files or LEAKGUARD_CA_FILE."""
        path = folder / "authority.pem"
        self._ca.cert_pem.write_to_path(str(path))
        return path

    def server(self, *names: str, expired: bool = False) -> ssl.SSLContext:
        dates: dict[str, Any] = {}
        if expired:
            dates = {"not_before": datetime.now(UTC) - timedelta(days=20), "not_after": datetime.now(UTC) - timedelta(days=10)}
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(*names, **dates).configure_cert(context)
        return context

    def itself(self) -> ssl.SSLContext:
        """A server that shows the root as its own certificate, which is signed by itself."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with self._ca.cert_pem.tempfile() as certificate, self._ca.private_key_pem.tempfile() as key:
            context.load_cert_chain(certificate, key)
        return context


@contextlib.contextmanager
def closed_port() -> Iterator[int]:
    """A port of 127.0.0.1 that nobody listens at while the context lasts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
