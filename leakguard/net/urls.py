"""Web addresses: one reading of them, the same for what a person typed, what a page links to and where a server redirects.

The rules follow the WHATWG URL standard where browsers need it (IPv4 spellings, dot segments, backslashes in links), and are
stricter where an address could mean two things to two programs: then it is refused.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import TYPE_CHECKING
from urllib.parse import quote

from leakguard.errors import AddressRefused

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

PORTS = {"http": 80, "https": 443}
# RFC 9110 section 4.1 asks for 8,000 octets at least; signed addresses of picture hosts stay well below twice that.
MAX_LENGTH = 16_000

_PARTS = re.compile(r"([a-z][a-z0-9+.-]*):(?://([^/?#]*)([^?#]*)(\?[^#]*)?)?", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE | re.DOTALL)
_BLANK = "".join(map(chr, range(33)))
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# All that may stand in a request line (RFC 9112 section 3) but space " < > ` { } which the URL standard percent-encodes.
_KEPT = "%/:@!$&'()*+,;=~-._[]|^\\?"


@dataclass(frozen=True)
class Url:
    """An http or https address. `raw` is what was given; `host` is ASCII and lower case (punycode, or an IP address without
    brackets); `target` is path and query as the request line says them. `str()` is the canonical form, without the fragment."""

    raw: str = field(compare=False)
    scheme: str
    host: str
    port: int
    target: str

    @property
    def bracketed(self) -> str:
        """The host as it stands in an address: IPv6 in brackets."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def explicit_port(self) -> int | None:
        """None for the usual port of the scheme."""
        return None if self.port == PORTS[self.scheme] else self.port

    @property
    def authority(self) -> str:
        """Host and port as in a Host header (RFC 9110 section 7.2)."""
        return self.bracketed if self.explicit_port is None else f"{self.bracketed}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse(text: str) -> Url:
    """Read an absolute address. Raises AddressRefused for anything that is not one plain http(s) address."""
    trimmed = text.strip(" ")
    if len(trimmed) > MAX_LENGTH:
        raise AddressRefused("This address is longer than {most} characters.", most=MAX_LENGTH)
    if _CONTROL.search(trimmed):
        raise AddressRefused("This address has control characters in it.", "Copy it again from the address bar.")
    parts = _PARTS.match(trimmed)
    if parts is None or (parts[2] is None and parts[1].lower() in PORTS):
        raise AddressRefused("This is not a whole web address: {text}", "Start it with https:// or http://", text=trimmed)
    scheme, authority, path, query = parts[1].lower(), parts[2], parts[3], parts[4] or ""
    if scheme not in PORTS:
        raise AddressRefused(
            "Only http and https addresses are fetched, not {scheme}:", "Start it with https:// or http://", scheme=scheme
        )
    if "@" in authority:
        raise AddressRefused("This address has a user name in it: {text}", "Leave out what stands before the @.", text=trimmed)
    if "\\" in authority or "\\" in path:
        raise AddressRefused("This address has a backslash in it: {text}", "Write / in its place.", text=trimmed)
    try:
        target = _without_dots(quote(path, safe=_KEPT)) + quote(query, safe=_KEPT)
    except UnicodeEncodeError as error:
        raise AddressRefused("This address has broken characters in it.", "Copy it again from the address bar.") from error
    host, port = _split_port(authority)
    return Url(text, scheme, _host(host), PORTS[scheme] if port is None else port, target)


def join(base: str, reference: str) -> str | None:
    """What `reference` on the page `base` points to, canonical and without fragment; None where that cannot be fetched.

    Reads the reference as browsers do: blanks around it and line breaks inside go, a backslash before the query is a slash.
    """
    cleaned = re.sub(r"[\t\r\n]", "", reference.strip(_BLANK))
    cleaned = re.sub(r"^[^?#]*", lambda head: head[0].replace("\\", "/"), cleaned)
    try:
        page = parse(base)
        if scheme := _SCHEME.fullmatch(cleaned):
            cleaned = scheme[2]
            if scheme[1].lower() not in PORTS:
                return None
            if scheme[1].lower() != page.scheme or cleaned.startswith("//"):
                return str(parse(f"{scheme[1]}://{cleaned.lstrip('/')}"))
        path = page.target.partition("?")[0]
        if cleaned.startswith("//"):
            return str(parse(f"{page.scheme}://{cleaned.lstrip('/')}"))
        if not cleaned.startswith("/"):
            before = page.target if cleaned[:1] in {"", "#"} else path if cleaned[0] == "?" else path.rpartition("/")[0] + "/"
            cleaned = before + cleaned
        return str(parse(f"{page.scheme}://{page.authority}{cleaned}"))
    except AddressRefused:
        return None


def host_of(url: str) -> str:
    """The host of an address, ASCII and lower case. Raises AddressRefused."""
    return parse(url).host


def registrable_domain(host: str) -> str:
    """The part of a host that somebody registered: `a.b.example.co.uk` gives `example.co.uk`.

    An IP address, or a name that is no more than a public suffix, is given back as it is. Only suffixes of registries count (the
    ICANN section of publicsuffix.org), so that the result fits whois: `user.github.io` gives `github.io`.
    """
    name = host.rstrip(".").lower()
    if ":" in name or _ends_in_number(name):
        return name
    return _suffixes().privatesuffix(name) or name


@cache
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(only_icann=True)


def _split_port(authority: str) -> tuple[str, int | None]:
    host, port = re.fullmatch(r"(.*?)(?::(\d{0,9}))?", authority, re.DOTALL | re.ASCII).groups()  # type: ignore[union-attr]
    if not port:
        return host, None
    if not 0 < int(port) < 65_536:
        raise AddressRefused("There is no port {port}.", port=port)
    return host, int(port)


def _host(text: str) -> str:
    if text.startswith("[") and text.endswith("]"):
        try:
            if "%" in text:
                raise AddressValueError("zone")
            return str(IPv6Address(text[1:-1]))
        except AddressValueError as error:
            raise AddressRefused("This is not an IPv6 address: {text}", text=text) from error
    name = _ascii(text).lower().removesuffix(".") if len(text) < 255 else ""
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise AddressRefused("This is not the name of a site: {text}", text=text)
    return _ipv4(name) if _ends_in_number(name) else name


def _ascii(name: str) -> str:
    """Punycode by UTS 46, without the further rules of IDNA 2008: browsers open names, such as emoji, that those forbid."""
    if name.isascii():
        return name
    import idna

    try:
        labels = idna.uts46_remap(name, std3_rules=False, transitional=False).split(".")
    except idna.IDNAError as error:
        raise AddressRefused("This is not the name of a site: {text}", text=name) from error
    # Longer labels are refused by the caller, and encoding them takes quadratic time.
    return ".".join(
        label if label.isascii() or len(label) > 63 else "xn--" + label.encode("punycode").decode("ascii") for label in labels
    )


def _ends_in_number(name: str) -> bool:
    return re.fullmatch(r"\d+|0x[0-9a-f]*", name.rpartition(".")[2], re.ASCII) is not None


def _ipv4(text: str) -> str:
    """The address that 127.1, 2130706433, 0x7f000001 or 0177.0.0.1 spells (URL standard, IPv4 parser)."""
    try:
        *first, last = [_number(part) for part in text.split(".")]
        if len(first) > 3 or any(part > 255 for part in first) or last >= 256 ** (4 - len(first)):
            raise ValueError(text)
    except ValueError as error:
        raise AddressRefused("This is not an IP address: {text}", text=text) from error
    return str(IPv4Address(last + sum(part << 8 * (3 - place) for place, part in enumerate(first))))


def _number(part: str) -> int:
    if not part.isalnum():  # int() would take a sign or an underscore
        raise ValueError(part)
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8 if part.startswith("0") and part != "0" else 10)


def _without_dots(path: str) -> str:
    """Dot segments taken out, their percent-encoded spellings too (URL standard, path state)."""
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for place, segment in enumerate(segments):
        plain = re.sub("%2e", ".", segment, flags=re.IGNORECASE)
        if plain == "..":
            del kept[-1:]
        if plain not in {".", ".."}:
            kept.append(segment)
        elif place == len(segments) - 1:
            kept.append("")
    return "/" + "/".join(kept)
