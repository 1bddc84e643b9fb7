"""The guards as an httpx transport: whatever httpx client is put on top reaches only addresses that were checked.

HTTP/1.1 only: HTTP/2 has no raw text that could be kept as evidence.
"""

import ssl
import time
from collections.abc import Callable
from datetime import datetime
from functools import cached_property

import httpcore
import httpx

from leakguard.errors import NetworkError
from leakguard.model.exchange import Exchange
from leakguard.net import proxy, tls, urls
from leakguard.net.backend import Deadline, Wire
from leakguard.net.exchange import Request, exchange
from leakguard.net.failures import BadCertificate
from leakguard.net.resolve import Lookup, look_up, require_public_name, resolve, system_lookup
from leakguard.net.settings import Limits, Settings

_UNDONE = {"content-encoding", "content-length", "transfer-encoding"}


class GuardedTransport(httpx.BaseTransport):
    """One connection for each request, to an address that was resolved once and checked.

    `response.extensions["exchange"]` is the Exchange; the response's own content is its body, decoded under the cap. Sends the
    headers of the request and no others. A request whose address must reach the wire as it is written carries it as
    `extensions["url"]`, a leakguard.net.urls.Url. Raises AddressRefused, BadCertificate, NetworkError.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], datetime],
        limits: Limits,
        lookup: Lookup = system_lookup,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`lookup` gives the addresses of a name; `clock` counts seconds. Raises UsageError or MissingPart for a proxy."""
        self._settings, self._limits = settings, limits
        self._now, self._lookup, self._clock = now, lookup, clock
        self.accepted = set(settings.accept_bad_certificates)
        """Hosts whose bad certificate the person lives with."""
        self._proxy = proxy.parse(settings.proxy, settings.isolation) if settings.proxy else None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._settings.offline:
            raise NetworkError("Working offline: nothing was fetched.", "Leave out --offline, or use: leakguard link add URL")
        url = request.extensions.get("url") or urls.parse(str(request.url))
        headers = tuple((name.decode("ascii"), value.decode("latin-1")) for name, value in request.headers.raw)
        asked = Request(url, request.method, headers, request.read() or None)
        try:
            made = self._connect(asked)
        except BadCertificate as error:
            if url.host not in self.accepted:
                raise
            made = self._connect(asked, accepted=error.problem)
        kept = [(name.encode(), value.encode()) for name, value in made.headers if name.lower() not in _UNDONE]
        return httpx.Response(made.status, headers=kept, content=made.body, request=request, extensions={"exchange": made})

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
