"""Clocks, to the hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.model.notice import NoticeClock
from leakguard.notices import deadline

TWO_DAYS = NoticeClock(value=48, unit="hours", runs_from="receipt")
NAIVE = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 - the case under test


def test_forty_eight_hours_run_through_a_weekend() -> None:
    friday = datetime(2026, 11, 20, 17, 45, tzinfo=UTC)
    assert deadline.compute(TWO_DAYS, friday) == datetime(2026, 11, 22, 17, 45, tzinfo=UTC)


def test_clock_hours_run_through_a_change_to_winter_time() -> None:
    received = datetime(2026, 10, 24, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    due = deadline.compute(TWO_DAYS, received)
    assert due == datetime(2026, 10, 26, 10, 0, tzinfo=UTC)
    assert due.astimezone(ZoneInfo("Europe/Berlin")).hour == 11


def test_days_are_clock_days() -> None:
    clock = NoticeClock(value=3, unit="days", runs_from="receipt")
    assert deadline.compute(clock, datetime(2026, 2, 27, tzinfo=UTC)) == datetime(2026, 3, 2, tzinfo=UTC)


@settings(deadline=None, max_examples=40)
@given(st.datetimes(timezones=st.timezones()).filter(lambda moment: 1971 < moment.year < 9000), st.integers(1, 2000))
def test_the_answer_does_not_depend_on_the_zone_in_which_the_time_was_given(moment: datetime, hours: int) -> None:
    due = deadline.compute(NoticeClock(value=hours, unit="hours", runs_from="receipt"), moment)
    assert due is not None
    assert due - moment.astimezone(UTC) == timedelta(hours=hours)
    assert due.tzinfo is UTC


@pytest.mark.parametrize(
    ("received", "months", "due"),
    [
        ((2026, 11, 20, 14, 30), 1, (2026, 12, 22)),  # 20 December is a Sunday: Monday the 21st is the last day
        ((2026, 12, 15, 0, 0), 1, (2027, 1, 16)),  # a Friday, to its last hour
        ((2026, 12, 16, 0, 0), 1, (2027, 1, 19)),  # a Saturday: to the end of Monday
        ((2027, 1, 31, 14, 30), 1, (2027, 3, 2)),  # February has no 31st, and its 28th is a Sunday
        ((2028, 1, 31, 14, 30), 1, (2028, 3, 1)),  # 29 February, a Tuesday
        ((2026, 11, 30, 9, 0), 3, (2027, 3, 2)),
        ((2026, 2, 27, 23, 59), 1, (2026, 3, 28)),
    ],
)
def test_a_month_ends_with_the_last_hour_of_the_same_day_or_of_the_next_working_day(
    received: tuple[int, ...], months: int, due: tuple[int, ...]
) -> None:
    """Regulation (EEC, Euratom) 1182/71, Article 3(1), (2)(c) and (4)."""
    month = NoticeClock(value=months, unit="calendar month", runs_from="receipt")
    assert deadline.compute(month, datetime(*received, tzinfo=UTC)) == datetime(*due, tzinfo=UTC)  # type: ignore[misc]


def test_a_month_is_counted_in_the_zone_in_which_the_notice_was_received() -> None:
    """Half past midnight on 1 March in Berlin is still February in UTC: the month ends in April, through the change to summer."""
    month = NoticeClock(value=1, unit="calendar month", runs_from="receipt")
    due = deadline.compute(month, datetime(2027, 3, 1, 0, 30, tzinfo=ZoneInfo("Europe/Berlin")))
    assert due == datetime(2027, 4, 2, tzinfo=ZoneInfo("Europe/Berlin")) == datetime(2027, 4, 1, 22, 0, tzinfo=UTC)


@settings(deadline=None, max_examples=40)
@given(st.datetimes(timezones=st.timezones()).filter(lambda moment: 1971 < moment.year < 9000))
def test_nobody_is_called_late_before_a_whole_month_is_over_nor_more_than_three_days_after(moment: datetime) -> None:
    due = deadline.compute(NoticeClock(value=1, unit="calendar month", runs_from="receipt"), moment)
    assert due is not None
    assert timedelta(days=27) < due - moment < timedelta(days=36)
    assert due.tzinfo is UTC


def test_without_a_figure_in_the_law_there_is_only_a_day_to_follow_up() -> None:
    received = datetime(2026, 11, 20, 17, 45, tzinfo=UTC)
    assert deadline.compute(None, received) is None
    assert deadline.follow_up(7, received) == datetime(2026, 11, 27, 17, 45, tzinfo=UTC)
    assert deadline.follow_up(None, received) is None


def test_a_time_without_a_zone_or_a_unit_without_a_meaning_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        deadline.compute(TWO_DAYS, NAIVE)
    with pytest.raises(ValueError, match="zone"):
        deadline.follow_up(7, NAIVE)
    with pytest.raises(ValueError, match="fortnights"):
        deadline.compute(NoticeClock(value=1, unit="fortnights", runs_from="receipt"), datetime(2026, 1, 1, tzinfo=UTC))
