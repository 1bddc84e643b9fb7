"""How far this computer's clock is from a server's, as far as one answer can tell."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from leakguard.model.exchange import Exchange

_HALF_SECOND = timedelta(milliseconds=500)


@dataclass(frozen=True)
class Offset:
    """Server minus local, in seconds; the true value lies within `plus_minus`, if the server's own clock is right."""

    seconds: float
    plus_minus: float


def offset(exchange: Exchange) -> Offset | None:
    """From the Date field (RFC 9110, 6.6.1), None where there is none that can be read.

    Date is cut to whole seconds and was written somewhere between request and end of answer: half a second and half that time are
    the resolution. A cache in between makes the answer older: fields named Age are added.
    """
    server = _date(exchange.header("Date") or "")
    if server is None:
        return None
    took = exchange.finished - exchange.started
    age = exchange.header("Age") or ""
    aged = timedelta(seconds=int(age)) if age.isdecimal() and len(age) < 9 else timedelta()
    difference = server + aged + _HALF_SECOND - (exchange.started + took / 2)
    return Offset(round(difference.total_seconds(), 3), round((_HALF_SECOND + took / 2).total_seconds(), 3))


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
