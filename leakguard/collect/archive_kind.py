"""Archives, told by their first bytes and never by their name.

Sources: PKWARE APPNOTE 4.3 (zip), POSIX pax (tar), RFC 1952 (gzip), the formats' own descriptions for bzip2, xz, RAR and 7z.
"""

from enum import StrEnum

HEAD = 512
"""Bytes from the start that are needed: one tar header."""


class ArchiveKind(StrEnum):
    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    RAR = "RAR"
    SEVEN_ZIP = "7z"


UNPACK_YOURSELF = "This is a {} archive, which is not opened here. Unpack it and check the folder."

_MAGIC = (
    (b"PK\x03\x04", ArchiveKind.ZIP),
    (b"PK\x05\x06", ArchiveKind.ZIP),  # an empty one
    (b"PK\x07\x08PK\x03\x04", ArchiveKind.ZIP),  # once part of a set
    (b"PK00PK\x03\x04", ArchiveKind.ZIP),
    (b"\x1f\x8b\x08", ArchiveKind.GZIP),
    (b"\xfd7zXZ\x00", ArchiveKind.XZ),
    (b"Rar!\x1a\x07", ArchiveKind.RAR),
    (b"7z\xbc\xaf\x27\x1c", ArchiveKind.SEVEN_ZIP),
)
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")


def archive_kind(head: bytes) -> ArchiveKind | None:
    """What kind of archive starts with `head` (HEAD bytes, or all there are); None for anything else."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"BZh") and head[4:10] in _BZIP2_BLOCKS:
        return ArchiveKind.BZIP2
    return ArchiveKind.TAR if _is_tar(head) else None


def _is_tar(head: bytes) -> bool:
    """By the header's own checksum, which old tars without the word `ustar` have too."""
    if len(head) < HEAD or not head[0]:
        return False
    try:
        stored = int(head[148:156].strip(b" \0"), 8)
    except ValueError:
        return False
    return stored == sum(head[:148]) + 8 * ord(" ") + sum(head[156:HEAD])
