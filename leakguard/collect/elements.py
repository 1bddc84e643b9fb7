"""Which attributes of which elements hold pictures and videos. Runs in the worker."""

import re
from collections.abc import Mapping

from leakguard.collect import css, srcset
from leakguard.collect.references import References, looks_like_media

Attributes = Mapping[str, str | None]

IMAGES = {"img", "amp-img", "amp-anim", "image"}
VIDEOS = {"video", "amp-video"}

_META = {
    "og:image": "og:image",
    "og:image:url": "og:image",
    "og:image:secure_url": "og:image",
    "og:video": "og:video",
    "og:video:url": "og:video",
    "og:video:secure_url": "og:video",
    "twitter:image": "twitter:image",
    "twitter:image:src": "twitter:image",
    "twitter:player:stream": "twitter:player",
    "image": "itemprop",
    "thumbnail": "itemprop",
    "thumbnailurl": "itemprop",
    "contenturl": "itemprop",
}
# Where the usual scripts for late loading, galleries and magnifiers keep an address.
_LAZY = re.compile(
    r"data-(?:src|original|original-src|lazy|lazy-src|lazyload|bg|bg-src|background|background-image|image|img|img-src|echo|full|"
    r"full-src|large|large-src|large_image|large-file|medium-file|orig-file|hi-res-src|highres|hires|zoom-image|thumb|thumbnail|"
    r"poster|retina|src-retina|fallback-src|flickity-lazyload|flickity-lazyload-src|runner-src|cfsrc|mobile-src|desktop-src|photo)"
)
_NEVER_PICTURES = {"script", "iframe", "audio"}


def read_element(tag: str, attributes: Attributes, parent: str, into: References) -> None:
    """Adds what the element itself refers to; `parent` is the parent's tag."""
    get = attributes.get
    if tag in IMAGES:
        for name in ("src", "href", "xlink:href"):
            into.add(get(name), "img")
        into.add_all(srcset.addresses(get("srcset") or ""), "srcset")
    elif tag in VIDEOS:
        into.add(get("src"), "video")
        into.add(get("poster"), "poster")
    elif tag == "source" and parent != "audio":
        into.add(get("src"), "img" if parent == "picture" else "video")
        into.add_all(srcset.addresses(get("srcset") or ""), "srcset")
    elif tag == "input" and _word(get("type")) == "image":
        into.add(get("src"), "input")
    elif tag in ("object", "embed"):
        address = get("data" if tag == "object" else "src") or ""
        if _word(get("type")).startswith(("image/", "video/")) or looks_like_media(address) or address.startswith("data:"):
            into.add(address, tag)
    elif tag == "link":
        _link(attributes, into)
    elif tag == "meta":
        name = _word(get("property") or get("name") or get("itemprop"))
        if name in _META:
            into.add(get("content"), _META[name])
    _any_element(tag, attributes, parent, into)


def _link(attributes: Attributes, into: References) -> None:
    kinds = _word(attributes.get("rel")).split()
    if "image_src" in kinds or ("preload" in kinds and _word(attributes.get("as")) == "image"):
        into.add(attributes.get("href"), "link")
        into.add_all(srcset.addresses(attributes.get("imagesrcset") or ""), "link")
    elif _word(attributes.get("itemprop")) in _META:
        into.add(attributes.get("href"), "itemprop")


def _any_element(tag: str, attributes: Attributes, parent: str, into: References) -> None:
    for name, value in attributes.items():
        if not value:
            continue
        if name == "style":
            into.add_all(css.read(value).pictures, "css")
        elif name == "background":
            into.add(value, "background")
        elif name.startswith("data-") and tag not in _NEVER_PICTURES and parent not in _NEVER_PICTURES:
            _lazy(name, value, into)


def _lazy(name: str, value: str, into: References) -> None:
    if name.endswith("srcset"):
        into.add_all(srcset.addresses(value), "lazy")
    elif "url(" in value:
        into.add_all(css.read(value).pictures, "lazy")
    elif value.lstrip()[:1] not in ("{", "[", "<") and (
        looks_like_media(value) if not _LAZY.fullmatch(name) else "/" in value or "." in value
    ):
        into.add(value, "lazy")


def _word(value: str | None) -> str:
    return (value or "").strip().lower()
