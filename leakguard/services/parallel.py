"""The same work on many things at once, its results in the order of the things, and never far ahead of who takes them."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

MOST_BYTES = 256 * 1024 * 1024

T = TypeVar("T")
R = TypeVar("R")


def in_order(
    function: Callable[[T], R],
    items: Iterable[T],
    workers: int,
    ahead: int,
    *,
    size: Callable[[T], int] = lambda item: 0,
    most: int = MOST_BYTES,
) -> Generator[R, None, None]:
    """`function` of every item, on `workers` threads; with one worker there are no threads, and nothing goes ahead.

    `items` is gone through on the calling thread, and only while results are asked for: at most `ahead` items are taken whose
    result has not been given, and no further one while these come to `most` bytes by `size`. What `items` or `function` raises
    comes after the results before it. Use it in `contextlib.closing`: closed early, it begins nothing more, waits for what has
    begun, and closes `items`.
    """
    source = iter(items)
    try:
        if workers < 2:
            yield from map(function, source)
        else:
            yield from _threaded(function, source, workers, ahead, size, most)
    finally:
        if isinstance(source, Generator):
            source.close()


def _threaded(
    function: Callable[[T], R], source: Iterator[T], workers: int, ahead: int, size: Callable[[T], int], most: int
) -> Generator[R, None, None]:
    waiting: deque[tuple[Future[R], int]] = deque()
    held, more = 0, True
    threads = ThreadPoolExecutor(workers)
    try:
        while more or waiting:
            # A result that is there already is given at once: the next item may be slow to come.
            while more and len(waiting) < ahead and held < most and not (waiting and waiting[0][0].done()):
                try:
                    item = next(source)
                except StopIteration:
                    more = False
                except Exception as error:
                    more = False
                    waiting.append((_failed(error), 0))
                else:
                    held += size(item)
                    waiting.append((threads.submit(function, item), size(item)))
                    del item
            if waiting:
                first, taken = waiting.popleft()
                held -= taken
                result = first.result()
                del first
                yield result
                del result
    finally:
        threads.shutdown(cancel_futures=True)


def _failed(error: Exception) -> Future[R]:
    future: Future[R] = Future()
    future.set_exception(error)
    return future
