"""Which font draws which character. TrueType fonts are embedded as subsets; what no font has gets a visible mark.

FiraGO (OFL) covers Latin, Greek, Cyrillic, Arabic, Hebrew, Thai, Georgian and Devanagari; Cascadia Mono (OFL) sets
addresses and digests, where 0 and O, 1 and l must differ. Chinese, Japanese and Korean are set in WenQuanYi Micro Hei
(Apache 2.0) where the extra `cjk` is installed; else in the predefined CID fonts of ISO 32000-1, 9.7.5.2, which a PDF names
without carrying them.
"""

from enum import StrEnum
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from unicodedata import category

import pymupdf_fonts
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

from leakguard.text.characters import escape
from leakguard.text.isolates import FSI, PDI


class Face(StrEnum):
    """The three faces in which everything is set."""

    REGULAR = "Report-Regular"
    BOLD = "Report-Bold"
    MONO = "Report-Mono"


_FILES = {Face.REGULAR: "figo", Face.BOLD: "figbo", Face.MONO: "cascadia"}

_CJK = "Report-CJK"
# The file of version 0.2.0-beta as its authors and Debian give it out: nothing else that calls itself so is opened.
_CJK_SHA256 = "2420e8078af796b19a3f6ef13de527a1a91c1e7171eea115926c614ced1009b3"

# A character belongs to a CID font when the legacy encoding behind that font's character collection can write it.
_CID = {"STSong-Light": "gbk", "HYSMyeongJo-Medium": "cp949", "HeiseiMin-W3": "cp932"}


def register() -> None:
    """Gives reportlab fresh fonts. Shaping numbers its glyphs in the order of use: a used font would change the bytes written."""
    for face, key in _FILES.items():
        if face in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.getFont(face).unregister()  # reportlab keeps a font of the same name as it is
        pdfmetrics.registerFont(TTFont(face, BytesIO(pymupdf_fonts.myfont(key))))
    for name in _CID:
        pdfmetrics.registerFont(UnicodeCIDFont(name))


def is_cjk(font: str) -> bool:
    """Whether the font is for scripts in which a line may end behind any character."""
    return font == _CJK or font in _CID


def is_carried(font: str) -> bool:
    """Whether a PDF carries what it needs of this font, so that it looks the same everywhere."""
    return font not in _CID


@cache
def _carried_cjk() -> TTFont | None:
    """The font of the extra `cjk`, read when the first character needs it. It is never shaped, so it may serve many reports."""
    try:
        data = files("paperang_p2_fonts_cjk").joinpath("fonts", "wqy-microhei.ttc").read_bytes()
    except (ModuleNotFoundError, OSError):
        return None
    if sha256(data).hexdigest() != _CJK_SHA256:
        return None
    font = TTFont(_CJK, BytesIO(data))
    pdfmetrics.registerFont(font)
    return font


@lru_cache(maxsize=1 << 16)
def glyph(char: str, face: Face) -> tuple[str, float] | None:
    """The font that draws `char` in `face`, and its advance at 1 pt; None where no font has it.

    Private-use characters have none by definition: shaping numbers its glyphs there. Nor have combining marks in the mono
    face: an address shows every code point.
    """
    if char in (FSI, PDI):
        return face.value, 0.0  # never drawn: they say how the line is laid out
    kind = category(char)
    if kind == "Co" or (face is Face.MONO and kind.startswith("M")):
        return None
    wanted = Face.REGULAR if face is Face.MONO and not char.isascii() else face
    for candidate in (wanted, Face.REGULAR, Face.MONO):
        font = pdfmetrics.getFont(candidate)
        if ord(char) in font.face.charToGlyph:
            return candidate.value, font.stringWidth(char, 1)
    for name, codec in _CID.items():
        try:
            char.encode(codec)
        except UnicodeEncodeError:
            continue
        carried = _carried_cjk()
        if carried and ord(char) in carried.face.charToGlyph:
            return _CJK, carried.stringWidth(char, 1)
        return name, pdfmetrics.stringWidth(char, name, 1)
    return None


def legible(text: str, face: Face) -> str:
    """Cleaned text with every character that no font has written as its escape, \\U0001f600; line ends stay."""
    if text.isascii():
        return text
    return "".join(_drawable(char, face) for char in text)


def _drawable(char: str, face: Face) -> str:
    if char == "\n" or glyph(char, face):
        return char
    return " " if category(char) == "Zs" else escape(char)


def advance(char: str, face: Face) -> float:
    """The advance of a legible character at 1 pt."""
    found = glyph(char, face)
    return found[1] if found else 0.0


def font_of(char: str, face: Face) -> str:
    """The name of the font for a legible character."""
    found = glyph(char, face)
    return found[0] if found else face.value
