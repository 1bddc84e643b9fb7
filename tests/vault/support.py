"""What the vault's tests share: a cheap cost, made-up records, and the folder as bytes."""

from datetime import UTC, datetime
from pathlib import Path

from leakguard.model.case import Adults, Case, Declaration, Role
from leakguard.model.evidence import Link
from leakguard.model.media import Media, Original
from leakguard.vault.kdf import MINIMUM

CHEAP = MINIMUM
PASSPHRASE = "six plain words would go here"
NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def link(id: str, url: str = "https://example.org/page") -> Link:
    return Link(id=id, url=url, added=NOON)


def original(id: str) -> Original:
    return Original(id=id, source="picture.png", sha256="0" * 64, type=Media.IMAGE, format="PNG", added=NOON)


def case(everyone_adult: Adults = Adults.YES) -> Case:
    return Case(
        created=NOON, role=Role.SELF, everyone_adult=everyone_adult, declaration=Declaration.OWN, country="US", language="en"
    )


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every path below the folder with its bytes; None for a folder."""
    return {str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes() for path in sorted(folder.rglob("*"))}


def flip(path: Path, place: int, bit: int = 0) -> None:
    """Flip one bit of a file; a negative place counts from the end."""
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1 << bit
    path.write_bytes(raw)


def object_files(folder: Path) -> list[Path]:
    return sorted((folder / "objects").glob("*/*"))
