"""Names become addresses once, and all of them must be public."""

import time
from collections.abc import Sequence

import pytest

from leakguard.errors import AddressRefused, NetworkError
from leakguard.net.resolve import require_public_name, resolve, system_lookup
from tests.net.clients import names
from tests.support.servers import LOOPBACK


def test_all_addresses_are_given_in_the_order_of_the_name_service() -> None:
    lookup = names({"example.org": ["2600::1", "1.1.1.1"]})
    assert resolve("example.org", 443, lookup=lookup) == ("2600::1", "1.1.1.1")


@pytest.mark.parametrize("private", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "64:ff9b::a00:1", "fe80::1%eth0"])
def test_one_private_address_among_public_ones_refuses_the_name(private: str) -> None:
    lookup = names({"example.org": ["1.1.1.1", private, "8.8.8.8"]})
    with pytest.raises(AddressRefused, match=f"example.org leads to {private}"):
        resolve("example.org", 443, lookup=lookup)


def test_an_address_is_not_looked_up() -> None:
    assert resolve("1.1.1.1", 80, lookup=names({})) == ("1.1.1.1",)
    with pytest.raises(AddressRefused):
        resolve("127.0.0.1", 80, lookup=names({}))


@pytest.mark.parametrize("spelling", ["127.1", "2130706433", "0x7f000001", "localhost"])
def test_spellings_that_only_the_system_understands_are_refused_by_what_they_lead_to(spelling: str) -> None:
    with pytest.raises(AddressRefused):
        resolve(spelling, 80, lookup=system_lookup)


def test_an_exact_allowance_is_for_one_address_and_one_port() -> None:
    exact = (("127.0.0.1", 8000),)
    assert resolve("127.0.0.1", 8000, allow_exact=exact) == ("127.0.0.1",)
    for host, port in (("127.0.0.1", 8001), ("127.0.0.2", 8000), ("::ffff:127.0.0.1", 8000)):
        with pytest.raises(AddressRefused):
            resolve(host, port, allow_exact=exact)


def test_a_name_that_is_unknown_or_empty_is_a_network_error() -> None:
    with pytest.raises(NetworkError, match="no site at the name"):
        resolve("example.org", 80, lookup=names({}))
    with pytest.raises(NetworkError, match="no address"):
        resolve("example.org", 80, lookup=names({"example.org": []}))


def test_a_lookup_that_hangs_is_left_alone_at_the_deadline() -> None:
    def hangs(host: str, port: int) -> Sequence[str]:
        time.sleep(5)
        return ["1.1.1.1"]

    with pytest.raises(NetworkError):
        resolve("example.org", 80, lookup=hangs, timeout=0.05)


def test_an_onion_name_is_never_looked_up() -> None:
    asked: list[str] = []

    def lookup(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["1.1.1.1"]

    with pytest.raises(AddressRefused, match="Tor"):
        resolve("a" * 56 + ".onion", 80, lookup=lookup)
    assert asked == []


@pytest.mark.parametrize(
    "host", ["localhost", "router", "a.localhost", "printer.local", "x.internal", "x.home.arpa", "10.0.0.1", "::1"]
)
def test_names_of_private_networks_are_refused_where_a_proxy_resolves(host: str) -> None:
    with pytest.raises(AddressRefused):
        require_public_name(host, 80)


def test_public_names_and_allowed_addresses_pass_where_a_proxy_resolves() -> None:
    require_public_name("example.org", 80)
    require_public_name("a" * 56 + ".onion", 80)
    require_public_name("127.0.0.1", 80, allow=LOOPBACK)
    require_public_name("127.0.0.1", 80, allow_exact=(("127.0.0.1", 80),))
