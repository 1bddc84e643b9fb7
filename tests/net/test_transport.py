"""The guards hold for any httpx client that is put on top of them."""

from datetime import UTC, datetime

import httpx
import pytest

from leakguard.errors import AddressRefused
from leakguard.net.settings import Limits, Settings
from leakguard.net.transport import GuardedTransport
from tests.support.servers import LOOPBACK, WebSite


def client(settings: Settings) -> httpx.Client:
    return httpx.Client(transport=GuardedTransport(settings, now=lambda: datetime.now(UTC), limits=Limits()), trust_env=False)


def test_an_httpx_client_reads_a_site_through_the_guards() -> None:
    with WebSite({"/a": b"hello"}) as site, client(Settings(allow=LOOPBACK)) as http:
        response = http.get(f"{site.url}/a")
    assert (response.status_code, response.text) == (200, "hello")
    assert response.extensions["exchange"].response_head.startswith(b"HTTP/1.")


def test_an_httpx_client_reaches_no_private_address() -> None:
    with WebSite({"/": b""}) as site, client(Settings()) as http, pytest.raises(AddressRefused):
        http.get(site.url)
