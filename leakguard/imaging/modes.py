"""Every way a file can hold colours, made RGB as a person would see it. Runs in the worker.

A hash of the wrong colours matches nothing: Pillow's own conversion clips 16-bit pictures, drops transparency, and takes every
CMYK JPEG for an inverted one.
"""

from functools import cache
from math import isfinite

from PIL import Image, ImageChops, ImageCms

from leakguard.errors import Unreadable

_DEEP = frozenset({"I;16", "I;16L", "I;16B", "I;16N"})


def to_rgb(image: Image.Image) -> Image.Image:
    """A loaded picture of any mode as RGB; what is transparent shows white, as on a page. Raises Unreadable."""
    if image.mode in _DEEP:
        # In steps, because for some of these modes Pillow's direct way to 8 bits clips instead of scaling.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if image.mode in ("I", "F"):
        return _scaled(image).convert("L").convert("RGB")
    if image.mode == "LAB":
        return ImageCms.applyTransform(image, _lab_to_rgb()) or image
    if image.mode == "CMYK" and image.format == "JPEG" and "adobe" not in image.info:
        # Only Adobe's marker makes a CMYK JPEG inverted; Pillow has inverted this one already.
        return ImageChops.invert(image).convert("RGB")
    if image.has_transparency_data:
        return _on_white(image if image.mode == "RGBA" else image.convert("RGBA"))
    return image if image.mode == "RGB" else image.convert("RGB")


@cache
def _lab_to_rgb() -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    page = Image.new("RGB", image.size, "white")
    page.paste(image, mask=image.getchannel("A"))
    return page


def _scaled(image: Image.Image) -> Image.Image:
    """Numbers of unknown range: taken as 0-1 (F only), 0-255 or 0-65535 where they fit, else stretched from least to greatest."""
    least, greatest = (float(value) for value in image.getextrema())  # type: ignore[arg-type]
    if not (isfinite(least) and isfinite(greatest)):
        raise Unreadable("It holds values that are not numbers.")
    if least >= 0 and greatest <= 1 and image.mode == "F":
        scale, offset = 255.0, 0.0
    elif least >= 0 and greatest <= 255:
        scale, offset = 1.0, 0.0
    elif least >= 0 and greatest <= 65535:
        scale, offset = 1 / 256, 0.0
    else:
        scale = 255 / (greatest - least) if greatest > least else 0.0
        offset = -least * scale
    return image.point(lambda value: value * scale + offset)
