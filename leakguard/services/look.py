"""Comparing goes ahead on several threads; keeping follows in the order in which things were collected."""

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from leakguard.collect.candidate import Candidate
from leakguard.model.check import Item, TargetKind
from leakguard.services.compare import Compared, Comparer
from leakguard.services.keep import Keeper
from leakguard.services.parallel import in_order
from leakguard.services.resume import NOTHING, Earlier

T = TypeVar("T")


class Looker:
    """Looks at candidates for one case. `allowed` is asked before each is compared and before each is kept; it raises."""

    def __init__(self, comparer: Comparer, keeper: Keeper, allowed: Callable[[], None], workers: int) -> None:
        self._comparer = comparer
        self._keeper = keeper
        self.allowed = allowed
        self._workers = workers

    def look(
        self, things: Iterable[tuple[T, Candidate | None]], earlier: Earlier = NOTHING, *, ahead: bool = True
    ) -> Generator[tuple[T, Compared | None], None, None]:
        """Each thing in its turn with what comparing its candidate gave, None where it has none. To be closed; see `in_order`.

        What `earlier` knows is not compared again. Without `ahead` no thing is taken before the one before it is done with.
        """

        def asked() -> Iterator[tuple[T, Candidate | None]]:
            for thing in things:
                self.allowed()
                yield thing

        def compared(thing: tuple[T, Candidate | None]) -> tuple[T, Compared | None]:
            what, candidate = thing
            return what, (earlier.of(candidate) or self._comparer.compare(candidate)) if candidate else None

        workers = self._workers if ahead else 1
        return in_order(compared, asked(), workers, 2 * workers, size=lambda thing: thing[1].held if thing[1] else 0)

    @contextmanager
    def beside(self) -> Iterator[Callable[[Candidate], Future[Compared]]]:
        """Gives a function that begins to compare one and goes on at once; of the same bytes only the first is compared. What has
        not begun at the end never does."""
        threads = ThreadPoolExecutor(self._workers)
        under_way: dict[tuple[str, str], Future[Compared]] = {}

        def begin(candidate: Candidate) -> Future[Compared]:
            self.allowed()
            key = candidate.sha256, candidate.problem
            begun = under_way.get(key)
            if begun is None:
                begun = under_way[key] = threads.submit(self._comparer.compare, candidate)
                begun.add_done_callback(lambda done: under_way.pop(key, None))
            return begun

        try:
            yield begin
        finally:
            threads.shutdown(cancel_futures=True)

    def keep(self, candidate: Candidate, kind: TargetKind, compared: Compared) -> Item:
        """A match is safe in the vault when this returns."""
        self.allowed()
        return self._keeper.keep(candidate, kind, compared)
