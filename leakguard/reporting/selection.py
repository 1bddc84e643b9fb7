"""What of a case a reader may see: chosen in the rows, before a word of the report is written."""

from dataclasses import replace
from urllib.parse import urlsplit

from leakguard.reporting.data import FindingRow, Happened, ReportData

SELF, POLICE, LAWYER, PLATFORM = "self", "police", "lawyer", "platform"


def selected(data: ReportData, audience: str) -> ReportData:
    """What this reader may see of the case.

    Whatever a person dismissed is somebody else's picture: it goes to nobody but the person and their lawyer. A platform gets
    what is on the web, nothing of what was said, written down or found in files, and no name; the name of whoever asks stands
    in the letters.
    """
    if audience == LAWYER:
        return data
    if audience == SELF:
        return replace(data, person="")
    data = replace(data, findings=data.standing)
    if audience == POLICE:
        return data
    kept = (Happened.FOUND, Happened.RECORDED, Happened.LOOKED, Happened.LETTER)
    in_files = {row.id for row in data.findings if not row.online}
    return replace(
        data,
        person="",
        consent=(),
        links=(),
        findings=tuple(row for row in data.findings if row.online),
        timeline=tuple(row for row in data.timeline if row.kind in kept and row.key not in in_files),
    )


def sites(data: ReportData) -> tuple[str, ...]:
    """The hosts on which something was found, each once, in order."""
    return tuple(sorted({host(row.address) for row in data.standing if row.online}))


def only_site(data: ReportData, site: str) -> ReportData:
    """What concerns one site and the hosts below it: a service need not learn where else the pictures are."""
    wanted = site.strip().rstrip(".").lower()

    def here(*addresses: str | None) -> bool:
        hosts = [host(address) for address in addresses if address]
        return any(name == wanted or name.endswith(f".{wanted}") for name in hosts)

    def concerned(row: FindingRow) -> bool:
        return here(row.address, row.page)

    notices = tuple(replace(row, addresses=tuple(filter(here, row.addresses))) for row in data.notices if here(*row.addresses))
    findings = tuple(filter(concerned, data.findings))
    exhibits = tuple(row for row in data.exhibits if here(row.address, row.final_address))
    about = {*(row.id for row in findings), *(row.id for row in notices), *(row.id for row in exhibits)}
    return replace(
        data,
        checks=(),
        findings=findings,
        links=tuple(row for row in data.links if here(row.address)),
        exhibits=exhibits,
        notices=notices,
        timeline=tuple(row for row in data.timeline if row.key in about),
    )


def host(address: str) -> str:
    """The host of a web address in lower case; empty where there is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
