"""Findings: what matched, waiting for a person to confirm or dismiss it. Nothing is ever shown unasked."""

from dataclasses import replace

from leakguard.errors import NotFound, Refused
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Capture
from leakguard.model.media import Original
from leakguard.services import custody
from leakguard.services.rules import require_media
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


def every(vault: Vault) -> tuple[Finding, ...]:
    """All findings, oldest first. Raises LinkOnly."""
    require_media(vault)
    return vault.find(Finding)


def one(vault: Vault, id: str) -> tuple[Finding, Original | None]:
    """A finding with the original it matched. Raises LinkOnly, NotFound."""
    require_media(vault)
    finding = vault.get(Finding, id)
    return finding, vault.get(Original, finding.match.original) if finding.match.original else None


def review(vault: Vault, id: str, verdict: Review, tools: Tools, why: str = "") -> Finding:
    """A person confirms or dismisses. Raises LinkOnly, NotFound."""
    require_media(vault)
    with vault.write() as tx:
        finding = replace(tx.get(Finding, id), review=verdict, review_why=why)
        tx.put(finding)
        custody.record(tx, tools, "review", id, review=verdict.value)
    return finding


def reveal(vault: Vault, id: str, tools: Tools, *, unblur: bool) -> tuple[bytes, str]:
    """The picture of one finding and its file ending: blurred, or with `unblur` as it was captured; the custody log says so.

    Raises LinkOnly; NotFound when nothing of the picture is kept; Refused when only the blurred one is.
    """
    require_media(vault)
    finding = vault.get(Finding, id)
    if not unblur:
        if finding.thumbnail is None:
            raise NotFound("This case keeps no blurred picture of this finding.", f"In words: leakguard findings show {id}")
        data, ending = vault.read_object(finding.thumbnail), ".png"
    else:
        data, ending = _captured(vault, finding)
    with vault.write() as tx:
        custody.record(tx, tools, "reveal", id, blurred="no" if unblur else "yes")
    return data, ending


def _captured(vault: Vault, finding: Finding) -> tuple[bytes, str]:
    from leakguard.evidence import warc_reader
    from leakguard.imaging.formats import sniff

    for id in reversed(finding.captures):
        part = next((part for part in vault.get(Capture, id).parts if part.name == "capture.warc.gz"), None)
        body = warc_reader.find_body(vault.read_object(part.object), finding.sha256) if part else None
        if body is not None:
            format = sniff(body[:64])
            return body, f".{format.name.lower()}" if format else ".bin"
    raise Refused("No capture holds this picture, so it cannot be shown unblurred.", "Record it with: leakguard capture ID")
