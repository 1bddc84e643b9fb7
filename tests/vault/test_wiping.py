import os
from pathlib import Path

import pytest

from leakguard.errors import NoCase
from leakguard.vault.vault import Vault
from leakguard.vault.wiping import OUT_OF_REACH
from tests.vault.support import link


def test_a_wiped_case_is_gone_with_its_folder(vault: Vault, code: str) -> None:
    with vault.write() as change:
        change.put(link("l-1"))
        change.add_object(b"x" * 100_000, media=True)
    vault.close()
    assert Vault.wipe(vault.path) == OUT_OF_REACH
    assert not vault.path.exists()
    with pytest.raises(NoCase):
        Vault.open(vault.path, code)
    with pytest.raises(NoCase):
        Vault.wipe(vault.path)


def test_the_key_slots_are_overwritten_where_they_lay(created: tuple[Path, str], tmp_path: Path) -> None:
    """A second name for the same file shows what is left in its blocks."""
    folder, _ = created
    shadow = tmp_path / "shadow"
    os.link(folder / "head", shadow)
    head = shadow.read_bytes()
    Vault.wipe(folder)
    left = shadow.read_bytes()
    assert len(left) == len(head)
    assert not any(head[start : start + 16] in left for start in range(0, len(head) - 16))


def test_key_slots_left_in_tmp_by_a_killed_passphrase_change_are_overwritten_too(
    created: tuple[Path, str], tmp_path: Path
) -> None:
    folder, _ = created
    scratch, shadow = folder / "tmp" / "0123", tmp_path / "shadow"
    scratch.write_bytes((folder / "head").read_bytes())
    os.link(scratch, shadow)
    head = shadow.read_bytes()
    Vault.wipe(folder)
    assert head[100:116] not in shadow.read_bytes()


def test_files_that_are_not_the_case_stay_and_are_told(created: tuple[Path, str]) -> None:
    folder, _ = created
    (folder / "letter.txt").write_text("mine")
    told = Vault.wipe(folder)
    assert "other files" in told[0]
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]


def test_a_damaged_case_can_be_wiped(created: tuple[Path, str]) -> None:
    folder, _ = created
    (folder / "head").unlink()
    Vault.wipe(folder)
    assert not folder.exists()


def test_what_is_out_of_reach_is_always_said() -> None:
    text = " ".join(OUT_OF_REACH)
    for word in ("Backups", "cloud", "SSD", "memory", "exported"):
        assert word in text
