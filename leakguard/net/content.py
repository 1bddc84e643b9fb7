"""Content decoding (RFC 9110 section 8.4) under an output cap, so that a small answer cannot fill the memory."""

import zlib
from dataclasses import dataclass

_SLICE = 64 * 1024


@dataclass(frozen=True)
class Decoded:
    """`problem` is empty, or says in one sentence why `body` is not all there is."""

    body: bytes
    problem: str = ""


def decode(payload: bytes, encoding: str, cap: int) -> Decoded:
    """Undo `encoding`, the Content-Encoding header. `cap` is in bytes of output.

    Only gzip and deflate are read: not even they were asked for, and brotli, or encodings on top of each other, can turn a few
    bytes into gigabytes. Bytes after the end of the compressed data are left out, as browsers do.
    """
    name = encoding.strip().lower()
    if name in {"", "identity"} or not payload:
        return Decoded(payload)
    if name in {"gzip", "x-gzip"}:
        decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    elif name == "deflate":
        decoder = zlib.decompressobj(zlib.MAX_WBITS if _has_zlib_header(payload) else -zlib.MAX_WBITS)
    else:
        return Decoded(b"", f"The answer is compressed in a way that is not read here ({name}).")
    parts: list[bytes] = []
    room = cap
    try:
        for start in range(0, len(payload), _SLICE):
            # One byte more than there is room for tells "just fits" from "too large".
            parts.append(decoder.decompress(payload[start : start + _SLICE], room + 1))
            room -= len(parts[-1])
            if room < 0:
                return Decoded(b"".join(parts)[:cap], f"The answer is larger than {size(cap)} when decompressed.")
            if decoder.eof:
                return Decoded(b"".join(parts))
    except zlib.error:
        return Decoded(b"".join(parts), "The compressed answer is damaged.")
    return Decoded(b"".join(parts), "The compressed answer ends too early.")


def _has_zlib_header(payload: bytes) -> bool:
    """RFC 1950 section 2.2. Some servers send "deflate" without it, and browsers read that too."""
    return len(payload) > 1 and payload[0] & 0x0F == 8 and int.from_bytes(payload[:2], "big") % 31 == 0


def size(count: int) -> str:
    """A number of bytes in words."""
    return f"{count / 2**20:.0f} MiB" if count >= 2**20 else f"{count} bytes"
