"""Clocks, to the hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
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


@given(st.datetimes(timezones=st.timezones()).filter(lambda moment: 1971 < moment.year < 9000), st.integers(1, 2000))
def test_the_answer_does_not_depend_on_the_zone_in_which_the_time_was_given(moment: datetime, hours: int) -> None:
    due = deadline.compute(NoticeClock(value=hours, unit="hours", runs_from="receipt"), moment)
    assert due is not None
    assert due - moment.astimezone(UTC) == timedelta(hours=hours)
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
