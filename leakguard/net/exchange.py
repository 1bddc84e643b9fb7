"""One request and its answer over one connection, kept as the exchange that evidence needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import httpcore

from leakguard.errors import LeakguardError, NetworkError
from leakguard.model.exchange import Exchange
from leakguard.net.backend import Wire
from leakguard.net.content import decode, size
from leakguard.net.proxy import Proxy, without_credentials
from leakguard.net.settings import Limits
from leakguard.net.urls import Url


@dataclass(frozen=True)
class Request:
    """What is asked; `headers` are all that is sent, but for the length of `content`."""

    url: Url
    method: str
    headers: tuple[tuple[str, str], ...]
    content: bytes | None = None


def exchange(
    request: Request,
    wire: Wire,
    pool: httpcore.ConnectionPool,
    *,
    proxy: Proxy | None,
    resolved: Sequence[str],
    limits: Limits,
    now: Callable[[], datetime],
) -> Exchange:
    """Send the request and read the answer. Raises NetworkError if its headers do not arrive whole; what happens later is told by
    `problem`. Behind a proxy `address` and `resolved` are empty: only the proxy knows them."""
    started = now()
    host = request.url.host if proxy and proxy.scheme == "socks5h" else request.url.bracketed
    url = httpcore.URL(scheme=request.url.scheme, host=host, port=request.url.explicit_port, target=request.url.target)
    extensions = {"trace": wire.trace}
    try:
        with pool.stream(
            request.method, url, headers=request.headers, content=request.content, extensions=extensions
        ) as response:
            head = wire.take_head()
            payload, problem = _payload(response, limits.body_bytes, wire.host)
    except LeakguardError:
        raise
    except httpcore.ProxyError as error:
        raise NetworkError(
            f"The proxy did not connect to {request.url.host}: {error}", "Try again, or try another proxy."
        ) from error
    except httpcore.ProtocolError as error:
        raise NetworkError(
            f"The server at {wire.host} did not give an answer that can be read as HTTP/1.1.", "Open it in a browser."
        ) from error
    except Exception as error:
        if proxy is None or wire.begun:
            raise
        # socksio and httpcore answer a garbled greeting with half a dozen kinds, AssertionError among them.
        raise NetworkError("The proxy does not speak the language of its address.", "Check --proxy: http or socks5h?") from error
    finished = now()
    headers = tuple((_text(name), _text(value)) for name, value in response.headers)
    encoding = ", ".join(value for name, value in headers if name.lower() == "content-encoding")
    decoded = decode(payload, encoding, limits.decoded_bytes)
    return Exchange(
        url=str(request.url),
        method=request.method,
        request=without_credentials(bytes(wire.sent)),
        response_head=head,
        status=response.status,
        headers=headers,
        payload=payload,
        body=decoded.body,
        http_version=_text(response.extensions["http_version"]),
        address="" if proxy else wire.address,
        port=request.url.port,
        resolved=tuple(resolved),
        started=started,
        finished=finished,
        tls=wire.tls,
        problem=problem or decoded.problem,
    )


def _payload(response: httpcore.Response, cap: int, host: str) -> tuple[bytes, str]:
    """The body without its chunks, and why it is not whole."""
    payload, problem = bytearray(), ""
    try:
        for part in response.iter_stream():
            payload += part
            if len(payload) > cap:
                del payload[cap:]
                problem = f"The answer of {host} is larger than {size(cap)}."
                break
    except NetworkError as error:
        problem = error.message
    except httpcore.ProtocolError:
        problem = f"The server at {host} ended its answer too early, or sent it broken."
    return bytes(payload), problem


def _text(raw: bytes) -> str:
    """Headers are bytes of no stated encoding (RFC 9110 section 5.5): UTF-8 where it is that, Latin-1 otherwise."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
