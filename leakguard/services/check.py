"""Checking targets: addresses, files, folders, archives. What matched is kept, and of the rest the address, time and digest."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from leakguard.collect import targets
from leakguard.errors import LeakguardError, Refused
from leakguard.model.case import Scope
from leakguard.model.check import CheckRun, Item, Target, TargetKind
from leakguard.model.evidence import Capture
from leakguard.model.media import Original, Verdict
from leakguard.services import sites
from leakguard.services.compare import basis
from leakguard.services.keep import told
from leakguard.services.page import Keeping
from leakguard.services.record import Record, Tally
from leakguard.services.resume import earlier
from leakguard.services.rules import case_of, permission, require_whole_pictures, stores_least
from leakguard.services.run import Run
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


@dataclass(frozen=True)
class Checked:
    """The outcome of one run. `unreached` counts addresses that could not be reached at all, `hints` say what to do about it.

    `resumed` counts the items whose verdict was taken over from a run that was stopped.
    """

    targets: tuple[Target, ...]
    items: tuple[Item, ...]
    captures: tuple[Capture, ...] = ()
    unreached: int = 0
    hints: tuple[str, ...] = ()
    resumed: int = 0

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


def check(vault: Vault, asked: Sequence[str], tools: Tools, keeping: Keeping | None = None, *, again: bool = False) -> Checked:
    """Check every target; `keeping` makes a capture of each address from the same fetch.

    Where the last run over the same targets was stopped, this one goes on with it: what that one looked at on this computer is
    read, but not compared again, as long as neither it nor the originals nor the matcher have changed. `again` prevents that.

    Raises LinkOnly, Refused, NotFound and UsageError before anything is read or fetched. A single target that cannot be read or
    reached is reported in its `not_checked`, and the run goes on. Raises LinkOnly or Refused at the next step when the case
    becomes link-only, or a consent ends, while it runs. However it ends: what was found is kept.
    """
    allowed = permission(vault, tools, Scope.CHECK, *([Scope.CAPTURE] if keeping else []))
    allowed()
    if keeping and keeping.everything_why:
        require_whole_pictures(vault, tools.now())
    originals, least = vault.find(Original), stores_least(case_of(vault))
    tallies = [Tally(target, targets.classify(target)) for target in dict.fromkeys(asked)]
    if not (originals or keeping):  # a page may be recorded all the same; but every answer would be "nothing found"
        raise Refused(
            "There are no originals yet, so there is nothing to compare with.",
            "First the pictures it is about: leakguard add FOLDER",
        )
    addresses = [tally.target for tally in tallies if tally.kind is TargetKind.URL]
    answers = sites.ask(vault, addresses, tools, record=keeping is not None)
    if answers.declined and len(answers.declined) == len(tallies):
        raise next(iter(answers.declined.values()))
    decides = basis(originals)
    places = [told(tally.target, least=least) for tally in tallies]
    before = earlier(vault, places, decides, least=least)
    before = before.set_aside() if again else before
    for sentence in before.told():
        tools.note(sentence)
    with vault.write() as tx:
        for answer in answers.given.values():
            tx.put(answer)
        begun = CheckRun(id=tx.new_id(CheckRun), started=tools.now(), basis=decides)
    record = Record(vault, tools, begun, tallies, before, least)
    try:
        Run(vault, tools, record, keeping).do(originals, allowed, answers.declined)
    except BaseException:
        with suppress(LeakguardError):  # a case that is link-only by now, or a full disk: the first error is the one to tell
            record.keep()
        raise
    record.keep(finished=True)
    return Checked(
        tuple(tally.summary() for tally in tallies),
        tuple(record.items),
        tuple(record.captures),
        sum(not tally.reached for tally in tallies),
        tuple(dict.fromkeys(record.hints)),
        record.resumed,
    )
