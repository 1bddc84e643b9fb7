"""What happened, in the person's words: threats, calls, messages, with files beside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from leakguard.collect.files import open_file, reason
from leakguard.errors import LeakguardError, LinkOnly, NotFound, Refused, Unreadable
from leakguard.imaging.formats import sniff
from leakguard.model.evidence import Attachment, Note
from leakguard.services import custody
from leakguard.services.rules import require_open
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault

MAX_ATTACHMENT = 256 * 1024 * 1024
"""Bytes. An attachment is read once into memory; larger files are better kept beside the case."""

_ENCODED = re.compile(rb"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{480,}|(?:[A-Za-z0-9+/_-]{60,}+={0,2}+\s++){8})")
"""480 characters in one piece or eight long lines: so base 64 and hex write other files. Nobody writes that without a space."""


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
    """Write a note down. A link-only case takes only plain text, in the note and beside it (LinkOnly); a closed one nothing.

    Raises NotFound, Refused for a file that is too large, LeakguardError for one that cannot be read: then nothing is written.
    """
    files = [_read(path) for path in attach]
    now = tools.now()
    with vault.write() as tx:
        if require_open(tx).link_only and (any(file.media for file in files) or not is_plain(source, text)):
            raise LinkOnly
        note = Note(
            id=tx.new_id(Note),
            text=text,
            at=at or now,
            written=now,
            source=source,
            private=private,
            attachments=tuple(
                Attachment(
                    name=file.name,
                    object=tx.add_object(file.data, media=file.media),
                    sha256=sha256(file.data).hexdigest(),
                    size=len(file.data),
                    media=file.media,
                )
                for file in files
            ),
        )
        tx.put(note)
        custody.record(tx, tools, "note", note.id, private="yes" if private else "no", files=str(len(files)))
    return note


@dataclass(frozen=True)
class _File:
    """A file to attach; `media` where it is, or may hold, a picture."""

    name: str
    data: bytes
    media: bool


def _read(path: Path) -> _File:
    try:
        with open_file(path) as file:
            data = file.read(MAX_ATTACHMENT + 1)
    except NotFound as error:
        raise NotFound(error.message, "Nothing was written down. Look at the path again.") from error
    except (Unreadable, OSError) as error:
        why = error.message if isinstance(error, Unreadable) else reason(error)
        raise LeakguardError(f"{path} cannot be attached. {why}", "Nothing was written down. Name another file.") from error
    if len(data) > MAX_ATTACHMENT:
        raise Refused(f"The file {path} is larger than 256 MiB.", "Keep it beside the case and describe it in the note.")
    return _File(path.name, data, not is_text(data))


def is_plain(*words: str) -> bool:
    """Whether these words wrap no other file, as `is_text` of a file."""
    return is_text("\n".join(words).encode("utf-8", "replace"))


def is_text(data: bytes) -> bool:
    """Text in UTF-8 without NUL; what only wraps other files as text (e-mail with attachments, data: addresses, PDF) is not."""
    if b"\0" in data or sniff(data[:4096]) is not None:
        return False
    lowered = data.lower()
    if any(marker in lowered for marker in (b"content-transfer-encoding: base64", b";base64,", b"begin 6", b"%pdf-")):
        return False
    if _ENCODED.search(data):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
