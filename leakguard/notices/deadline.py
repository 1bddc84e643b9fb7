"""When an answer is due, to the hour."""

from datetime import UTC, datetime, timedelta

from leakguard.model.notice import NoticeClock

_UNITS = {"hours": timedelta(hours=1), "days": timedelta(days=1)}


def compute(clock: NoticeClock | None, received: datetime) -> datetime | None:
    """The end of a statutory clock that started when the notice was received, in UTC; None where the law names no figure.

    Clock hours run on through nights, weekends and changes to daylight saving time. Raises ValueError for a time without a zone
    and for an unknown unit.
    """
    if clock is None:
        return None
    if clock.unit not in _UNITS:
        raise ValueError(f"unknown unit of a deadline: {clock.unit}")
    return _utc(received) + clock.value * _UNITS[clock.unit]


def follow_up(days: int | None, received: datetime) -> datetime | None:
    """When to write again where no clock runs: `days` later, in UTC. Raises ValueError for a time without a zone."""
    return None if days is None else _utc(received) + timedelta(days=days)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a deadline needs a time with its zone")
    return moment.astimezone(UTC)
