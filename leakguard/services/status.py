"""Where the case stands: what is done, due, overdue, missing, and the next useful step."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from leakguard.errors import Refused
from leakguard.facts.law import Kind
from leakguard.model.case import Profile, Scope
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Capture, Link, PageKind
from leakguard.model.look import CopyState
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.notices import recipients, regimes
from leakguard.notices.calendar import calendar
from leakguard.services import custody
from leakguard.services import looks as looking
from leakguard.services.files import all_or_none
from leakguard.services.rules import case_of, require
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
        step = "leakguard report --for hotline --out hotline.pdf" if count else "leakguard link add URL"
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
        next=next(_steps(vault, findings, notices, overdue, now)),
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


def _steps(
    vault: Vault, findings: tuple[Finding, ...], notices: tuple[Notice, ...], overdue: tuple[Notice, ...], now: datetime
) -> Iterator[str]:
    """Every step that is open, the most urgent first."""
    try:
        require(vault, Scope.CHECK, now)
    except Refused:
        yield "leakguard consent renew   (no consent is in force)"
    captures, last = vault.find(Capture), looking.latest(vault)
    for notice in overdue:
        made = [capture for capture in captures if _looked_again(capture, notice)]
        looks = [look for look in last.values() if looking.is_about(look, notice) and notice.due and look.at >= notice.due]
        there = any(look.state.there for look in looks)
        if (notice.urls or notice.findings) and not made and not looks:
            yield f"leakguard recheck {_place(notice, findings)}   (the answer to {notice.id} is overdue: is it still there?)"
        elif any(look.again_from and look.again_from <= now for look in looks):
            yield f"leakguard recheck {notice.id}   (it seems gone: a second look settles it)"
        elif not there and made and made[-1].page in (PageKind.GONE, PageKind.SOFT_404):
            continue
        elif (made or looks) and _can_be_taken_further(notice, notices) and not any(look.again_from for look in looks):
            seen = "" if there else " --seen TIME"
            yield f"leakguard notice follow-up {notice.id}{seen}   (overdue, and it seems to be there: tell who comes next)"
    if not vault.count(Original):
        yield "leakguard add FOLDER   (fingerprint your own pictures)"
    if not findings:
        yield "leakguard check FOLDER-OR-ADDRESS   (look for copies)"
    for finding in findings:
        if finding.review is Review.UNREVIEWED:
            yield f"leakguard findings show {finding.id}   (then confirm or dismiss it)"
    gone = {copy for copy, look in last.items() if look.state is CopyState.GONE}
    confirmed = [f for f in findings if f.review is Review.CONFIRMED and f.url and f.id not in gone]
    for finding in confirmed:
        if not finding.captures:
            yield f"leakguard capture {finding.id}   (evidence, before it disappears)"
    letters = [notice for notice in notices if regimes.get(notice.regime).kind is not Kind.BESIDE]
    asked = {id for notice in letters if notice.complete for id in notice.findings}
    drafts = {id: notice.id for notice in letters for id in notice.findings}
    for finding in confirmed:
        if finding.id not in asked:
            if not vault.find(Profile):
                yield "leakguard profile   (your details for letters)"
            why = f"{drafts[finding.id]} is a draft" if finding.id in drafts else "ask for removal"
            yield f"leakguard notice write --finding {finding.id} --regime {_regime(vault, finding)}   ({why})"
    for notice in notices:
        if notice.complete and notice.sent is None:
            yield f"leakguard notice sent {notice.id} --at TIME   (after you have sent it yourself)"
    yield "leakguard report --out report.pdf"


def _looked_again(capture: Capture, notice: Notice) -> bool:
    """Whether somebody looked since the answer to the letter was due."""
    about = capture.target in notice.urls or bool(set(capture.findings) & set(notice.findings))
    return about and notice.due is not None and capture.started >= notice.due


def _place(notice: Notice, findings: tuple[Finding, ...]) -> str:
    """The first of the copies that the letter is about; the letter itself, where it names addresses only."""
    standing = (finding.id for finding in findings if finding.id in notice.findings and finding.review is not Review.DISMISSED)
    return next(standing, notice.id)


def _can_be_taken_further(notice: Notice, notices: tuple[Notice, ...]) -> bool:
    """Whether the letter asked for removal and nobody else was told of it yet."""
    told = any(each.follows == notice.id and each.complete for each in notices)
    return regimes.get(notice.regime).kind is not Kind.BESIDE and not told


def _regime(vault: Vault, finding: Finding) -> str:
    """The first law that fits the site of the finding and the country of the case."""
    recipient = recipients.resolve("", finding.url or "")
    fitting = regimes.suggest(recipient, case_of(vault).country)
    return fitting[0].id if fitting else "host-abuse"
