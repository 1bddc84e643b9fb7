"""Connections of somebody else, relayed under guard: to checked addresses only, or through the person's own proxy.

What a browser loads must obey the same address rules as what the guarded client fetches. It asks this for a connection by name
and port; the name is resolved here, once for a whole run, checked, and connected to, so that a name that changes its address
gains nothing.
"""

import base64
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from leakguard.errors import NetworkError
from leakguard.net import proxy as proxies
from leakguard.net.proxy import Proxy
from leakguard.net.resolve import Lookup, look_up, require_public_name, resolve
from leakguard.net.settings import Settings

_HEAD = 64 * 1024


@dataclass(frozen=True)
class Reached:
    """What a name resolved to and which address took the connection; both empty behind the person's own proxy."""

    resolved: tuple[str, ...]
    address: str


class Dialler:
    """Opens connections for several threads. `reached` tells where each (host, port) led."""

    def __init__(self, settings: Settings, *, lookup: Lookup, seconds: float) -> None:
        """Raises UsageError or MissingPart for the proxy in `settings`."""
        self.reached: dict[tuple[str, int], Reached] = {}
        self._settings, self._lookup, self._seconds = settings, lookup, seconds
        self._proxy = proxies.parse(settings.proxy, settings.isolation) if settings.proxy else None
        self._lock = threading.Lock()

    def connect(self, host: str, port: int) -> socket.socket:
        """Raises AddressRefused for an address that is never reached, NetworkError where nothing answers."""
        if self._settings.offline:
            raise NetworkError("Working offline: nothing was fetched.")
        if self._proxy is not None:
            return self._through(self._proxy, host, port)
        with self._lock:
            known = self.reached.get((host, port))
        settings = self._settings
        resolved = (
            known.resolved
            if known
            else resolve(
                host, port, allow=settings.allow, allow_exact=settings.allow_exact, lookup=self._lookup, timeout=self._seconds
            )
        )
        connection, address = _first(resolved, host, port, self._seconds)
        with self._lock:
            self.reached.setdefault((host, port), Reached(resolved, address))
        return connection

    def _through(self, proxy: Proxy, host: str, port: int) -> socket.socket:
        require_public_name(host, port, allow=self._settings.allow, allow_exact=self._settings.allow_exact)
        addresses = look_up(proxy.host, proxy.port, lookup=self._lookup, timeout=self._seconds)
        connection, _ = _first(addresses, proxy.host, proxy.port, self._seconds)
        try:
            (_ask_socks if proxy.scheme == "socks5h" else _ask_http)(connection, proxy, host, port)
        except OSError as error:
            connection.close()
            raise NetworkError(f"The proxy did not connect to {host}.", "Try again, or try another proxy.") from error
        except NetworkError:
            connection.close()
            raise
        with self._lock:
            self.reached.setdefault((host, port), Reached((), ""))
        return connection


def _first(addresses: tuple[str, ...], host: str, port: int, seconds: float) -> tuple[socket.socket, str]:
    """The first address that answers; the time is shared among those not tried."""
    end = time.monotonic() + seconds
    for tried, address in enumerate(addresses):
        try:
            left = max(end - time.monotonic(), 0.1)
            return socket.create_connection((address, port), left / (len(addresses) - tried)), address
        except OSError:
            continue
    raise NetworkError(f"The server at {host} cannot be reached.")


def _ask_http(connection: socket.socket, proxy: Proxy, host: str, port: int) -> None:
    """CONNECT (RFC 9110, 9.3.6), for plain http too: then both kinds of proxy are used alike."""
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.auth:
        lines.append("Proxy-Authorization: Basic " + base64.b64encode(":".join(proxy.auth).encode()).decode())
    connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
    head = b""
    while b"\r\n\r\n" not in head:
        byte = connection.recv(1)  # not one byte of what follows the head may be taken
        if not byte or len(head) > _HEAD:
            raise NetworkError("The proxy broke off.", "Check --proxy: http or socks5h?")
        head += byte
    if head.split(b" ", 2)[1:2] != [b"200"]:
        raise NetworkError(f"The proxy did not connect to {host}.", "Try again, or try another proxy.")


def _ask_socks(connection: socket.socket, proxy: Proxy, host: str, port: int) -> None:
    """RFC 1928 with the name in the request, RFC 1929 for the credentials."""
    take = _taker(connection)
    connection.sendall(b"\x05\x01\x02" if proxy.auth else b"\x05\x01\x00")
    version, method = take(2)
    if version != 5 or method not in (0, 2) or (method == 2 and not proxy.auth):
        raise NetworkError("The proxy does not speak the language of its address.", "Check --proxy: http or socks5h?")
    if method == 2 and proxy.auth:
        user, word = (part.encode()[:255] for part in proxy.auth)
        connection.sendall(bytes([1, len(user)]) + user + bytes([len(word)]) + word)
        if take(2)[1] != 0:
            raise NetworkError("The proxy did not accept its credentials.", "Check --proxy.")
    name = host.encode("ascii")
    connection.sendall(b"\x05\x01\x00\x03" + bytes([len(name)]) + name + port.to_bytes(2, "big"))
    _, reply, _, kind = take(4)
    if reply != 0:
        raise NetworkError(f"The proxy did not connect to {host}.", "Try again, or try another proxy.")
    take({1: 4, 4: 16}.get(kind) or take(1)[0])
    take(2)


def _taker(connection: socket.socket) -> Callable[[int], bytes]:
    def take(count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = connection.recv(count - len(data))
            if not more:
                raise NetworkError("The proxy broke off.", "Check --proxy: http or socks5h?")
            data += more
        return data

    return take
