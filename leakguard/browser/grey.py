"""What a page is given in place of a picture that is withheld: a grey one of the same size, with a dark edge.

The page keeps its layout, whatever shows the picture (an img, a style sheet, a script that draws it), and the person's pictures
are still seen where they were.
"""

import re
import struct
import zlib

from leakguard.browser.png import SIGNATURE, chunk

GREY, EDGE = (0x9A, 0x9A, 0x9A), (0x60, 0x60, 0x60)
_LONGEST = 16_384
"""Pixels a side; nothing larger is drawn by browsers in one piece."""
_UNKNOWN = (64, 64)
_ROOT = re.compile(rb"<svg\b[^>]{0,4000}", re.IGNORECASE)
_KEPT = re.compile(rb"\b(width|height|viewBox|preserveAspectRatio)\s*=\s*[\"']([\w.%+\- ,]{1,80})[\"']")


def png(width: int | None, height: int | None) -> bytes:
    """A PNG of that many pixels (W3C PNG, third edition), two colours, one bit a pixel; of unknown size, a small one."""
    columns, rows = (min(side, _LONGEST) for side in ((width, height) if width and height else _UNKNOWN))
    row = bytearray((columns + 7) // 8)
    row[0] |= 0x80
    row[(columns - 1) // 8] |= 0x80 >> (columns - 1) % 8
    inside, edge = b"\0" + bytes(row), b"\0" + b"\xff" * len(row)
    lines = edge + inside * (rows - 2) + edge if rows > 1 else edge
    head = struct.pack(">IIBBBBB", columns, rows, 1, 3, 0, 0, 0)
    return SIGNATURE + b"".join(
        chunk(name, data)
        for name, data in ((b"IHDR", head), (b"PLTE", bytes(GREY + EDGE)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    )


def svg(drawing: bytes) -> bytes:
    """A grey SVG with the measures that the drawing's own root states."""
    root = _ROOT.search(drawing[:16_384])
    kept = b"".join(b' %s="%s"' % (name, value) for name, value in _KEPT.findall(root[0] if root else b""))
    return b'<svg xmlns="http://www.w3.org/2000/svg"' + kept + b'><rect width="100%" height="100%" fill="#9a9a9a"/></svg>'
