"""The guarded client: one request at a time, each on a connection of its own, every hop checked and kept.

HTTP/1.1 only: HTTP/2 has no raw text that could be kept as evidence. Built on httpcore, the connection layer of httpx, because
httpx rewrites addresses, adds headers and reads cookies, and evidence needs the exact bytes.
"""

import ssl
import time
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import Self

import httpcore

from leakguard.errors import AddressRefused, NetworkError
from leakguard.model.exchange import Exchange, Fetched
from leakguard.net import proxy, tls, urls
from leakguard.net.backend import Deadline, Wire
from leakguard.net.exchange import Request, exchange
from leakguard.net.failures import BadCertificate, FetchFailed, RedirectRefused
from leakguard.net.resolve import Lookup, look_up, require_public_name, resolve, system_lookup
from leakguard.net.settings import Limits, Settings
from leakguard.net.urls import Url

__all__ = ["BadCertificate", "Client", "FetchFailed", "Limits", "RedirectRefused", "Settings"]

_LIMITS = Limits()
_REDIRECTS = {301, 302, 303, 307, 308}  # RFC 9110 section 15.4; 300 and 304 carry no address to follow


class Client:
    """Fetches public http(s) addresses, politely, within limits. Keeps no cookies, sends no referer. Not for several threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
        limits: Limits = _LIMITS,
        lookup: Lookup = system_lookup,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`lookup` gives the addresses of a name; `clock` counts seconds. Raises UsageError or MissingPart for a proxy."""
        self._settings, self._limits = settings, limits
        self._now, self._sleep, self._lookup, self._clock = now, sleep, lookup, clock
        self._proxy = proxy.parse(settings.proxy, settings.isolation) if settings.proxy else None
        self._requests = 0
        self._last: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Nothing stays open between two requests; this only ends the client's use."""

    def fetch(
        self, url: str, *, accept: str = "*/*", method: str = "GET", content: bytes | None = None, content_type: str = ""
    ) -> Fetched:
        """Request `url` and follow its redirects; with `content` they are not followed.

        An answer whose headers arrived is given back even if its body is cut short: then its `problem` says why.
        Raises AddressRefused for an address that is never fetched (RedirectRefused with the hops before, for a redirect),
        BadCertificate, FetchFailed with the hops before where a server gave no answer, NetworkError when offline.
        """
        target = urls.parse(url)
        hops: list[Exchange] = []
        while True:
            try:
                hops.append(self._polite(self._request(target, method, accept, content, content_type)))
                location = hops[-1].header("Location") if hops[-1].status in _REDIRECTS and content is None else None
                if not location:
                    return Fetched(url, tuple(hops))
                if len(hops) > self._limits.redirects:
                    raise FetchFailed(
                        f"{target.host} redirects more than {self._limits.redirects} times.", "Open it in a browser."
                    )
                target = _redirected(target, location)
            except FetchFailed as error:
                error.hops = tuple(hops)
                raise
            except AddressRefused as error:
                if not hops:
                    raise
                raise RedirectRefused(f"A redirect was not followed. {error.message}", error.hint, hops) from error
            except NetworkError as error:
                raise FetchFailed(error.message, error.hint, hops) from error

    def _polite(self, request: Request) -> Exchange:
        if self._settings.offline:
            raise NetworkError("Working offline: nothing was fetched.", "Leave out --offline, or use: leakguard link add URL")
        if self._requests >= self._settings.max_requests:
            raise NetworkError(
                f"This run made {self._requests} requests, which is the most it may.", "Start again with fewer pages."
            )
        self._requests += 1
        host = request.url.host
        if host in self._last and (wait := self._last[host] + self._settings.delay - self._clock()) > 0:
            self._sleep(wait)
        try:
            return self._connect(request)
        except BadCertificate as error:
            if host not in self._settings.accept_bad_certificates:
                raise
            return self._connect(request, accepted=error.problem)
        finally:
            self._last[host] = self._clock()

    def _connect(self, request: Request, *, accepted: str = "") -> Exchange:
        """`accepted` is what is wrong with the certificate that the person lives with."""
        url, chosen = request.url, self._proxy
        deadline = Deadline(self._limits.deadline, url.host, self._clock)
        allow, exact = self._settings.allow, self._settings.allow_exact
        if chosen is None:
            resolved = resolve(url.host, url.port, allow=allow, allow_exact=exact, lookup=self._lookup, timeout=deadline.left())
            addresses = resolved
        else:
            require_public_name(url.host, url.port, allow=allow, allow_exact=exact)
            addresses = look_up(chosen.host, chosen.port, lookup=self._lookup, timeout=deadline.left())
            resolved = ()
        wire = Wire(
            addresses,
            host=url.host,
            deadline=deadline,
            limits=self._limits,
            proxy=chosen.host if chosen else "",
            certificate_problem=accepted,
        )
        context = None if url.scheme == "http" else self._unverified if accepted else self._verifying
        pool = chosen.pool(context, wire) if chosen else httpcore.ConnectionPool(ssl_context=context, network_backend=wire)
        try:
            return exchange(request, wire, pool, proxy=chosen, resolved=resolved, limits=self._limits, now=self._now)
        finally:
            wire.close()

    @cached_property
    def _verifying(self) -> ssl.SSLContext:
        return tls.verifying(self._settings.ca_files)

    @cached_property
    def _unverified(self) -> ssl.SSLContext:
        return tls.unverified()

    def _request(self, url: Url, method: str, accept: str, content: bytes | None, content_type: str) -> Request:
        headers = {
            "Host": url.authority,
            "User-Agent": self._settings.user_agent,
            "Accept": accept,
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        if content is not None:
            headers["Content-Type"] = content_type
        return Request(url, method, tuple(headers.items()), content)


def _redirected(page: Url, location: str) -> Url:
    """Where a redirect leads. Raises AddressRefused, in the words that fit the address."""
    return urls.parse(urls.join(str(page), location) or location)
