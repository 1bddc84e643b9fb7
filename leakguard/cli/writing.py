"""Puts one line on a stream: foreign characters made harmless, and on a terminal broken between words, never inside one."""

import shutil
import textwrap
from collections.abc import Iterator
from typing import IO

from leakguard.text.clean import clean

_HANGING = "    "
_NARROWEST = 40


def write_line(stream: IO[str], line: str, *, wrap: bool = True) -> None:
    """Write `line`, cleaned. `wrap` breaks it where `stream` is a terminal; elsewhere a line stays one line."""
    cleaned = clean(line)
    for part in wrapped(cleaned) if wrap and stream.isatty() else (cleaned,):
        try:
            print(part, file=stream, flush=True)
        except UnicodeEncodeError:
            encoding = getattr(stream, "encoding", None) or "ascii"
            print(part.encode(encoding, "backslashreplace").decode(encoding), file=stream, flush=True)


def wrapped(line: str, width: int | None = None) -> Iterator[str]:
    """`line` in pieces no wider than `width` (the terminal's, if None), but for words that are: an address stays whole."""
    columns = max(width or shutil.get_terminal_size().columns - 1, _NARROWEST)
    if len(line) <= columns:
        yield line
        return
    indent = line[: len(line) - len(line.lstrip())]
    in_columns = bool(indent) or "  " in line
    yield from textwrap.wrap(
        line,
        columns,
        subsequent_indent=indent + _HANGING if in_columns else "",
        break_long_words=False,
        break_on_hyphens=False,
        expand_tabs=False,
        replace_whitespace=False,
    )
