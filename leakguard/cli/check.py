"""check."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leakguard.cli.answer import BREAK, Answer, builtins, plural, shown
from leakguard.cli.options import AcceptCertificate
from leakguard.cli.session import Session
from leakguard.cli.table import Table
from leakguard.errors import UsageError
from leakguard.model.check import Item
from leakguard.model.evidence import Capture
from leakguard.model.media import Verdict

if TYPE_CHECKING:
    from leakguard.services.check import Checked

ONLY_EXACT_VIDEO = "Of videos and moving pictures only exact copies are found yet."
NOT_SEALED = (
    "warning: not sealed with a time stamp; when it was recorded rests on this computer's clock. Retry with: leakguard seal"
)
NOT_THERE = "Not found is not the same as not there: only what is listed here was looked at."


def check(
    session: Session,
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="TARGET...", help="Addresses, files, folders, archives; - reads a list.")
    ] = None,
    from_: Annotated[Path | None, typer.Option("--from", metavar="FILE", help="A list of targets, one a line.")] = None,
    capture: Annotated[bool, typer.Option("--capture", help="Also make the evidence, from the same fetch.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Do not go on with a run that was stopped.")] = False,
    accept_certificate: AcceptCertificate = None,
) -> Answer:
    """Look for copies of your originals. Stopped half-way, the same command goes on."""
    from leakguard.services import check as service
    from leakguard.services.page import Keeping

    asked = _targets(targets or [], from_)
    with session.vault() as vault, session.tools(accept_certificates=accept_certificate or ()) as tools:
        checked = service.check(vault, asked, tools, Keeping() if capture else None, again=again)
    data: dict[str, Any] = {
        "targets": [
            {
                "target": target.target,
                "kind": target.kind.value,
                "items": target.items,
                "skipped": target.skipped,
                "not_checked": builtins(target.not_checked),
            }
            for target in checked.targets
        ],
        "items": [_item(item) for item in checked.items],
        "counts": {verdict.value: count for verdict, count in checked.counts.items()},
        "resumed": checked.resumed,
    }
    if capture:
        data["captures"] = [capture.id for capture in checked.captures]
    code = 6 if checked.all_unreached else 3 if checked.incomplete else 0
    hints = tuple(f"hint: {hint}" for hint in checked.hints)
    notes = (*hints, *not_sealed(checked.captures), *_next(checked))
    return Answer("check/1", data, tuple(_lines(checked)), notes, code=code)


def not_sealed(captures: Iterable[Capture]) -> tuple[str, ...]:
    """The warning, where one of them has no time stamp."""
    return () if all(made.sealed for made in captures) else (NOT_SEALED,)


def _next(checked: "Checked") -> tuple[str, ...]:
    from leakguard.services.status import MANY

    found = len({item.finding for item in checked.items if item.finding})
    return (*((BREAK,) if found >= MANY else ()), *(("next: leakguard findings",) if found else ()))


def _targets(named: list[str], file: Path | None) -> list[str]:
    from leakguard.collect.targets import read_list

    asked = []
    for target in named:
        asked += read_list(sys.stdin.buffer) if target == "-" else [target]
    if file is not None:
        try:
            with file.open("rb") as stream:
                asked += read_list(stream)
        except OSError as error:
            raise UsageError(
                f"The list {file} cannot be read: {error.strerror}", "Give a text file with one target a line."
            ) from error
    if not asked:
        raise UsageError("There is nothing to check.", "Name an address, a file, a folder or an archive.")
    return asked


def _item(item: Item) -> dict[str, Any]:
    match = item.match
    return {
        "target": item.target,
        "locator": item.locator,
        "sha256": item.sha256,
        "media": item.media.value,
        "verdict": match.verdict.value,
        "same_scene": match.same_scene,
        "original": match.original,
        "finding": item.finding,
        "also": builtins(match.also),
        "pdq_distance": match.pdq_distance,
        "inliers": match.inliers,
        "part": match.part,
        "region": builtins(match.region),
        "mirrored": match.mirrored,
        "why": match.why,
    }


_WORDS = {
    Verdict.EXACT: ("exact copy", "exact copies"),
    Verdict.COPY: ("copy", "copies"),
    Verdict.ALTERED: ("changed copy", "changed copies"),
    Verdict.POSSIBLE: ("possible copy, for a person to decide", "possible copies, for a person to decide"),
    Verdict.NONE: ("without a match", "without a match"),
    Verdict.UNREADABLE: ("not readable", "not readable"),
}


def _lines(checked: "Checked") -> list[str | Table]:
    found = tuple((item.finding, item.match.verdict.value, shown(item.locator)) for item in checked.items if item.finding)
    looked = plural(len(checked.items), "picture or video", "pictures and videos")
    lines: list[str | Table] = [f"Looked at {looked}." if checked.items else "Nothing could be looked at."]
    lines += [f"  {plural(count, *_WORDS[verdict])}" for verdict, count in checked.counts.items() if count]
    lines += ["", Table(("finding", "verdict", "where"), found), ""] if found else []
    lines += [
        f"Could not be read: {shown(item.locator)}: {item.match.why}"
        for item in checked.items
        if item.match.verdict is Verdict.UNREADABLE
    ]
    for target in checked.targets:
        if target.skipped:
            what = plural(target.skipped, "file that is no picture or video", "files that are no pictures or videos")
            lines.append(f"Skipped in {shown(target.target)}: {what}.")
        if not (target.items or target.skipped or target.not_checked):
            lines.append(f"There is nothing in {shown(target.target)}.")
        lines += [f"Not checked: {shown(missed.locator)}: {missed.why}" for missed in target.not_checked]
    lines += [f"Recorded as evidence: {capture.id}: {shown(capture.target)}" for capture in checked.captures]
    if checked.items:
        lines += ([] if found else [f"Nothing found. {NOT_THERE}"]) + [ONLY_EXACT_VIDEO]
    return lines
