"""Where the case stands: what is done, due, overdue, missing, and the next useful step."""

from dataclasses import dataclass
from datetime import datetime

from leakguard.model.case import Profile
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Capture, Link
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.services.rules import case_of
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


@dataclass(frozen=True)
class Status:
    """Counts and dates; `next` is one command with the reason for it. In a link-only case everything about media is zero."""

    link_only: bool
    originals: int
    findings: dict[str, int]
    captures: int
    links: int
    notices: tuple[Notice, ...]
    due: tuple[Notice, ...]
    overdue: tuple[Notice, ...]
    next: str


def status(vault: Vault, tools: Tools) -> Status:
    """Look at the case as it is now."""
    now = tools.now()
    if case_of(vault).link_only:
        count = vault.count(Link)
        step = "leakguard report --for hotline --out FILE" if count else "leakguard link add URL"
        return Status(True, 0, {}, 0, count, (), (), (), step)
    findings = vault.find(Finding)
    notices = vault.find(Notice)
    running = [notice for notice in notices if notice.due is not None]
    overdue = tuple(notice for notice in running if notice.due and notice.due <= now)
    return Status(
        link_only=False,
        originals=vault.count(Original),
        findings={state.value: sum(finding.review is state for finding in findings) for state in Review},
        captures=vault.count(Capture),
        links=vault.count(Link),
        notices=notices,
        due=tuple(notice for notice in running if notice not in overdue),
        overdue=overdue,
        next=_next(vault, findings, notices, overdue, now),
    )


def _next(
    vault: Vault, findings: tuple[Finding, ...], notices: tuple[Notice, ...], overdue: tuple[Notice, ...], now: datetime
) -> str:
    if not vault.count(Original):
        return "leakguard add FOLDER   (fingerprint your own pictures)"
    if overdue:
        return f"Look whether it is gone: leakguard check {overdue[0].urls[0] if overdue[0].urls else 'URL'}"
    if not findings:
        return "leakguard check FOLDER-OR-ADDRESS   (look for copies)"
    unreviewed = [finding for finding in findings if finding.review is Review.UNREVIEWED]
    if unreviewed:
        return f"leakguard findings show {unreviewed[0].id}   (then confirm or dismiss it)"
    confirmed = [finding for finding in findings if finding.review is Review.CONFIRMED and finding.url]
    uncaptured = [finding for finding in confirmed if not finding.captures]
    if uncaptured:
        return f"leakguard capture {uncaptured[0].id}   (evidence, before it disappears)"
    lettered = {id for notice in notices for id in notice.findings}
    unwritten = [finding for finding in confirmed if finding.id not in lettered]
    if unwritten and not vault.find(Profile):
        return "leakguard profile   (your details for letters)"
    if unwritten:
        return f"leakguard notice write --finding {unwritten[0].id} --regime us-tida   (or eu-dsa-16, us-dmca-512c)"
    unsent = [notice for notice in notices if notice.sent is None]
    if unsent:
        return f"Send the letter yourself, then: leakguard notice sent {unsent[0].id} --at TIME"
    return "leakguard report --out report.pdf"
