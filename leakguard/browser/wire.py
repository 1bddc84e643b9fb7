"""What only the driver's own record of requests knows: the heads as they were sent, cookies included, the protocol, the
encryption.

Cookies and authorisation must be known here to be taken out, one by one and on record, where the evidence is put together.
"""

import base64
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from leakguard.model.exchange import Exchange, Fetched, SeenOn, TlsPeer
from leakguard.net.browser_proxy import BrowserProxy

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, CDPSession, Response

_OF_THE_PROXY = frozenset({"proxy-authorization", "proxy-connection"})


class Wire:
    """Listens from the start; `complete` is to be called before the browser closes.

    What the browser tells of a certificate is kept by its own window alone. Of frames of other sites, and of sites of which the
    page was given nothing as it came, it tells none: those are asked once more, on a connection that is marked as separate.
    """

    def __init__(self, context: "BrowserContext", session: "CDPSession", proxy: BrowserProxy) -> None:
        self._session, self._proxy = session, proxy
        self._seen: dict[tuple[str, str], deque[Response]] = defaultdict(deque)
        self._peers: dict[tuple[str, int], TlsPeer | None] = {}
        session.send("Network.enable", {"maxTotalBufferSize": 0, "maxResourceBufferSize": 0})  # certificates, without the bodies
        context.on("response", lambda response: self._seen[response.request.method, response.url].append(response))

    def complete(self, fetched: Fetched) -> Fetched:
        """The same with its heads as sent and received, the protocol, and the certificates of its site."""
        return replace(fetched, hops=tuple(self._complete(hop) for hop in fetched.hops))

    def _complete(self, hop: Exchange) -> Exchange:
        hop = replace(hop, tls=self._peer(hop.url))
        known = self._seen.get((hop.method, hop.url))
        if not known:
            return hop
        response = known.popleft() if len(known) > 1 else known[0]
        with suppress(Exception):  # what the driver does not know any more stays as the browser told it
            hop = replace(hop, request=_request(hop, response), response_head=_with_cookies(hop.response_head, response))
        with suppress(Exception):
            hop = replace(hop, http_version=_version(response))
        return hop

    def _peer(self, url: str) -> TlsPeer | None:
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            return None
        site = parts.hostname, parts.port or 443
        if site not in self._peers:
            self._peers[site] = None
            with suppress(Exception):
                self._peers[site] = self._told(f"https://{parts.netloc}") or self._proxy.shown(*site)
        return self._peers[site]

    def _told(self, origin: str) -> TlsPeer | None:
        """By the browser; it does not tell what was wrong with a certificate that the person lives with."""
        names = self._session.send("Network.getCertificate", {"origin": origin})["tableNames"]
        if not names or urlsplit(origin).hostname in self._proxy.accepted:
            return None
        answers = (all[0] for (_, url), all in self._seen.items() if all and url.startswith(f"{origin}/"))
        details: Any = next(filter(None, (answer.security_details() for answer in answers)), {})
        version = str(details.get("protocol") or "").replace("TLS ", "TLSv")
        return TlsPeer(version, "", tuple(base64.b64decode(name) for name in names), seen_on=SeenOn.BROWSER)


def _request(hop: Exchange, response: "Response") -> bytes:
    line, _, _ = hop.request.partition(b"\r\n")
    fields = [
        f"{field['name']}: {' '.join(field['value'].splitlines())}"
        for field in response.request.headers_array()
        if field["name"].lower() not in _OF_THE_PROXY and not field["name"].startswith(":")
    ]
    if not any(field.lower().startswith("host:") for field in fields):
        fields.insert(0, f"Host: {urlsplit(hop.url).netloc}")
    return line + b"\r\n" + "\r\n".join([*fields, "", ""]).encode("utf-8", "backslashreplace")


def _with_cookies(head: bytes, response: "Response") -> bytes:
    """The browser's own account of an answer leaves these fields out."""
    fields = (field for field in response.headers_array() if field["name"].lower() == "set-cookie")
    lines = [f"Set-Cookie: {line}\r\n" for field in fields for line in field["value"].splitlines()]
    return head.removesuffix(b"\r\n") + "".join(lines).encode("utf-8", "backslashreplace") + b"\r\n"


def _version(response: "Response") -> str:
    spoken = response.http_version().lower()
    return {"h2": "HTTP/2", "http/2": "HTTP/2", "http/2.0": "HTTP/2", "h3": "HTTP/3"}.get(spoken, spoken.upper() or "HTTP/1.1")
