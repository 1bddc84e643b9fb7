from collections.abc import Iterator

import pytest

from leakguard.sandbox.pool import Sandbox


@pytest.fixture(scope="package")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox
