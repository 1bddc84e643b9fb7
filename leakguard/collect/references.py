"""What a page refers to, gathered while it is read: each address once, under a cap. Runs in the worker."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from leakguard.collect import data_uri
from leakguard.errors import Unreadable

MAX_REFERENCES = 5_000
"""Different addresses of one page or sheet; the longest galleries have some hundreds."""

MAX_EMBEDDED_BYTES = 128 * 1024 * 1024
"""Of all pictures written into one page, decoded. A page itself is at most 64 MiB."""

THUMBNAIL_LINK = "thumb-link"
"""How a link was found that stands around a thumbnail and does not say that a picture is behind it."""

_LONGEST_TOGETHER = 4 * 1024 * 1024  # characters
_LONGEST = 16_000  # characters of an address, as leakguard.net.urls holds it

_MEDIA_ENDING = re.compile(
    r"\.(?:jpe?g|jpe|jfif|png|gif|webp|avif|hei[cf]|bmp|tiff?|mp4|m4v|mov|webm|mkv|avi|wmv)$", re.IGNORECASE
)


def looks_like_media(address: str) -> bool:
    """Whether the path of an address ends as pictures and videos do."""
    return _MEDIA_ENDING.search(address.strip().partition("#")[0].partition("?")[0]) is not None


@dataclass
class References:
    """`found` maps an address as written to how it was found first; `embedded` are data: addresses, decoded."""

    found: dict[str, str] = field(default_factory=dict)
    embedded: dict[bytes, None] = field(default_factory=dict)
    broken: int = 0
    left_out: int = 0
    seen: int = 0
    _characters: int = 0
    _embedded_bytes: int = 0

    def add(self, address: str | None, how: str) -> None:
        address = (address or "").strip()
        self.seen += bool(address)
        if data_uri.is_data(address):
            self._embed(address)
        elif address and address not in self.found and not address.startswith("#"):
            self._characters += len(address)
            if len(self.found) >= MAX_REFERENCES or len(address) > _LONGEST or self._characters > _LONGEST_TOGETHER:
                self.left_out += 1
            else:
                self.found[address] = how

    def add_all(self, addresses: Iterable[str], how: str) -> None:
        for address in addresses:
            self.add(address, how)

    def _embed(self, address: str) -> None:
        try:
            data = data_uri.decode(address)
        except Unreadable:
            self.broken += 1
            return
        if data and data not in self.embedded:
            self._embedded_bytes += len(data)
            if self._embedded_bytes > MAX_EMBEDDED_BYTES or len(self.embedded) >= MAX_REFERENCES:
                self.left_out += 1
            else:
                self.embedded[data] = None

    def as_answer(self) -> tuple[dict[str, Any], list[bytes]]:
        """For the parent: what JSON can hold, and the blobs."""
        meta = {"pictures": list(self.found.items()), "broken": self.broken, "left_out": self.left_out}
        return meta, list(self.embedded)
