import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from leakguard.vault.vault import Vault
from tests.vault.support import CHEAP, PASSPHRASE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "case"


@pytest.fixture(scope="package")
def _made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("vault") / "case"
    vault, code = Vault.create(folder, PASSPHRASE, cost=CHEAP)
    vault.close()
    return folder, code


@pytest.fixture
def created(_made: tuple[Path, str], folder: Path) -> tuple[Path, str]:
    """A closed, empty case, copied from one that is made once: its folder and its recovery code, which opens it quickly."""
    made, code = _made
    shutil.copytree(made, folder)
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
