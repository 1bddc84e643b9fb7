"""Attacks that hide parts of the picture, or lay something over it."""

import cv2
import numpy as np
from PIL import ImageDraw

from tests.benchmarks.matching.drawing import WORDS, emoji, painted, sentence, wrapped, write
from tests.benchmarks.matching.scene import Hand, Scene, Step, covering, resized, whole

Box = tuple[int, int, int, int]


def black_box(share: float) -> Step:
    """One box over this share of the area."""

    def step(scene: Scene, hand: Hand) -> Scene:
        box = _box(scene, hand, share)
        fill = hand.random.choice([(0, 0, 0), (255, 255, 255), (128, 128, 128)]).tolist()
        return scene.drawn(painted(scene.rgb, lambda draw: draw.rectangle(box, fill=tuple(fill))))

    return step


def bars(scene: Scene, hand: Hand) -> Scene:
    """Three black bars, as over eyes and bodies."""
    width, height = scene.size

    def paint(draw: ImageDraw.ImageDraw) -> None:
        for _ in range(3):
            left, top = hand.between(0, 0.5) * width, hand.between(0.05, 0.85) * height
            draw.rectangle((left, top, left + hand.between(0.3, 0.5) * width, top + 0.09 * height), fill=(0, 0, 0))

    return scene.drawn(painted(scene.rgb, paint))


def stripes(scene: Scene, hand: Hand) -> Scene:
    """Every fourth band blacked out, a quarter of the area."""
    step = max(8, scene.size[1] // 12)
    rgb = scene.rgb.copy()
    for top in range(step // 2, scene.size[1], step):
        rgb[top : top + step // 4] = 0
    return scene.drawn(rgb)


def censored(share: float) -> Step:
    """One box in coarse mosaic over this share of the area."""

    def step(scene: Scene, hand: Hand) -> Scene:
        left, top, right, bottom = _box(scene, hand, share)
        rgb = scene.rgb.copy()
        part = rgb[top:bottom, left:right]
        small = cv2.resize(part, (8, 8), interpolation=cv2.INTER_AREA)
        rgb[top:bottom, left:right] = cv2.resize(small, part.shape[1::-1], interpolation=cv2.INTER_NEAREST)
        return scene.drawn(rgb)

    return step


def emojis(share: float) -> Step:
    """Faces, hearts and stars over about this share of the area, spread or on top of each other."""

    def step(scene: Scene, hand: Hand) -> Scene:
        width, height = scene.size
        count = int(hand.random.integers(3, 7))
        radius = (share * width * height / (count * 3.1)) ** 0.5

        def paint(draw: ImageDraw.ImageDraw) -> None:
            for _ in range(count):
                kind = int(hand.random.integers(3))
                emoji(draw, hand.between(0.1, 0.9) * width, hand.between(0.1, 0.9) * height, radius, kind)

        return scene.drawn(painted(scene.rgb, paint))

    return step


def sticker(scene: Scene, hand: Hand) -> Scene:
    """A cut-out of another picture with a white rim, leaning, over a tenth of the area."""
    width, height = scene.size
    radius = int((0.1 * width * height / 3.14) ** 0.5)
    x, y = (int(hand.between(0.2, 0.8) * side) for side in (width, height))
    other = covering(whole(hand.other()), width, height).rgb
    rim, inner = (np.zeros((height, width), np.uint8) for _ in range(2))
    lean = hand.between(0, 90)
    cv2.ellipse(rim, (x, y), (radius, int(radius * 0.8)), lean, 0, 360, 255, -1)
    cv2.ellipse(inner, (x, y), (int(radius * 0.9), int(radius * 0.7)), lean, 0, 360, 255, -1)
    return scene.drawn(np.where(inner[..., None] > 0, other, np.where(rim[..., None] > 0, np.uint8(255), scene.rgb)))


def caption(scene: Scene, hand: Hand) -> Scene:
    """Two sentences in large outlined letters across the picture."""
    width, height = scene.size
    size = height / 9

    def paint(draw: ImageDraw.ImageDraw) -> None:
        for at in (0.06, 0.66):
            text = wrapped(sentence(hand, 5).upper(), size, width)
            write(draw, (0.04 * width, at * height), text, size, (255, 255, 255), max(1, round(size / 14)))

    return scene.drawn(painted(scene.rgb, paint))


def watermark(scene: Scene, hand: Hand) -> Scene:
    """The same half-transparent word in rows all over."""
    width, height = scene.size
    word, size = str(hand.random.choice(WORDS)) + ".example", max(10.0, height / 14)
    layer = np.zeros_like(scene.rgb)

    def paint(draw: ImageDraw.ImageDraw) -> None:
        for row in range(int(height / size / 2) + 1):
            for column in range(-1, int(width / size / 5) + 1):
                write(draw, (column * size * 6 + row % 2 * size * 3, row * size * 2), word, size, (255, 255, 255))

    mask = painted(layer, paint).astype(np.float32) / 255 * 0.4
    return scene.drawn(scene.rgb * (1 - mask) + 255 * mask)


def ghost(share: float) -> Step:
    """Another picture shines through with this weight."""

    def step(scene: Scene, hand: Hand) -> Scene:
        other = resized(whole(hand.other()), *scene.size).rgb
        return scene.drawn(scene.rgb * (1 - share) + other * np.float32(share))

    return step


def _box(scene: Scene, hand: Hand, share: float) -> Box:
    width, height = scene.size
    across = min(0.96, share**0.5 * hand.between(0.85, 1.18))
    wide, high = int(width * across), int(height * min(0.96, share / across))
    left, top = int(hand.random.integers(width - wide + 1)), int(hand.random.integers(height - high + 1))
    return left, top, left + wide, top + high
