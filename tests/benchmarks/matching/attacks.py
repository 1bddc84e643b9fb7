"""The catalogue: every attack by name, with its family, its tier and what it does to a picture."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

import numpy as np
from PIL import Image

from tests.benchmarks.matching import covers, pages, tone, warps
from tests.benchmarks.matching.scene import Hand, Rgb, Scene, Step, whole


class Tier(StrEnum):
    STANDARD = "standard"
    EXTREME = "extreme"


@dataclass(frozen=True)
class Attack:
    """Steps done one after the other, then a file of `format`."""

    name: str
    family: str
    tier: Tier
    steps: tuple[Step, ...]
    format: str = "JPEG"

    def on(self, rgb: Rgb, seed: int, others: Sequence[Rgb]) -> Scene:
        """The attacked picture; the same seed, picture and others give the same pixels. `others` must hold no original."""
        scene, hand = whole(rgb), Hand(np.random.default_rng([seed, zlib.crc32(self.name.encode())]), others)
        for step in self.steps:
            scene = step(scene, hand)
        return scene

    def file(self, scene: Scene) -> bytes:
        """The attacked picture as it is posted: JPEG of quality 85, or PNG."""
        return encoded(scene.rgb, self.format)


def encoded(rgb: Rgb, format: str = "JPEG") -> bytes:
    """A file of these pixels: PNG without loss, anything else at quality 85."""
    out = BytesIO()
    Image.fromarray(rgb).save(out, format, **({"compress_level": 1} if format == "PNG" else {"quality": 85}))
    return out.getvalue()


def _row(tier: Tier, family: str, attacks: dict[str, Step | tuple[Step, ...]]) -> tuple[Attack, ...]:
    return tuple(
        Attack(name, family, tier, steps if isinstance(steps, tuple) else (steps,), "PNG" if name in _LOSSLESS else "JPEG")
        for name, steps in attacks.items()
    )


_LOSSLESS = {"identity", "webp_20", "palette_64", "edges", "two_levels"}

STANDARD = (
    *_row(
        Tier.STANDARD,
        "recompress",
        {
            "identity": (),
            "jpeg_20": tone.saved("JPEG", 20),
            "jpeg_5": tone.saved("JPEG", 5),
            "webp_20": tone.saved("WEBP", 20),
            "palette_64": tone.palette(64),
            "video": tone.video,
        },
    ),
    *_row(
        Tier.STANDARD,
        "resize",
        {"half": warps.scaled(0.5), "quarter_size": warps.scaled(0.25), "enlarged": (warps.scaled(0.6), warps.scaled(3))},
    ),
    *_row(Tier.STANDARD, "crop", {f"crop_{share}": warps.crop(share / 100) for share in (80, 60, 40, 25, 10)}),
    *_row(
        Tier.STANDARD,
        "geometry",
        {
            "aspect_wide": warps.scaled(1.0, 0.7),
            "aspect_tall": warps.scaled(0.75, 1.0),
            "skew": warps.skew(15),
            "perspective": warps.perspective(0.15),
        },
    ),
    *_row(
        Tier.STANDARD,
        "flip-rotate",
        {
            "mirror": warps.mirror,
            "upside_down": warps.upside_down,
            "quarter_turn": warps.quarter,
            "mirror_quarter_turn": (warps.mirror, warps.quarter),
            "turn_5": warps.turn(5),
            "turn_15": warps.turn(15),
            "turn_45": warps.turn(45),
        },
    ),
    *_row(
        Tier.STANDARD,
        "colour",
        {
            "grey": tone.grey,
            "bright": tone.linear(1.0, 50),
            "dark": tone.gamma(2.2),
            "contrast": (tone.linear(1.6), tone.saturated(1.6)),
            "warm": tone.warm,
            "negative": tone.negative,
        },
    ),
    *_row(
        Tier.STANDARD,
        "blur-noise",
        {"sharpen": tone.sharpen, "blur_05": tone.blur(0.005), "noise": tone.noise(25), "mosaic_128": tone.mosaic(128)},
    ),
    *_row(
        Tier.STANDARD,
        "occlusion",
        {
            "censored_25": covers.censored(0.25),
            "box_25": covers.black_box(0.25),
            "bars": covers.bars,
            "stripes": covers.stripes,
            "emoji_15": covers.emojis(0.15),
            "emoji_30": covers.emojis(0.30),
            "sticker": covers.sticker,
        },
    ),
    *_row(
        Tier.STANDARD,
        "overlay",
        {"caption": covers.caption, "watermark": covers.watermark, "ghost_35": covers.ghost(0.35)},
    ),
    *_row(Tier.STANDARD, "frame", {"border_15": pages.border(0.15), "frame": pages.frame, "meme": pages.meme}),
    *_row(
        Tier.STANDARD,
        "screenshot",
        {"phone": pages.phone, "web": pages.web, "chat": pages.chat(), "story": pages.story, "post": pages.post},
    ),
    *_row(Tier.STANDARD, "screen-photo", {"screen_photo": warps.screen_photo(1.0)}),
    *_row(
        Tier.STANDARD,
        "collage",
        {
            "collage_2x2": pages.collage(2, 2),
            "side_by_side": pages.collage(2, 1, (480, 640), 0),
            "contact_sheet": pages.contact_sheet,
        },
    ),
    *_row(Tier.STANDARD, "inside", {"inside_40": pages.inside(0.40), "inside_25": pages.inside(0.25)}),
    *_row(
        Tier.STANDARD,
        "combination",
        {
            "crop_caption_warm": (warps.crop(0.6), covers.caption, tone.warm, tone.saved("JPEG", 30)),
            "mirror_crop_half": (warps.mirror, warps.crop(0.6), warps.scaled(0.5)),
            "post_half_jpeg": (pages.post, warps.scaled(0.5), tone.saved("JPEG", 20)),
            "mirror_warm_collage": (warps.mirror, tone.warm, pages.collage(2, 2)),
            "inside_blur_jpeg": (pages.inside(0.35), tone.blur(0.001), tone.saved("JPEG", 30)),
            "turn_crop_emoji": (warps.turn(15), warps.crop(0.6), covers.emojis(0.15)),
            "screen_photo_half_jpeg": (warps.screen_photo(1.0), warps.scaled(0.6), tone.saved("JPEG", 20)),
            "meme_phone_jpeg": (pages.meme, pages.phone, tone.saved("JPEG", 20)),
            "censored_crop_story_video": (covers.censored(0.2), warps.crop(0.7), pages.story, tone.video),
            "watermark_grey_chat": (covers.watermark, tone.grey, pages.chat()),
            "negative_border_mirror": (tone.negative, pages.border(0.1), warps.mirror),
        },
    ),
)

EXTREME = (
    *_row(Tier.EXTREME, "thumbnail", {f"thumbnail_{side}": warps.fitted(side) for side in (160, 96, 64)}),
    *_row(Tier.EXTREME, "crop", {"crop_5": warps.crop(0.05), "crop_2": warps.crop(0.02)}),
    *_row(
        Tier.EXTREME,
        "blur-noise",
        {
            "blur_15": tone.blur(0.015),
            "blur_30": tone.blur(0.030),
            "mosaic_48": tone.mosaic(48),
            "mosaic_24": tone.mosaic(24),
            "noise_60": tone.noise(60),
        },
    ),
    *_row(Tier.EXTREME, "occlusion", {"box_50": covers.black_box(0.5), "box_70": covers.black_box(0.7)}),
    *_row(Tier.EXTREME, "overlay", {"ghost_60": covers.ghost(0.6)}),
    *_row(Tier.EXTREME, "colour", {"two_levels": tone.two_levels, "edges": tone.edges, "swapped": tone.swapped}),
    *_row(Tier.EXTREME, "geometry", {"wave": warps.wave(0.01), "perspective_30": warps.perspective(0.30)}),
    *_row(Tier.EXTREME, "collage", {"grid_3x3": pages.collage(3, 3, (300, 300)), "grid_5x5": pages.collage(5, 5, (190, 190))}),
    *_row(Tier.EXTREME, "inside", {"inside_15": pages.inside(0.15)}),
    *_row(Tier.EXTREME, "screenshot", {"long_chat": pages.chat(8000)}),
    *_row(
        Tier.EXTREME,
        "combination",
        {
            "mirror_screen_photo_jpeg": (warps.mirror, warps.screen_photo(1.5), warps.scaled(0.6), tone.saved("JPEG", 15)),
            "crop_25_inside_30": (warps.crop(0.25), pages.inside(0.30)),
            "turn_45_crop_emoji_phone": (warps.turn(45), warps.crop(0.5), covers.emojis(0.15), pages.phone),
            "negative_crop_mirror_web": (tone.negative, warps.crop(0.4), warps.mirror, pages.web),
            "phone_screen_photo_half": (pages.phone, warps.screen_photo(1.2), warps.scaled(0.5)),
            "bars_collage_video": (covers.bars, pages.collage(3, 2, (320, 320)), tone.video),
        },
    ),
)

ATTACKS = STANDARD + EXTREME

DISGUISES = frozenset((
    "identity", "jpeg_20", "crop_40", "mirror", "two_levels", "thumbnail_96", "phone", "web", "chat", "story", "post", "meme",
    "frame", "caption", "watermark", "emoji_30", "collage_2x2", "contact_sheet", "inside_40", "screen_photo",
))  # fmt: skip
"""What is done to other people's pictures to make the negatives: what leaked pictures share with them: pages, words."""
