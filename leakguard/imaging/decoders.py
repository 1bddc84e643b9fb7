"""The picture decoders of the worker, one per allowed format; everything they need is imported here, before the limits.

The decoder is chosen by `formats.sniff`; no other one of Pillow's is ever tried.
"""

from collections.abc import Callable
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
    pillow_heif = None

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

# The worker may start no threads.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
if pillow_heif is not None:
    pillow_heif.options.DECODE_THREADS = 1
    _OPENERS["HEIC"] = pillow_heif.as_plugin.HeifImageFile


def open_image(data: bytes) -> tuple[str, Image.Image]:
    """Reads the header only: the format's name, and the picture with its size checked. Raises Unreadable."""
    found = formats.sniff(data[:4096])
    if found is None or found.media is not Media.IMAGE:
        raise Unreadable("It is empty." if not data else "It is not a picture.")
    if not found.supported or found.name not in _OPENERS:
        raise Unreadable(found.why)
    if found.name == "WebP":
        # Its decoder sets memory aside for the whole canvas already on opening.
        _check(webp_canvas(data))
    image = _OPENERS[found.name](BytesIO(data))
    _check(image.size)
    return found.name, image


def webp_canvas(data: bytes) -> tuple[int, int]:
    """Width and height of an extended WebP from its header (RFC 9649, section 2.7); (1, 1) for simple ones, which are small."""
    if data[12:16] != b"VP8X" or len(data) < 30:
        return 1, 1
    return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")


def _check(size: tuple[int, int]) -> None:
    if size[0] < 1 or size[1] < 1:
        raise Unreadable("It has no pixels.")
    if size[0] * size[1] > MAX_FRAME_PIXELS:
        raise Unreadable(too_large(*size))


def plain_reason(name: str, error: Exception) -> Unreadable:
    """What a decoder's exception means to a person."""
    text = str(error).lower()
    if "truncated" in text or isinstance(error, EOFError):
        return Unreadable("It breaks off before its end.")
    return Unreadable(f"It is damaged, or not really {'an' if name[0] in 'A' else 'a'} {name} picture.")
