"""The picture decoders of the worker, one per allowed format; everything they need is imported here, before the limits.

The decoder is chosen by `formats.sniff`; no other one of Pillow's is ever tried.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

# The JPEG decoder asks for MPO when it meets one.
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    MpoImagePlugin,  # noqa: F401
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from leakguard.errors import Unreadable
from leakguard.imaging import formats
from leakguard.imaging.caps import MAX_FRAME_PIXELS, too_large
from leakguard.model.media import Media

try:
    import pillow_heif
except ImportError:
    pillow_heif = None  # type: ignore[assignment,unused-ignore]

Opener = Callable[..., ImageFile.ImageFile]

_OPENERS: dict[str, Opener] = {
    "JPEG": JpegImagePlugin.jpeg_factory,
    "PNG": PngImagePlugin.PngImageFile,
    "GIF": GifImagePlugin.GifImageFile,
    "WebP": WebPImagePlugin.WebPImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
    "AVIF": AvifImagePlugin.AvifImageFile,
}
ANIMATED = frozenset({"GIF", "PNG", "WebP", "AVIF"})
"""Formats whose further frames are movement. The further pictures of a TIFF are pages, those of a JPEG depth and gain maps."""

HEIC_IS_READ = pillow_heif is not None
BROKEN_OFF = "It breaks off before its end."

# Some decoders ask while they open: twice this is an error, once a warning that nobody sees.
Image.MAX_IMAGE_PIXELS = MAX_FRAME_PIXELS
# The worker starts no threads if it can be helped.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
if pillow_heif is not None:
    pillow_heif.options.DECODE_THREADS = 1  # its HEVC decoder computes in a thread, at the least in one
    _OPENERS["HEIC"] = pillow_heif.as_plugin.HeifImageFile


@contextmanager
def opened(data: bytes) -> Iterator[tuple[str, Image.Image]]:
    """The format's name and the picture with only its header read, its size checked.

    Whatever goes wrong now or within the block leaves it as Unreadable with a plain reason; only MemoryError stays itself.
    """
    found = formats.sniff(data[:4096])
    if found is None or found.media is not Media.IMAGE:
        raise Unreadable("It is not a picture." if data else "It is empty.")
    if found.name not in _OPENERS:
        raise Unreadable(found.why)
    try:
        if found.name == "WebP":
            # Its decoder sets memory aside for the whole canvas already on opening.
            _check_size(webp_canvas(data))
        with _OPENERS[found.name](BytesIO(data)) as image:
            _check_size(image.size)
            yield found.name, image
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise _plain_reason(found.name, error) from error


def webp_canvas(data: bytes) -> tuple[int, int]:
    """Width and height from a WebP's header (RFC 9649, sections 2.5 to 2.7)."""
    if len(data) < 30:
        raise Unreadable(BROKEN_OFF)
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF


def _check_size(size: tuple[int, int]) -> None:
    """Raises Unreadable for a picture that is too large to decode, or has no pixels."""
    if size[0] < 1 or size[1] < 1:
        raise Unreadable("It has no pixels.")
    if size[0] * size[1] > MAX_FRAME_PIXELS:
        raise Unreadable(too_large(*size))


def _plain_reason(name: str, error: Exception) -> Unreadable:
    if isinstance(error, Image.DecompressionBombError):
        return Unreadable("It claims more pixels than can be read safely.")
    if "truncated" in str(error).lower() or isinstance(error, EOFError):
        return Unreadable(BROKEN_OFF)
    return Unreadable(f"It is damaged, or not really {'an' if name == 'AVIF' else 'a'} {name} picture.")
