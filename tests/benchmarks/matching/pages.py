"""Attacks that put the picture into something larger: frames, screenshots, memes, collages, other pictures."""

from collections.abc import Callable

import cv2
import numpy as np
from PIL import ImageDraw

from tests.benchmarks.matching.drawing import emoji, painted, sentence, sheet, wrapped, write
from tests.benchmarks.matching.scene import Hand, Rgb, Scene, Step, covering, pasted, resized, whole

Paint = Callable[[ImageDraw.ImageDraw], None]
DARK, LIGHT, GREY, MINE = (24, 26, 30), (250, 250, 252), (150, 154, 160), (220, 248, 198)


def border(share: float) -> Step:
    """A plain border, its width this share of the longer side."""

    def step(scene: Scene, hand: Hand) -> Scene:
        rim = round(share * max(scene.size))
        return pasted(scene, sheet(scene.size[0] + 2 * rim, scene.size[1] + 2 * rim, hand.colour()), rim, rim)

    return step


def frame(scene: Scene, hand: Hand) -> Scene:
    """A striped frame, as photo apps offer."""
    rim = max(8, round(0.08 * max(scene.size)))
    canvas = sheet(scene.size[0] + 2 * rim, scene.size[1] + 2 * rim, hand.colour())
    for depth in range(0, rim, max(2, rim // 5)):
        end = canvas.shape[1] - depth - 1, canvas.shape[0] - depth - 1
        cv2.rectangle(canvas, (depth, depth), end, hand.colour(), max(1, rim // 8))
    return pasted(scene, canvas, rim, rim)


def story(scene: Scene, hand: Hand) -> Scene:
    """540 x 960 over a blurred blow-up of itself, with a sentence and an emoji beside it."""
    width, height = 540, 960
    back = np.asarray(cv2.GaussianBlur(covering(scene, width, height).rgb, (0, 0), 24), np.uint8)
    share = min(width / scene.size[0], 0.72 * height / scene.size[1])
    inner = resized(scene, scene.size[0] * share, scene.size[1] * share)
    top = (height - inner.size[1]) // 2

    def paint(draw: ImageDraw.ImageDraw) -> None:
        write(draw, (30, 40), wrapped(sentence(hand, 6), 34, 480), 34, (255, 255, 255), 2)
        emoji(draw, hand.between(60, 480), height - 70, 40, int(hand.random.integers(3)))

    out = pasted(inner, back, (width - inner.size[0]) // 2, top)
    return out.drawn(painted(out.rgb, paint))


def meme(scene: Scene, hand: Hand) -> Scene:
    """White bars above and below with text in them."""
    width, height = scene.size
    bar = max(24, height // 5)
    out = pasted(scene, sheet(width, height + 2 * bar, (255, 255, 255)), 0, bar)

    def paint(draw: ImageDraw.ImageDraw) -> None:
        for top in (0, height + bar):
            write(draw, (8, top + bar * 0.15), wrapped(sentence(hand, 7), bar / 3.4, width), bar / 3.4, (0, 0, 0))

    return out.drawn(painted(out.rgb, paint))


def phone(scene: Scene, hand: Hand) -> Scene:
    """720 x 1480: a gallery app, the picture across the width."""
    night = hand.random.random() < 0.5
    page = sheet(720, 1480, DARK if night else LIGHT)
    inner = _into(scene, 720, 1080)
    out = pasted(inner, page, (720 - inner.size[0]) // 2, 740 - inner.size[1] // 2)

    def paint(draw: ImageDraw.ImageDraw) -> None:
        write(draw, (30, 14), f"{hand.random.integers(24)}:{hand.random.integers(10, 60)}", 28, GREY)
        draw.rectangle((640, 18, 690, 40), outline=GREY, width=3)
        write(draw, (90, 90), sentence(hand, 3), 34, LIGHT if night else DARK)
        for button in (90, 450, 630):
            draw.ellipse((button - 24, 1376, button + 24, 1424), outline=GREY, width=5)
        emoji(draw, 270, 1400, 26, 1)

    return out.drawn(painted(out.rgb, paint))


def web(scene: Scene, hand: Hand) -> Scene:
    """1280 x 800: a browser with text, a column of thumbnails, and the picture in an article."""
    page = sheet(1280, 800, LIGHT)
    for row in range(4):
        page = pasted(covering(whole(hand.other()), 200, 130), page, 1050, 110 + 160 * row).rgb
    inner = _into(scene, hand.between(520, 760), hand.between(400, 520))
    left, top = 60 + int(hand.random.integers(80)), 190

    def paint(draw: ImageDraw.ImageDraw) -> None:
        draw.rectangle((0, 0, 1280, 74), fill=(222, 225, 230))
        for dot, colour in enumerate(((240, 90, 80), (245, 190, 70), (100, 200, 90))):
            draw.ellipse((16 + 26 * dot, 14, 32 + 26 * dot, 30), fill=colour)
        draw.rounded_rectangle((120, 38, 1180, 68), 14, fill=LIGHT)
        write(draw, (140, 43), "https://example.org/album", 18, GREY)
        write(draw, (60, 100), sentence(hand, 6), 40, DARK)
        write(draw, (60, top + inner.size[1] + 14), wrapped(sentence(hand, 40), 20, 900), 20, (60, 62, 70))

    return pasted(inner, painted(page, paint), left, top)


def chat(length: int = 1480) -> Step:
    """720 pixels wide: a messenger with bubbles; the picture somewhere among them, one by somebody else where there is room."""

    def step(scene: Scene, hand: Hand) -> Scene:
        page = sheet(720, length, (229, 221, 213))
        inner = _into(scene, 470, 560)
        top = int(hand.random.integers(140, length - inner.size[1] - 80))
        page, above = _bubbles(page, 130, top - 20, hand)
        page, below = _bubbles(page, top + inner.size[1] + 30, length - 90, hand)
        mine = hand.random.random() < 0.5
        left = 720 - 30 - inner.size[0] if mine else 30
        end = left + inner.size[0] + 8, top + inner.size[1] + 8
        fill = MINE if mine else LIGHT

        def paint(draw: ImageDraw.ImageDraw) -> None:
            for bubble in (*above, *below):
                bubble(draw)
            draw.rectangle((0, 0, 720, 110), fill=(10, 100, 90))
            draw.ellipse((24, 34, 84, 94), fill=GREY)
            write(draw, (104, 46), sentence(hand, 2), 32, LIGHT)
            draw.rounded_rectangle((left - 8, top - 8, *end), 12, fill=fill)
            draw.rounded_rectangle((20, length - 74, 640, length - 16), 28, fill=LIGHT)

        return pasted(inner, painted(page, paint), left, top)

    return step


def post(scene: Scene, hand: Hand) -> Scene:
    """A card of a social network: a name above, the picture across, hearts and comments below."""
    inner = _into(scene, 600, 750)
    page = sheet(600, inner.size[1] + 300, LIGHT)
    below = inner.size[1] + 90

    def paint(draw: ImageDraw.ImageDraw) -> None:
        draw.ellipse((16, 16, 74, 74), fill=hand.colour())
        write(draw, (90, 20), sentence(hand, 2), 26, DARK)
        write(draw, (90, 52), "2 hours", 18, GREY)
        emoji(draw, 36, below + 36, 20, 1)
        write(draw, (70, below + 22), f"{hand.random.integers(10, 9000)}", 24, DARK)
        write(draw, (18, below + 74), wrapped(sentence(hand, 18), 22, 560), 22, DARK)

    return pasted(inner, painted(page, paint), (600 - inner.size[0]) // 2, 90)


def collage(columns: int, rows: int, cell: tuple[int, int] = (400, 400), gap: int = 12) -> Step:
    """A grid of filled cells, the picture in one of them, other people's in the rest."""

    def step(scene: Scene, hand: Hand) -> Scene:
        width, height = cell
        page = sheet(columns * (width + gap) + gap, rows * (height + gap) + gap, hand.colour())
        own = int(hand.random.integers(columns * rows))
        at = [(gap + (k % columns) * (width + gap), gap + k // columns * (height + gap)) for k in range(columns * rows)]
        for k, place in enumerate(at):
            if k != own:
                page = pasted(covering(whole(hand.other()), width, height), page, *place).rgb
        return pasted(covering(scene, width, height), page, *at[own])

    return step


def contact_sheet(scene: Scene, hand: Hand) -> Scene:
    """Twenty uncut pictures, each fitted into 220 x 160 pixels, with a name under it."""
    page, own = sheet(1250, 850, LIGHT), int(hand.random.integers(20))
    home, left, top = scene, 0, 0
    for k in range(20):
        inner = _into(scene if k == own else whole(hand.other()), 220, 160)
        x, y = 25 + k % 5 * 245 + (220 - inner.size[0]) // 2, 25 + k // 5 * 205 + (160 - inner.size[1]) // 2
        if k == own:
            home, left, top = inner, x, y
        page = pasted(inner, page, x, y).rgb

    def paint(draw: ImageDraw.ImageDraw) -> None:
        for k in range(20):
            write(draw, (25 + k % 5 * 245, 190 + k // 5 * 205), f"DSC_{4000 + k}.JPG", 14, GREY)

    return pasted(home, painted(page, paint), left, top)


def inside(share: float) -> Step:
    """Lies inside another picture of 960 pixels, fitted into this share of its width and height."""

    def step(scene: Scene, hand: Hand) -> Scene:
        other = hand.other()
        across = 960 / max(other.shape[:2])
        back = resized(whole(other), other.shape[1] * across, other.shape[0] * across).rgb
        inner = _into(scene, share * back.shape[1], share * back.shape[0])
        rooms = (back.shape[1] - inner.size[0], back.shape[0] - inner.size[1])
        left, top = (int(hand.random.integers(room + 1)) for room in rooms)
        return pasted(inner, back, left, top)

    return step


def _into(scene: Scene, width: float, height: float) -> Scene:
    """As large as the box allows, whole."""
    share = min(width / scene.size[0], height / scene.size[1])
    return resized(scene, scene.size[0] * share, scene.size[1] * share)


def _bubbles(page: Rgb, low: int, high: int, hand: Hand) -> tuple[Rgb, list[Paint]]:
    """Messages between two heights, still to be painted; pictures among them already pasted."""
    top, paints = low, []
    while top + 60 < high:
        text = wrapped(sentence(hand, int(hand.random.integers(2, 14))), 24, 440)
        tall, wide = 30 * (text.count("\n") + 1) + 24, 13 * max(map(len, text.split("\n"))) + 40
        if top + tall > high:
            break
        paints.append(_bubble(30 if hand.random.random() < 0.5 else 690 - wide, top, wide, tall, text))
        top += tall + int(hand.random.integers(14, 40))
        if top + 420 < high and hand.random.random() < 0.15:
            inner = _into(whole(hand.other()), 400, 380)
            page = pasted(inner, page, 30, top).rgb
            top += inner.size[1] + 30
    return page, paints


def _bubble(left: int, top: int, wide: int, tall: int, text: str) -> Paint:
    def paint(draw: ImageDraw.ImageDraw) -> None:
        fill = LIGHT if left == 30 else MINE
        draw.rounded_rectangle((left, top, left + wide, top + tall), 14, fill=fill)
        write(draw, (left + 18, top + 10), text, 24, DARK)

    return paint
