"""What has come of a run of `check` so far, and the record of it in the case."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from leakguard.errors import LeakguardError
from leakguard.model.check import CheckRun, Item, Looked, NotChecked, Target, TargetKind
from leakguard.model.evidence import Capture
from leakguard.services.keep import told
from leakguard.services.resume import Earlier, bare
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault

STOPPED = "The run ended before this was looked at to its end."

_PAUSE = timedelta(seconds=30)
"""Between two times that a run is written down: what a killed one has looked at since is looked at again."""

_SHARE = 20
"""Writing it down takes at most one part in so many of the time, because it is written whole, and grows."""


@dataclass
class Tally:
    """What has come of one target so far."""

    target: str
    kind: TargetKind
    items: int = 0
    skipped: int = 0
    missed: list[NotChecked] = field(default_factory=list)
    ended: bool = False
    reached: bool = True

    @property
    def local(self) -> bool:
        return self.kind is not TargetKind.URL

    def summary(self) -> Target:
        missed = self.missed if self.ended else [*self.missed, NotChecked(self.target, STOPPED)]
        return Target(self.target, self.kind, self.items, self.skipped, tuple(missed))


@dataclass
class Record:
    """`begun` is the run as it began. `least` is how much of it a worker's case keeps."""

    vault: Vault
    tools: Tools
    begun: CheckRun
    tallies: list[Tally]
    earlier: Earlier
    least: bool
    items: list[Item] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    resumed: int = 0
    done: int = 0
    due: datetime = field(init=False)

    def __post_init__(self) -> None:
        """A run that is killed leaves at least what was asked."""
        self.keep()

    def took(self, tally: Tally, item: Item) -> None:
        """One more was looked at. Now and then all of it is written down."""
        self.items.append(item)
        tally.items += 1
        self.done += 1
        if self.tools.now() >= self.due:
            self.keep()

    def skip(self, tally: Tally, count: int = 1) -> None:
        """What is no picture or video."""
        tally.skipped += count
        self.done += count

    def miss(self, tally: Tally, *missed: NotChecked) -> None:
        """What could not be looked at."""
        tally.missed += missed
        self.done += len(missed)

    def fail(self, tally: Tally, error: LeakguardError, *, otherwise: str = "") -> None:
        """The whole target could not be looked at. `otherwise` is the hint of an error that has none."""
        self.miss(tally, NotChecked(tally.target, error.message))
        self.hints += filter(None, [error.hint or otherwise])

    def keep(self, *, finished: bool = False) -> None:
        """Write it down; a run that was stopped has no end. Once one is finished, nothing is left of going on with others."""
        now = self.tools.now()
        run = replace(
            self.begun,
            finished=now if finished else None,
            targets=tuple(_told(tally.summary(), least=self.least) for tally in self.tallies),
            looked=() if self.least else tuple(self._looked()),
            findings=tuple(dict.fromkeys(item.finding for item in self.items if item.finding)),
        )
        with self.vault.write() as tx:
            tx.put(bare(run) if finished else run)
            for id in self.earlier.runs if finished else ():
                tx.put(bare(tx.get(CheckRun, id)))  # as it is now: it may go on at this moment, in another process
        then = self.tools.now()
        self.due = then + max(_PAUSE, (then - now) * _SHARE)

    def _looked(self) -> Iterator[Looked]:
        local = {tally.target for tally in self.tallies if tally.local}
        for item in self.items:
            if not item.match.verdict.matched:
                yield Looked(item.locator, item.sha256, item.match.verdict, item.match if item.target in local else None)


def _told(target: Target, *, least: bool) -> Target:
    """What a case keeps of a target: a worker's neither folders of a computer nor names of what did not match."""
    name = told(target.target, least=least)
    missed = tuple(NotChecked(name, missed.why) for missed in target.not_checked) if least else target.not_checked
    return replace(target, target=name, not_checked=missed)
