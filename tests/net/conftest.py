"""Ports that do less than a server would."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

SpeakingPort = Callable[[bytes], int]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def speaking_port() -> Iterator[SpeakingPort]:
    """Opens a port that says the same to one connection whatever it is told, then closes it."""
    with contextlib.ExitStack() as stack:

        def open_port(greeting: bytes) -> int:
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

            def speak() -> None:
                connection, _ = listener.accept()
                with connection:
                    connection.sendall(greeting)
                    connection.shutdown(socket.SHUT_WR)
                    connection.settimeout(5)
                    with contextlib.suppress(OSError):
                        while connection.recv(100):
                            pass

            threading.Thread(target=speak, daemon=True).start()
            return int(listener.getsockname()[1])

        yield open_port
