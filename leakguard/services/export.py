"""Handing evidence to somebody: a bundle that anybody can verify, and a receipt of who was given what, when, on which consent."""

from dataclasses import dataclass, replace
from pathlib import Path

from leakguard.exporting import bag
from leakguard.exporting import bundle as contents
from leakguard.exporting.bundle import Contents, Level
from leakguard.model.case import Scope
from leakguard.model.check import Finding
from leakguard.model.evidence import Capture, ExportReceipt, Link, Note
from leakguard.model.look import Look
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.reporting import incident
from leakguard.services import custody
from leakguard.services.files import all_or_none
from leakguard.services.report import report_data
from leakguard.services.rules import covering_consent, require
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


@dataclass(frozen=True)
class Exported:
    """A bundle on disk. `manifest_sha256` is what its receiver compares; hand it over apart from the bundle."""

    path: Path
    level: Level
    manifest_sha256: str
    receipt: str


def write_bundle(vault: Vault, out: Path, level: Level, to: str, tools: Tools) -> Exported:
    """Write a bundle into the new folder `out`. Private notes are in none. Raises LinkOnly, Refused, StorageError."""
    case = require(vault, Scope.EXPORT, tools.now())
    receipts = vault.find(ExportReceipt)
    held = Contents(
        case=case,
        made=tools.now(),
        captures=vault.find(Capture),
        originals=vault.find(Original),
        findings=vault.find(Finding),
        looks=vault.find(Look),
        notices=vault.find(Notice),
        links=vault.find(Link),
        notes=vault.find(Note),
        custody=tuple(custody.lines(vault)),
        documents={} if level is Level.HASHES else {"report.pdf": _report(vault, tools)},
        full_manifest_sha256=next((r.manifest_sha256 for r in reversed(receipts) if r.level == Level.FULL), None),
    )
    items = contents.items(level, held)
    with all_or_none(tools.random) as new:
        digest = bag.write(
            out, contents.payload(items, vault.stream_object), {}, contents.info(level, tools.now()), random=tools.random
        )
        new.adopt(out)
        with vault.write() as tx:
            require(tx, Scope.EXPORT, tools.now())
            consent = covering_consent(tx, Scope.EXPORT, tools.now())
            receipt = ExportReceipt(
                id=tx.new_id(ExportReceipt),
                at=tools.now(),
                to=to,
                level=level.value,
                what=f"evidence bundle, {len(items)} files",
                manifest_sha256=digest,
                encrypted=False,
                consent=consent.id if consent else None,
                custody_head=held.custody_head or "",
            )
            tx.put(receipt)
            custody.record(tx, tools, "export", receipt.id, level=level.value, to=to, manifest_sha256=digest)
    return Exported(out, level, digest, receipt.id)


def _report(vault: Vault, tools: Tools) -> bytes:
    """The report as it leaves: what a person dismissed is somebody else's, and stays out of every bundle."""
    data = report_data(vault, tools)
    return incident.render(replace(data, findings=data.standing)).pdf
