"""A server on this computer that answers in a thread of its own while a context lasts."""

import socketserver
import threading
from types import TracebackType
from typing import Self


class LocalServer:
    """`server` is not bound yet; it is while the context lasts."""

    def __init__(self, server: socketserver.TCPServer) -> None:
        self._server = server

    def __enter__(self) -> Self:
        self._server.server_bind()
        self._server.server_activate()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def address(self) -> tuple[str, int]:
        host, port = self._server.server_address[:2]
        return str(host), int(port)

    @property
    def url(self) -> str:
        """Without a slash at its end: append a path."""
        return "http://{}:{}".format(*self.address)
