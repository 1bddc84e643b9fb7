"""How long something will take, from how the last of it went."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

Now = Callable[[], datetime]

_PATIENCE = timedelta(seconds=5)
"""Before the first estimate: what is told at once is mostly wrong."""

_BETWEEN = timedelta(seconds=1)
_KEPT = 30
"""Moments looked back on, so at least half a minute: what was quick at first, or slow, is soon forgotten."""


class Estimate:
    """Told how far it is; answers in plain words."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._what = ""
        self._moments = deque[tuple[datetime, int]](maxlen=_KEPT)

    def left(self, what: str, done: int, total: int | None) -> str:
        """Such as "about 4 minutes left"; empty while nothing can be said."""
        now = self._now()
        if what != self._what or (self._moments and done < self._moments[-1][1]):
            self._what = what
            self._moments.clear()
        if not self._moments or now - self._moments[-1][0] >= _BETWEEN:
            self._moments.append((now, done))
        since, then = self._moments[0]
        if total is None or done >= total or done <= then or now - since < _PATIENCE:
            return ""
        return _words((total - done) * (now - since) / (done - then))


def _words(left: timedelta) -> str:
    minutes = -(-left // timedelta(minutes=1))
    if minutes <= 1:
        return "less than a minute left"
    if minutes <= 90:
        return f"about {minutes} minutes left"
    return f"about {round(left / timedelta(hours=1))} hours left"
