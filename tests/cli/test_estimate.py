"""How long it will take, said once it can be said, in words and within a line of eighty columns."""

from datetime import UTC, datetime, timedelta

from leakguard.cli.estimate import Estimate
from leakguard.cli.options import Options
from leakguard.cli.progress import progress
from leakguard.cli.terminal import Terminal


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def passes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def told(estimate: Estimate, clock: Clock, *, total: int, seconds_each: float, first: int = 0, last: int) -> str:
    said = ""
    for done in range(first, last + 1):
        said = estimate.left("Checking", done, total)
        clock.passes(seconds_each)
    return said


def test_it_says_how_long_from_the_pace_so_far():
    for total, words in [
        (200, "less than a minute left"),
        (600, "about 5 minutes left"),
        (9120, "about 90 minutes left"),
        (30_000, "about 5 hours left"),
    ]:
        clock = Clock()
        assert told(Estimate(clock), clock, total=total, seconds_each=0.6, last=120) == words


def test_nothing_is_said_in_the_first_seconds_at_the_end_or_where_the_end_is_not_known():
    clock = Clock()
    estimate = Estimate(clock)
    assert told(estimate, clock, total=1000, seconds_each=1, last=4) == ""
    assert told(estimate, clock, total=1000, seconds_each=1, first=5, last=6) != ""
    assert estimate.left("Checking", 1000, 1000) == ""
    assert estimate.left("Checking", 1000, None) == ""


def test_what_went_quickly_before_is_forgotten():
    """As in a run that goes on with another: what was looked at then takes no time."""
    clock = Clock()
    estimate = Estimate(clock)
    told(estimate, clock, total=1000, seconds_each=0.001, last=500)
    assert told(estimate, clock, total=1000, seconds_each=2, first=501, last=600) == "about 14 minutes left"


def test_it_begins_anew_with_other_work():
    clock = Clock()
    estimate = Estimate(clock)
    told(estimate, clock, total=1000, seconds_each=1, last=100)
    assert estimate.left("Fetching pictures", 1, 20) == ""
    assert estimate.left("Fetching pictures", 0, 20) == ""


def test_plain_lines_tell_it_and_fit_eighty_columns(capsys, monkeypatch):
    monkeypatch.setattr("leakguard.cli.progress._SECONDS_BETWEEN_LINES", 0)
    clock = Clock()
    with progress(Terminal(Options(plain=True)), clock) as report:
        for done in range(21):
            report("Checking", 99_900 + done, 100_000)
            clock.passes(60)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Checking: 99900 of 100000"
    assert lines[-1] == "Checking: 99920 of 100000, about 80 minutes left"


def test_with_json_and_quiet_nothing_is_told(capsys, monkeypatch):
    monkeypatch.setattr("leakguard.cli.progress._SECONDS_BETWEEN_LINES", 0)
    for options in (Options(json=True), Options(quiet=True)):
        with progress(Terminal(options), Clock()) as report:
            report("Checking", 1, 2)
    assert capsys.readouterr().err == ""
