"""The clock offset says how far this computer is from a server, and how well that is known."""

from datetime import timedelta

import pytest

from leakguard.evidence.clock import Offset, offset
from tests.evidence.builders import START, exchange


def test_the_middle_of_the_answer_is_compared_with_the_middle_of_the_servers_second():
    answer = exchange(started=START, finished=START + timedelta(seconds=2))  # its Date is START + 5 s
    assert offset(answer) == Offset(seconds=5 + 0.5 - 1, plus_minus=0.5 + 1)


def test_the_age_of_a_cached_answer_is_added():
    assert offset(exchange(headers=(("date", "Sun, 01 Mar 2026 11:00:00 GMT"), ("Age", "3600")))).seconds == 0


@pytest.mark.parametrize("date", ["", "yesterday", "Sun, 99 Mar 2026 12:00:00 GMT", "1, 2, 3", "Sun, 01 Mar 99999 12:00:00 GMT"])
def test_a_date_that_cannot_be_read_gives_no_offset(date):
    assert offset(exchange(headers=(("Date", date),))) is None


def test_no_date_gives_no_offset():
    assert offset(exchange(headers=())) is None
