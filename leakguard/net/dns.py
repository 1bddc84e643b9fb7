"""Asking the domain name system: the person's own resolver or one that they name, or, through a proxy too, one that speaks https.

Behind a proxy nothing is asked on this computer's own line, because whoever sees such a question knows where the person goes.
Answers are read by dnspython, from messages of at most 64 KiB.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from ipaddress import ip_address
from typing import Protocol

import dns.exception
import dns.flags
import dns.message
import dns.nameserver
import dns.rcode
import dns.resolver
import dns.reversename

from leakguard.errors import NetworkError, UsageError
from leakguard.model.lookup import NameAnswer
from leakguard.net.client import Client

_DNS_PORT = 53
_TIMEOUT = 6.0
"""Seconds for one question, over all servers; resolvers themselves give up after 5 (resolv.conf(5))."""

_MOST_VALUES = 30
NO_SUCH_NAME = "There is no such name."
_MESSAGE = "application/dns-message"  # RFC 8484 section 6


class Names(Protocol):
    """Answers questions about names. Never raises for what a server does."""

    def ask(self, name: str, type: str) -> NameAnswer:
        """`type` is A, AAAA, NS, MX, PTR, SOA …"""
        ...


class Resolver:
    """Asks over UDP, and TCP where an answer does not fit (RFC 7766)."""

    def __init__(
        self, servers: Sequence[tuple[str, int]] | None, now: Callable[[], datetime], *, timeout: float = _TIMEOUT
    ) -> None:
        """`servers` are (address, port); None takes those of the system. Raises NetworkError where it has none."""
        self._now, self._timeout = now, timeout
        try:
            self._resolver = dns.resolver.Resolver(configure=servers is None)
        except dns.resolver.NoResolverConfiguration as error:
            raise NetworkError("This computer names no server for looking up names.", "Name one: --resolver ADDRESS") from error
        if servers is not None:
            self._resolver.nameservers = [dns.nameserver.Do53Nameserver(address, port) for address, port in servers]
        self._servers = ", ".join(map(str, self._resolver.nameservers))

    def ask(self, name: str, type: str) -> NameAnswer:
        at = self._now()
        try:
            answer = self._resolver.resolve(name, type, raise_on_no_answer=False, lifetime=self._timeout, search=False)
        except dns.resolver.NXDOMAIN:
            return _failed(name, type, self._servers, at, NO_SUCH_NAME)
        except dns.resolver.LifetimeTimeout:
            return _failed(name, type, self._servers, at, "No server answered in time.")
        except dns.resolver.NoNameservers:
            return _failed(name, type, self._servers, at, "No server gave an answer that can be used.")
        except (dns.exception.DNSException, OSError, ValueError) as error:
            return _failed(name, type, self._servers, at, f"The name cannot be looked up ({error.__class__.__name__}).")
        server = f"{answer.nameserver} port {answer.port}" if answer.port not in (None, _DNS_PORT) else str(answer.nameserver)
        return _read(answer.response, name, type, server, at)


class HttpsResolver:
    """Asks over https (RFC 8484), through the guarded client, and so through its proxy."""

    def __init__(self, url: str, client: Client, now: Callable[[], datetime]) -> None:
        self._url, self._client, self._now = url, client, now

    def ask(self, name: str, type: str) -> NameAnswer:
        at = self._now()
        try:
            query = dns.message.make_query(name, type)
            query.id = 0  # section 4.1: so that the same question is the same to caches
            fetched = self._client.fetch(
                self._url, accept=_MESSAGE, method="POST", content=query.to_wire(), content_type=_MESSAGE
            )
            if fetched.last.status != 200:
                return _failed(name, type, self._url, at, f"The server answered with an error ({fetched.last.status}).")
            response = dns.message.from_wire(fetched.last.body)
        except NetworkError as error:
            return _failed(name, type, self._url, at, error.message)
        except Exception as error:  # whatever a hostile message breaks in its reader
            return _failed(name, type, self._url, at, f"The answer cannot be read ({error.__class__.__name__}).")
        if response.rcode() == dns.rcode.NXDOMAIN:
            return _failed(name, type, self._url, at, NO_SUCH_NAME)
        if response.rcode() != dns.rcode.NOERROR:
            return _failed(name, type, self._url, at, f"The server answered with {dns.rcode.to_text(response.rcode())}.")
        return _read(response, name, type, self._url, at)


class Refusing:
    """Asks nothing and says why."""

    def __init__(self, why: str, now: Callable[[], datetime]) -> None:
        self._why, self._now = why, now

    def ask(self, name: str, type: str) -> NameAnswer:
        return _failed(name, type, "", self._now(), self._why)


def server(text: str) -> tuple[str, int]:
    """Read ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT of a server; a name would have to be looked up itself. Raises UsageError."""
    host, colon, port = text.rpartition(":")
    bare = text.strip("[]")
    try:
        if colon and port.isdecimal() and (host.startswith("[") or ":" not in host):
            return str(ip_address(host.strip("[]"))), int(port)
        return str(ip_address(bare)), _DNS_PORT
    except ValueError as error:
        raise UsageError(
            f"This is not the address of a name server: {text}", "Give ADDRESS, ADDRESS:PORT or https://HOST/dns-query"
        ) from error


def reverse_name(address: str) -> str:
    """The name under which an address is looked up (RFC 1035 section 3.5, RFC 3596 section 2.5)."""
    return dns.reversename.from_address(address).to_text(omit_final_dot=True)


def _read(response: dns.message.Message, name: str, type: str, server: str, at: datetime) -> NameAnswer:
    try:
        chain = response.resolve_chaining() if isinstance(response, dns.message.QueryMessage) else None
    except dns.exception.DNSException as error:
        return _failed(name, type, server, at, f"The answer leads nowhere ({error.__class__.__name__}).")
    if chain is None:
        return _failed(name, type, server, at, "The answer is none to this question.")
    aliases = tuple(record[0].target.to_text(omit_final_dot=True) for record in chain.cnames)
    records = list(chain.answer)[:_MOST_VALUES] if chain.answer else []
    values = sorted(_value(record.to_text()) for record in records)
    return NameAnswer(name, type, tuple(values), aliases, server, at)


def _value(text: str) -> str:
    """Names end without a dot, in every word of a record."""
    return " ".join(word.rstrip(".") if word != "." else word for word in text.split(" "))


def _failed(name: str, type: str, server: str, at: datetime, problem: str) -> NameAnswer:
    return NameAnswer(name, type, (), (), server, at, problem)
