"""Proxies: names are resolved behind them, never here, so that looking up a name does not tell where the person goes."""

import importlib.util
import re
import ssl
from dataclasses import dataclass
from urllib.parse import unquote

import httpcore

from leakguard.errors import MissingPart, UsageError

_FORM = re.compile(
    r"(?P<scheme>[a-z0-9]+)://(?:(?P<user>[^@/:]*)(?::(?P<word>[^@/]*))?@)?(?P<host>\[[^]/]+\]|[^@:/]+):(?P<port>\d{1,5})/?"
)
_CREDENTIALS = re.compile(rb"^proxy-authorization:[^\n]*\n", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Proxy:
    """A proxy of the person's own choosing; it may stand on a private address."""

    scheme: str
    host: str
    port: int
    auth: tuple[str, str] | None

    def pool(self, context: ssl.SSLContext | None, backend: httpcore.NetworkBackend) -> httpcore.ConnectionPool:
        """http: absolute-form requests for http, CONNECT for https (RFC 9112 section 3.2.2, RFC 9110 section 9.3.6).
        socks5h: RFC 1928 with the name in the request, RFC 1929 for the credentials."""
        kind = httpcore.HTTPProxy if self.scheme == "http" else httpcore.SOCKSProxy
        url = httpcore.URL(scheme="http", host=self.host, port=self.port, target="/")
        auth = None if self.auth is None else (self.auth[0].encode(), self.auth[1].encode())
        return kind(url, proxy_auth=auth, ssl_context=context, network_backend=backend)


def parse(text: str, isolation: str = "") -> Proxy:
    """Read http://[USER:PASSWORD@]HOST:PORT or socks5h://…. A SOCKS proxy without credentials is given `isolation` as both:
    Tor keeps streams with different credentials on different circuits (IsolateSOCKSAuth in tor(1)).

    Raises UsageError, and MissingPart where the SOCKS support is not installed.
    """
    form = _FORM.fullmatch(text.strip())
    scheme = text.partition("://")[0].strip().lower()
    if scheme in {"socks5", "socks4", "socks"}:
        raise UsageError(
            f"A {scheme}:// proxy looks names up on this computer, which shows others where you go.",
            "Write socks5h:// in its place.",
        )
    if form is None or scheme not in {"http", "socks5h"} or not 0 < int(form["port"]) < 65_536:
        raise UsageError("This is not a proxy that can be used.", "Give http://HOST:PORT or socks5h://HOST:PORT")
    auth = None if form["user"] is None else (unquote(form["user"]), unquote(form["word"] or ""))
    if scheme == "socks5h":
        if importlib.util.find_spec("socksio") is None:
            raise MissingPart("The part for SOCKS proxies and Tor is not installed.", "pip install 'leakguard[tor]'")
        if auth is None and isolation:
            auth = isolation, isolation
    return Proxy(scheme, form["host"].strip("[]"), int(form["port"]), auth)


def without_credentials(request: bytes) -> bytes:
    """The request as the site would see it: what the person's proxy asked for is no part of the exchange, and a secret."""
    head, blank, content = request.partition(b"\r\n\r\n")
    return _CREDENTIALS.sub(b"", head + b"\r\n").removesuffix(b"\r\n") + blank + content
