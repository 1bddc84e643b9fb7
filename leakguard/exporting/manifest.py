"""The one spelling of a BagIt manifest that we write and accept: lower-case SHA-256, two spaces, name, line feed, sorted by name.

RFC 8493 allows more, and the usual tools let more pass (upper-case digests, repeated lines): a change that nobody notices. So a
manifest is compared byte for byte with what its own entries have to look like.
"""

import re
from collections.abc import Mapping

PAYLOAD = "manifest-sha256.txt"
TAGS = "tagmanifest-sha256.txt"
DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

_LINE = re.compile(r"([0-9A-Fa-f]{64})[ \t]+\*?(.+)")


def render(digests: Mapping[str, str]) -> bytes:
    """The manifest of these files: name to SHA-256 in lower-case hex."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def parse(data: bytes) -> dict[str, str]:
    """Name to digest as far as it can be read; `render` of the result equals `data` only where nothing in it was altered."""
    lines = (_LINE.fullmatch(line) for line in data.decode("utf-8", "replace").splitlines())
    return {line[2]: line[1].lower() for line in lines if line}
