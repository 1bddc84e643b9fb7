"""Handing evidence to somebody: a bundle that anybody can verify, and a receipt of who was given what, when, on which consent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from leakguard import __version__
from leakguard.exporting import bag, beside
from leakguard.exporting import bundle as contents
from leakguard.exporting.bundle import Contents, Item, Level
from leakguard.exporting.encryption.lock import Lock, encrypt
from leakguard.exporting.encryption.zipped import zipped
from leakguard.model.case import Scope
from leakguard.model.check import Finding
from leakguard.model.evidence import Capture, ExportReceipt, Link, Note
from leakguard.model.look import Look
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.model.seal import Seal
from leakguard.reporting import incident, receipt_sheet
from leakguard.reporting.receipt_sheet import Sheet
from leakguard.services import custody
from leakguard.services.files import NewFiles, all_or_none
from leakguard.services.proving import Prover
from leakguard.services.reportable import report_data
from leakguard.services.rules import covering_consent, require
from leakguard.services.seals import words as seal_words
from leakguard.services.stamping import Missed, Stamper
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault

_INSIDE = "files.zip"
"""The name of a bundle within its lock, which some ways of locking leave visible: it says nothing."""


@dataclass(frozen=True)
class Exported:
    """A bundle on disk. `manifest_sha256` is what its receiver compares, with the `fingerprint` of the key that signed it.

    Both stand on the receipt `sheet`, a PDF with a text beside it, to be handed over apart from the bundle. `seals` are sentences
    about its time stamps, `unstamped` the authorities that gave none.
    """

    path: Path
    level: Level
    manifest_sha256: str
    receipt: str
    encrypted: bool
    fingerprint: str
    sheet: Path
    seals: tuple[str, ...]
    unstamped: tuple[Missed, ...]


def write_bundle(vault: Vault, out: Path, level: Level, to: str, tools: Tools, lock: Lock | None = None) -> Exported:
    """Write a bundle: into the new folder `out`, or with a `lock` into one file beside it, named by the way of locking.

    Private notes are in none. Raises LinkOnly, Refused, StorageError; as `Lock.require`.
    """
    case = require(vault, Scope.EXPORT, tools.now())
    if lock:
        lock.require()
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
        documents=_documents(vault, level, tools),
        full_manifest_sha256=next((r.manifest_sha256 for r in reversed(receipts) if r.level == Level.FULL), None),
        program=__version__,
    )
    items = contents.items(level, held)
    with all_or_none(tools.random) as new, Stamper(tools) as stamper:
        new.require_free(_place(out, lock), beside.sheet(out), beside.sheet(out).with_suffix(".txt"))
        prover = Prover(vault, stamper, tools)
        payload = contents.payload(_told(items, tools), vault.stream_object)
        made = bag.Bag(payload, prover.prove, contents.info(level, tools.now()))
        path = _write(new, made, out, lock, tools)
        with vault.write() as tx:
            require(tx, Scope.EXPORT, tools.now())
            consent = covering_consent(tx, Scope.EXPORT, tools.now())
            receipt = ExportReceipt(
                id=tx.new_id(ExportReceipt),
                at=tools.now(),
                to=to,
                level=level.value,
                what=f"evidence bundle, {len(items)} files",
                manifest_sha256=made.manifest_sha256,
                encrypted=lock is not None,
                consent=consent.id if consent else None,
                custody_head=held.custody_head or "",
                lock=lock.summary if lock else "",
                place=str(path.absolute()),
            )
            tx.put(receipt)
            seals = prover.keep(tx, receipt)
            detail = {"manifest_sha256": made.manifest_sha256, "key": prover.fingerprint}
            detail |= {"lock": lock.summary} if lock else {}
            custody.record(tx, tools, "export", receipt.id, level=level.value, to=to, **detail)
            sheet = _write_sheet(new, out, receipt, prover.fingerprint, seals)
    told = tuple(seal_words(seal) for seal in seals)
    return Exported(
        path, level, made.manifest_sha256, receipt.id, lock is not None, prover.fingerprint, sheet, told, prover.answers.missed
    )


def _write_sheet(new: NewFiles, out: Path, receipt: ExportReceipt, fingerprint: str, seals: tuple[Seal, ...]) -> Path:
    """Beside the bundle, never in it. The text holds the same as the page."""
    page = Sheet(
        receipt=receipt.id,
        to=receipt.to,
        what=f"{receipt.what}, level {receipt.level}",
        at=receipt.at,
        manifest_sha256=receipt.manifest_sha256,
        fingerprint=fingerprint,
        stamps=tuple(f"{seal.time:%Y-%m-%d %H:%M:%S} UTC by {seal.authority}" for seal in seals),
        encrypted=receipt.encrypted,
    )
    path = beside.sheet(out)
    new.write(path, receipt_sheet.as_pdf(page))
    new.write(path.with_suffix(".txt"), receipt_sheet.as_text(page))
    return path


def _write(new: NewFiles, made: bag.Bag, out: Path, lock: Lock | None, tools: Tools) -> Path:
    if lock is None:
        bag.write(out, made, random=tools.random)
        new.adopt(out)
        return out
    path = _place(out, lock)
    new.fill(path, lambda file: encrypt(file, _INSIDE, zipped(made.files()), lock, random=tools.random))
    return path


def _place(out: Path, lock: Lock | None) -> Path:
    return lock.method.path(beside.as_zip(out)) if lock else out


def _told(items: Iterable[Item], tools: Tools) -> Iterator[Item]:
    listed = tuple(items)
    for done, item in enumerate(listed):
        tools.progress("Writing the bundle", done, len(listed))
        yield item


def _documents(vault: Vault, level: Level, tools: Tools) -> dict[str, bytes]:
    """Finished papers; the draft certificate speaks of files that only a full bundle holds."""
    if level is Level.HASHES:
        return {}
    papers = {"report.pdf": _report(vault, tools)}
    if level is Level.FULL:
        from leakguard.exporting import certificate

        papers["certificate-draft.docx"] = certificate.render(vault.find(Capture), tools.now(), __version__)
    return papers


def _report(vault: Vault, tools: Tools) -> bytes:
    """The report as it leaves: what a person dismissed is somebody else's, and stays out of every bundle."""
    data = report_data(vault, tools)
    return incident.render(replace(data, findings=data.standing)).pdf
