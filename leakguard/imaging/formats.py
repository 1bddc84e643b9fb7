"""What a file is, by its first bytes and never by its name.

The signatures are those of the formats' own specifications: ITU-T T.81 (JPEG), W3C PNG, RFC 9649 (WebP), GIF89a, TIFF 6.0,
ISO/IEC 14496-12 (the `ftyp` box of MP4, MOV, HEIC and AVIF), RFC 8794 (EBML of Matroska and WebM).
"""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from leakguard.model.media import Media

ENOUGH = 64
"""Bytes from the start of a file that tell what it is; text formats are looked for in as much as is given."""

_HEIC_MISSING = "HEIC pictures need an extra part: pip install 'leakguard[heic]'"


@dataclass(frozen=True)
class Format:
    """A recognised format. `why` is one plain sentence: what is not done with it when unsupported, what is done with a video.

    `extra` names the optional part that would read it: such a file must not be passed over in silence.
    """

    name: str
    media: Media
    supported: bool = True
    why: str = ""
    extra: str = ""


_VIDEO_WHY = "Only exact copies of a video are found yet."

_PICTURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
)
_NOT_READ = (
    (b"%PDF-", "PDF", "A PDF is a document: pictures inside it are not looked at yet."),
    (b"8BPS", "PSD", "Photoshop files are not read."),
    (b"SIMPLE  =", "FITS", "FITS files are not read."),
    (b"\xff\x0a", "JPEG XL", "JPEG XL pictures are not read yet."),
    (b"\0\0\0\x0cJXL \r\n", "JPEG XL", "JPEG XL pictures are not read yet."),
    (b"\0\0\0\x0cjP  \r\n", "JPEG 2000", "JPEG 2000 pictures are not read."),
    (b"\0\0\1\0", "ICO", "Icons are not compared."),
)
_NOT_READ_VIDEOS = ((b"FLV\1", "FLV"), (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMV"))

_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs"})
_STILL_BRANDS = frozenset({b"mif1", b"msf1", b"miaf"})
_AUDIO_BRANDS = frozenset({b"M4A ", b"M4B ", b"M4P "})
_QUICKTIME_BOXES = frozenset({b"moov", b"mdat", b"wide"})
_BMP_HEADER_SIZES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})


def sniff(head: bytes) -> Format | None:
    """Recognises a picture or video from its first bytes (`ENOUGH` or more); None is no media at all.

    Pictures of a kind that is not compared (SVG, PDF, PSD …) come back with `supported` False and the reason.
    """
    for magic, name in _PICTURES:
        if head.startswith(magic):
            return Format(name, Media.IMAGE)
    if head[:4] == b"RIFF":
        return _riff(head[8:12])
    if head[4:8] == b"ftyp":
        return _boxes(head)
    if head[4:8] in _QUICKTIME_BOXES:
        return _video("MOV")
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _video("WebM") if b"webm" in head[:ENOUGH] else _video("MKV") if b"matroska" in head[:ENOUGH] else None
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES:
        return Format("BMP", Media.IMAGE)
    return _not_read(head)


def _riff(kind: bytes) -> Format | None:
    if kind == b"WEBP":
        return Format("WebP", Media.IMAGE)
    return _unread_video("AVI") if kind == b"AVI " else None


def _boxes(head: bytes) -> Format | None:
    """ISO base media: the major brand decides; a still picture of no special brand is told by its compatible brands."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    major, others = head[8:12], {head[at : at + 4] for at in range(16, size - 3, 4)}
    brands = {major} | others if major in _STILL_BRANDS else {major}
    if brands & _AVIF_BRANDS:
        return Format("AVIF", Media.IMAGE)
    if brands & (_HEIC_BRANDS | _STILL_BRANDS):
        return _heic()
    if major in _AUDIO_BRANDS:
        return None
    return _video("MOV") if major == b"qt  " else _video("MP4")


@cache
def _heic() -> Format:
    present = find_spec("pillow_heif") is not None
    return Format("HEIC", Media.IMAGE) if present else Format("HEIC", Media.IMAGE, False, _HEIC_MISSING, "heic")


def _not_read(head: bytes) -> Format | None:
    for magic, name, why in _NOT_READ:
        if head.startswith(magic):
            return Format(name, Media.IMAGE, False, why)
    for magic, name in _NOT_READ_VIDEOS:
        if head.startswith(magic):
            return _unread_video(name)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(b"<svg") or (text.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in text):
        return Format("SVG", Media.IMAGE, False, "An SVG is a drawing: it is not compared with photographs.")
    return None


def _video(name: str) -> Format:
    return Format(name, Media.VIDEO, True, _VIDEO_WHY)


def _unread_video(name: str) -> Format:
    return Format(name, Media.VIDEO, False, f"{name} videos are not compared yet.")
