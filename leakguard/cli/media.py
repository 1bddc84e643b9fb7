"""add, originals."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from leakguard.cli.answer import Answer, builtins, plural
from leakguard.cli.session import Session
from leakguard.cli.table import Table
from leakguard.model.media import Original

if TYPE_CHECKING:
    from leakguard.services.enrol import Enrolled

NEXT_ADD = "next: leakguard add FOLDER   (the pictures it is about)"


def add(
    session: Session,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders or archives.")],
    label: Annotated[str, typer.Option(metavar="TEXT", help="A word for you, such as: beach 2021.")] = "",
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
    notes = ("next: leakguard check FOLDER-OR-ADDRESS",) if any(result.original for result in results) else ()
    return Answer("add/1", {"originals": rows}, tuple(lines), notes, code=3 if unreadable else 0)


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
    if not found:
        return Answer("originals/1", {"originals": rows}, ("There are no originals yet.",), (NEXT_ADD,))
    table = Table(
        ("original", "media", "label", "file"),
        tuple((o.id, o.type.value, o.label or "-", o.source or "not kept") for o in found),
    )
    return Answer("originals/1", {"originals": rows}, (table, f"{plural(len(found), 'original')}. Pictures are never shown."))
