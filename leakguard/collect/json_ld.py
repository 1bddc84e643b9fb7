"""The pictures and videos that a page tells search engines about: JSON-LD in the words of schema.org. Runs in the worker."""

import json
from collections.abc import Iterator
from typing import Any

_PICTURES = {"image", "images", "thumbnailUrl", "thumbnail", "photo", "photos", "primaryImageOfPage", "contentUrl"}
_TYPES = {"ImageObject", "VideoObject", "Photograph"}


def addresses(text: str) -> Iterator[str]:
    """Every picture's address in one script, as written; nothing where it is not JSON."""
    try:
        waiting: list[tuple[Any, bool]] = [(json.loads(text), False)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value, is_picture = waiting.pop()
        if isinstance(value, str):
            if is_picture:
                yield value
        elif isinstance(value, list):
            waiting.extend((item, is_picture) for item in reversed(value))
        elif isinstance(value, dict):
            described = is_picture or str(value.get("@type")) in _TYPES
            waiting.extend((item, key in _PICTURES or (described and key == "url")) for key, item in reversed(value.items()))
