"""A client for tests: it may reach loopback, waits for nobody, and takes names from a table."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from leakguard.net.client import Client, Limits, Settings
from leakguard.net.resolve import Lookup
from tests.support.servers import LOOPBACK

SHORT = Limits(deadline=1.5)


def names(table: Mapping[str, Sequence[str]]) -> Lookup:
    """A name service that knows `table` and nothing else."""

    def lookup(host: str, port: int) -> Sequence[str]:
        if host not in table:
            raise OSError(f"unknown: {host}")
        return table[host]

    return lookup


def client(*, limits: Limits = Limits(), hosts: Mapping[str, Sequence[str]] | None = None, **settings: Any) -> Client:  # noqa: B008
    settings = {"allow": LOOPBACK, "delay": 0.0, **settings}
    return Client(Settings(**settings), now=lambda: datetime.now(UTC), limits=limits, lookup=names(hosts or {}))
