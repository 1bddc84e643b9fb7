"""A real RDAP server on 127.0.0.1, with answers as registries give them, and the lists of IANA that lead to it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from leakguard.facts.rdap import Bootstrap, List
from tests.support.servers import Page, Reply, WebSite

RDAP = "application/rdap+json"


def card(*properties: tuple[str, str], **parameters: Any) -> list[Any]:
    """A jCard (RFC 7095) of text properties."""
    return ["vcard", [["version", {}, "text", "4.0"], *([name, parameters, "text", value] for name, value in properties)]]


def entity(role: str, *properties: tuple[str, str], inner: list[Any] | None = None, handle: str = "") -> dict[str, Any]:
    return {
        "objectClassName": "entity",
        "handle": handle,
        "roles": [role],
        "vcardArray": card(*properties),
        "entities": inner or [],
    }


def domain(name: str, mailbox: str = "abuse@registrar.example") -> dict[str, Any]:
    """As a registry of a generic ending answers: the abuse contact is inside the registrar."""
    abuse = entity("abuse", ("fn", "Abuse Team"), ("email", mailbox), ("tel", "tel:+1.5555550100"))
    return {
        "objectClassName": "domain",
        "handle": "D1-EXAMPLE",
        "ldhName": name.upper(),
        "status": ["active"],
        "events": [
            {"eventAction": "registration", "eventDate": "2020-01-02T03:04:05Z"},
            {"eventAction": "expiration", "eventDate": "2027-01-02T03:04:05Z"},
        ],
        "nameservers": [{"objectClassName": "nameserver", "ldhName": "NS1.EXAMPLE.NET"}],
        "entities": [entity("registrar", ("fn", "Example Registrar, Inc."), inner=[abuse], handle="9999")],
    }


def network(first: str, last: str, name: str = "EXAMPLE-NET", mailbox: str = "abuse@host.example", **more: Any) -> dict[str, Any]:
    """As a regional registry answers: the abuse contact stands beside, or inside, the holder."""
    abuse = entity("abuse", ("fn", "Abuse Desk"), ("email", mailbox))
    return {
        "objectClassName": "ip network",
        "handle": "NET-1",
        "startAddress": first,
        "endAddress": last,
        "name": name,
        "country": "NL",
        "entities": [entity("registrant", ("fn", "Example Hosting B.V."), inner=[abuse])],
        **more,
    }


def rdap(value: object) -> Reply:
    return Reply(json.dumps(value).encode(), content_type=RDAP)


class Registry(WebSite):
    """Answers `pages` by path, such as /domain/example.com and /ip/127.0.0.1."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        super().__init__(pages)

    def bootstrap(self, *names: str) -> Bootstrap:
        """Lists in which every one of `names`, and every address and number, leads here."""
        here = f"{self.url}/"
        lists = {"dns": dict.fromkeys(names, here), "ipv4": {"0.0.0.0/0": here}, "asn": {"1-4294967294": here}}
        return Bootstrap({name: List(None, servers) for name, servers in lists.items()}, "lists of this test")

    def files(self, folder: Path, *names: str) -> Path:
        """The same as files, as IANA publishes them."""
        folder.mkdir(exist_ok=True)
        for name, entries in {"dns": names, "ipv4": ("0.0.0.0/0",), "asn": ("1-4294967294",)}.items():
            listed = {"version": "1.0", "publication": "2026-09-30T23:00:03Z", "services": [[list(entries), [f"{self.url}/"]]]}
            (folder / f"{name}.json").write_text(json.dumps(listed), "ascii")
        return folder
