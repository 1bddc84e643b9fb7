"""The receipt sheet: one page that is handed over beside a bundle, on paper or by another way, never inside it.

A key or a digest inside a bundle proves nothing alone, because whoever makes the bundle anew puts their own. The sheet is the
anchor: the manifest's digest, also as a QR code, and the fingerprint of the key that signed it. It names nobody but the receiver.
"""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from textwrap import wrap
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from leakguard.reporting import fonts, line
from leakguard.reporting.fonts import Face, legible
from leakguard.text.clean import clean

_LEFT, _RIGHT, _TOP = 22 * mm, A4[0] - 22 * mm, A4[1] - 28 * mm
_HOW = (
    "Keep this sheet apart from the bundle. Whoever has both can see whether anything was changed: the SHA-256 of the file "
    "manifest-sha256.txt in the bundle has to be the number above, and the key in proofs/allowed_signers has to have "
    "the fingerprint above. data/VERIFY.txt in the bundle has every command.",
    "What this shows: the files are those that were handed over, and they existed when the time stamps were made. It does not "
    "show who made the files, or that what they say is true.",
)


@dataclass(frozen=True)
class Sheet:
    """What stands on it. `stamps` are sentences, one for each time stamp of the manifest; `what` says what was handed over."""

    receipt: str
    to: str
    what: str
    at: datetime
    manifest_sha256: str
    fingerprint: str
    stamps: tuple[str, ...] = ()
    encrypted: bool = False


def as_text(sheet: Sheet) -> bytes:
    """The sheet as plain text in UTF-8."""
    return (
        "\n".join([_TITLE.upper(), "", *(f"{name}\n  {value}" for name, value in _rows(sheet)), "", *_wrapped(_HOW, 78)]) + "\n"
    ).encode()


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet as one page of PDF; its bytes depend on nothing but the sheet."""
    fonts.register()
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, lang="en")
    canvas.setTitle(_TITLE)
    y = _text(canvas, _TOP, _TITLE, Face.BOLD, 17) - 4 * mm
    for name, value in _rows(sheet):
        y = _text(canvas, y, name, Face.BOLD, 9.5)
        mono = name in _EXACT
        for part in _digits(value) if mono else wrap(value, 88) or [""]:
            y = _text(canvas, y, part, Face.MONO if mono else Face.REGULAR, 11 if mono else 10.5)
        y -= 2.5 * mm
    y = _qr(canvas, y, sheet.manifest_sha256) - 5 * mm
    for paragraph in _HOW:
        for part in wrap(paragraph, 92):
            y = _text(canvas, y, part, Face.REGULAR, 9.5)
        y -= 2 * mm
    canvas.save()
    return out.getvalue()


_TITLE = "Receipt for an evidence bundle"
_MANIFEST, _KEY = "SHA-256 of manifest-sha256.txt", "Fingerprint of the signing key"
_EXACT = {_MANIFEST, _KEY}


def _rows(sheet: Sheet) -> list[tuple[str, str]]:
    stamps = "; ".join(sheet.stamps) or "none: no authority answered"
    return [
        ("Receipt", sheet.receipt),
        ("Handed to", clean(sheet.to)),
        ("What", f"{sheet.what}, {'encrypted' if sheet.encrypted else 'not encrypted'}"),
        ("When, by the clock of the computer that made it", f"{sheet.at:%Y-%m-%d %H:%M:%S} UTC"),
        (_MANIFEST, sheet.manifest_sha256),
        (_KEY, sheet.fingerprint),
        ("Time stamps of the manifest", clean(stamps)),
    ]


def _text(canvas: Any, y: float, text: str, face: Face, size: float) -> float:
    """Draw one line with its top at `y`; where the next one begins."""
    shown = legible(text, face)
    line.draw(canvas, _LEFT, _RIGHT, y - size, shown, face, size, rtl=line.reads_right_to_left(shown))
    return y - size * 1.35


def _digits(value: str) -> list[str]:
    """A digest in groups of eight, which people can compare; a fingerprint as it is."""
    return wrap(" ".join(wrap(value, 8)), 36) if value.isalnum() else [value]


def _wrapped(paragraphs: tuple[str, ...], width: int) -> list[str]:
    return [each for paragraph in paragraphs for each in (*wrap(paragraph, width), "")]


def _qr(canvas: Any, y: float, text: str) -> float:
    """The code with its top at `y`; where its bottom is."""
    import segno

    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    step = 42 * mm / len(rows)
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                canvas.rect(_LEFT + across * step, y - (down + 1) * step, step * 1.02, step * 1.02, stroke=0, fill=1)
    return y - float(42 * mm)
