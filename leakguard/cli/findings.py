"""findings: list, show, confirm, dismiss, reveal."""

from pathlib import Path
from typing import Annotated, Any

import typer

from leakguard.cli.answer import NEXT_STATUS, Answer, builtins, plural, shown
from leakguard.cli.check import NOT_THERE
from leakguard.cli.explain import explain
from leakguard.cli.session import Session
from leakguard.cli.table import Table
from leakguard.errors import Refused
from leakguard.model.check import Finding, Review


def every(session: Session) -> Answer:
    """List what matched. Pictures are never shown."""
    from leakguard.services import findings as service

    with session.vault() as vault:
        found = service.every(vault)
    data = {"findings": [_finding(finding) for finding in found]}
    if not found:
        return Answer("findings/1", data, ("There are no findings.", NOT_THERE))
    counts = {state: sum(finding.review is state for finding in found) for state in Review}
    total = f"{plural(len(found), 'finding')}: " + ", ".join(f"{count} {state}" for state, count in counts.items() if count) + "."
    rows = tuple((f.id, f.match.verdict.value, f.review.value, shown(f.locator)) for f in found)
    table = Table(("finding", "verdict", "review", "where"), rows)
    open_ = next((f.id for f in found if f.review is Review.UNREVIEWED), "")
    notes = (f"next: leakguard findings show {open_}   (then confirm or dismiss it)",) if open_ else (NEXT_STATUS,)
    return Answer("findings/1", data, (table, total), notes)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "locator": finding.locator,
        "page": finding.page,
        "sha256": finding.sha256,
        "media": finding.type.value,
        "verdict": finding.match.verdict.value,
        "original": finding.match.original,
        "pdq_distance": finding.match.pdq_distance,
        "inliers": finding.match.inliers,
        "part": finding.match.part,
        "same_scene": finding.match.same_scene,
        "also": builtins(finding.match.also),
        "mirrored": finding.match.mirrored,
        "region": builtins(finding.match.region),
        "why": finding.match.why,
        "first_seen": builtins(finding.first_seen),
        "last_seen": builtins(finding.last_seen),
        "review": finding.review.value,
        "captures": list(finding.captures),
    }


FindingId = Annotated[str, typer.Argument(metavar="ID", help="Such as f-1a2b3c4d.")]


def show(session: Session, id: FindingId) -> Answer:
    """Tell in words what matched and why."""
    from leakguard.services import findings as service

    with session.vault() as vault:
        finding, original = service.one(vault, id)
    match = finding.match
    lines = [
        f"{finding.id}: {match.verdict.value}, {finding.review.value}.",
        f"Where: {shown(finding.locator)}",
        *([f"On the page: {shown(finding.page)}"] if finding.page and finding.page != finding.locator else []),
        f"Your original: {original.id} {original.label or original.source}"
        if original
        else "Your original is no longer enrolled.",
        *explain(finding, original),
        f"First seen {finding.first_seen:%Y-%m-%d %H:%M} UTC, last seen {finding.last_seen:%Y-%m-%d %H:%M} UTC.",
        f"SHA-256 of the copy: {finding.sha256}",
        f"Recorded in: {', '.join(finding.captures) or 'no capture yet'}",
    ]
    step = f"next: leakguard findings confirm {finding.id}   (or dismiss)"
    notes = (step if finding.review is Review.UNREVIEWED else NEXT_STATUS,)
    return Answer("finding/1", {"finding": _finding(finding)}, tuple(lines), notes)


def confirm(session: Session, id: FindingId) -> Answer:
    """Say that this is a copy of your picture."""
    return _review(session, id, Review.CONFIRMED, "")


def dismiss(
    session: Session, id: FindingId, why: Annotated[str, typer.Option(metavar="TEXT", help="Why it is not yours.")] = ""
) -> Answer:
    """Say that this is not a copy."""
    return _review(session, id, Review.DISMISSED, why)


def _review(session: Session, id: str, verdict: Review, why: str) -> Answer:
    from leakguard.services import findings as service

    with session.vault() as vault, session.tools() as tools:
        finding = service.review(vault, id, verdict, tools, why)
    return Answer("finding/1", {"finding": _finding(finding)}, (f"{id} is {verdict.value}.",), (NEXT_STATUS,))


def reveal(
    session: Session,
    id: FindingId,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write the picture.")] = None,
    unblur: Annotated[bool, typer.Option("--unblur", help="Write the real picture; this is logged.")] = False,
) -> Answer:
    """Write one picture to a file: blurred, or with --unblur as it is."""
    from leakguard.services import findings as service

    if out and out.exists():
        raise Refused(f"There is something at {out} already.", "Name another file with --out FILE.")
    if unblur and not session.terminal.confirm("Write the real picture, not blurred, to a file on this computer?"):
        raise Refused("Nothing was written.", f"In words: leakguard findings show {id}")
    with session.vault() as vault, session.tools() as tools:
        path = service.reveal(vault, id, out, tools, unblur=unblur)
    line = f"Written to {path}, in clear. Delete it when you no longer need it."
    return Answer("reveal/1", {"finding": id, "path": str(path), "blurred": not unblur}, (line,))
