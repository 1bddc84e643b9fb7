"""When answers are due, as a calendar file that any calendar program reads (iCalendar, RFC 5545).

It says as little as it can, because calendars are shared, synchronised and shown on locked screens: a time and the id of a
letter. No recipient, no law, no alarm.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from leakguard.model.notice import Notice


def calendar(notices: Iterable[Notice], now: datetime) -> bytes:
    """One entry for every letter that has a due time, in UTC; letters without one are left out."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//-//-//EN"]
    for notice in notices:
        if notice.due:
            lines += [
                "BEGIN:VEVENT",
                f"UID:{notice.id}",
                f"DTSTAMP:{_utc(now)}",
                f"DTSTART:{_utc(notice.due)}",
                f"SUMMARY:Look at {notice.id}",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
            ]
    return "".join(f"{line}\r\n" for line in (*lines, "END:VCALENDAR")).encode()


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
