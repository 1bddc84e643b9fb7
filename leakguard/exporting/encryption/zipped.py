"""Many files as one zip file, made on the fly and never written in clear."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from leakguard.errors import Refused

_WHEN = (1980, 1, 1, 0, 0, 0)
_LEVEL = 1
"""Of deflate: evidence is mostly packed already, and a higher level costs seconds for nothing."""


def zipped(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """The zip file in pieces; `files` are names and their contents, each read once, in order. Times are those of nobody's clock.

    Raises Refused for one file over 2 GiB, which readers of older systems cannot take. What `files` raises passes through.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name, pieces in files:
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            yield from _member(archive, info, pieces, sink)
    yield sink.take()


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, pieces: Iterable[bytes], sink: "_Sink") -> Iterator[bytes]:
    written = 0
    with archive.open(info, "w") as member:
        for piece in pieces:
            written += len(piece)
            if written > zipfile.ZIP64_LIMIT:
                raise Refused(f"{info.filename} is larger than 2 GiB.", "Write the bundle with --no-encrypt.")
            member.write(piece)
            if sink.full:
                yield sink.take()


class _Sink(io.RawIOBase):
    """Takes what zipfile writes until somebody fetches it."""

    _ENOUGH = 256 * 1024

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._size = 0

    @property
    def full(self) -> bool:
        return self._size >= self._ENOUGH

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held.append(bytes(data))
        self._size += len(data)
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self._held)
        self._held.clear()
        self._size = 0
        return taken
