"""Times on paper: the person's own clock, with its distance from UTC, so that nobody has to guess."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Clock:
    """Writes times in one zone. An unknown zone name falls back to UTC; `zone` says which zone is used."""

    def __init__(self, zone: str) -> None:
        self._info: tzinfo = UTC
        with suppress(KeyError, ValueError, OSError):
            self._info = ZoneInfo(zone)
        self.zone = zone if self._info is not UTC else "UTC"

    def day(self, at: datetime | None) -> str:
        """1 Mar 2026"""
        if at is None:
            return "not recorded"
        local = self._local(at)
        return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"

    def moment(self, at: datetime | None, *, seconds: bool = False) -> str:
        """1 Mar 2026, 14:05 (UTC+01:00)"""
        if at is None:
            return "not recorded"
        time = f"{self._local(at):%H:%M:%S}" if seconds else f"{self._local(at):%H:%M}"
        return f"{self.day(at)}, {time} ({self._distance(at)})"

    def span(self, first: datetime, last: datetime) -> str:
        """1 Mar 2026, 14:05 to 2 Mar 2026, 9:30 (UTC+01:00), or a moment; the distance from UTC once, where it is the same."""
        begun, ended = self.moment(first), self.moment(last)
        if begun == ended:
            return begun
        return f"{begun.rpartition(' (')[0] if self._distance(first) == self._distance(last) else begun} to {ended}"

    def column(self, name: str, moments: Iterable[datetime]) -> tuple[str, Callable[[datetime], tuple[str, ...]]]:
        """The head of a column of times, and how each is written in it: the distance from UTC stands in the head, where all have
        the same."""
        distances = {self._distance(at) for at in moments}
        if len(distances) != 1:
            return name, self.lines
        return f"{name} ({distances.pop()})", lambda at: (f"{self.day(at)} {self._local(at):%H:%M}",)

    def lines(self, at: datetime | None) -> tuple[str, ...]:
        """The same as `moment`, for a narrow column: the day above the time."""
        return tuple(self.moment(at).split(", ", 1))

    def _distance(self, at: datetime) -> str:
        offset = f"{self._local(at):%z}"
        return f"UTC{offset[:3]}:{offset[3:5]}" if offset[1:5] != "0000" else "UTC"

    def offset(self, at: datetime) -> timedelta:
        """How far this clock is ahead of UTC at that moment."""
        return self._local(at).utcoffset() or timedelta()

    def _local(self, at: datetime) -> datetime:
        try:
            return at.astimezone(self._info)
        except OverflowError:
            return at
