"""Small made-up pictures and archives, built in memory."""

import io
import tarfile
import zipfile
from collections.abc import Mapping
from functools import cache

from leakguard.imaging import madeup


@cache
def jpeg(seed: int = 1) -> bytes:
    return madeup.encode(madeup.scene(seed, 64, 48), "JPEG")


@cache
def png(seed: int = 1) -> bytes:
    return madeup.encode(madeup.scene(seed, 24, 16), "PNG")


def mp4() -> bytes:
    return b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(2000)


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(members: Mapping[str, bytes], mode: str = "w", format: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=format, errors="surrogateescape") as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return buffer.getvalue()
