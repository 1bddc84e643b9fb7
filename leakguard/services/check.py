"""Checking targets: addresses, files, folders, archives. What matched is kept, and of the rest the address, time and digest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from leakguard.collect import local, targets
from leakguard.errors import LeakguardError
from leakguard.model.case import Case, Scope
from leakguard.model.check import CheckRun, Item, Looked, NotChecked, Target, TargetKind
from leakguard.model.evidence import Capture
from leakguard.model.media import Verdict
from leakguard.net.client import Client
from leakguard.sandbox.pool import Sandbox
from leakguard.services.look import Looker
from leakguard.services.page import AddressLooker, Keeping, Seen
from leakguard.services.rules import require, stores_least
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


@dataclass(frozen=True)
class Checked:
    """The outcome of one run. `unreached` counts addresses that could not be reached at all."""

    targets: tuple[Target, ...]
    items: tuple[Item, ...]
    captures: tuple[Capture, ...] = ()
    unreached: int = 0

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


@dataclass
class _Progress:
    """What a run has gathered so far; written to the vault at its end, and also when it is interrupted."""

    targets: list[Target] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)
    unreached: int = 0

    def add(self, seen: Seen) -> None:
        self.items.extend(seen.items)
        self.targets.append(seen.target)
        self.unreached += not seen.reached
        if seen.capture:
            self.captures.append(seen.capture)


def check(vault: Vault, asked: Sequence[str], tools: Tools, keeping: Keeping | None = None) -> Checked:
    """Check every target; `keeping` makes a capture of each address from the same fetch.

    Raises LinkOnly, Refused, NotFound and UsageError before anything is read or fetched. What single targets raise is reported in
    their `not_checked`; the run goes on.
    """
    case = require(vault, Scope.CHECK, tools.now())
    if keeping is not None:
        require(vault, Scope.CAPTURE, tools.now())
    kinds = [(target, targets.classify(target)) for target in asked]
    with vault.write() as tx:
        run = CheckRun(id=tx.new_id(CheckRun), started=tools.now())
        tx.put(run)
    done = _Progress()
    try:
        with tools.sandbox() as sandbox, Client(tools.network, now=tools.now) as client:
            looker = Looker(vault, case, sandbox, tools)
            addresses = AddressLooker(vault, looker, client, sandbox, tools)
            for target, kind in kinds:
                if kind is TargetKind.URL:
                    done.add(addresses.look(target, keeping))
                else:
                    _check_files(target, kind, looker, sandbox, tools, done)
    finally:
        with vault.write() as tx:
            tx.put(_finished(run, case, done, tools))
    return Checked(tuple(done.targets), tuple(done.items), tuple(done.captures), done.unreached)


def _finished(run: CheckRun, case: Case, done: _Progress, tools: Tools) -> CheckRun:
    looked = (
        ()
        if stores_least(case)
        else tuple(Looked(item.locator, item.sha256, item.match.verdict) for item in done.items if not item.match.verdict.matched)
    )
    found = dict.fromkeys(item.finding for item in done.items if item.finding)
    return replace(run, finished=tools.now(), targets=tuple(done.targets), looked=looked, findings=tuple(found))


def _check_files(target: str, kind: TargetKind, looker: Looker, sandbox: Sandbox, tools: Tools, done: _Progress) -> None:
    looked = skipped = 0
    missed: list[NotChecked] = []
    try:
        for found in local.candidates(target, kind, sandbox):
            tools.progress("Checking", looked + skipped, None)
            if isinstance(found, NotChecked):
                missed.append(found)
            elif kind is not TargetKind.FILE and (found.format is None or not found.format.supported):
                skipped += 1
            else:
                looked += 1
                done.items.append(looker.look(found, kind))
    except LeakguardError as error:
        missed.append(NotChecked(target, error.message))
    finally:
        done.targets.append(Target(target, kind, looked, skipped, tuple(missed)))
