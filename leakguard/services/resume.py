"""Going on with a run that was stopped: what it looked at is not decoded and compared again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from leakguard.collect.candidate import Candidate
from leakguard.model.check import CheckRun, Finding, Looked, TargetKind
from leakguard.model.media import Match, Verdict
from leakguard.services.compare import Compared
from leakguard.services.keep import told
from leakguard.vault.vault import Vault

Seen = tuple[str, str]
"""Where, as the case keeps it, and the digest of what was there."""


@dataclass(frozen=True)
class Earlier:
    """The `runs` (their ids) over the same targets that did not come to their end, and their verdicts that still hold.

    `started` is when the last of these began. `changed` is True where nothing holds because the originals or the program are
    others by now.
    """

    runs: tuple[str, ...] = ()
    verdicts: Mapping[Seen, Match] = field(default_factory=dict)
    least: bool = False
    started: datetime | None = None
    changed: bool = False

    def of(self, candidate: Candidate) -> Compared | None:
        """The verdict on these very bytes at this very place. The digest was made anew, from what is there now."""
        match = None if candidate.problem else self.verdicts.get((told(candidate.locator, least=self.least), candidate.sha256))
        return Compared(match, earlier=True) if match else None

    def set_aside(self) -> "Earlier":
        """The same runs, for one that looks at everything anew."""
        return replace(self, verdicts={}, changed=False)

    def told(self) -> Iterator[str]:
        """What a person who waited for hours must know: whether that counts."""
        when = f"{self.started:%Y-%m-%d %H:%M} UTC" if self.started else ""
        if self.changed:
            yield f"Your originals or this program have changed since the run of {when}, so everything is looked at again."
        elif self.verdicts:
            count, what = len(self.verdicts), "found" if self.least else "looked at"
            number = "1 picture or video was" if count == 1 else f"{count} pictures and videos were"
            yield f"Going on with the run of {when}: {number} {what} then. To look at everything again, add --again"
            if self.least:
                yield "This case keeps nothing of what did not match, so that is looked at again."


NOTHING = Earlier()


def earlier(vault: Vault, targets: Iterable[str], basis: str, *, least: bool) -> Earlier:
    """What a run over `targets`, spelled as the case keeps them, may take over; `basis` is what decides verdicts now.

    Of a page nothing is taken over, because it may show something else at any time; nor what could not be read, which is tried
    again. A worker's case keeps nothing of what did not match, so there only what matched is taken over.
    """
    asked = frozenset(targets)
    stopped: list[CheckRun] = []
    findings: set[str] = set()
    for run in vault.find(CheckRun):
        if run.basis != basis:
            findings.difference_update(run.findings)  # a finding holds the match of the last run that saw it
        if frozenset(target.target for target in run.targets) != asked:
            continue
        if run.finished:
            stopped, findings = [], set()
        else:
            stopped.append(run)
            findings.update(run.findings if run.basis == basis else ())
    same = [run for run in stopped if run.basis == basis]
    verdicts: dict[Seen, Match] = {
        (looked.locator, looked.sha256): looked.match
        for run in same
        for looked in run.looked
        if looked.match and looked.verdict is Verdict.NONE
    }
    for finding in vault.find(Finding) if findings else ():
        if finding.id in findings and finding.target_kind is not TargetKind.URL:
            verdicts[finding.locator, finding.sha256] = finding.match
    last = same[-1] if same else stopped[-1] if stopped else None
    changed = not same and any(run.looked or run.findings for run in stopped)
    return Earlier(tuple(run.id for run in stopped), verdicts, least, last.started if last else None, changed)


def bare(run: CheckRun) -> CheckRun:
    """The run without what is only there for going on with it."""
    return replace(run, looked=tuple(Looked(looked.locator, looked.sha256, looked.verdict) for looked in run.looked))
