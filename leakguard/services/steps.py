"""The next useful step: every step that is open in a case, the most urgent first.

The order follows what is lost by waiting. Permission to work comes first, then a clock that has run out, then a letter that lies
ready, then evidence that may vanish, then opinions, letters and time stamps, and a report at the end. Steps of one kind are told
once, with how many of them wait.
"""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from leakguard.facts.law import Kind
from leakguard.model.case import Case, Profile, Scope
from leakguard.model.check import CheckRun, Finding, Review
from leakguard.model.evidence import Capture, Link
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.notices import recipients, regimes
from leakguard.services import custody
from leakguard.services import looks as looking
from leakguard.services.known import GONE, Known
from leakguard.vault.vault import Vault

CONSENT_ENDS_WITHIN = timedelta(days=14)
"""So long before its end a consent is to be renewed: time for a person to be asked without hurry. Our own choice."""
LOOK_AGAIN_AFTER = timedelta(days=7)
"""A copy that somebody was asked to remove is looked at again after a week. Our own choice."""
_AT_ONCE = 5
_NEEDING = {
    Scope.CHECK: ("add", "check", "recheck"),
    Scope.CAPTURE: ("capture",),
    Scope.NOTICE: ("notice write", "notice follow-up"),
    Scope.EXPORT: ("report --out", "export"),
}
"""What is refused without a consent that covers it."""


@dataclass(frozen=True)
class Step:
    """`command` is to be typed as it is, capital words replaced; `why` is a short clause."""

    command: str
    why: str

    @property
    def text(self) -> str:
        return f"{self.command}   ({self.why})"


def steps(known: Known) -> Iterator[Step]:
    """Every open step that the consents allow, the most urgent first; there is always one. Raises Damaged."""
    refused = tuple(f"leakguard {command}" for scope in known.not_allowed for command in _NEEDING[scope])
    return (step for step in _open(known) if not step.command.startswith(refused))


def _open(known: Known) -> Iterator[Step]:
    if known.case.closed:
        yield from _closed(known)
    elif known.case.link_only:
        yield from _link_only(known)
    else:
        yield from _permission(known)
        yield from _overdue(known)
        yield from _to_send(known, beside=False)
        yield from _permission_ends(known)
        yield from _looking(known)
        yield from _evidence(known)
        yield from _opinions(known)
        yield from _letters(known)
        yield from _to_send(known, beside=True)
        yield from _again(known)
        yield from _stamps(known)
        yield from _end(known)


def _closed(known: Known) -> Iterator[Step]:
    case = known.case
    if case.keep_until and case.keep_until < known.now.date() and not known.holds:
        yield Step("leakguard wipe", f"it was to be kept up to {case.keep_until}; that day is over, and the choice is yours")
    yield Step("leakguard reopen --why TEXT", "the case is closed; only if something came back")


def _link_only(known: Known) -> Iterator[Step]:
    links = known.vault.find(Link)
    if not links:
        yield Step("leakguard link add URL", "write the address down; nothing is opened")
        return
    reported = _last(known.vault, "report")
    if reported is None or reported < max(link.added for link in links):
        yield Step("leakguard report --for hotline --out hotline.pdf", "one page for the hotline or the police")
    yield Step("leakguard support", "who takes the page, and who is there for you")
    yield Step("leakguard export case --to NAME --out FILE", "only if somebody else shall go on with it: no picture goes along")


def _permission(known: Known) -> Iterator[Step]:
    if Scope.CHECK in known.not_allowed:
        yield Step("leakguard consent renew", "no consent is in force")
    elif known.not_allowed:
        yield Step(f"leakguard consent renew --scope {','.join(Scope)}", f"no consent covers: {', '.join(known.not_allowed)}")


def _permission_ends(known: Known) -> Iterator[Step]:
    ends = known.permission_ends
    if ends and ends - known.now.date() <= CONSENT_ENDS_WITHIN:
        yield Step("leakguard consent renew --until DATE", f"the consent ends on {ends}")


def _overdue(known: Known) -> Iterator[Step]:
    for notice in known.overdue:
        made = [capture for capture in known.captures if _looked_again(capture, notice)]
        about = [look for look in known.looks.values() if looking.is_about(look, notice)]
        looks = [look for look in about if notice.due and look.at >= notice.due]
        there = any(look.state.there for look in looks)
        if (notice.urls or notice.findings) and not made and not looks:
            place = _place(notice, known.findings)
            yield Step(f"leakguard recheck {place}", f"the answer to {notice.id} is overdue: is it still there?")
        elif any(look.again_from and look.again_from <= known.now for look in looks):
            yield Step(f"leakguard recheck {notice.id}", "it seems gone: a second look settles it")
        elif not there and made and made[-1].page in GONE:
            continue
        elif (made or looks) and _can_be_taken_further(notice, known.notices) and not any(look.again_from for look in looks):
            seen = "" if there else " --seen TIME"
            yield Step(f"leakguard notice follow-up {notice.id}{seen}", "overdue, and it seems to be there: tell who comes next")


def _to_send(known: Known, *, beside: bool) -> Iterator[Step]:
    """A letter that lies ready starts no clock. Those that ask for removal come first."""
    for notice in known.notices:
        if notice.complete and notice.sent is None and (regimes.get(notice.regime).kind is Kind.BESIDE) is beside:
            yield Step(f"leakguard notice sent {notice.id} --at TIME", "after you have sent it yourself")


def _looking(known: Known) -> Iterator[Step]:
    if not known.vault.count(Original):
        yield Step("leakguard add FOLDER", "fingerprint the pictures it is about")
        return
    runs = known.vault.find(CheckRun)
    if runs and runs[-1].finished is None and runs[-1].targets:
        places = " ".join(shlex.quote(target.target) for target in runs[-1].targets if target.target)
        yield Step(f"leakguard check {places or 'FOLDER-OR-ADDRESS'}", "the last check was stopped; it goes on where it was")
    elif not known.findings:
        why = "look for copies" if not runs else "nothing was found so far; look where else it may be"
        yield Step("leakguard check FOLDER-OR-ADDRESS", why)


def _evidence(known: Known) -> Iterator[Step]:
    if known.not_recorded:
        ids = " ".join(finding.id for finding in known.not_recorded[:_AT_ONCE])
        yield Step(f"leakguard capture {ids}", f"evidence, before it disappears{_more(len(known.not_recorded), _AT_ONCE)}")


def _opinions(known: Known) -> Iterator[Step]:
    waiting = [finding for finding in known.findings if finding.review is Review.UNREVIEWED]
    if waiting:
        yield Step(f"leakguard findings show {waiting[0].id}", f"then confirm or dismiss it{_more(len(waiting), 1)}")


def _letters(known: Known) -> Iterator[Step]:
    letters = [notice for notice in known.notices if regimes.get(notice.regime).kind is not Kind.BESIDE]
    asked = {id for notice in letters if notice.complete for id in notice.findings}
    drafts = {id: notice.id for notice in letters for id in notice.findings}
    without = [finding for finding in known.confirmed if finding.id not in asked and not known.gone(finding)]
    if not without:
        return
    if not known.vault.find(Profile):
        yield Step("leakguard profile", "your details for letters")
    first = without[0]
    why = f"{drafts[first.id]} is a draft" if first.id in drafts else "ask for removal"
    yield Step(f"leakguard notice write --finding {first.id} --regime {_regime(known.case, first)}", why + _more(len(without), 1))


def _again(known: Known) -> Iterator[Step]:
    asked = {id for notice in known.notices if notice.sent for id in notice.findings}
    unsure = [look.copy for look in known.looks.values() if look.again_from and look.again_from <= known.now]
    if unsure:
        yield Step(f"leakguard recheck {' '.join(unsure[:_AT_ONCE])}", "seems gone: a second look settles it")
    due = [
        finding
        for finding in known.confirmed
        if finding.id in asked and not known.gone(finding) and known.now - known.looked_at(finding) >= LOOK_AGAIN_AFTER
    ]
    if due:
        yield Step("leakguard recheck", f"{_copies(len(due))} not looked at for a week: still there?")


def _stamps(known: Known) -> Iterator[Step]:
    if known.unsealed:
        yield Step("leakguard seal", f"{known.unsealed} of {len(known.captures)} records have no time stamp yet")


def _end(known: Known) -> Iterator[Step]:
    times = [
        *(finding.first_seen for finding in known.findings),
        *(capture.started for capture in known.captures),
        *(each for notice in known.notices for each in (notice.written, notice.sent) if each),
    ]
    reported = _last(known.vault, "report")
    if reported is None or (times and reported < max(times)):
        yield Step("leakguard report --out report.pdf", "everything that is known, for police, a lawyer or yourself")
    elif known.confirmed and all(known.gone(finding) for finding in known.confirmed) and not known.due and not known.overdue:
        yield Step("leakguard close --why TEXT", "every copy that was found is gone; or leave it open and look again")
    if known.findings:  # else looking further is proposed already
        yield Step("leakguard check FOLDER-OR-ADDRESS", "when nothing else is open: look again in a week, or rest")


def _last(vault: Vault, event: str) -> datetime | None:
    """When something was last done, by the custody log."""
    for line in reversed(custody.lines(vault)):
        entry = json.loads(line)
        if entry["event"] == event:
            return datetime.fromisoformat(entry["at"])
    return None


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


def _regime(case: Case, finding: Finding) -> str:
    """The first law that fits the site of the finding and the country of the case."""
    recipient = recipients.resolve("", finding.url or "")
    fitting = regimes.suggest(recipient, case.country)
    return fitting[0].id if fitting else "host-abuse"


def _more(count: int, told: int) -> str:
    return f"; {count - told} more {'waits' if count - told == 1 else 'wait'}" if count > told else ""


def _copies(count: int) -> str:
    return "1 copy was" if count == 1 else f"{count} copies were"
