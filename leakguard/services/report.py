"""Writing reports: the right rows, for one reader, in one format, with one line in the custody log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from leakguard.errors import NetworkError, Refused
from leakguard.model.case import Case, Scope
from leakguard.model.evidence import Link, Note
from leakguard.model.media import Original
from leakguard.reporting import as_docx, as_html, as_pdf, as_tables, hotline, incident, signing, statement
from leakguard.reporting.content import Document
from leakguard.reporting.data import ContactRow, HotlineData, ReportData
from leakguard.reporting.redact import redact
from leakguard.reporting.selection import only_site, selected, sites
from leakguard.services import custody
from leakguard.services.files import all_or_none, placed
from leakguard.services.profile import known
from leakguard.services.reportable import links, report_data
from leakguard.services.rules import case_of, require
from leakguard.services.stamping import Stamper
from leakguard.services.support import minors_contacts
from leakguard.services.tools import Tools
from leakguard.services.words import Audience, Format
from leakguard.vault.staging import require_free
from leakguard.vault.vault import Vault

__all__ = ["Wish", "Written", "report_data", "write"]

EVERY_NAME = "names"
"""The word that stands for every name the case knows."""


@dataclass(frozen=True)
class Key:
    """A personal key: the bytes of a PKCS#12 file, and what opens it."""

    pkcs12: bytes
    passphrase: str


@dataclass(frozen=True)
class Wish:
    """How the report shall be. `redact` are names, or EVERY_NAME; `site` is a host: what concerns others is left out.

    With `stamp` the PDF gets a time stamp of the first authority of `tools.stamping` that answers; with `key` it is signed.
    """

    format: Format = Format.PDF
    redact: tuple[str, ...] = ()
    site: str = ""
    stamp: bool = False
    key: Key | None = None


@dataclass(frozen=True)
class Written:
    """A report on disk. `pages` is 0 where the format has none; `sites` are all hosts that it names findings on;
    `carried` is False where a PDF uses letters that it does not hold, which the extra `cjk` mends."""

    path: Path
    pages: int
    findings: int
    sites: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    carried: bool = True


@dataclass(frozen=True)
class _Made:
    """The files by their names below `path`; the one file that is `path` itself has an empty name."""

    files: dict[str, bytes]
    pages: int = 0
    carried: bool = True
    findings: int = 0
    sites: tuple[str, ...] = ()


def write(vault: Vault, path: Path, audience: Audience, tools: Tools, wish: Wish = Wish()) -> Written:
    """Write the report; CSV becomes a new folder with one file a table. A link-only case has only the hotline sheet (LinkOnly).

    Raises Refused where something is there already, or without a consent that covers export; StorageError; what
    reporting.signing raises.
    """
    _require_writable(path, tools, wish)
    hotline_sheet = audience is Audience.HOTLINE
    made = _hotline_sheet(vault, tools, wish) if hotline_sheet else _incident_report(vault, audience, tools, wish)
    digests = {name or path.name: sha256(data).hexdigest() for name, data in made.files.items()}
    with all_or_none(tools.random, tools.lock) as new, vault.write() as tx:
        if not hotline_sheet:
            require(tx, Scope.EXPORT, tools.now())
        for name, data in made.files.items():
            new.write(path / name if name else path, data)
        detail = {"audience": audience.value, "format": wish.format.value, "sha256": " ".join(digests.values())}
        custody.record(tx, tools, "report", "case", **detail)
    alone = "" in made.files
    return Written(placed(path, tools.lock) if alone else path, made.pages, made.findings, made.sites, digests, made.carried)


def _require_writable(path: Path, tools: Tools, wish: Wish) -> None:
    """What can be known before a long report is made: that there is room for it, and that it can be signed."""
    if wish.format is not Format.CSV:
        require_free(placed(path, tools.lock))
    if not (wish.stamp or wish.key):
        return
    if wish.format is not Format.PDF:
        raise Refused("Only a PDF can be signed.", "Leave out --sign and --key, or write it with --format pdf.")
    signing.require(*((wish.key.pkcs12, wish.key.passphrase) if wish.key else ()))
    if wish.stamp and not tools.stamping.urls:
        raise Refused("No time-stamping authority is named.", "Name one in LEAKGUARD_TSA_URLS, or leave out --sign.")


def _incident_report(vault: Vault, audience: Audience, tools: Tools, wish: Wish) -> _Made:
    data = _chosen(vault, report_data(vault, tools), wish)
    seen = selected(data, audience)
    made = _FORMATS[wish.format](data, audience, wish, tools)
    return replace(made, findings=len(seen.standing), sites=sites(seen))


def _chosen(vault: Vault, data: ReportData, wish: Wish) -> ReportData:
    if wish.site:
        found = sites(data)
        data = only_site(data, wish.site)
        if not data.standing:
            raise Refused(f"Nothing was found on {wish.site}.", f"Sites with findings: {', '.join(found) or 'none'}.")
    if wish.redact:
        names = [name for name in wish.redact if name != EVERY_NAME]
        data = redact(data, [*names, *(_names(vault) if EVERY_NAME in wish.redact else ())])
    return data


def _names(vault: Vault) -> tuple[str, ...]:
    """Every name of another person that somebody wrote down as one."""
    accounts = (link.account for link in vault.find(Link))
    senders = (note.source for note in vault.find(Note))
    receivers = (original.shared_with for original in vault.find(Original))
    return tuple(dict.fromkeys(filter(None, (*accounts, *senders, *receivers))))


def _pdf(document: Document, wish: Wish, tools: Tools) -> _Made:
    sheet = as_pdf.render(document)
    pdf = sheet.pdf
    ask = partial(_reply, tools) if wish.stamp else None
    if wish.key:
        pdf = signing.signed(pdf, wish.key.pkcs12, wish.key.passphrase, tools.now(), ask)
    elif ask:
        pdf = signing.stamped(pdf, ask)
    return _Made({"": pdf}, sheet.pages, sheet.carried)


def _reply(tools: Tools, digest: bytes) -> bytes:
    """The reply of the first authority that answers well. Raises NetworkError."""
    with Stamper(tools) as stamper:
        answers = stamper.ask(digest.hex(), enough=1)
    if not answers.got:
        why = " ".join(f"{missed.url}: {missed.why}" for missed in answers.missed)
        raise NetworkError(f"The report was not stamped. {why}", "Try it again later, or write it without --sign.")
    return answers.got[0].reply


_FORMATS: dict[Format, Callable[[ReportData, str, Wish, Tools], _Made]] = {
    Format.PDF: lambda data, audience, wish, tools: _pdf(incident.compose(data, audience), wish, tools),
    Format.HTML: lambda data, audience, wish, tools: _Made({"": as_html.render(incident.compose(data, audience)).encode()}),
    Format.DOCX: lambda data, audience, wish, tools: _Made({"": as_docx.render(statement.compose(selected(data, audience)))}),
    Format.CSV: lambda data, audience, wish, tools: _Made(as_tables.as_csv(selected(data, audience))),
    Format.JSON: lambda data, audience, wish, tools: _Made({"": as_tables.as_json(selected(data, audience), audience)}),
}


def _hotline_sheet(vault: Vault, tools: Tools, wish: Wish) -> _Made:
    case = case_of(vault)
    if not case.link_only:
        raise Refused("The hotline sheet is for link-only cases.", "Write the incident report: leakguard report --out FILE")
    if wish.format not in (Format.PDF, Format.HTML) or wish.site or wish.redact:
        raise Refused("The hotline sheet is whole, as pdf or html.", "Type: leakguard report --for hotline --out FILE")
    document = hotline.compose(_hotline(vault, case, tools))
    if wish.format is Format.HTML:
        return _Made({"": as_html.render(document).encode()})
    return _pdf(document, wish, tools)


def _hotline(vault: Vault, case: Case, tools: Tools) -> HotlineData:
    profile = known(vault)
    return HotlineData(
        case_name=vault.path.name,
        generated=tools.now(),
        adults=case.everyone_adult,
        time_zone=profile.time_zone if profile else "UTC",
        country=case.country,
        links=links(vault),
        contacts=tuple(
            ContactRow(name=contact.name, what=contact.what, reach=contact.reach, hours=contact.hours, caution=contact.caution)
            for contact in minors_contacts(case.country, tools.now().date())
        ),
    )
