"""When an answer is due, to the hour."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from leakguard.model.notice import NoticeClock

_UNITS = {"hours": timedelta(hours=1), "days": timedelta(days=1)}
_FRIDAY, _MONDAY = 5, 8  # ISO days of the week; the Monday after a Saturday or Sunday
_MONTHS = ("calendar month", "calendar months")


def compute(clock: NoticeClock | None, received: datetime) -> datetime | None:
    """The end of a statutory clock that started when the notice was received, in UTC; None where the law names no figure.

    Clock hours run on through nights, weekends and changes to daylight saving time. Calendar months are those of Regulation
    (EEC, Euratom) 1182/71, Article 3, which the GDPR follows (eu-gdpr-17 in the facts): the day of receipt does not count, the
    period ends with the last hour of the same day of a later month, or of its last day, and a Saturday or Sunday moves it to
    Monday. So the answer is the midnight after that day, in the zone of `received`. Public holidays, which differ from place to
    place, would move it further: they are not known here. Raises ValueError for a time without a zone and for an unknown unit.
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
    day = date(year, month + 1, min(moment.day, monthrange(year, month + 1)[1]))
    last = day + timedelta(days=_MONDAY - day.isoweekday() if day.isoweekday() > _FRIDAY else 0)
    return datetime.combine(last + timedelta(days=1), time(), moment.tzinfo)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a deadline needs a time with its zone")
    return moment.astimezone(UTC)
