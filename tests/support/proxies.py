"""Two small real proxies on 127.0.0.1. They resolve names by a table, so that tests see that nobody else did."""

import base64
import contextlib
import socket
import threading
from collections.abc import Mapping

from tests.support.servers import RawServer

Hosts = Mapping[str, tuple[str, int]]
"""Where the proxy finds a name, whatever port was asked for."""


class HttpProxy(RawServer):
    """Absolute-form requests and CONNECT tunnels (RFC 9110 section 9.3.6). `asked` are the names; `credentials` what was sent."""

    def __init__(self, hosts: Hosts, *, tunnels_only: bool = False) -> None:
        super().__init__(self._relay)
        self.asked: list[str] = []
        self.credentials: list[str] = []
        self._hosts, self._tunnels_only = hosts, tunnels_only

    def _relay(self, connection: socket.socket, request: bytes) -> None:
        head = request.partition(b"\r\n\r\n")[0].split(b"\r\n")
        method, target, _ = head[0].decode().split(" ")
        for line in head:
            if line.lower().startswith(b"proxy-authorization: basic "):
                self.credentials.append(base64.b64decode(line.split(b" ")[2]).decode())
        authority = target if method == "CONNECT" else target.split("/")[2]
        self.asked.append(authority)
        host = authority.rpartition(":")[0] if authority.rpartition(":")[2].isdecimal() else authority
        if host not in self._hosts:
            connection.sendall(b"HTTP/1.1 502 Unknown\r\nContent-Length: 0\r\n\r\n")
            return
        with socket.create_connection(self._hosts[host], 10) as site:
            if method == "CONNECT":
                connection.sendall(b"HTTP/1.1 200 Connected\r\nVia: made up\r\n\r\n")
            else:
                site.sendall(request.replace(target.encode(), b"/" + target.split("/", 3)[3].encode(), 1))
            relay(connection, site)


class SocksProxy:
    """SOCKS5 (RFC 1928) with names in the request, and with user name and password (RFC 1929) where the client offers them."""

    def __init__(self, hosts: Hosts) -> None:
        self.asked: list[tuple[str, int]] = []
        self.credentials: list[tuple[str, str]] = []
        self._hosts = hosts
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> "SocksProxy":
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._stop.set()
        self._thread.join()
        self._listener.close()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def _accept(self) -> None:
        while not self._stop.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = self._listener.accept()
                connection.settimeout(10)
                threading.Thread(target=self._handle, args=(connection,), daemon=True).start()

    def _handle(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            _, count = _exactly(connection, 2)
            methods = _exactly(connection, count)
            connection.sendall(b"\x05\x02" if 2 in methods else b"\x05\x00")
            if 2 in methods:
                _exactly(connection, 1)
                name = _exactly(connection, _exactly(connection, 1)[0]).decode()
                word = _exactly(connection, _exactly(connection, 1)[0]).decode()
                self.credentials.append((name, word))
                connection.sendall(b"\x01\x00")
            _, _, _, kind = _exactly(connection, 4)
            host = _host(connection, kind)
            port = int.from_bytes(_exactly(connection, 2), "big")
            self.asked.append((host, port))
            if host not in self._hosts:
                connection.sendall(b"\x05\x04\x00\x01" + bytes(6))
                return
            with socket.create_connection(self._hosts[host], 10) as site:
                connection.sendall(b"\x05\x00\x00\x01" + bytes(6))
                relay(connection, site)


def _host(connection: socket.socket, kind: int) -> str:
    if kind == 3:
        return _exactly(connection, _exactly(connection, 1)[0]).decode()
    return (
        socket.inet_ntop(socket.AF_INET, _exactly(connection, 4))
        if kind == 1
        else socket.inet_ntop(socket.AF_INET6, _exactly(connection, 16))
    )


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        if not (more := connection.recv(count - len(data))):
            raise ConnectionError("closed early")
        data += more
    return data


def relay(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until either side closes."""
    back = threading.Thread(target=_pump, args=(other, one), daemon=True)
    back.start()
    _pump(one, other)
    back.join()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
