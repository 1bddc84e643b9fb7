from collections.abc import Iterator
from pathlib import Path

import pytest

from leakguard.vault.vault import Vault
from tests.vault.support import CHEAP, PASSPHRASE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "case"


@pytest.fixture
def created(folder: Path) -> tuple[Path, str]:
    """A closed, empty case: its folder and its recovery code. Opening with the code needs no slow derivation."""
    vault, code = Vault.create(folder, PASSPHRASE, cost=CHEAP)
    vault.close()
    return folder, code


@pytest.fixture
def code(created: tuple[Path, str]) -> str:
    return created[1]


@pytest.fixture
def vault(created: tuple[Path, str]) -> Iterator[Vault]:
    with Vault.open(*created, patience=0.3) as opened:
        yield opened


@pytest.fixture
def other(created: tuple[Path, str], vault: Vault) -> Iterator[Vault]:
    """The same case, opened a second time beside `vault`."""
    with Vault.open(*created, patience=0.3) as opened:
        yield opened
