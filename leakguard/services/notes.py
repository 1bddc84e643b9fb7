"""What happened, in the person's words: threats, calls, messages, with files beside them."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from leakguard.errors import LinkOnly, NotFound, Refused
from leakguard.imaging.formats import sniff
from leakguard.model.evidence import Attachment, Note
from leakguard.services import custody
from leakguard.services.rules import case_of
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault

MAX_ATTACHMENT = 256 * 1024 * 1024
"""Bytes. An attachment is read once into memory; larger files are better kept beside the case."""


def add(
    vault: Vault,
    text: str,
    tools: Tools,
    *,
    at: datetime | None = None,
    source: str = "",
    private: bool = False,
    attach: Sequence[Path] = (),
) -> Note:
    """Write a note down. In a link-only case only plain text may be attached (LinkOnly). Raises NotFound, Refused."""
    link_only = case_of(vault).link_only
    files = [(path, _read(path)) for path in attach]
    if link_only and any(not _is_text(data) for _, data in files):
        raise LinkOnly
    now = tools.now()
    with vault.write() as tx:
        note = Note(
            id=tx.new_id(Note),
            text=text,
            at=at or now,
            written=now,
            source=source,
            private=private,
            attachments=tuple(
                Attachment(
                    name=path.name,
                    object=tx.add_object(data, media=not _is_text(data)),
                    sha256=sha256(data).hexdigest(),
                    size=len(data),
                    media=not _is_text(data),
                )
                for path, data in files
            ),
        )
        tx.put(note)
        custody.record(tx, tools, "note", note.id, private="yes" if private else "no", files=str(len(files)))
    return note


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", "Check the name.")
    if path.stat().st_size > MAX_ATTACHMENT:
        raise Refused(f"The file {path} is larger than 256 MiB.", "Keep it beside the case and describe it in the note.")
    return path.read_bytes()


def _is_text(data: bytes) -> bool:
    """Text in UTF-8 without NUL; what only wraps other files as text (e-mail with attachments, data: addresses, PDF) is not."""
    if b"\0" in data or sniff(data[:4096]) is not None:
        return False
    lowered = data.lower()
    if any(marker in lowered for marker in (b"content-transfer-encoding: base64", b";base64,", b"begin 6", b"%pdf-")):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
