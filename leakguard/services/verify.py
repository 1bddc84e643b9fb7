"""Verifying a case or a bundle: every check is yes, no or not checked, and every failing item is named."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from leakguard.errors import LeakguardError
from leakguard.evidence import custody as log
from leakguard.evidence import warc_reader
from leakguard.exporting.contents import Readers
from leakguard.exporting.contents import verify as verify_bundle
from leakguard.model.evidence import Capture, Part
from leakguard.model.verification import Answer, Check, Verification
from leakguard.services import custody
from leakguard.vault.vault import Vault


def case(vault: Vault) -> Verification:
    """The vault's own checks, the custody log, and each capture against its record."""
    checks = [*vault.check(), *log.verify(custody.lines(vault))]
    if vault.frozen:
        checks.append(Check("captures", "all", Answer.NOT_CHECKED, "The case is link-only: its media are not read."))
    else:
        checks += [check for capture in vault.find(Capture) for check in _capture(vault, capture)]
    return Verification(tuple(checks))


def bundle(path: Path, manifest_sha256: str | None = None) -> Verification:
    """A bundle in a folder or zip file; `manifest_sha256` is what its receipt says. Raises NotFound, Unreadable."""
    return verify_bundle(path, Readers(custody=log.verify, warc=warc_reader.check), manifest_sha256=manifest_sha256)


def _capture(vault: Vault, capture: Capture) -> Iterator[Check]:
    for part in capture.parts:
        yield _part(vault, part, f"exhibit {capture.exhibit}, {part.name}")


def _part(vault: Vault, part: Part, item: str) -> Check:
    digest = sha256()
    try:
        for chunk in vault.stream_object(part.object):
            digest.update(chunk)
    except LeakguardError as error:
        return Check("capture", item, Answer.NO, error.message)
    if digest.hexdigest() != part.sha256:
        return Check("capture", item, Answer.NO, "It is not what was recorded.")
    return Check("capture", item, Answer.YES)
