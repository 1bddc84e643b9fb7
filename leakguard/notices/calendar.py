"""When answers are due, as a calendar file that any calendar program reads (iCalendar, RFC 5545).

It says as little as it can, because calendars are shared, synchronised and shown on locked screens: a time and the id of a
letter. No recipient, no law, no alarm, no program.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from leakguard.model.notice import Notice


def calendar(notices: Iterable[Notice], now: datetime) -> bytes:
    """One entry for every letter that has a due time, in UTC; letters without one are left out."""
    from icalendar import Calendar, Event  # here, because every command would wait for it

    made = Calendar({"VERSION": "2.0", "PRODID": "-//-//-//EN"})
    for notice in notices:
        if notice.due:
            event = Event({"UID": notice.id, "SUMMARY": f"Look at {notice.id}", "TRANSP": "TRANSPARENT"})
            event.add("DTSTAMP", now.astimezone(UTC))
            event.add("DTSTART", notice.due.astimezone(UTC))
            made.add_component(event)
    return bytes(made.to_ical())
