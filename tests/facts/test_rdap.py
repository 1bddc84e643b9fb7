"""Which registry to ask: the lists that come with the program, and newer ones as IANA publishes them (RFC 9224)."""

import json
from datetime import date
from ipaddress import ip_address, ip_network
from itertools import pairwise
from pathlib import Path

import pytest

from leakguard.errors import NotFound, Unreadable
from leakguard.facts import loader
from leakguard.facts.rdap_files import read_folder
from leakguard.net.addresses import why_refused


@pytest.mark.parametrize(
    ("domain", "server"),
    [
        ("example.com", "https://rdap.verisign.com/com/v1/"),
        ("a.b.example.CO.UK.", "https://rdap.nominet.uk/uk/"),
        ("example.to", "https://rdap.tonicregistry.to/rdap/"),
        ("example.fans", "https://rdap.centralnic.com/fans/"),
        ("example.berlin", "https://rdap.nic.berlin/v1/"),
        ("example.ru", None),
        ("com", "https://rdap.verisign.com/com/v1/"),
        ("", None),
    ],
)
def test_the_server_for_a_name(domain: str, server: str | None) -> None:
    assert loader.rdap_servers().for_domain(domain) == server


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("104.16.1.1", "https://rdap.arin.net/registry/"),
        ("185.1.2.3", "https://rdap.db.ripe.net/"),
        ("1.1.1.1", "https://rdap.apnic.net/"),
        ("2a04:4e42::1", "https://rdap.db.ripe.net/"),
        ("2001:600::1", "https://rdap.db.ripe.net/"),
        ("2803::1", "https://rdap.lacnic.net/rdap/"),
        ("10.0.0.1", None),
        ("fe80::1", None),
    ],
)
def test_the_server_for_an_address(address: str, server: str | None) -> None:
    assert loader.rdap_servers().for_address(ip_address(address)) == server


@pytest.mark.parametrize(
    ("number", "server"),
    [
        (13335, "https://rdap.arin.net/registry/"),
        (2043, "https://rdap.db.ripe.net/"),
        (2044, "https://rdap.arin.net/registry/"),
        (64512, None),
        (4200000000, None),
    ],
)
def test_the_server_for_a_number(number: int, server: str | None) -> None:
    assert loader.rdap_servers().for_number(number) == server


def test_every_entry_is_there_once_and_leads_to_a_server_with_https() -> None:
    for registry in loader.rdap():
        entries = [entry for server in registry.servers for entry, _ in server.pairs()]
        assert len(entries) == len(set(entries)) == {"dns": 1201, "ipv4": 221, "ipv6": 34, "asn": 159}[registry.id]
        urls = [url for server in registry.servers for _, url in server.pairs()]
        assert all(url.startswith("https://") and url.endswith("/") and "{" not in url for url in urls)
        assert registry.published < registry.seen


def test_networks_and_ranges_are_well_formed_and_do_not_overlap() -> None:
    lists = loader.rdap_servers().lists
    networks = [ip_network(entry) for name in ("ipv4", "ipv6") for entry in lists[name].servers]
    assert not any(one.overlaps(two) for one in networks for two in networks if one is not two and one.version == two.version)
    spans = sorted(tuple(map(int, (*entry.split("-"), *entry.split("-"))[:2])) for entry in lists["asn"].servers)
    assert all(first <= last for first, last in spans)
    assert all(one[1] < two[0] for one, two in pairwise(spans))


def test_networks_in_front_have_public_addresses_and_something_to_say() -> None:
    for cdn in loader.cdns().networks:
        for network in cdn.networks.values if cdn.networks else ():
            assert why_refused(ip_network(network)[1]) == "", cdn.id
        assert cdn.service == "" or any(cdn.service == service.id for service in loader.places().services), cdn.id
        assert cdn.can.text.endswith(".")


def write(folder: Path, **lists: object) -> Path:
    for name, services in lists.items():
        value = {"version": "1.0", "publication": "2027-01-02T00:00:00Z", "services": services, "description": "more"}
        (folder / f"{name}.json").write_text(json.dumps(value), "ascii")
    return folder


def test_newer_lists_are_taken_as_they_are_published(tmp_path: Path) -> None:
    secure, plain = "https://one.example/", "http://one.example/"
    newer = read_folder(write(tmp_path, dns=[[["ru", "co.uk"], [plain, secure]], [["su"], [plain]], [["kg"], []]]))
    assert newer.for_domain("example.ru") == secure
    assert newer.for_domain("a.co.uk") == secure
    assert newer.for_domain("a.su") == plain
    assert newer.for_domain("a.kg") is None
    assert newer.for_domain("example.com") is None
    assert newer.for_number(1) is None
    assert newer.dates() == (("dns", date(2027, 1, 2)),)


def test_the_longest_network_wins(tmp_path: Path) -> None:
    lists = read_folder(write(tmp_path, ipv4=[[["10.0.0.0/8"], ["https://a/"]], [["10.1.0.0/16"], ["https://b/"]]]))
    assert lists.for_address(ip_address("10.1.2.3")) == "https://b/"
    assert lists.for_address(ip_address("10.2.2.3")) == "https://a/"


@pytest.mark.parametrize("text", ["", "[]", '{"services": []}', '{"publication": "x", "services": []}', "[" * 100_000])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "dns.json").write_text(text)
    with pytest.raises(Unreadable, match=r"dns\.json"):
        read_folder(tmp_path)


def test_a_folder_without_lists_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_folder(tmp_path)
