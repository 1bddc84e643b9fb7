import subprocess
import sys
from pathlib import Path

import pytest

from leakguard.errors import Damaged
from leakguard.model.evidence import Link
from leakguard.model.media import Original
from leakguard.vault.vault import Vault
from tests.vault.support import PASSPHRASE, contents, link, object_files, original


def test_a_new_key_keeps_every_id_record_object_and_secret(vault: Vault, code: str) -> None:
    with vault.write() as change:
        for number in range(700):
            change.put(link(f"l-{number}"))
        change.put(original("o-1"))
        objects = {change.add_object(bytes([size % 251]) * size, media=bool(size % 2)): size for size in (0, 1, 70_000, 300_001)}
    steps = []
    vault.rotate_key(lambda what, done, total: steps.append((what, done, total)))
    assert steps == [("re-encrypting", done, 4) for done in range(5)]
    vault.close()
    for secret in (PASSPHRASE, code):
        with Vault.open(vault.path, secret) as opened:
            assert [record.id for record in opened.find(Link)] == [f"l-{number}" for number in range(700)]
            assert opened.find(Original) == (original("o-1"),)
            assert {id: len(opened.read_object(id)) for id in objects} == objects


def test_a_new_key_leaves_no_old_byte_in_place(vault: Vault) -> None:
    with vault.write() as change:
        change.put(link("l-1"))
        change.add_object(b"x" * 100_000, media=False)
    before = contents(vault.path)
    vault.rotate_key()
    after = contents(vault.path)
    assert not {path.name for path in object_files(vault.path)} & set(before)
    same = {name for name in before.keys() & after.keys() if before[name] and before[name] == after[name]}
    assert same == set()


def test_who_kept_the_old_head_and_knew_the_old_passphrase_cannot_open_the_new_index(vault: Vault, code: str) -> None:
    """The reason for changing the key: a copy of the folder was taken when the passphrase was known."""
    old = (vault.path / "head").read_bytes()
    with vault.write() as change:
        change.put(link("l-1"))
    vault.change_passphrase("another one")
    vault.rotate_key()
    vault.close()
    current = (vault.path / "head").read_bytes()
    (vault.path / "head").write_bytes(old)
    before = contents(vault.path)
    with pytest.raises(Damaged):
        Vault.open(vault.path, PASSPHRASE)
    assert contents(vault.path) == before, "a stranger's key never tidies up"
    (vault.path / "head").write_bytes(current)
    with Vault.open(vault.path, "another one") as opened:
        assert opened.count(Link) == 1


def test_the_same_process_goes_on_writing_under_the_new_key(vault: Vault, code: str) -> None:
    for number in range(3):
        with vault.write() as change:
            change.put(link(f"l-{number}"))
            change.add_object(b"data", media=False)
        vault.rotate_key()
    vault.change_passphrase("new")
    vault.close()
    with Vault.open(vault.path, "new") as opened:
        assert opened.count(Link) == 3
        assert len(object_files(opened.path)) == 3


def test_an_interrupted_change_is_undone_and_the_case_goes_on(vault: Vault) -> None:
    with vault.write() as change:
        id = change.add_object(b"data", media=False)
    before = contents(vault.path)

    def interrupt(what: str, done: int, total: int | None) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vault.rotate_key(interrupt)
    assert contents(vault.path) == before
    assert vault.read_object(id) == b"data"
    with vault.write() as change:
        change.put(link("l-1"))


def test_a_wrong_key_says_nothing_on_stderr(created: tuple[Path, str]) -> None:
    """SQLCipher would name itself there."""
    folder, _ = created
    script = (
        "import sys; from pathlib import Path; from leakguard.errors import Damaged; from leakguard.vault.index import Index\n"
        "try: Index.open(Path(sys.argv[1]), bytes(32), patience=1)\n"
        "except Damaged: print('damaged')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, folder / "index"], cwd=Path(__file__).parents[2], capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("damaged\n", "")
