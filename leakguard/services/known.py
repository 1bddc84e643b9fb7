"""What the next step depends on: the records of a case as they are now, each kind read once, and what they say together."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from leakguard.model.case import Case, Consent, Declaration, Hold, Scope
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Capture, PageKind
from leakguard.model.look import CopyState, Look
from leakguard.model.notice import Notice
from leakguard.services import looks as looking
from leakguard.services.rules import case_of
from leakguard.vault.vault import Vault

GONE = (PageKind.GONE, PageKind.SOFT_404)
"""What a page shows where it is not there any more."""


@dataclass(frozen=True)
class Known:
    """What a case holds, read once."""

    vault: Vault
    now: datetime
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "case", case_of(self.vault))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return self.vault.find(Finding)

    @cached_property
    def captures(self) -> tuple[Capture, ...]:
        return self.vault.find(Capture)

    @cached_property
    def notices(self) -> tuple[Notice, ...]:
        return self.vault.find(Notice)

    @cached_property
    def holds(self) -> tuple[Hold, ...]:
        return tuple(hold for hold in self.vault.find(Hold) if hold.lifted is None)

    @cached_property
    def overdue(self) -> tuple[Notice, ...]:
        return tuple(notice for notice in self.notices if notice.due and notice.due <= self.now)

    @cached_property
    def due(self) -> tuple[Notice, ...]:
        return tuple(notice for notice in self.notices if notice.due and notice.due > self.now)

    @cached_property
    def confirmed(self) -> tuple[Finding, ...]:
        """Copies on the web that a person said yes to."""
        return tuple(finding for finding in self.findings if finding.review is Review.CONFIRMED and finding.url)

    @cached_property
    def not_recorded(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.confirmed if not finding.captures and not self.gone(finding))

    @cached_property
    def unsealed(self) -> int:
        return sum(not capture.sealed for capture in self.captures)

    @cached_property
    def permission_ends(self) -> date | None:
        """The last day on which everything that is allowed now still is; None where nothing ends."""
        if self.case.declaration is not Declaration.CONSENT:
            return None
        consents = self.vault.find(Consent)
        ends = []
        for scope in Scope:
            covering = [consent.until for consent in consents if consent.covers(scope, self.now)]
            if covering and None not in covering:
                ends.append(max(day for day in covering if day))
        return min(ends, default=None)

    @cached_property
    def not_allowed(self) -> tuple[Scope, ...]:
        """What no consent in force covers."""
        if self.case.declaration is not Declaration.CONSENT:
            return ()
        consents = self.vault.find(Consent)
        return tuple(scope for scope in Scope if not any(consent.covers(scope, self.now) for consent in consents))

    @cached_property
    def looks(self) -> dict[str, Look]:
        """The last look at each copy."""
        return looking.latest(self.vault)

    def gone(self, finding: Finding) -> bool:
        """Whether the last look at it, or the last record of its page, says that it is not there any more."""
        look, record = self.looks.get(finding.id), self._last_record.get(finding.id)
        if look and look.state.decided and not (record and record.started > look.at):
            return look.state is CopyState.GONE
        return record is not None and record.page in GONE

    @cached_property
    def _last_record(self) -> dict[str, Capture]:
        by_target = {capture.target: capture for capture in self.captures}
        by_finding = {id: capture for capture in self.captures for id in capture.findings}
        records = {}
        for finding in self.findings:
            looks = [each for each in (by_target.get(finding.page or finding.url or ""), by_finding.get(finding.id)) if each]
            if looks:
                records[finding.id] = max(looks, key=lambda capture: capture.started)
        return records

    def looked_at(self, finding: Finding) -> datetime:
        """When somebody last looked at this copy."""
        look, record = self.looks.get(finding.id), self._last_record.get(finding.id)
        return max(finding.last_seen, look.at if look else finding.last_seen, record.started if record else finding.last_seen)
