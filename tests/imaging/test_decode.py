"""Every mode and format a picture can come in gives the same upright RGB."""

from functools import cache
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from leakguard.errors import Unreadable
from leakguard.imaging import madeup
from leakguard.imaging.decode import open_frames, open_picture

SCENE = madeup.scene(5, 320, 240)
RGB = Image.fromarray(SCENE)
GREY = RGB.convert("L")


def saved(image: Image.Image, format: str, **options) -> bytes:
    out = BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def off(sandbox, data: bytes, expected: Image.Image) -> float:
    """Mean difference of the decoded picture from the expected one, in levels of 0-255."""
    rgb = open_picture(sandbox, data).rgb
    return float(np.abs(rgb.astype(int) - np.asarray(expected.convert("RGB"), int)).mean())


def deep(high: int, low: int) -> Image.Image:
    """The grey picture with its levels 0-255 spread over 16 bits, as `I` or `I;16` data."""
    return Image.fromarray((np.asarray(GREY, np.uint16) * high + low).astype(np.uint16))


def see_through() -> Image.Image:
    """Right half transparent, with other colours hidden underneath."""
    image = RGB.convert("RGBA")
    alpha = np.full((240, 320), 255, np.uint8)
    alpha[:, 160:] = 0
    image.putalpha(Image.fromarray(alpha))
    return image


def on_white() -> Image.Image:
    shown = RGB.copy()
    shown.paste("white", (160, 0, 320, 240))
    return shown


def without_marker(jpeg: bytes, marker: int) -> bytes:
    at = jpeg.index(bytes([0xFF, marker]))
    return jpeg[:at] + jpeg[at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big") :]


def inverted_cmyk_without_adobe() -> bytes:
    """A CMYK JPEG of plain values, without the Adobe marker. Pillow writes the inverse, so it gets the inverse."""
    inverse = Image.fromarray(255 - np.asarray(RGB.convert("CMYK")), "CMYK")
    return without_marker(saved(inverse, "JPEG", quality=95), 0xEE)


def lab() -> Image.Image:
    profiles = (ImageCms.createProfile(name) for name in ("sRGB", "LAB"))
    return ImageCms.applyTransform(RGB, ImageCms.buildTransform(*profiles, "RGB", "LAB"))


PALETTE = RGB.quantize(256)
BILEVEL = RGB.convert("1")

BIG_ENDIAN = Image.frombytes("I;16B", GREY.size, np.asarray(deep(257, 0)).astype(">u2").tobytes())

LOSSLESS = {
    "png rgb": lambda: (saved(RGB, "PNG"), RGB),
    "png grey": lambda: (saved(GREY, "PNG"), GREY),
    "png bilevel": lambda: (saved(BILEVEL, "PNG"), BILEVEL),
    "png palette": lambda: (saved(PALETTE, "PNG"), PALETTE),
    "png palette, few colours": lambda: (saved(RGB.quantize(11), "PNG"), RGB.quantize(11)),
    "png grey and alpha": lambda: (saved(see_through().convert("LA"), "PNG"), on_white().convert("L")),
    "png alpha": lambda: (saved(see_through(), "PNG"), on_white()),
    "png interlaced": lambda: (saved(RGB, "PNG", interlace=1), RGB),
    "gif": lambda: (saved(PALETTE, "GIF"), PALETTE),
    "bmp rgb": lambda: (saved(RGB, "BMP"), RGB),
    "bmp grey": lambda: (saved(GREY, "BMP"), GREY),
    "bmp palette": lambda: (saved(PALETTE, "BMP"), PALETTE),
    "bmp bilevel": lambda: (saved(BILEVEL, "BMP"), BILEVEL),
    "webp lossless": lambda: (saved(RGB, "WebP", lossless=True), RGB),
    "webp lossless alpha": lambda: (saved(see_through(), "WebP", lossless=True, exact=True), on_white()),
    "tiff rgb": lambda: (saved(RGB, "TIFF"), RGB),
    "tiff lzw": lambda: (saved(RGB, "TIFF", compression="tiff_lzw"), RGB),
    "tiff deflate": lambda: (saved(RGB, "TIFF", compression="tiff_adobe_deflate"), RGB),
    "tiff packbits": lambda: (saved(RGB, "TIFF", compression="packbits"), RGB),
    "tiff fax": lambda: (saved(BILEVEL, "TIFF", compression="group4"), BILEVEL),
    "tiff bilevel": lambda: (saved(BILEVEL, "TIFF"), BILEVEL),
    "tiff palette": lambda: (saved(PALETTE, "TIFF"), PALETTE),
    "tiff alpha": lambda: (saved(see_through(), "TIFF"), on_white()),
    "tiff grey and alpha": lambda: (saved(see_through().convert("LA"), "TIFF"), on_white().convert("L")),
    "tiff big-endian": lambda: (saved(RGB, "TIFF", big_tiff=True), RGB),
}
NEARLY = {
    "png 16 bit grey": lambda: (saved(deep(257, 0), "PNG"), GREY),
    "png 16 bit grey, low bits set": lambda: (saved(deep(256, 255), "PNG"), GREY),
    "tiff 16 bit grey": lambda: (saved(deep(257, 0), "TIFF"), GREY),
    "tiff 16 bit grey, big-endian": lambda: (saved(BIG_ENDIAN, "TIFF"), GREY),
    "tiff 32 bit of 8": lambda: (saved(Image.fromarray(np.asarray(GREY, np.int32)), "TIFF"), GREY),
    "tiff 32 bit of 16": lambda: (saved(Image.fromarray(np.asarray(GREY, np.int32) * 257), "TIFF"), GREY),
    "tiff float of 0-1": lambda: (saved(Image.fromarray(np.asarray(GREY, np.float32) / 255), "TIFF"), GREY),
    "tiff float of 0-255": lambda: (saved(Image.fromarray(np.asarray(GREY, np.float32)), "TIFF"), GREY),
    "tiff cmyk": lambda: (saved(RGB.convert("CMYK"), "TIFF"), RGB),
    "tiff lab": lambda: (saved(lab(), "TIFF"), RGB),
    "jpeg": lambda: (saved(RGB, "JPEG", quality=97, subsampling=0), RGB),
    "jpeg grey": lambda: (saved(GREY, "JPEG", quality=97), GREY),
    "jpeg progressive": lambda: (saved(RGB, "JPEG", quality=97, subsampling=0, progressive=True), RGB),
    "jpeg cmyk of Adobe": lambda: (saved(RGB.convert("CMYK"), "JPEG", quality=97), RGB),
    "jpeg cmyk without Adobe": lambda: (inverted_cmyk_without_adobe(), RGB),
    "jpeg as rgb": lambda: (saved(RGB, "JPEG", quality=97, keep_rgb=True), RGB),
    "tiff jpeg": lambda: (saved(RGB, "TIFF", compression="jpeg", quality=97), RGB),
    "tiff ycbcr": lambda: (saved(RGB.convert("YCbCr"), "TIFF"), RGB),
    "webp": lambda: (saved(RGB, "WebP", quality=98), RGB),
    "webp alpha": lambda: (saved(see_through(), "WebP", quality=98), on_white()),
    "avif": lambda: (saved(RGB, "AVIF", quality=97, subsampling="4:4:4"), RGB),
    "avif alpha": lambda: (saved(see_through(), "AVIF", quality=97, subsampling="4:4:4"), on_white()),
}  # fmt: skip


@pytest.mark.parametrize("name", LOSSLESS)
def test_lossless_files_give_every_pixel_as_it_is_seen(sandbox, name):
    data, expected = LOSSLESS[name]()
    assert off(sandbox, data, expected) == 0


@pytest.mark.parametrize("name", NEARLY)
def test_deep_and_lossy_files_give_nearly_every_pixel_as_it_is_seen(sandbox, name):
    data, expected = NEARLY[name]()
    assert off(sandbox, data, expected) < 4


def test_a_colour_named_transparent_is_white(sandbox):
    first = int(np.asarray(PALETTE)[0, 0])
    seen = np.asarray(PALETTE.convert("RGB")).copy()
    seen[np.asarray(PALETTE) == first] = 255
    for format in ("PNG", "GIF"):
        assert off(sandbox, saved(PALETTE, format, transparency=first), Image.fromarray(seen)) == 0


def test_numbers_of_any_range_are_stretched_and_broken_ones_refused(sandbox):
    elevations = Image.fromarray(np.asarray(GREY, np.float32) * 40 - 3000)
    assert off(sandbox, saved(elevations, "TIFF"), GREY) < 10
    flat = Image.fromarray(np.full((20, 20), 1e9, np.float32))
    assert open_picture(sandbox, saved(flat, "TIFF")).rgb.max() == 0
    with pytest.raises(Unreadable, match="not numbers"):
        open_picture(sandbox, saved(Image.fromarray(np.full((20, 20), np.nan, np.float32)), "TIFF"))


STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WebP", "TIFF", "AVIF"])
def test_pictures_come_upright_however_the_camera_was_held(sandbox, format, orientation):
    turn = STORED[orientation]
    stored = RGB if turn is None else RGB.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    quality = {} if format in ("PNG", "TIFF") else {"quality": 97}
    data = saved(stored, format, exif=exif, **quality)
    picture = open_picture(sandbox, data)
    assert (picture.width, picture.height, picture.reduced) == (320, 240, False)
    assert off(sandbox, data, RGB) < 6


@cache
def large_scene() -> Image.Image:
    return Image.fromarray(madeup.scene(2, 1600, 1200))


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WebP"])
def test_large_pictures_may_come_reduced_but_keep_their_full_size_in_words(sandbox, format, orientation):
    large = large_scene()
    exif = Image.Exif()
    exif[0x0112] = orientation
    turn = STORED[orientation]
    data = saved(
        large if turn is None else large.transpose(turn),
        format,
        exif=exif,
        **({"compress_level": 1} if format == "PNG" else {"quality": 95}),
    )
    picture = open_picture(sandbox, data, at_least=512)
    assert (picture.width, picture.height, picture.reduced) == (1600, 1200, True)
    assert 512 <= picture.rgb.shape[0] < 1024
    assert picture.rgb.shape[1] / picture.rgb.shape[0] == pytest.approx(1600 / 1200, rel=0.01)
    expected = large.resize(picture.rgb.shape[1::-1], Image.Resampling.BOX)
    assert np.abs(picture.rgb.astype(int) - np.asarray(expected, int)).mean() < 4


@pytest.mark.parametrize(("size", "asked"), [((320, 240), 512), ((1000, 1000), 512), ((1200, 1100), 100), ((2000, 500), 512)])
def test_nothing_is_reduced_below_512_pixels(sandbox, size, asked):
    picture = open_picture(sandbox, madeup.encode(madeup.scene(1, *size)), at_least=asked)
    assert (picture.width, picture.height) == size
    assert min(picture.rgb.shape[:2]) >= min(512, *size)


def test_without_asking_every_pixel_comes(sandbox):
    """Nine million pixels, so that they travel in several pieces."""
    large = np.tile(SCENE, (9, 13, 1))
    picture = open_picture(sandbox, madeup.encode(large, "PNG", compress_level=1))
    assert not picture.reduced
    assert np.array_equal(picture.rgb, large)


def test_a_phones_second_picture_in_a_jpeg_is_no_movement(sandbox):
    out = BytesIO()
    RGB.save(out, "MPO", save_all=True, append_images=[RGB.resize((32, 24))])
    picture = open_picture(sandbox, out.getvalue())
    assert (picture.format, picture.frames) == ("JPEG", 1)


@pytest.mark.parametrize("format", ["GIF", "PNG", "WebP", "AVIF"])
def test_moving_pictures_count_their_frames_and_give_the_first(sandbox, format):
    frames = [Image.fromarray(madeup.scene(seed, 160, 120)) for seed in range(4)]
    options = {} if format in ("GIF", "PNG") else {"quality": 95}
    data = saved(frames[0], format, save_all=True, append_images=frames[1:], duration=100, **options)
    picture = open_picture(sandbox, data)
    assert picture.frames == 4
    shown = open_frames(sandbox, data, limit=3)
    assert len(shown) == 3
    for frame, expected in zip(shown, frames, strict=False):
        assert np.abs(frame.rgb.astype(int) - np.asarray(expected, int)).mean() < 16
    assert len(open_frames(sandbox, data, limit=10)) == 4


def test_a_still_picture_has_one_frame(sandbox):
    (only,) = open_frames(sandbox, saved(RGB, "PNG"), limit=5)
    assert np.array_equal(only.rgb, SCENE)


def test_broken_exif_data_do_not_make_a_picture_unreadable(sandbox):
    data = saved(RGB, "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 40)
    assert open_picture(sandbox, data).width == 320


def test_heic_is_read_where_its_extra_is_installed(sandbox):
    pillow_heif = pytest.importorskip("pillow_heif")
    out = BytesIO()
    pillow_heif.from_pillow(RGB).save(out, quality=97, chroma=444)
    data = out.getvalue()
    picture = open_picture(sandbox, data)
    assert (picture.format, picture.width, picture.height) == ("HEIC", 320, 240)
    assert off(sandbox, data, RGB) < 4
    for tenths in range(1, 10):
        with pytest.raises(Unreadable):
            open_picture(sandbox, data[: len(data) * tenths // 10])
