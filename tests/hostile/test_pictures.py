"""Pictures made to harm: whatever is in them, there is a picture or one plain sentence, and the next picture still works."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from leakguard.errors import Unreadable
from leakguard.imaging import madeup
from leakguard.imaging.decode import Picture, open_frames, open_picture
from leakguard.sandbox.limits import MIB, Limits
from leakguard.sandbox.pool import Sandbox
from tests.hostile import lying_decoders

FORMATS = ("JPEG", "PNG", "WebP", "GIF", "BMP", "TIFF", "AVIF")
SCENE = madeup.scene(3, 96, 72)
FILES = {
    **{format: madeup.encode(SCENE, format) for format in FORMATS},
    "JPEG progressive": madeup.encode(SCENE, "JPEG", progressive=True),
    "WebP lossless": madeup.encode(SCENE, "WebP", lossless=True),
    "TIFF lzw": madeup.encode(SCENE, "TIFF", compression="tiff_lzw"),
    "TIFF jpeg": madeup.encode(SCENE, "TIFF", compression="jpeg"),
}
GOOD = madeup.encode(SCENE, "PNG")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def the_next_picture_still_works(sandbox):
    yield
    assert np.array_equal(open_picture(sandbox, GOOD).rgb, SCENE)


def why(sandbox: Sandbox, data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        open_picture(sandbox, data)
    assert_plain(caught.value.message)
    return caught.value.message


def assert_plain(message: str) -> None:
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 150
    for jargon in ("Error", "Exception", "Traceback", "0x", "None", "<", "errno"):
        assert jargon not in message


def attempt(sandbox: Sandbox, data: bytes) -> Picture | None:
    try:
        return open_picture(sandbox, data)
    except Unreadable as error:
        assert_plain(error.message)
        return None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "It is empty."),
        (b"\0", "It is not a picture."),
        (b"just some text", "It is not a picture."),
        (b"<html><img src=x></html>", "It is not a picture."),
        (b"PK\3\4" + bytes(100), "It is not a picture."),
        (b"\0\0\0\x18ftypisom" + bytes(100), "It is not a picture."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "An SVG is a drawing: it is not compared with photographs."),
        (b"%PDF-1.7", "A PDF is a document: pictures inside it are not looked at yet."),
        (b"8BPS" + bytes(100), "Photoshop files are not read."),
    ],
)
def test_what_is_not_a_picture_says_so(sandbox, data, reason):
    assert why(sandbox, data) == reason


@pytest.mark.parametrize("format", FORMATS)
def test_a_signature_alone_is_not_a_picture(sandbox, format):
    head = FILES[format][:12]
    for tail in (b"", bytes(500), b"\xff" * 500, b"A" * 500):
        why(sandbox, head + tail)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("tenths", range(1, 10))
def test_a_picture_that_breaks_off_is_unreadable_and_never_half_a_picture(sandbox, name, tenths):
    data = FILES[name]
    why(sandbox, data[: len(data) * tenths // 10])


@pytest.mark.parametrize("name", FILES)
def test_flipped_bits_give_a_picture_or_a_reason(sandbox, name):
    random = np.random.default_rng(7)
    readable = 0
    for _ in range(150):
        data = bytearray(FILES[name])
        reach = len(data) if random.random() < 0.5 else min(len(data), 200)
        for _ in range(int(random.integers(1, 6))):
            data[random.integers(4, reach)] ^= 1 << int(random.integers(8))
        readable += attempt(sandbox, bytes(data)) is not None
    assert readable < 150


def test_flipped_bits_behind_right_checksums_give_a_picture_or_a_reason(sandbox):
    """The checksums of a PNG stop chance, not an attacker, who can set them right again."""
    random = np.random.default_rng(5)
    rows = bytearray(zlib.decompress(GOOD[GOOD.index(b"IDAT") + 4 : -16]))
    whole = 0
    for _ in range(150):
        broken, header = rows.copy(), bytearray(GOOD[16:29])
        for _ in range(3):
            broken[random.integers(len(broken))] ^= 1 << int(random.integers(8))
        if random.random() < 0.5:
            header[random.integers(8, 13)] ^= 1 << int(random.integers(8))
        packed = bytearray(zlib.compress(broken))
        if random.random() < 0.5:
            packed[random.integers(len(packed))] ^= 1 << int(random.integers(8))
        data = GOOD[:8] + chunk(b"IHDR", bytes(header)) + chunk(b"IDAT", bytes(packed)) + chunk(b"IEND", b"")
        whole += attempt(sandbox, data) is not None
    assert 0 < whole < 150


@pytest.mark.parametrize("format", FORMATS)
def test_pieces_of_pictures_glued_together_give_a_picture_or_a_reason(sandbox, format):
    random = np.random.default_rng(11)
    for _ in range(40):
        head = FILES[format][: int(random.integers(8, len(FILES[format])))]
        other = list(FILES.values())[int(random.integers(len(FILES)))]
        attempt(sandbox, head + other[int(random.integers(len(other))) :])


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("!I", len(body)) + name + body + struct.pack("!I", zlib.crc32(name + body))


def png_bomb(width: int, height: int) -> bytes:
    header = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif_bomb(width: int, height: int) -> bytes:
    screen = struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    return b"GIF89a" + screen + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x44\x01\x00;"


def gif_bomb_in_a_small_screen(width: int, height: int) -> bytes:
    return gif_bomb(width, height)[:6] + struct.pack("<HH", 10, 10) + gif_bomb(width, height)[10:]


def riff(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_bomb(width: int, height: int) -> bytes:
    canvas = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return riff(b"VP8X" + struct.pack("<I", 10) + canvas, FILES["WebP"][12:])


def webp_lossless_bomb(width: int, height: int) -> bytes:
    data = bytearray(FILES["WebP lossless"])
    bits = int.from_bytes(data[21:25], "little") >> 28 << 28 | (height - 1) << 14 | (width - 1)
    data[21:25] = bits.to_bytes(4, "little")
    return bytes(data)


def webp_lossy_bomb(width: int, height: int) -> bytes:
    return FILES["WebP"][:26] + struct.pack("<HH", width, height) + FILES["WebP"][30:]


def tiff_bomb(width: int, height: int) -> bytes:
    tags = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (278, 4, 1, height),
    ]
    tags += [(279, 4, 1, width * height)]
    directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    return b"II*\0" + struct.pack("<I", 8) + directory + bytes(100)


def bmp_bomb(width: int, height: int) -> bytes:
    return FILES["BMP"][:18] + struct.pack("<ii", width, height) + FILES["BMP"][26:]


def jpeg_bomb(width: int, height: int) -> bytes:
    at = FILES["JPEG"].index(b"\xff\xc0") + 5
    return FILES["JPEG"][:at] + struct.pack("!HH", height, width) + FILES["JPEG"][at + 4 :]


def avif_bomb(width: int, height: int) -> bytes:
    at = FILES["AVIF"].index(b"ispe") + 8
    return FILES["AVIF"][:at] + struct.pack("!II", width, height) + FILES["AVIF"][at + 8 :]


@pytest.mark.parametrize("bomb", [png_bomb, gif_bomb, webp_bomb, tiff_bomb, bmp_bomb, jpeg_bomb])
def test_a_400_megapixel_bomb_is_refused_from_its_header(sandbox, bomb):
    data = bomb(20_000, 20_000)
    assert len(data) < 50_000
    assert why(sandbox, data) == "It claims 20000 x 20000 pixels, more than can be read safely."


def test_a_frame_larger_than_its_screen_is_refused_too(sandbox):
    assert why(sandbox, gif_bomb_in_a_small_screen(20_000, 20_000)) == "It claims more pixels than can be read safely."
    assert why(sandbox, gif_bomb_in_a_small_screen(8_000, 8_000)) == "It claims 8000 x 8000 pixels, more than can be read safely."


@pytest.mark.parametrize("bomb", [webp_lossless_bomb, webp_lossy_bomb, avif_bomb])
def test_formats_that_cannot_hold_so_much_are_refused_at_what_they_can(sandbox, bomb):
    assert why(sandbox, bomb(16_000, 16_000)) == "It claims 16000 x 16000 pixels, more than can be read safely."


@pytest.mark.parametrize("bomb", [png_bomb, gif_bomb, tiff_bomb, bmp_bomb])
@pytest.mark.parametrize(("width", "height"), [(65_000, 1_000), (1_000, 65_000), (7_747, 7_747)])
def test_bombs_of_every_shape_just_over_the_cap_are_refused(sandbox, bomb, width, height):
    assert why(sandbox, bomb(width, height)).startswith(f"It claims {width} x {height} pixels")


@pytest.mark.parametrize("bomb", [png_bomb, gif_bomb, tiff_bomb, bmp_bomb])
def test_pictures_without_pixels_are_unreadable(sandbox, bomb):
    for size in ((0, 0), (0, 100), (100, 0)):
        why(sandbox, bomb(*size))


def many_frames(width: int, height: int, count: int) -> bytes:
    out = BytesIO()
    Image.new("P", (width, height)).save(out, "GIF")
    first = out.getvalue()
    frame = first[13 + 3 * 2 ** ((first[10] & 7) + 1) : -1]
    return first[:-1] + frame * (count - 1) + b";"


def test_twenty_frames_of_36_megapixels_are_not_all_decoded(sandbox):
    data = many_frames(6000, 6000, 20)
    first = open_picture(sandbox, data, at_least=512)
    assert (first.width, first.height, first.frames, first.reduced) == (6000, 6000, 20, True)
    with pytest.raises(Unreadable, match="20 frames of 6000 x 6000 pixels are more than can be read safely"):
        open_frames(sandbox, data, limit=20)
    assert len(open_frames(sandbox, data, limit=2)) == 2


def test_very_many_small_frames_stay_within_the_limit_asked_for(sandbox):
    data = many_frames(8, 8, 3000)
    assert open_picture(sandbox, data).frames == 3000
    assert len(open_frames(sandbox, data, limit=5)) == 5


def test_a_later_frame_cannot_be_larger_than_the_cap(sandbox):
    small, large = many_frames(8, 8, 1), gif_bomb(20_000, 20_000)
    data = small[:-1] + large[large.index(b",") :]
    with pytest.raises(Unreadable):
        open_frames(sandbox, data, limit=5)
    pages = BytesIO()
    Image.new("1", (8, 8)).save(pages, "TIFF", save_all=True, append_images=[Image.new("1", (8000, 8000))])
    with pytest.raises(Unreadable, match="2 frames of 8000 x 8000 pixels are more than can be read safely"):
        open_frames(sandbox, pages.getvalue(), limit=5)


def test_a_tiff_whose_directories_go_round_in_circles_ends(sandbox):
    data = bytearray(FILES["TIFF"])
    at = struct.unpack_from("<I", data, 4)[0]
    (count,) = struct.unpack_from("<H", data, at)
    struct.pack_into("<I", data, at + 2 + 12 * count, at)
    attempt(sandbox, bytes(data))
    with pytest.raises(Unreadable):
        open_frames(sandbox, bytes(data[:-1]), limit=3)


def test_text_that_unpacks_to_much_more_is_not_kept(sandbox):
    """A PNG with compressed text of 200 MB."""
    packed = zlib.compressobj(9)
    text = b"".join(packed.compress(bytes(1_000_000)) for _ in range(200)) + packed.flush()
    data = GOOD[:33] + chunk(b"zTXt", b"Comment\0\0" + text) + GOOD[33:]
    assert len(data) < 500_000
    attempt(sandbox, data)


def test_the_largest_picture_allowed_is_read_within_the_memory_allowed(sandbox):
    """Turned by its Exif data, with and without transparency; at a quarter of the pixels and of the memory, to be quick."""
    exif = Image.Exif()
    exif[0x0112] = 6
    bare = 96 * MIB  # the worker with all its decoders, HEIC among them
    with Sandbox(limits=Limits(memory=bare + (Limits().memory - bare) // 4)) as small:
        for mode, colour in (("RGB", (10, 200, 30)), ("RGBA", (10, 200, 30, 128))):
            out = BytesIO()
            Image.new(mode, (5000, 3000), colour).save(out, "PNG", compress_level=1, exif=exif)
            assert open_picture(small, out.getvalue()).rgb.shape == (5000, 3000, 3)


@pytest.mark.parametrize("lie", [name for name in vars(lying_decoders) if not name.startswith("_")])
def test_a_conquered_decoder_cannot_make_the_parent_believe_a_size(lie):
    where = f"{lying_decoders.__name__}:{lie}"
    with Sandbox(parsers={"picture": where, "frames": where}) as sandbox:
        for look in (open_picture, lambda *_: open_picture(*_, at_least=512), lambda *_: open_frames(*_, limit=2)):
            with pytest.raises(Unreadable, match="cannot be true"):
                look(sandbox, b"")
