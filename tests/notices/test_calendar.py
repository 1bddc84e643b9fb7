"""The calendar file: times that any calendar program reads, and no word that says what they are about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.model.notice import Notice
from leakguard.notices.calendar import calendar

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LETTER = Notice(
    id="n-1a2b3c4d",
    regime="us-tida",
    recipient="Reddit",
    recipient_type="platform",
    channel="https://www.reddit.com/report",
    urls=("https://www.reddit.com/r/example/comments/1",),
    findings=(),
    language="en",
    written=NOW,
    elements=(),
    complete=True,
    clock=None,
)


def lines(*notices: Notice) -> list[str]:
    text = calendar(notices, NOW).decode("ascii")
    assert text.endswith("\r\n")
    return text.removesuffix("\r\n").split("\r\n")


def test_a_letter_is_one_entry_at_the_time_its_answer_is_due() -> None:
    due = datetime(2026, 11, 25, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    written = lines(replace(LETTER, deadline=due))
    assert written[0] == "BEGIN:VCALENDAR"
    assert written[-1] == "END:VCALENDAR"
    assert sorted(written[1:-1]) == sorted(
        [
            "VERSION:2.0",
            "PRODID:-//-//-//EN",
            "BEGIN:VEVENT",
            "UID:n-1a2b3c4d",
            "DTSTAMP:20261123T093000Z",
            "DTSTART:20261125T093000Z",
            "SUMMARY:Look at n-1a2b3c4d",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    )


def test_a_letter_that_was_not_received_is_left_out() -> None:
    assert lines(LETTER) == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//-//-//EN", "END:VCALENDAR"]


@settings(deadline=None)
@given(st.lists(st.timedeltas(timedelta(0), timedelta(days=4000)), max_size=5))
def test_every_due_letter_is_there_and_every_line_is_short(delays: list[timedelta]) -> None:
    letters = [replace(LETTER, id=f"n-0000000{number}", follow_up=NOW + delay) for number, delay in enumerate(delays)]
    written = lines(*letters)
    assert [line for line in written if line.startswith("UID:")] == [f"UID:{letter.id}" for letter in letters]
    assert written.count("BEGIN:VEVENT") == written.count("END:VEVENT") == len(letters)
    assert max(map(len, written)) <= 75


def test_it_does_not_say_what_it_is_about() -> None:
    text = calendar([replace(LETTER, deadline=NOW)], NOW).decode().lower()
    assert not [word for word in ("reddit", "tida", "picture", "leak", "notice", "letter", "http") if word in text]
