"""Times on paper: the person's own clock, and never a doubt about its distance from UTC."""

from datetime import UTC, datetime

from leakguard.reporting.times import Clock

BERLIN = Clock("Europe/Berlin")
WINTER, SUMMER = datetime(2026, 1, 5, 12, tzinfo=UTC), datetime(2026, 7, 5, 12, tzinfo=UTC)


def test_a_span_tells_the_distance_once_where_it_is_the_same():
    later = WINTER.replace(day=7)
    assert BERLIN.span(WINTER, later) == "5 Jan 2026, 13:00 to 7 Jan 2026, 13:00 (UTC+01:00)"
    assert BERLIN.span(WINTER, SUMMER) == "5 Jan 2026, 13:00 (UTC+01:00) to 5 Jul 2026, 14:00 (UTC+02:00)"
    assert BERLIN.span(WINTER, WINTER.replace(second=40)) == "5 Jan 2026, 13:00 (UTC+01:00)"


def test_a_column_has_the_distance_in_its_head_only_where_all_rows_have_the_same():
    head, written = BERLIN.column("When", [WINTER, WINTER.replace(day=6)])
    assert (head, written(WINTER)) == ("When (UTC+01:00)", ("5 Jan 2026 13:00",))
    head, written = BERLIN.column("When", [WINTER, SUMMER])
    assert (head, written(SUMMER)) == ("When", ("5 Jul 2026", "14:00 (UTC+02:00)"))
    assert BERLIN.column("When", [])[0] == "When"
