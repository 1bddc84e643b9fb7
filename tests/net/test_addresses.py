"""Which addresses may be reached: every special range, and every way to write one inside another, is refused."""

import random
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.net.addresses import why_refused

SPECIAL_V4 = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
]
SPECIAL_V6 = [
    "::/96",
    "::ffff:0:0:0/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "4000::/3",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
]
special_v4 = st.sampled_from(SPECIAL_V4).flatmap(lambda network: st.ip_addresses(network=network))
special_v6 = st.sampled_from(SPECIAL_V6).flatmap(lambda network: st.ip_addresses(network=network))


@given(special_v4 | special_v6)
def test_special_ranges_are_refused_with_a_reason(address: IPv4Address | IPv6Address) -> None:
    assert why_refused(address)


TRANSLATIONS = {
    "v4-mapped": lambda v4: 0xFFFF << 32 | v4,
    "v4-compatible": lambda v4: v4,
    "v4-translated": lambda v4: 0xFFFF << 48 | v4,
    "NAT64": lambda v4: 0x64FF9B << 96 | v4,
    "local NAT64": lambda v4: 0x64FF9B0001 << 80 | v4,
    "6to4": lambda v4: 0x2002 << 112 | v4 << 80 | 1,
    "Teredo server": lambda v4: 0x20010000 << 96 | v4 << 64 | ~0x08080808 & 0xFFFFFFFF,
    "Teredo client": lambda v4: 0x20010000 << 96 | 0x08080808 << 64 | ~v4 & 0xFFFFFFFF,
    "ISATAP": lambda v4: 0x2600_1234 << 96 | 0x5EFE << 32 | v4,
    "ISATAP, unique": lambda v4: 0x2600_1234 << 96 | 0x0200_5EFE << 32 | v4,
}


@pytest.mark.parametrize("form", TRANSLATIONS)
@given(inner=special_v4)
def test_a_special_address_is_refused_in_every_translated_form(form: str, inner: IPv4Address) -> None:
    assert why_refused(IPv6Address(TRANSLATIONS[form](int(inner))))


@pytest.mark.parametrize(
    "address",
    [
        "224.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::127.0.0.1",
        "fec0::1",
        "169.254.169.254",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "::",
        "0.0.0.0",
        "255.255.255.255",
        "fe80::1%eth0",
    ],
)
def test_addresses_known_to_slip_through_are_refused(address: str) -> None:
    assert why_refused(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1", "198.20.0.1", "223.255.255.255", "2600::1", "2a00::1"],
)
def test_public_addresses_may_be_reached(address: str) -> None:
    assert why_refused(ip_address(address)) == ""


def test_a_public_site_may_be_reached_through_the_translation_of_a_network_without_ipv4() -> None:
    assert why_refused(ip_address("64:ff9b::1.1.1.1")) == ""
    assert why_refused(ip_address("::ffff:1.1.1.1")) == ""


@given(special_v4 | special_v6, st.integers(0, 32))
def test_an_allowed_network_goes_first(address: IPv4Address | IPv6Address, shorter: int) -> None:
    network = ip_network((address, address.max_prefixlen - shorter), strict=False)
    assert why_refused(address, (network,)) == ""


def test_an_allowed_network_allows_its_mapped_form_and_nothing_beside_it() -> None:
    allow: tuple[IPv4Network | IPv6Network, ...] = (ip_network("127.0.0.0/8"),)
    assert why_refused(ip_address("::ffff:127.0.0.1"), allow) == ""
    assert why_refused(ip_address("::1"), allow)
    assert why_refused(ip_address("10.0.0.1"), allow)


def test_no_address_that_python_calls_private_is_let_through() -> None:
    pick = random.Random(1)
    for _ in range(20_000):
        address = IPv4Address(pick.getrandbits(32))
        if address.is_private or address.is_multicast or address.is_reserved:
            assert why_refused(address), address
