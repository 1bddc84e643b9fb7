"""add, originals, check."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leakguard.cli.answer import Answer, builtins, plural, shown
from leakguard.cli.session import Session
from leakguard.errors import UsageError
from leakguard.model.check import Item
from leakguard.model.media import Original, Verdict

if TYPE_CHECKING:
    from leakguard.services.check import Checked
    from leakguard.services.enrol import Enrolled

ONLY_EXACT_VIDEO = "Of videos and moving pictures only exact copies are found yet."
NOT_THERE = "Not found is not the same as not there: only what is listed here was looked at."


def add(
    session: Session,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders or archives.")],
    label: Annotated[str, typer.Option(help="A word for you, such as: beach 2021.")] = "",
    synthetic: Annotated[bool, typer.Option("--synthetic", help="Fake pictures made to look like you.")] = False,
    shared_with: Annotated[str, typer.Option(metavar="NAME", help="Who was given the pictures.")] = "",
    shared_on: Annotated[str, typer.Option(metavar="DATE", help="When.")] = "",
    keep: Annotated[bool, typer.Option("--keep", help="Also keep the pictures, encrypted.")] = False,
    with_hashes: Annotated[
        bool, typer.Option("--with-hashes", help="Print the PDQ hash; it is as sensitive as the picture.")
    ] = False,
) -> Answer:
    """Fingerprint your own pictures. The pictures are not stored unless you say --keep."""
    from leakguard.services import enrol as service

    description = service.Description(label, synthetic, shared_with, shared_on, keep)
    with session.vault() as vault, session.tools() as tools:
        results = tuple(service.add(vault, paths, description, tools))
    rows = [_enrolled(result, with_hashes=with_hashes) for result in results]
    counts = {status: sum(result.status is status for result in results) for status in service.Status}
    lines = [f"{plural(counts[service.Status.ADDED], 'picture or video', 'pictures and videos')} added."]
    if counts[service.Status.KNOWN]:
        lines.append(f"{counts[service.Status.KNOWN]} known already.")
    if counts[service.Status.SKIPPED]:
        lines.append(f"{plural(counts[service.Status.SKIPPED], 'file')} skipped: not pictures or videos.")
    lines += [f"Not readable: {result.source}: {result.why}" for result in results if result.status is service.Status.UNREADABLE]
    lines += [f"{result.source}: {result.why}" for result in results if result.status is service.Status.ADDED and result.why]
    if with_hashes:
        lines += [f"{row['source']}  {row['pdq']}" for row in rows if "pdq" in row]
    unreadable = counts[service.Status.UNREADABLE] > 0
    return Answer(
        "add/1", {"originals": rows}, tuple(lines), ("next: leakguard check FOLDER-OR-ADDRESS",), code=3 if unreadable else 0
    )


def _enrolled(result: "Enrolled", *, with_hashes: bool) -> dict[str, Any]:
    original = result.original
    signals = original.fingerprint if original else None
    row: dict[str, Any] = {
        "id": original.id if original else None,
        "source": result.source,
        "sha256": result.sha256 or None,
        "pdq_quality": signals.pdq_quality if signals else None,
        "status": result.status.value,
        "why": result.why,
    }
    if with_hashes and signals:
        row["pdq"] = signals.pdq[0]
    return row


def originals(session: Session) -> Answer:
    """List your originals. They are never shown."""
    from leakguard.services.rules import require_media

    with session.vault() as vault:
        require_media(vault)
        found = vault.find(Original)
    rows = [
        {
            "id": original.id,
            "source": original.source,
            "label": original.label,
            "media": original.type.value,
            "format": original.format,
            "width": original.width,
            "height": original.height,
            "added": builtins(original.added),
            "pdq_quality": original.fingerprint.pdq_quality if original.fingerprint else None,
            "kept": original.kept is not None,
        }
        for original in found
    ]
    lines = [f"{plural(len(rows), 'original')}."] + [
        f"{row['id']}  {row['media']}  {row['label'] or row['source'] or 'no name'}" for row in rows
    ]
    return Answer("originals/1", {"originals": rows}, tuple(lines))


def check(
    session: Session,
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="TARGET...", help="Addresses, files, folders, archives; - reads a list.")
    ] = None,
    from_: Annotated[Path | None, typer.Option("--from", metavar="FILE", help="A list of targets, one a line.")] = None,
    capture: Annotated[bool, typer.Option("--capture", help="Also make the evidence, from the same fetch.")] = False,
) -> Answer:
    """Look for copies of your originals."""
    from leakguard.services import check as service
    from leakguard.services.page import Keeping

    asked = _targets(targets or [], from_)
    with session.vault() as vault, session.tools() as tools:
        checked = service.check(vault, asked, tools, Keeping() if capture else None)
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
    }
    if capture:
        data["captures"] = [capture.id for capture in checked.captures]
    code = 6 if checked.all_unreached else 3 if checked.incomplete else 0
    notes = ("next: leakguard findings",) if any(item.finding for item in checked.items) else ()
    return Answer("check/1", data, tuple(_check_lines(checked)), notes, code=code)


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
        "region": builtins(match.region),
        "mirrored": match.mirrored,
        "why": match.why,
    }


_WORDS = {
    Verdict.EXACT: "exact copies",
    Verdict.COPY: "copies",
    Verdict.ALTERED: "changed copies",
    Verdict.POSSIBLE: "possible copies, for a person to decide",
    Verdict.NONE: "without a match",
    Verdict.UNREADABLE: "could not be read",
}


def _check_lines(checked: "Checked") -> list[str]:
    counts = checked.counts
    lines = [f"Looked at {plural(len(checked.items), 'picture or video', 'pictures and videos')}."]
    lines += [f"  {count} {_WORDS[verdict]}" for verdict, count in counts.items() if count]
    lines += [f"{item.finding}  {item.match.verdict.value}  {shown(item.locator)}" for item in checked.items if item.finding]
    lines += [
        f"Could not be read: {shown(item.locator)}: {item.match.why}"
        for item in checked.items
        if item.match.verdict is Verdict.UNREADABLE
    ]
    for target in checked.targets:
        if target.skipped:
            lines.append(f"Skipped in {shown(target.target)}: {plural(target.skipped, 'file')} that are not pictures or videos.")
        if not target.items and not target.not_checked:
            lines.append(f"There was nothing to look at in {shown(target.target)}.")
        lines += [f"Not checked: {shown(missed.locator)}: {missed.why}" for missed in target.not_checked]
    lines += [f"{capture.id}  recorded {shown(capture.target)}" for capture in checked.captures]
    if not any(item.finding for item in checked.items):
        lines.append(f"Nothing found. {NOT_THERE}")
    lines.append(ONLY_EXACT_VIDEO)
    return lines
