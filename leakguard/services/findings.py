"""Findings: what matched, waiting for a person to confirm or dismiss it. Nothing is ever shown unasked."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from leakguard.errors import NotFound, Refused
from leakguard.model.case import Scope
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Capture
from leakguard.model.media import Original
from leakguard.services import custody
from leakguard.services.files import all_or_none
from leakguard.services.rules import require, require_media, require_open
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


def every(vault: Vault) -> tuple[Finding, ...]:
    """All findings, oldest first. Raises LinkOnly."""
    require_media(vault)
    return vault.find(Finding)


def one(vault: Vault, id: str) -> tuple[Finding, Original | None]:
    """A finding with the original it matched, if that is still enrolled. Raises LinkOnly, NotFound."""
    require_media(vault)
    finding = vault.get(Finding, id)
    original = None
    if finding.match.original:
        with suppress(NotFound):
            original = vault.get(Original, finding.match.original)
    return finding, original


def review(vault: Vault, id: str, verdict: Review, tools: Tools, why: str = "") -> Finding:
    """A person confirms or dismisses; it stays so when the copy is found again. Raises LinkOnly, NotFound; Refused in a closed
    case."""
    with vault.write() as tx:
        require_media(tx)
        require_open(tx)
        finding = replace(tx.get(Finding, id), review=verdict, review_why=why)
        tx.put(finding)
        custody.record(tx, tools, "review", id, review=verdict.value)
    return finding


def reveal(vault: Vault, id: str, out: Path | None, tools: Tools, *, unblur: bool) -> Path:
    """Write the picture of one finding to a new file, blurred, or with `unblur` as it was captured; the custody log says so.

    It leaves the case, as an export does. `out` None names the file after the finding. Raises LinkOnly; NotFound when nothing of
    the picture is kept; Refused without a consent that covers export, when only the blurred one is kept, or where a file is.
    """
    with all_or_none(tools.random) as new, vault.write() as tx:
        require(tx, Scope.EXPORT, tools.now())
        finding = tx.get(Finding, id)
        data, ending = _captured(vault, finding) if unblur else _blurred(vault, finding)
        path = out or Path(f"{id}{ending}")
        new.write(path, data)
        custody.record(tx, tools, "reveal", id, blurred="no" if unblur else "yes")
    return path


def _blurred(vault: Vault, finding: Finding) -> tuple[bytes, str]:
    if finding.thumbnail is None:
        raise NotFound("This case keeps no blurred picture of this finding.", f"See: leakguard findings show {finding.id}")
    return vault.read_object(finding.thumbnail), ".png"


def _captured(vault: Vault, finding: Finding) -> tuple[bytes, str]:
    from leakguard.evidence import warc_reader
    from leakguard.imaging.formats import sniff

    for id in reversed(finding.captures):
        part = next((part for part in vault.get(Capture, id).parts if part.name == "capture.warc.gz"), None)
        body = warc_reader.find_body(vault.read_object(part.object), finding.sha256) if part else None
        if body is not None:
            format = sniff(body[:64])
            return body, f".{format.name.lower()}" if format else ".bin"
    raise Refused(
        "No capture holds this picture, so it cannot be shown unblurred.", f"Record it with: leakguard capture {finding.id}"
    )
