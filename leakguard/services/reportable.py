"""What a case holds, as the rows of a report: nothing that may not be printed ever gets into them."""

from collections.abc import Iterator, Mapping, Set
from datetime import datetime

from leakguard import __version__
from leakguard.model.case import Case, Consent, Declaration, Scope
from leakguard.model.check import CheckRun, Finding, NotChecked, Review
from leakguard.model.evidence import Capture, Link
from leakguard.model.look import Look
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.model.seal import Seal, Sealed
from leakguard.notices import regimes
from leakguard.reporting.data import (
    AnswerRow,
    CheckRow,
    ExhibitRow,
    FindingRow,
    Happened,
    LinkRow,
    NoticeRow,
    OriginalRow,
    PartRow,
    ReportData,
    SealRow,
    TimelineRow,
)
from leakguard.services import looks, seals
from leakguard.services.profile import known
from leakguard.services.rules import require
from leakguard.services.timeline import Entry, timeline
from leakguard.services.tools import Tools
from leakguard.text.locators import without_folder
from leakguard.vault.vault import Vault

_KINDS = {
    "finding": Happened.FOUND,
    "capture": Happened.RECORDED,
    "notice": Happened.LETTER,
    "sent": Happened.LETTER,
    "answer": Happened.LETTER,
    "lookup": Happened.RECORDED,
    "note": Happened.TOLD,
    "link": Happened.TOLD,
    "look": Happened.LOOKED,
}
"""The kinds of services.timeline as the report groups them."""


def report_data(vault: Vault, tools: Tools) -> ReportData:
    """Everything the incident report says. Refused without a consent that covers export."""
    case = require(vault, Scope.EXPORT, tools.now())
    profile = known(vault)
    captures, findings = vault.find(Capture), vault.find(Finding)
    standing = {finding.id for finding in findings if finding.review is not Review.DISMISSED}
    places = {finding.id: without_folder(finding.locator) for finding in findings}
    exhibits = {capture.id: capture.exhibit for capture in captures}
    last = looks.latest(vault)
    stamps: dict[str, list[Seal]] = {}
    for seal in vault.find(Seal):
        stamps.setdefault(seal.subject, []).append(seal)
    return ReportData(
        case_name=vault.path.name,
        created=case.created,
        role=case.role,
        generated=tools.now(),
        time_zone=profile.time_zone if profile else "UTC",
        country=case.country,
        program=f"leakguard {__version__}",
        person=profile.name if profile else "",
        consent=_consent(vault, case),
        originals=tuple(
            OriginalRow(id=o.id, label=o.label, sha256=o.sha256, media=o.type, synthetic=o.synthetic)
            for o in vault.find(Original)
        ),
        checks=tuple(_check(run, standing) for run in vault.find(CheckRun)),
        findings=tuple(_finding(vault, finding, exhibits, last.get(finding.id)) for finding in findings),
        links=links(vault),
        exhibits=tuple(_exhibit(capture, stamps.get(capture.id, [])) for capture in captures),
        notices=tuple(_notice(notice) for notice in vault.find(Notice)),
        timeline=tuple(_event(entry, places) for entry in timeline(vault, private=False)),
    )


def _event(entry: Entry, places: Mapping[str, str]) -> TimelineRow:
    place = entry.address or places.get(entry.subject, "")
    return TimelineRow(entry.at, entry.text, place, _KINDS.get(entry.kind, Happened.OTHER), entry.subject)


def _consent(vault: Vault, case: Case) -> tuple[str, ...]:
    if case.declaration is Declaration.OWN:
        return ("The person who made this case declared that the pictures are of themselves.",)
    if case.declaration is Declaration.MADE_TO_LOOK_LIKE_ME:
        return ("The person who made this case declared that the pictures are fake and made to look like them.",)
    return tuple(
        f"{consent.given_by} agreed on {consent.given:%Y-%m-%d} to: {', '.join(consent.scopes)}"
        + (f"; until {consent.until}" if consent.until else "")
        + (f"; revoked on {consent.revoked:%Y-%m-%d}" if consent.revoked else "")
        + "."
        for consent in vault.find(Consent)
    )


def _check(run: CheckRun, standing: Set[str]) -> CheckRow:
    return CheckRow(
        id=run.id,
        started=run.started,
        finished=run.finished,
        targets=tuple(without_folder(target.target) for target in run.targets),
        items=sum(target.items for target in run.targets),
        skipped=sum(target.skipped for target in run.targets),
        found=sum(id in standing for id in run.findings),
        not_checked=tuple(
            NotChecked(without_folder(missed.locator), missed.why) for target in run.targets for missed in target.not_checked
        ),
    )


def _finding(vault: Vault, finding: Finding, exhibits: dict[str, int], look: Look | None) -> FindingRow:
    match = finding.match
    thumbnail = finding.thumbnail if finding.review is not Review.DISMISSED else None
    return FindingRow(
        id=finding.id,
        address=without_folder(finding.locator),
        page=finding.page,
        first_seen=finding.first_seen,
        last_seen=finding.last_seen,
        verdict=match.verdict,
        why=match.why,
        original=match.original,
        pdq_distance=match.pdq_distance,
        inliers=match.inliers,
        part=match.part,
        mirrored=match.mirrored,
        same_scene=match.same_scene,
        region=match.region is not None,
        media=finding.type,
        width=finding.width,
        height=finding.height,
        review=finding.review,
        review_why=finding.review_why,
        sha256=finding.sha256,
        exhibits=tuple(exhibits[id] for id in finding.captures),
        thumbnail=vault.read_object(thumbnail) if thumbnail else None,
        state=_state(look),
        state_at=look.at if look else None,
    )


def _state(look: Look | None) -> str:
    if look is None:
        return ""
    return "seems gone" if look.again_from else look.state.value


def _exhibit(capture: Capture, stamps: list[Seal]) -> ExhibitRow:
    return ExhibitRow(
        number=capture.exhibit,
        id=capture.id,
        address=capture.target,
        final_address=capture.final_url,
        status=capture.status,
        kind=capture.page,
        started=capture.started,
        finished=capture.finished,
        complete=capture.complete,
        completeness=capture.summary,
        missing=capture.missing,
        withheld=capture.withheld,
        everything_why=capture.everything_why,
        parts=tuple(PartRow(part.name, part.sha256, part.size) for part in capture.parts),
        seals=tuple(SealRow(seals.words(seal), seal.time, seal.sha256, seal.what is Sealed.START) for seal in stamps),
    )


def _notice(notice: Notice) -> NoticeRow:
    return NoticeRow(
        id=notice.id,
        regime=regimes.get(notice.regime).name,
        recipient=notice.recipient,
        addresses=notice.urls,
        written=notice.written,
        sent=notice.sent,
        deadline=notice.deadline,
        complete=notice.complete,
        missing=tuple(element.label or element.id for element in notice.elements if not element.present),
        how=notice.how,
        receipt=notice.receipt,
        clock=f"{notice.clock.value} {notice.clock.unit}, from {notice.clock.runs_from}" if notice.clock else "",
        follows=notice.follows,
        answers=tuple(AnswerRow(at, what) for at, what in sorted(_answers(notice), key=lambda answer: answer[0])),
        state=notice.state,
    )


def _answers(notice: Notice) -> Iterator[tuple[datetime, str]]:
    """What the recipient said, and what was seen to come of it."""
    if notice.acknowledged:
        yield notice.acknowledged, "confirmed that they have it"
    if notice.refused:
        yield notice.refused, f"refused: {notice.why}" if notice.why else "refused, without a reason"
    if notice.removed:
        yield notice.removed, "every copy was seen to be gone"
    if notice.back:
        yield notice.back, "a copy was seen to be back"


def links(vault: Vault) -> tuple[LinkRow, ...]:
    """Addresses written down by hand; in a link-only case they are all there is."""
    return tuple(
        LinkRow(id=link.id, address=link.url, added=link.added, account=link.account, seen=link.seen, note=link.note)
        for link in vault.find(Link)
    )
