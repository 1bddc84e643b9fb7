from collections.abc import Iterator

import pytest

from leakguard.sandbox.limits import MIB, Limits
from leakguard.sandbox.pool import Sandbox
from tests.sandbox import bad_parsers

PARSERS = {
    name: f"{bad_parsers.__name__}:{name}"
    for name, value in vars(bad_parsers).items()
    if callable(value) and getattr(value, "__module__", "") == bad_parsers.__name__ and not name.startswith("_")
}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(parsers=PARSERS, limits=Limits(memory=300 * MIB, header_bytes=MIB, blob_bytes=50 * MIB)) as sandbox:
        yield sandbox
