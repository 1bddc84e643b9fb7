"""What services need from outside: the clock, randomness, the network's settings, and ways to tell and to ask."""

import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from leakguard.browser.installed import Browser
from leakguard.net.settings import Settings

if TYPE_CHECKING:
    from leakguard.evidence.stamp_roots import Root
    from leakguard.exporting.encryption.lock import Lock
    from leakguard.sandbox.pool import Sandbox

Now = Callable[[], datetime]
Random = Callable[[int], bytes]
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Questions:
    """What only a person can answer. The defaults are the answers of `--no-input`.

    `address_is_seen(host)`: told that the site will see this computer's address, shall we go on?
    `may_show_minors(host)`: may this page show someone under 18?
    `window_is_ready(url)`: answers when the person has done what they wanted in the browser's window; record it now?
    `accept_certificate(host, problem)`: fetch from a host that does not prove who it is?
    """

    address_is_seen: Callable[[str], bool] = lambda host: True
    may_show_minors: Callable[[str], bool] = lambda host: False
    accept_certificate: Callable[[str, str], bool] = lambda host, problem: False
    window_is_ready: Callable[[str], bool] = lambda url: True


def usable_cores() -> int:
    """How many cores this process may use."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Stamping:
    """The time-stamping authorities to ask, none of them by default, and roots that are trusted beside the pinned ones."""

    urls: tuple[str, ...] = ()
    roots: "tuple[Root, ...]" = ()


@dataclass(frozen=True)
class Tools:
    """Passed to every service. Nothing in the layers below reads the clock, the environment or the terminal by itself.

    `note` tells the person something beside the answer, `warn` what they must see. `workers` is how many pictures are compared
    at once; with 1 there are no threads. `lock` is what reports and letters are locked with; without, they are in clear.
    `browser` is the one that captures use, None for the light route; `browser_sandbox` is
    off in tests only.
    """

    now: Now = lambda: datetime.now(UTC)
    random: Random = secrets.token_bytes
    network: Settings = field(default_factory=Settings)
    progress: Progress = lambda what, done, total: None
    note: Callable[[str], None] = lambda text: None
    warn: Callable[[str], None] = lambda text: None
    questions: Questions = field(default_factory=Questions)
    stamping: Stamping = field(default_factory=Stamping)
    lock: "Lock | None" = None
    browser: Browser | None = None
    browser_sandbox: bool = True
    workers: int = field(default_factory=usable_cores)

    def sandbox(self) -> "Sandbox":
        """A fresh worker for hostile bytes; use it as a context manager."""
        from leakguard.sandbox.pool import Sandbox

        return Sandbox()
