"""Where the case stands: what is done, due, overdue, missing, and the next useful step."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from leakguard.model.case import Hold, Scope
from leakguard.model.check import Review
from leakguard.model.evidence import Link
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.notices.calendar import calendar
from leakguard.services import custody
from leakguard.services.files import all_or_none
from leakguard.services.known import Known
from leakguard.services.rules import require
from leakguard.services.steps import Step, steps
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault

MANY = 10
"""So many matches waiting for an opinion are a lot for one sitting: a break is suggested. Our own choice."""
_STEPS = 4


@dataclass(frozen=True)
class Status:
    """Counts and dates. In a link-only case everything about media is zero.

    `steps` are the most urgent open steps, the next one first; `not_recorded` counts confirmed copies without a record,
    `unsealed` records without a time stamp. `permission_ends` is the last day of the consent that ends first. `many`: more
    matches wait than anybody should look at in one sitting.
    """

    at: datetime
    link_only: bool
    originals: int
    findings: dict[str, int]
    not_recorded: int
    captures: int
    unsealed: int
    links: int
    notices: tuple[Notice, ...]
    due: tuple[Notice, ...]
    overdue: tuple[Notice, ...]
    closed: datetime | None
    closed_why: str
    keep_until: date | None
    holds: tuple[Hold, ...]
    permission_ends: date | None
    not_allowed: tuple[Scope, ...]
    many: bool
    steps: tuple[Step, ...]

    @property
    def next(self) -> str:
        """One command with the reason for it."""
        return self.steps[0].text


def status(vault: Vault, tools: Tools) -> Status:
    """Look at the case as it is now."""
    known = Known(vault, tools.now())
    case = known.case
    media = not case.link_only
    findings = {state.value: sum(finding.review is state for finding in known.findings) for state in Review} if media else {}
    return Status(
        at=known.now,
        link_only=case.link_only,
        originals=vault.count(Original) if media else 0,
        findings=findings,
        not_recorded=len(known.not_recorded) if media else 0,
        captures=len(known.captures) if media else 0,
        unsealed=known.unsealed if media else 0,
        links=vault.count(Link),
        notices=known.notices if media else (),
        due=known.due if media else (),
        overdue=known.overdue if media else (),
        closed=case.closed,
        closed_why=case.closed_why,
        keep_until=case.keep_until,
        holds=known.holds,
        permission_ends=known.permission_ends if media else None,
        not_allowed=known.not_allowed if media else (),
        many=findings.get(Review.UNREVIEWED, 0) >= MANY,
        steps=tuple(islice(steps(known), _STEPS)),
    )


def write_calendar(vault: Vault, path: Path, tools: Tools) -> int:
    """Write what is due and overdue as a calendar file, and say how many entries it has.

    Raises LinkOnly, Refused where the file exists or no consent covers letters; StorageError.
    """
    with all_or_none(tools.random) as new, vault.write() as tx:
        require(tx, Scope.NOTICE, tools.now())
        due = [notice for notice in tx.find(Notice) if notice.due is not None]
        new.write(path, calendar(due, tools.now()))
        custody.record(tx, tools, "notice", "case", act="calendar written")
    return len(due)
