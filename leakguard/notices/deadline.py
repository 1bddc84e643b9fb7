"""When an answer is due, to the hour."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

from leakguard.model.notice import NoticeClock

_UNITS = {"hours": timedelta(hours=1), "days": timedelta(days=1)}
_MONTHS = ("calendar month", "calendar months")


def compute(clock: NoticeClock | None, received: datetime) -> datetime | None:
    """The end of a statutory clock that started when the notice was received, in UTC; None where the law names no figure.

    Clock hours run on through nights, weekends and changes to daylight saving time. Calendar months end on the same day at the
    same hour in the zone of `received`, or on the last day of a month that has no such day (eu-gdpr-17 in the facts). Raises
    ValueError for a time without a zone and for an unknown unit.
    """
    if clock is None:
        return None
    if clock.unit in _MONTHS:
        return _utc(_months_later(received, clock.value))
    if clock.unit not in _UNITS:
        raise ValueError(f"unknown unit of a deadline: {clock.unit}")
    return _utc(received) + clock.value * _UNITS[clock.unit]


def follow_up(days: int | None, received: datetime) -> datetime | None:
    """When to write again where no clock runs: `days` later, in UTC. Raises ValueError for a time without a zone."""
    return None if days is None else _utc(received) + timedelta(days=days)


def _months_later(moment: datetime, months: int) -> datetime:
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a deadline needs a time with its zone")
    return moment.astimezone(UTC)
