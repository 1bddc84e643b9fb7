"""A full disk, a write-protected one, a folder that is not ours: typed errors, and what was acknowledged stays."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from leakguard.errors import StorageError
from leakguard.model.evidence import Link
from leakguard.model.verification import Answer
from leakguard.vault.vault import Vault
from tests.vault.support import CHEAP, PASSPHRASE, contents, link, object_files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="file size limits and mounts are POSIX")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one mebibyte of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting a small file system needs root")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def fill(vault: Vault) -> tuple[list[str], StorageError]:
    kept: list[str] = []
    while True:
        try:
            with vault.write() as change:
                id = change.add_object(bytes([len(kept)]) * 50_000, media=False)
                change.put(link(f"l-{len(kept)}"))
        except StorageError as error:
            return kept, error
        kept.append(id)


def test_on_a_full_disk_everything_acknowledged_is_safe_and_the_case_works_on(small_disk: Path) -> None:
    vault, code = Vault.create(small_disk / "case", PASSPHRASE, cost=CHEAP)
    with vault:
        kept, error = fill(vault)
        assert len(kept) > 5
        assert "full" in error.message
        assert "safe" in error.message
        assert len(object_files(vault.path)) == len(kept), "the half-written one takes no room"
    with Vault.open(small_disk / "case", code) as vault:
        assert [vault.read_object(id) for id in kept] == [bytes([number]) * 50_000 for number in range(len(kept))]
        assert vault.count(Link) == len(kept)
        assert {check.result for check in vault.check()} == {Answer.YES}
        with vault.write() as change:
            change.delete_object(kept[0])
        with vault.write() as change:
            change.add_object(b"x" * 20_000, media=False)


def test_without_room_for_a_second_copy_the_key_change_is_undone(small_disk: Path) -> None:
    vault, code = Vault.create(small_disk / "case", PASSPHRASE, cost=CHEAP)
    with vault:
        kept, _ = fill(vault)
        before = contents(vault.path)
        with pytest.raises(StorageError, match="full"):
            vault.rotate_key()
        assert contents(vault.path) == before
        assert vault.read_object(kept[-1])
    Vault.open(small_disk / "case", code).close()


def test_a_new_passphrase_that_finds_no_room_leaves_the_old_one(small_disk: Path) -> None:
    vault, _ = Vault.create(small_disk / "case", PASSPHRASE, cost=CHEAP)
    with vault:
        (small_disk / "ballast").write_bytes(b"x" * (1024 * 1024 - used(small_disk)))
        with pytest.raises(StorageError):
            vault.change_passphrase("new")
    (small_disk / "ballast").unlink()
    Vault.open(small_disk / "case", PASSPHRASE).close()


def used(place: Path) -> int:
    import os

    disk = os.statvfs(place)
    return (disk.f_blocks - disk.f_bfree) * disk.f_frsize


def test_a_write_protected_case_is_read_and_says_why_it_is_not_written(small_disk: Path) -> None:
    vault, code = Vault.create(small_disk / "case", PASSPHRASE, cost=CHEAP)
    with vault, vault.write() as change:
        change.put(link("l-1"))
        id = change.add_object(b"data", media=False)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    before = contents(small_disk)
    with Vault.open(small_disk / "case", code) as vault:
        assert vault.find(Link) == (link("l-1"),)
        assert vault.read_object(id) == b"data"
        assert {check.result for check in vault.check()} == {Answer.YES}
        for act in (
            lambda: add(vault),
            lambda: vault.change_passphrase("new"),
            lambda: vault.new_recovery_code(),
            lambda: vault.rotate_key(),
        ):
            with pytest.raises(StorageError, match="written") as caught:
                act()
            assert caught.value.hint
        assert vault.read_object(id) == b"data"
    assert contents(small_disk) == before
    told = Vault.wipe(small_disk / "case")
    assert "could not be overwritten" in told[0]
    assert "could not be removed" in told[1]


def add(vault: Vault) -> None:
    with vault.write() as change:
        change.add_object(b"more", media=False)


LIMITED = """
import resource, sys
from pathlib import Path
from leakguard.errors import StorageError
from leakguard.vault.vault import Vault
from tests.vault.support import link

resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
with Vault.open(Path(sys.argv[1]), sys.argv[2]) as vault:
    with vault.write() as change:
        change.put(link("l-1"))
        change.add_object(b"small", media=False)
    for attempt in (lambda change: change.add_object(bytes(400_000), media=False),
                    lambda change: [change.put(link(f"l-{n}", "x" * 1000)) for n in range(400)]):
        try:
            with vault.write() as change:
                attempt(change)
        except StorageError as error:
            print(error.message)
    assert vault.get(type(link("")), "l-1") == link("l-1")
"""


def test_a_file_that_may_not_grow_is_told_like_a_full_disk(created: tuple[Path, str]) -> None:
    """Needs no root: the limit stands for the disk's end, for an object and for the index."""
    folder, code = created
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, folder, code], cwd=Path(__file__).parents[2], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Everything stored before is safe.") == 2
    assert done.stderr == ""
    with Vault.open(folder, code) as vault:
        assert vault.find(Link) == (link("l-1"),)
        assert {check.result for check in vault.check()} == {Answer.YES}
    assert len(object_files(folder)) == 1
