"""The guarded client: one request at a time, politely, redirects followed by hand, every hop checked and kept.

It talks to its httpx transport directly, without an httpx client in between: that would follow, decode, and keep cookies.
"""

import time
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

import httpx

from leakguard.errors import AddressRefused, NetworkError
from leakguard.model.exchange import Exchange, Fetched
from leakguard.net import urls
from leakguard.net.failures import BadCertificate, FetchFailed, RedirectRefused
from leakguard.net.resolve import Lookup, system_lookup
from leakguard.net.settings import Limits, Settings
from leakguard.net.transport import GuardedTransport
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
        self._sleep, self._clock = sleep, clock
        self._transport = GuardedTransport(settings, now=now, limits=limits, lookup=lookup, clock=clock)
        self._requests = 0
        self._last: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Nothing stays open between two requests; this only ends the client's use."""

    def accept_certificate(self, host: str) -> None:
        """From now on `host` may fail to prove who it is; what is wrong is recorded with each exchange."""
        self._transport.accepted.add(host)

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
                hops.append(self._polite(self._request(target, method, accept, content, content_type), target.host))
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

    def _polite(self, request: httpx.Request, host: str) -> Exchange:
        if self._requests >= self._settings.max_requests:
            raise NetworkError(
                f"This run made {self._requests} requests, which is the most it may.", "Start again with fewer pages."
            )
        self._requests += 1
        if host in self._last and (wait := self._last[host] + self._settings.delay - self._clock()) > 0:
            self._sleep(wait)
        try:
            made: Exchange = self._transport.handle_request(request).extensions["exchange"]
        finally:
            self._last[host] = self._clock()
        return made

    def _request(self, url: Url, method: str, accept: str, content: bytes | None, content_type: str) -> httpx.Request:
        """Every header that is sent stands here, but for the length of `content`."""
        headers = {
            "Host": url.authority,
            "User-Agent": self._settings.user_agent,
            "Accept": accept,
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        if content is not None:
            headers["Content-Type"] = content_type
        # httpx normalises addresses; what goes over the wire is the one beside it.
        plain = f"{url.scheme}://{url.bracketed}/"
        return httpx.Request(method, plain, headers=headers, content=content, extensions={"url": url})


def _redirected(page: Url, location: str) -> Url:
    """Where a redirect leads. Raises AddressRefused, in the words that fit the address."""
    return urls.parse(urls.join(str(page), location) or location)
