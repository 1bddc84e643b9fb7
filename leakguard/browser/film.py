"""The window as a moving picture, made of single pictures, each taken while the page is known to be covered.

A browser's own screencast would show what scripts draw before it can be covered, so it is not used. Covering holds the page up
for a moment; so a covered page is looked at whenever it has come to rest, after opening and after each click and scroll, and only
one where nothing is covered all the time. The format is an animated PNG: one file, every browser plays it, nothing is packed
anew, and no program for video is needed.
"""

import time
from collections.abc import Callable
from datetime import datetime

from leakguard.browser import png

EVERY = 0.5
"""Seconds between two pictures, at least."""
MOST, LARGEST = 300, 64 * 1024 * 1024
"""Pictures, and their bytes together."""
_LAST = 1000
"""Milliseconds that the last picture is shown."""


class Film:
    """`take` gives the window as a PNG, or None where it cannot be covered; those are counted in `left_out`."""

    def __init__(self, take: Callable[[], bytes | None], now: Callable[[], datetime]) -> None:
        self.times: list[datetime] = []
        self.left_out = 0
        self._take, self._now = take, now
        self._pictures: list[bytes] = []
        self._size = 0
        self._next = 0.0

    @property
    def due(self) -> bool:
        return not self.full and time.monotonic() >= self._next

    @property
    def full(self) -> bool:
        return len(self._pictures) >= MOST or self._size >= LARGEST

    def look(self) -> None:
        """Take one more, if it shows something new."""
        picture = self._take()
        self._next = time.monotonic() + EVERY
        if picture is None:
            self.left_out += 1
        elif picture not in self._pictures[-1:]:
            self._pictures.append(picture)
            self._size += len(picture)
            self.times.append(self._now())

    def file(self) -> bytes:
        """All of it. Raises ValueError where there is nothing."""
        if not self._pictures:
            raise ValueError("no picture was taken")
        ends = [*self.times[1:], None]
        shown = [int((end - at).total_seconds() * 1000) if end else _LAST for at, end in zip(self.times, ends, strict=True)]
        return png.animated(list(zip(self._pictures, shown, strict=True)))
