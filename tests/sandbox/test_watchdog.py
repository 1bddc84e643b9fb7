"""The watchdog strikes a block that takes too long, and no other."""

import threading
import time

from leakguard.sandbox.watchdog import Watchdog


def test_a_block_that_takes_too_long_is_struck_once() -> None:
    struck = threading.Event()
    dog = Watchdog(struck.set)
    with dog.guard(0.05):
        assert struck.wait(10)
    assert dog.struck


def test_many_short_blocks_in_a_row_are_never_struck() -> None:
    """Together they take longer than one may; one that a busy computer held up for so long does not count."""
    strikes: list[int] = []
    longest = 0.0
    dog = Watchdog(lambda: strikes.append(1))
    for _ in range(50):
        begun = time.monotonic()
        with dog.guard(0.5):
            time.sleep(0.02)
        longest = max(longest, time.monotonic() - begun)
    time.sleep(0.6)
    dog.close()
    assert strikes == [] or longest >= 0.5


def test_a_shorter_limit_after_a_longer_one_is_kept() -> None:
    struck = threading.Event()
    dog = Watchdog(struck.set)
    with dog.guard(60):
        pass
    with dog.guard(0.05):
        assert struck.wait(10)


def test_closing_ends_the_thread() -> None:
    dog = Watchdog(lambda: None)
    with dog.guard(60):
        pass
    before = threading.active_count()
    dog.close()
    assert threading.active_count() == before - 1
