"""Where something was found, said without telling whose computer it was found on."""

import re

_IN_ARCHIVE = re.compile(r"[^/\\]*\.(zip|tar|tgz|tbz2?|txz|gz|bz2|xz|7z)!.*", re.IGNORECASE | re.DOTALL)


def without_folder(locator: str) -> str:
    """A web address as it is; of a path on this computer only its last name, and what follows it inside an archive."""
    if locator.startswith(("http://", "https://", "data:")):
        return locator
    inside = _IN_ARCHIVE.search(locator)
    return inside[0] if inside else re.split(r"[/\\]", locator.rstrip("/\\"))[-1]
