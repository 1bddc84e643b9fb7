"""What the tests of several commands share."""

import pytest

from tests.support.registries import Registry, domain, network, rdap


@pytest.fixture
def registry():
    """The registries that know who is behind leak.example."""
    pages = {
        "/domain/leak.example": rdap(domain("leak.example")),
        "/ip/127.0.0.1": rdap(network("127.0.0.0", "127.0.0.255")),
    }
    with Registry(pages) as running:
        yield running
