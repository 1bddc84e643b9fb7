"""What the person decided about the network, and the limits that hold whatever a server does."""

from dataclasses import dataclass
from pathlib import Path

from leakguard.net.addresses import Network

# Firefox's long-term release on Windows: common, and its number changes only once a year.
USER_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass(frozen=True)
class Settings:
    """`allow` are private networks that may be reached; `allow_exact` are single (address, port) pairs that may. `proxy` is
    http://HOST:PORT or socks5h://HOST:PORT. `isolation` is a random word per case: Tor then uses circuits of its own for it.
    `accept_bad_certificates` holds hosts. `delay` is in seconds, between two requests to one host; `max_requests` counts
    redirects too."""

    offline: bool = False
    proxy: str | None = None
    allow: tuple[Network, ...] = ()
    allow_exact: tuple[tuple[str, int], ...] = ()
    ca_files: tuple[Path, ...] = ()
    accept_bad_certificates: frozenset[str] = frozenset()
    user_agent: str = USER_AGENT
    isolation: str = ""
    delay: float = 0.5
    max_requests: int = 500


@dataclass(frozen=True)
class Limits:
    """Of one request. `deadline` is in seconds and covers all of it, from the name lookup to the last byte. `header_bytes` counts
    interim answers too; `body_bytes` is the body as sent, `decoded_bytes` after decompression."""

    deadline: float = 30.0
    header_bytes: int = 64 * 1024
    body_bytes: int = 64 * 1024 * 1024
    decoded_bytes: int = 64 * 1024 * 1024
    redirects: int = 5
