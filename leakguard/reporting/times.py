"""Times on paper: the person's own clock, with its distance from UTC, so that nobody has to guess."""

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
        local = self._local(at)
        offset = f"{local:%z}"
        distance = f"UTC{offset[:3]}:{offset[3:5]}" if offset[1:5] != "0000" else "UTC"
        return f"{self.day(at)}, {local:%H:%M:%S} ({distance})" if seconds else f"{self.day(at)}, {local:%H:%M} ({distance})"

    def lines(self, at: datetime | None) -> tuple[str, ...]:
        """The same as `moment`, for a narrow column: the day above the time."""
        return tuple(self.moment(at).split(", ", 1))

    def offset(self, at: datetime) -> timedelta:
        """How far this clock is ahead of UTC at that moment."""
        return self._local(at).utcoffset() or timedelta()

    def _local(self, at: datetime) -> datetime:
        try:
            return at.astimezone(self._info)
        except OverflowError:
            return at
