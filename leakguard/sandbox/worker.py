"""The worker process: imports its parsers, gives up its rights, then serves. Started by `pool` only, as `python -m`.

Its one argument is JSON: the parsers, the limits, and for a stream the parser's name and options. Answers leave through a
private copy of stdout, so that nothing a parser prints can end up among them.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from leakguard.errors import Unreadable
from leakguard.sandbox import frames
from leakguard.sandbox.limits import MIB, Limits, apply

CHUNK = MIB

_NO_MEMORY = "Reading it would need more memory than is allowed."
_FAILED = "It is broken in a way that made its reader fail."


def main(argument: str) -> None:
    """Serves until the parent closes the pipe, or until the one stream has been read."""
    settings = json.loads(argument)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    parsers, missing = _load(settings["parsers"])
    threads = any(getattr(sys.modules[parser.__module__], "NEEDS_THREADS", False) for parser in parsers.values())
    held = apply(Limits(**settings["limits"]), threads=threads)
    frames.write(answers, {"held": held, "missing": missing})
    if "stream" in settings:
        _stream(parsers[settings["stream"]], settings["options"], sys.stdin.buffer, answers)
    else:
        _serve(parsers, sys.stdin.buffer, answers, Limits(**settings["limits"]))


def _load(names: dict[str, str]) -> tuple[dict[str, Callable[..., Any]], dict[str, str]]:
    parsers: dict[str, Callable[..., Any]] = {}
    missing: dict[str, str] = {}
    for name, target in names.items():
        module, _, function = target.partition(":")
        try:
            parsers[name] = getattr(importlib.import_module(module), function)
        except (ImportError, AttributeError) as error:
            missing[name] = str(error)
    return parsers, missing


def _serve(parsers: dict[str, Callable[..., Any]], requests: BinaryIO, answers: BinaryIO, limits: Limits) -> None:
    while True:
        try:
            header, (data,) = frames.read(requests, header_limit=limits.header_bytes, blob_limit=limits.blob_bytes)
        except frames.BrokenFrame:
            return
        try:
            meta, blobs = parsers[header["parser"]](data, header["options"])
            frames.write(answers, {"meta": meta}, blobs)
        except Unreadable as error:
            frames.write(answers, {"unreadable": error.message, "hint": error.hint})
        except Exception as error:
            # Whatever this was, it may have left the process in a bad state: the parent starts a fresh one.
            frames.write(answers, {"unreadable": _plain(error), "hint": "", "last": True})
            return


def _stream(read: Callable[..., Any], options: dict[str, Any], file: BinaryIO, answers: BinaryIO) -> None:
    try:
        file.seek(0)
        for meta, chunks in read(file, options):
            frames.write(answers, {"meta": meta})
            for chunk in chunks:
                for start in range(0, len(chunk), CHUNK):
                    frames.write(answers, {"chunk": True}, [chunk[start : start + CHUNK]])
        frames.write(answers, {"end": True})
    except Unreadable as error:
        frames.write(answers, {"unreadable": error.message, "hint": error.hint})
    except Exception as error:
        frames.write(answers, {"unreadable": _plain(error), "hint": ""})


def _plain(error: Exception) -> str:
    return _NO_MEMORY if isinstance(error, MemoryError) else _FAILED


if __name__ == "__main__":
    main(sys.argv[1])
