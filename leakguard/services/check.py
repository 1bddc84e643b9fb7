"""Checking targets: addresses, files, folders, archives. What matched is kept, and of the rest the address, time and digest."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from leakguard.collect import local, targets
from leakguard.errors import LeakguardError, NetworkError, NotFound, Unreadable
from leakguard.model.case import Scope
from leakguard.model.check import CheckRun, Item, Looked, NotChecked, Target, TargetKind
from leakguard.model.evidence import Capture
from leakguard.model.media import Verdict
from leakguard.sandbox.pool import Sandbox
from leakguard.services import sites
from leakguard.services.asking import AskingClient
from leakguard.services.look import Looker
from leakguard.services.page import AddressLooker, Keeping
from leakguard.services.rules import case_of, permission, require_whole_pictures, stores_least
from leakguard.services.tools import Tools
from leakguard.text.locators import without_folder
from leakguard.vault.vault import Vault

UNREACHED = "Try again later. To keep only the address: leakguard link add URL"
STOPPED = "The run ended before this was looked at to its end."


@dataclass(frozen=True)
class Checked:
    """The outcome of one run. `unreached` counts addresses that could not be reached at all, `hints` say what to do about it."""

    targets: tuple[Target, ...]
    items: tuple[Item, ...]
    captures: tuple[Capture, ...] = ()
    unreached: int = 0
    hints: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[Verdict, int]:
        counted = Counter(item.match.verdict for item in self.items)
        return {verdict: counted[verdict] for verdict in Verdict}

    @property
    def all_unreached(self) -> bool:
        """Every target was an address, and none of them answered."""
        return 0 < len(self.targets) == self.unreached

    @property
    def incomplete(self) -> bool:
        """Something that was asked for could not be looked at."""
        unreadable = any(item.match.verdict is Verdict.UNREADABLE for item in self.items)
        return (
            unreadable
            or any(target.not_checked for target in self.targets)
            or any(not capture.complete for capture in self.captures)
        )


def check(vault: Vault, asked: Sequence[str], tools: Tools, keeping: Keeping | None = None) -> Checked:
    """Check every target; `keeping` makes a capture of each address from the same fetch.

    Raises LinkOnly, Refused, NotFound and UsageError before anything is read or fetched. A single target that cannot be read or
    reached is reported in its `not_checked`, and the run goes on. Raises LinkOnly or Refused at the next step when the case
    becomes link-only, or a consent ends, while it runs. However it ends: what was found is kept.
    """
    allowed = permission(vault, tools, Scope.CHECK, *([Scope.CAPTURE] if keeping else []))
    allowed()
    if keeping and keeping.everything_why:
        require_whole_pictures(vault, tools.now())
    tallies = [_Tally(target, targets.classify(target)) for target in dict.fromkeys(asked)]
    addresses = [tally.target for tally in tallies if tally.kind is TargetKind.URL]
    answers = sites.ask(vault, addresses, tools, record=keeping is not None)
    if answers.declined and len(answers.declined) == len(tallies):
        raise next(iter(answers.declined.values()))
    with vault.write() as tx:
        for answer in answers.given.values():
            tx.put(answer)
        begun = CheckRun(id=tx.new_id(CheckRun), started=tools.now(), targets=tuple(tally.summary() for tally in tallies))
        tx.put(begun)
    run = _Run(vault, tools, keeping, begun, tallies)
    try:
        run.do(allowed, answers.declined)
    except BaseException:
        with suppress(LeakguardError):  # a case that is link-only by now, or a full disk: the first error is the one to tell
            run.keep()
        raise
    run.keep(finished=True)
    return run.outcome()


@dataclass
class _Tally:
    """What has come of one target so far."""

    target: str
    kind: TargetKind
    items: int = 0
    skipped: int = 0
    missed: list[NotChecked] = field(default_factory=list)
    ended: bool = False
    reached: bool = True

    def summary(self) -> Target:
        missed = self.missed if self.ended else [*self.missed, NotChecked(self.target, STOPPED)]
        return Target(self.target, self.kind, self.items, self.skipped, tuple(missed))


@dataclass
class _Run:
    """One run as it goes on."""

    vault: Vault
    tools: Tools
    keeping: Keeping | None
    record: CheckRun
    tallies: list[_Tally]
    items: list[Item] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    skipped: int = 0
    total: int | None = None

    def do(self, allowed: Callable[[], None], declined: Mapping[str, LeakguardError]) -> None:
        tools = self.tools
        if all(tally.kind is TargetKind.FILE for tally in self.tallies):  # of anything else the number is not known before
            self.total = len(self.tallies)
        with tools.sandbox() as sandbox, AskingClient(tools, allowed) as client:
            looker = Looker(self.vault, sandbox, tools, allowed)
            addresses = AddressLooker(self.vault, looker, client, sandbox, tools)
            for tally in self.tallies:
                if reason := declined.get(tally.target):
                    self._miss(tally, reason)
                elif tally.kind is TargetKind.URL:
                    self._look_at_address(tally, addresses)
                else:
                    self._look_at_files(tally, looker, sandbox)
                tally.ended = True

    def keep(self, *, finished: bool = False) -> None:
        """Write down what was looked at; a run that was stopped has no end."""
        least = stores_least(case_of(self.vault))
        summaries = [tally.summary() for tally in self.tallies]
        looked = [item for item in self.items if not item.match.verdict.matched]
        record = replace(
            self.record,
            finished=self.tools.now() if finished else None,
            targets=tuple(_least(target) if least else target for target in summaries),
            looked=() if least else tuple(Looked(item.locator, item.sha256, item.match.verdict) for item in looked),
            findings=tuple(dict.fromkeys(item.finding for item in self.items if item.finding)),
        )
        with self.vault.write() as tx:
            tx.put(record)

    def outcome(self) -> Checked:
        return Checked(
            tuple(tally.summary() for tally in self.tallies),
            tuple(self.items),
            tuple(self.captures),
            sum(not tally.reached for tally in self.tallies),
            tuple(dict.fromkeys(self.hints)),
        )

    def _look_at_address(self, tally: _Tally, addresses: AddressLooker) -> None:
        def found(item: Item) -> None:
            self.items.append(item)
            tally.items += 1

        try:
            seen = addresses.look(tally.target, self.keeping, found)
        except NetworkError as error:
            tally.reached = False
            self._miss(tally, error, otherwise=UNREACHED)
            return
        tally.missed += seen.not_checked
        tally.skipped += seen.skipped
        self.skipped += seen.skipped
        if seen.capture:
            self.captures.append(seen.capture)

    def _look_at_files(self, tally: _Tally, looker: Looker, sandbox: Sandbox) -> None:
        try:
            for found in local.candidates(tally.target, tally.kind, sandbox):
                self.tools.progress("Checking", len(self.items) + self.skipped, self.total)
                if isinstance(found, NotChecked):
                    tally.missed.append(found)
                elif tally.kind is not TargetKind.FILE and not found.comparable:
                    tally.skipped += 1
                    self.skipped += 1
                else:
                    self.items.append(looker.look(found, tally.kind))
                    tally.items += 1
        except (NotFound, Unreadable) as error:
            self._miss(tally, error)

    def _miss(self, tally: _Tally, error: LeakguardError, *, otherwise: str = "") -> None:
        """`otherwise` is the hint of an error that has none."""
        tally.missed.append(NotChecked(tally.target, error.message))
        self.hints += filter(None, [error.hint or otherwise])


def _least(target: Target) -> Target:
    """What a worker's case keeps of a target: neither folders of a computer nor names of what did not match."""
    name = without_folder(target.target)
    return replace(target, target=name, not_checked=tuple(NotChecked(name, missed.why) for missed in target.not_checked))
