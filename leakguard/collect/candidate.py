"""One thing that may be a copy: its digest, what it is by content, and, for a picture, its bytes."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from leakguard.imaging.formats import Format, sniff
from leakguard.model.exchange import Fetched
from leakguard.model.media import Media

MAX_PICTURE_BYTES = 100 * 1024 * 1024
"""Larger pictures are only digested: of the 60 megapixels that are decoded at most, any usual format makes less than this."""

HEAD = 1024
"""Bytes from the start that decide what something is; more than `formats.ENOUGH`, for formats that are text."""

TOO_LARGE = "It is larger than 100 MiB, so only an exact copy of it would be recognised."


@dataclass(frozen=True)
class Candidate:
    """`locator` is the path as it was found, `archive!member`, or the address; `how` the kind of place it was found in.

    `format` None is no media at all. `data` holds the bytes of a picture up to MAX_PICTURE_BYTES, None otherwise. `sha256` (hex)
    and `size` are of the bytes read; `sha256` is empty for a file of a folder that is no media, which is not read to its end.
    `problem`, where not empty, says in one sentence why these bytes may not be all of it or not be sound: what can be made out of
    them is still worth comparing.
    """

    target: str
    locator: str
    sha256: str
    size: int
    format: Format | None
    how: str
    data: bytes | None = field(default=None, repr=False)
    page: str | None = None
    fetched: Fetched | None = field(default=None, repr=False)
    problem: str = ""

    @property
    def comparable(self) -> bool:
        """Whether it is a picture or video of a kind that is compared, here or with an extra part; all else is passed over."""
        return self.format is not None and (self.format.supported or bool(self.format.extra))

    @property
    def held(self) -> int:
        """Bytes of it in memory: what was fetched is there whole, of a video on this computer only the digest."""
        return self.size if self.data is not None or self.fetched else 0


def candidate(
    chunks: Iterable[bytes],
    *,
    target: str,
    locator: str,
    how: str,
    page: str | None = None,
    fetched: Fetched | None = None,
) -> Candidate:
    """Reads `chunks` to their end, keeping them only while they are a picture of bearable size."""
    digest, size, kept, format_, keep = hashlib.sha256(), 0, list[bytes](), None, True
    for chunk in chunks:
        digest.update(chunk)
        known, size = size >= HEAD, size + len(chunk)
        if keep:
            kept.append(chunk)
            if not known and size >= HEAD:
                format_ = sniff(b"".join(kept))
                keep = _is_picture(format_)
            keep = keep and size <= MAX_PICTURE_BYTES
            if not keep:
                kept.clear()
    if size < HEAD:
        format_ = sniff(b"".join(kept))
        keep = _is_picture(format_)
    problem = TOO_LARGE if _is_picture(format_) and not keep else ""
    data = b"".join(kept) if keep else None
    return Candidate(target, locator, digest.hexdigest(), size, format_, how, data, page, fetched, problem)


def _is_picture(format_: Format | None) -> bool:
    return format_ is not None and format_.media is Media.IMAGE
