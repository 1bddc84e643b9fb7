"""Reads newer lists of IANA, as they are published at https://data.iana.org/rdap/ (RFC 9224 section 3)."""

from datetime import datetime
from pathlib import Path

import msgspec

from leakguard.errors import NotFound, Unreadable
from leakguard.facts.rdap import Bootstrap, List

_NAMES = ("dns", "ipv4", "ipv6", "asn")
_LARGEST = 4 * 1024 * 1024
"""Bytes; the largest of them has some 80 KB."""


class _File(msgspec.Struct):
    """What is read of a file; other fields may be there (section 3: they MUST be ignored)."""

    publication: datetime
    services: list[tuple[list[str], list[str]]]


def read_folder(folder: Path) -> Bootstrap:
    """dns.json, ipv4.json, ipv6.json and asn.json of a folder, as far as they are there. Raises NotFound, Unreadable."""
    paths = {name: folder / f"{name}.json" for name in _NAMES}
    lists = {name: _read(path) for name, path in paths.items() if path.is_file()}
    if not lists:
        raise NotFound(
            "There is no list of IANA in {folder}.", "Put dns.json and ipv4.json from data.iana.org/rdap there.", folder=folder
        )
    return Bootstrap(lists, f"lists of IANA in {folder}")


def _read(path: Path) -> List:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST)
        known = msgspec.json.decode(data, type=_File)
    except (OSError, msgspec.MsgspecError) as error:
        raise Unreadable(
            "{path} cannot be read as a list of IANA: {error}", "Download it again.", path=path, error=error
        ) from error
    servers = {entry.lower(): url for entries, found in known.services if (url := _best(found)) for entry in entries}
    return List(known.publication.date(), servers)


def _best(urls: list[str]) -> str:
    """The https server, where there is one: the list names it first by custom only (section 3)."""
    return next((url for url in urls if url.startswith("https://")), next(iter(urls), ""))
