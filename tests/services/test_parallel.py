"""Many things at once: results in order, a bound on what is under way, and nothing left running, however it ends."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from leakguard.services.parallel import in_order

WORKERS, AHEAD = 3, 6


class Shop:
    """Things to do, of which it is known how many were taken and done; `slow` ones wait until the test lets them go."""

    def __init__(self, count: int, slow: tuple[int, ...] = ()) -> None:
        self.count = count
        self.slow = slow
        self.taken = 0
        self.done: list[int] = []
        self.closed = False
        self.go = threading.Event()
        self.takers: set[threading.Thread] = set()
        self.doers: set[threading.Thread] = set()

    def things(self) -> Iterator[int]:
        try:
            for number in range(self.count):
                self.takers.add(threading.current_thread())
                self.taken += 1
                yield number
        finally:
            self.closed = True

    def do(self, number: int) -> int:
        self.doers.add(threading.current_thread())
        if number in self.slow:
            assert self.go.wait(60)
        self.done.append(number)
        return number * number


def running() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread is not threading.main_thread() and not thread.daemon]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_the_order_of_the_things(workers):
    shop = Shop(50)
    assert list(in_order(shop.do, shop.things(), workers, AHEAD)) == [number * number for number in range(50)]


def test_a_slow_thing_holds_back_the_results_but_not_the_work():
    shop = Shop(20, slow=(0,))
    release = threading.Thread(target=lambda: (wait_until(lambda: len(shop.done) == AHEAD - 1), shop.go.set()))
    release.start()
    assert list(in_order(shop.do, shop.things(), WORKERS, AHEAD)) == [number * number for number in range(20)]
    release.join()
    assert (set(shop.done[: AHEAD - 1]), shop.done[AHEAD - 1]) == (set(range(1, AHEAD)), 0)


def wait_until(true) -> None:
    pause = threading.Event()
    while not true():
        pause.wait(0.001)


def test_no_more_is_taken_than_may_be_under_way():
    shop = Shop(100)
    given = 0
    with closing(in_order(shop.do, shop.things(), WORKERS, AHEAD)) as results:
        assert shop.taken == 0
        for _ in results:
            given += 1
            assert shop.taken <= given + AHEAD
    assert shop.taken == 100


def test_no_more_is_taken_than_so_many_bytes():
    """Of things of ten bytes each, the fourth passes the mark of thirty-five."""
    shop = Shop(100, slow=(0,))
    with closing(in_order(shop.do, shop.things(), WORKERS, 50, size=lambda number: 10, most=35)) as results:
        release = threading.Thread(target=lambda: (wait_until(lambda: len(shop.done) == 3), shop.go.set()))
        release.start()
        next(results)
        release.join()
        assert shop.taken == 4
        assert len(list(results)) == 99


def test_a_thing_larger_than_all_bytes_still_has_its_turn():
    shop = Shop(5)
    assert len(list(in_order(shop.do, shop.things(), WORKERS, AHEAD, size=lambda number: 1000, most=10))) == 5


def test_things_are_taken_on_the_calling_thread_and_done_on_others():
    shop = Shop(20)
    list(in_order(shop.do, shop.things(), WORKERS, AHEAD))
    assert shop.takers == {threading.current_thread()}
    assert threading.current_thread() not in shop.doers
    assert len(shop.doers) <= WORKERS


def test_one_worker_is_a_plain_loop():
    shop = Shop(20)
    with closing(in_order(shop.do, shop.things(), 1, AHEAD)) as results:
        for given, _ in enumerate(results, 1):
            assert shop.taken == given
    assert shop.doers == {threading.current_thread()}


@pytest.mark.parametrize("workers", [1, WORKERS])
def test_what_the_work_raises_comes_after_the_results_before_it(workers):
    def fails(number: int) -> int:
        if number == 7:
            raise ValueError(number)
        return number

    given = []
    with pytest.raises(ValueError, match="7"), closing(in_order(fails, Shop(20).things(), workers, AHEAD)) as results:
        for result in results:
            given.append(result)
    assert given == list(range(7))
    assert running() == []


@pytest.mark.parametrize("workers", [1, WORKERS])
def test_what_the_things_raise_comes_after_the_results_before_it(workers):
    def things() -> Iterator[int]:
        yield from range(5)
        raise OSError("gone")

    given = []
    with pytest.raises(OSError, match="gone"), closing(in_order(abs, things(), workers, AHEAD)) as results:
        for result in results:
            given.append(result)
    assert given == [0, 1, 2, 3, 4]
    assert running() == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
@pytest.mark.parametrize("workers", [1, WORKERS])
def test_who_stops_taking_leaves_nothing_running_and_nothing_more_is_begun(workers, error):
    shop = Shop(100)

    def take() -> None:
        with closing(in_order(shop.do, shop.things(), workers, AHEAD)) as results:
            next(results)
            raise error

    with pytest.raises(error):
        take()
    assert running() == []
    assert shop.closed
    done = len(shop.done)
    assert done <= shop.taken <= 1 + AHEAD
    assert len(shop.done) == done


def test_an_interruption_while_a_thing_is_taken_leaves_nothing_running():
    def things() -> Iterator[int]:
        yield from range(3)
        raise KeyboardInterrupt

    def take() -> None:
        with closing(in_order(abs, things(), WORKERS, AHEAD)) as results:
            list(results)

    with pytest.raises(KeyboardInterrupt):
        take()
    assert running() == []
