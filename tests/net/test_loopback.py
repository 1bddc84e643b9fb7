"""The site of the demonstration is real, local, and reachable by its exact allowance only."""

import pytest

from leakguard.errors import AddressRefused
from leakguard.net.client import FetchFailed
from leakguard.net.loopback import Site
from tests.net.clients import client

PAGES = {"/": ("text/html", b"<p>made up", {"X-Demo": "yes"}), "/a.png": ("image/png", b"\x89PNG", {})}


def test_it_serves_its_pages_with_their_type_and_headers() -> None:
    with Site(PAGES) as site, client(allow=(), allow_exact=(site.address,)) as web:
        page = web.fetch(site.url + "/?q=1").last
        assert (page.status, page.body, page.header("content-type"), page.header("x-demo")) == (
            200,
            b"<p>made up",
            "text/html",
            "yes",
        )
        assert web.fetch(site.url + "/a.png").last.body == b"\x89PNG"
        assert web.fetch(site.url + "/other").last.status == 404
        head = web.fetch(site.url + "/", method="HEAD").last
        assert (head.header("content-length"), head.body) == ("10", b"")


def test_it_is_refused_without_the_allowance() -> None:
    with Site(PAGES) as site, client(allow=()) as web, pytest.raises(AddressRefused):
        web.fetch(site.url + "/")


def test_it_is_gone_after_the_context() -> None:
    with Site(PAGES) as site, client(allow_exact=(site.address,)) as web:
        url = site.url
        web.fetch(url + "/")
    with client() as web, pytest.raises(FetchFailed, match="does not accept connections"):
        web.fetch(url + "/")
