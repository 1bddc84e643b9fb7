"""What a person has to know or answer once per site, before the first request to it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from leakguard.errors import AddressRefused, Refused
from leakguard.model.case import SiteAnswer
from leakguard.model.evidence import Link
from leakguard.net.urls import host_of
from leakguard.services import custody
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


@dataclass
class Answers:
    """`given` are new answers, to be kept; `declined` maps the addresses that are left out to the reason."""

    given: dict[str, SiteAnswer] = field(default_factory=dict)
    declined: dict[str, Refused] = field(default_factory=dict)


def ask(vault: Vault, addresses: Iterable[str], tools: Tools, *, record: bool) -> Answers:
    """Ask about each host that was not asked about before; `record` says whether the pages are to be kept as evidence.

    Of a page that may show someone under 18 only the address is written down, now. Nothing else is written here.
    """
    answers = Answers()
    if tools.network.offline:
        return answers
    known = {answer.id: answer for answer in vault.find(SiteAnswer)}
    refused: dict[str, Refused] = {}
    for address in addresses:
        try:
            host = host_of(address)
        except AddressRefused:
            continue  # never fetched: trying to says why
        if host not in refused:
            before = known.get(host, SiteAnswer(id=host))
            try:
                after = known[host] = _asked(before, tools, record=record)
            except Refused as reason:
                refused[host] = reason
            else:
                if after != before:
                    answers.given[host] = after
        if host in refused:
            answers.declined[address] = refused[host]
            if isinstance(refused[host], MayShowMinors):
                _write_down(vault, address, tools)
    return answers


class MayShowMinors(Refused):
    """The person says that a page may show someone under 18."""

    def __init__(self) -> None:
        super().__init__("Nothing was fetched, only the address is written down.", "Whom to call: leakguard support --minors")


def _asked(answer: SiteAnswer, tools: Tools, *, record: bool) -> SiteAnswer:
    if answer.told_address_is_seen is None:
        if not tools.questions.address_is_seen(answer.id):
            raise Refused("Stopped before any request was made.", "Use --proxy, --offline, or: leakguard link add URL")
        answer = replace(answer, told_address_is_seen=tools.now())
    if record and answer.no_one_under_18 is None:
        if tools.questions.may_show_minors(answer.id):
            raise MayShowMinors
        answer = replace(answer, no_one_under_18=tools.now())
    return answer


def _write_down(vault: Vault, url: str, tools: Tools) -> None:
    if any(link.url == url for link in vault.find(Link)):
        return
    with vault.write() as tx:
        link = Link(id=tx.new_id(Link), url=url, added=tools.now(), note="may show someone under 18")
        tx.put(link)
        custody.record(tx, tools, "link", link.id)
