"""Goes through the targets of one run of `check`, in their order."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import groupby

from leakguard.collect import local
from leakguard.collect.candidate import Candidate
from leakguard.errors import LeakguardError, NetworkError, NotFound, Unreadable
from leakguard.model.check import Item, NotChecked, TargetKind
from leakguard.model.media import Original
from leakguard.sandbox.pool import Sandbox
from leakguard.services.asking import AskingClient
from leakguard.services.compare import Comparer
from leakguard.services.keep import Keeper
from leakguard.services.look import Looker
from leakguard.services.matchers import Matchers
from leakguard.services.page import AddressLooker, Keeping
from leakguard.services.record import Record, Tally
from leakguard.services.sandboxes import Sandboxes
from leakguard.services.sketches import sketches
from leakguard.services.stamping import Stamper
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault

UNREACHED = "Try again later. To keep only the address: leakguard link add URL"

Found = Candidate | NotChecked | LeakguardError | None
"""What lies at a target; an error stands for the whole of it, None for its end."""


class Run:
    """One run as it goes on: `record` is told of everything."""

    def __init__(self, vault: Vault, tools: Tools, record: Record, keeping: Keeping | None) -> None:
        self._vault = vault
        self._tools = tools
        self._record = record
        self._keeping = keeping
        self._total = _total(record.tallies)

    def do(self, originals: Sequence[Original], allowed: Callable[[], None], declined: Mapping[str, LeakguardError]) -> None:
        """Raises what ends the whole run. Files that follow one another are looked at together."""
        tools = self._tools
        known = sketches(self._vault, originals, tools)
        with (
            Sandboxes(tools.sandbox) as sandboxes,
            Matchers(originals, known, tools.workers) as matchers,
            AskingClient(tools, allowed) as client,
            Stamper(tools) as stamper,
        ):
            looker = Looker(Comparer(matchers, sandboxes), Keeper(self._vault, tools), allowed, tools.workers)
            addresses = AddressLooker(self._vault, looker, client, sandboxes.first, stamper, tools)
            for is_local, tallies in groupby(self._record.tallies, lambda tally: tally.local):
                if is_local:
                    self._look_at_files(list(tallies), looker, sandboxes.first)
                    continue
                for tally in tallies:
                    if reason := declined.get(tally.target):
                        self._record.fail(tally, reason)
                    else:
                        self._look_at_address(tally, addresses)
                    tally.ended = True

    def _look_at_address(self, tally: Tally, addresses: AddressLooker) -> None:
        def found(item: Item) -> None:
            self._record.took(tally, item)

        try:
            seen = addresses.look(tally.target, self._keeping, found)
        except NetworkError as error:
            tally.reached = False
            self._record.fail(tally, error, otherwise=UNREACHED)
            return
        self._record.miss(tally, *seen.not_checked)
        self._record.skip(tally, seen.skipped)
        if seen.capture:
            self._record.captures.append(seen.capture)
        for missed in seen.unstamped:
            self._record.hints.append(f"{missed.url} gave no time stamp. {missed.why} Retry with: leakguard seal")

    def _look_at_files(self, tallies: Iterable[Tally], looker: Looker, sandbox: Sandbox) -> None:
        record = self._record
        self._tell()
        with closing(looker.look(self._things(tallies, sandbox), record.earlier)) as looked:
            for (tally, found), compared in looked:
                if found is None:
                    tally.ended = True
                    continue
                if isinstance(found, LeakguardError):
                    record.fail(tally, found)
                elif isinstance(found, NotChecked):
                    record.miss(tally, found)
                elif compared is None:
                    record.skip(tally)
                else:
                    record.took(tally, looker.keep(found, tally.kind, compared))
                    record.resumed += compared.earlier
                tally.ended = tally.kind is TargetKind.FILE  # which is one thing
                self._tell()

    def _things(self, tallies: Iterable[Tally], sandbox: Sandbox) -> Iterator[tuple[tuple[Tally, Found], Candidate | None]]:
        """What is found, and the same again where it is to be compared.

        In a folder or an archive, what is no picture or video is passed over; a file that was named is told of in any case.
        """
        for tally in tallies:
            for found in self._found(tally, sandbox):
                if not isinstance(found, Candidate):
                    yield (tally, found), None
                elif found.comparable or tally.kind is TargetKind.FILE:
                    yield (tally, found), found
                else:
                    yield (tally, replace(found, data=None)), None  # its bytes would wait for their turn in vain

    def _found(self, tally: Tally, sandbox: Sandbox) -> Iterator[Found]:
        try:
            yield from local.candidates(tally.target, tally.kind, sandbox, self._expect)
        except (NotFound, Unreadable) as error:
            yield error
        yield None

    def _expect(self, members: int | None) -> None:
        """An archive was counted as one."""
        self._total = None if self._total is None or members is None else self._total - 1 + members

    def _tell(self) -> None:
        """Archives inside archives hold more than was told; then the end is not known."""
        done, total = self._record.done, self._total
        self._tools.progress("Checking", done, None if total is None or done > total else total)


def _total(tallies: Sequence[Tally]) -> int | None:
    """How much there is to look at, as far as names tell; None with an address among it, or where counting would take long."""
    if not all(tally.local for tally in tallies):
        return None
    total = 0
    for tally in tallies:
        number = local.count(tally.target, tally.kind)
        if number is None:
            return None
        total += number
    return total
