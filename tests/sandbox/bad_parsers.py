"""Parsers that misbehave in every way a broken or conquered one could. Only tests register them."""

import ctypes
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from leakguard.errors import Unreadable

Parsed = tuple[dict[str, Any], list[bytes]]


def count(data: bytes, options: dict[str, Any]) -> Parsed:
    return {"count": len(data), **options}, []


def echo(data: bytes, options: dict[str, Any]) -> Parsed:
    return {}, [data, data[:3]]


def process_id(data: bytes, options: dict[str, Any]) -> Parsed:
    return {"id": os.getpid()}, []


def refuse(data: bytes, options: dict[str, Any]) -> Parsed:
    raise Unreadable("It is not what it says.", "Try another.")


def stumble(data: bytes, options: dict[str, Any]) -> Parsed:
    raise KeyError("secret detail")


def hang(data: bytes, options: dict[str, Any]) -> Parsed:
    while True:
        time.sleep(1)


def spin(data: bytes, options: dict[str, Any]) -> Parsed:
    while True:
        pass


def crash(data: bytes, options: dict[str, Any]) -> Parsed:
    ctypes.string_at(1)
    return {}, []


def leave(data: bytes, options: dict[str, Any]) -> Parsed:
    os._exit(0)


def devour(data: bytes, options: dict[str, Any]) -> Parsed:
    kept = []
    while True:
        kept.append(bytearray(50_000_000))


_kept = []


def keep(data: bytes, options: dict[str, Any]) -> Parsed:
    _kept.append(bytearray(options["size"]))
    return {}, []


def babble(data: bytes, options: dict[str, Any]) -> Parsed:
    print("noise among the answers")
    os.write(1, b"more noise")
    os.write(2, b"and a traceback")
    return {}, []


def not_json(data: bytes, options: dict[str, Any]) -> Parsed:
    return {"value": object()}, []


def surrogate(data: bytes, options: dict[str, Any]) -> Parsed:
    return {"title": "caf\u00e9 \ud800 \u202e"}, []


def _say(raw: bytes) -> Parsed:
    """Writes to the parent behind the worker's back, as a conquered one would: its private channel is descriptor 3 or above."""
    for descriptor in range(3, 30):
        try:
            os.write(descriptor, raw)
        except OSError:
            continue
    os._exit(0)


def lie_about_header(data: bytes, options: dict[str, Any]) -> Parsed:
    return _say(struct.pack("!I", 0xFFFFFFFF) + b"{}")


def lie_about_blob(data: bytes, options: dict[str, Any]) -> Parsed:
    return _frame(b'{"meta":{},"sizes":[999999999999]}')


def promise_more(data: bytes, options: dict[str, Any]) -> Parsed:
    return _frame(b'{"meta":{},"sizes":[1000]}')


def negative_size(data: bytes, options: dict[str, Any]) -> Parsed:
    return _frame(b'{"meta":{},"sizes":[-1]}')


def sizes_of_text(data: bytes, options: dict[str, Any]) -> Parsed:
    return _frame(b'{"meta":{},"sizes":["many"]}')


def no_json(data: bytes, options: dict[str, Any]) -> Parsed:
    return _frame(b"\xff\xfe not json")


def deep_json(data: bytes, options: dict[str, Any]) -> Parsed:
    return _frame(b"[" * 200_000)


def list_for_header(data: bytes, options: dict[str, Any]) -> Parsed:
    return _frame(b"[1,2,3]")


def meta_of_text(data: bytes, options: dict[str, Any]) -> Parsed:
    return _frame(b'{"meta":"all is well","sizes":[]}')


def long_excuse(data: bytes, options: dict[str, Any]) -> Parsed:
    return _frame(b'{"unreadable":"' + b"x" * 100_000 + b'","sizes":[]}')


def _frame(header: bytes) -> Parsed:
    return _say(struct.pack("!I", len(header)) + header)


def spin_off(data: bytes, options: dict[str, Any]) -> Parsed:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(len(data)))
    thread.start()
    thread.join()
    return {"thread": found[0]}, []


def trespass(data: bytes, options: dict[str, Any]) -> Parsed:
    """Tries what a worker must not be able to do; reports what went through."""
    path = Path(options["path"])
    attempts = {
        "read a file": lambda: path.read_bytes(),
        "write a file": lambda: Path(options["path"] + ".new").write_bytes(b"x"),
        "delete a file": lambda: path.unlink(),
        "list a folder": lambda: list(path.parent.iterdir()),
        "open a socket": lambda: socket.create_connection(("127.0.0.1", options["port"]), 1),
        "open a socket in a freed place": lambda: (os.close(2), socket.socket()),
        "start a program": lambda: subprocess.run([sys.executable, "-c", ""], check=True),
        "fork": lambda: os.fork() or os._exit(0),
        "signal the parent": lambda: os.kill(os.getppid(), 0),
        "set itself free": lambda: __import__("resource").setrlimit(__import__("resource").RLIMIT_AS, (-1, -1)),
    }
    done = []
    for name, attempt in attempts.items():
        try:
            attempt()
            done.append(name)
        except Exception:
            continue
    return {"done": done}, []


def members(file: BinaryIO, options: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Iterator[bytes]]]:
    """One member per line of the file, `big` bytes long where that option is given."""
    for number, line in enumerate(file):
        yield {"number": number}, iter([line.rstrip()[:2], line.rstrip()[2:] + bytes(options.get("big", 0))])


def breaks_off(file: BinaryIO, options: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    yield {"number": 0}, [b"whole"]

    def half() -> Iterator[bytes]:
        yield b"ha"
        raise Unreadable("It breaks off in its second part.")

    yield {"number": 1}, half()


def stalls(file: BinaryIO, options: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    yield {"number": 0}, [b"whole"]
    hang(b"", {})


def crashes(file: BinaryIO, options: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    yield {"number": 0}, [b"whole"]
    crash(b"", {})
