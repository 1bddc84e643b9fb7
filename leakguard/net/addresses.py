"""Which IP addresses may be reached: public ones only.

A page, a redirect or a name can point at a router, a printer or a cloud's metadata service. `ipaddress.is_global` is not
enough: it calls some multicast and translated forms global on some Python versions, so the ranges are written down here, from the
IANA special-purpose registries for IPv4 and IPv6 (RFC 6890) and the documents named beside them.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_REFUSED: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(network), why)
    for network, why in (
        ("169.254.169.254/32", "a cloud's metadata service"),
        ("100.100.100.200/32", "a cloud's metadata service"),
        ("168.63.129.16/32", "a cloud's metadata service"),  # Azure's; inside public space
        ("192.0.0.192/32", "a cloud's metadata service"),
        ("fd00:ec2::254/128", "a cloud's metadata service"),
        ("0.0.0.0/8", "no address of its own"),  # RFC 791; 0.0.0.0 reaches the computer itself on Linux
        ("10.0.0.0/8", "a private address"),  # RFC 1918
        ("100.64.0.0/10", "an address inside a provider's network"),  # RFC 6598
        ("127.0.0.0/8", "this computer itself"),  # RFC 1122
        ("169.254.0.0/16", "a link-local address"),  # RFC 3927
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a reserved address"),  # RFC 6890
        ("192.0.2.0/24", "an address for documentation"),  # RFC 5737
        ("192.88.99.0/24", "an address for translation"),  # RFC 7526
        ("192.168.0.0/16", "a private address"),
        ("198.18.0.0/15", "an address for benchmarking"),  # RFC 2544
        ("198.51.100.0/24", "an address for documentation"),
        ("203.0.113.0/24", "an address for documentation"),
        ("224.0.0.0/4", "a multicast address"),  # RFC 5771
        ("240.0.0.0/4", "a reserved address"),  # RFC 1112; broadcast too
        ("::/128", "no address of its own"),
        ("::1/128", "this computer itself"),
        ("::/96", "a translated address"),  # v4-compatible, RFC 4291 section 2.5.5.1
        ("::ffff:0:0:0/96", "a translated address"),  # v4-translated, RFC 2765
        ("64:ff9b:1::/48", "a translated address"),  # local NAT64, RFC 8215: may stand for any private address
        ("2001::/32", "a tunnelled address"),  # Teredo, RFC 4380: holds two IPv4 addresses
        ("2001::/23", "a reserved address"),  # RFC 2928; benchmarking and ORCHID are in it
        ("2001:db8::/32", "an address for documentation"),  # RFC 3849
        ("2002::/16", "a tunnelled address"),  # 6to4, RFC 3056
        ("3fff::/20", "an address for documentation"),  # RFC 9637
        ("fc00::/7", "a private address"),  # RFC 4193
        ("fe80::/10", "a link-local address"),
        ("fec0::/10", "a private address"),  # site-local, RFC 3879
        ("ff00::/8", "a multicast address"),
    )
)
_PUBLIC_V6 = IPv6Network("2000::/3")  # the only space IANA gives out for unicast; all else is refused by default
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_ISATAP = {0x0000_5EFE, 0x0200_5EFE}  # RFC 5214 section 6.1: how an interface identifier that holds an IPv4 address begins


def why_refused(address: Address, allow: Sequence[Network] = ()) -> str:
    """Why this address is never reached, as the end of "it is …"; empty where it may be reached. `allow` goes first."""
    if any(address in network for network in allow):
        return ""
    if isinstance(address, IPv6Address) and (inner := _translated(address)):
        return why_refused(inner, allow)
    for network, why in _REFUSED:
        if address in network:
            return why
    if isinstance(address, IPv6Address):
        if address not in _PUBLIC_V6:
            return "a reserved address"
        if int(address) >> 32 & 0xFFFF_FFFF in _ISATAP:
            return "a tunnelled address"
    return ""


def _translated(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address behind the two forms that ordinary systems hand out for public sites: v4-mapped, and the well-known NAT64
    prefix of networks that have IPv6 only. The old tunnels (6to4, Teredo, ISATAP) are refused whatever they hold."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped
