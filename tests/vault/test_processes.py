"""Several processes at once: nobody waits for long, nothing is lost."""

from hashlib import sha256
from pathlib import Path

import pytest

from leakguard.errors import CaseBusy, CaseError, StorageError
from leakguard.model.evidence import Link
from leakguard.vault.vault import Vault
from tests.vault.processes import Worker
from tests.vault.support import contents, link, object_files


@pytest.mark.parametrize("act", ["write", "write_apart"])
def test_two_writers_lose_nothing_while_a_third_collects(created: tuple[Path, str], act: str) -> None:
    folder, code = created
    with (
        Worker(act, folder, code, rounds=40) as one,
        Worker(act, folder, code, rounds=40) as other,
        Worker("collect", folder, code, rounds=150) as collector,
    ):
        lines = [*one.finish(), *other.finish()]
        collector.finish()
    told = [line for line in lines if line[0] == "kept"]
    assert len(told) == 80
    deleted = {line[1] for line in lines if line[0] == "deleting"}
    with Vault.open(folder, code) as vault:
        assert {line[1] for line in told} == {record.id for record in vault.find(Link)}
        for _, _, object, digest in told:
            if object not in deleted:
                assert sha256(vault.read_object(object)).hexdigest() == digest
    assert len(object_files(folder)) == 80 - len(deleted)


def test_a_lock_dies_with_its_process(created: tuple[Path, str]) -> None:
    folder, code = created
    with Vault.open(folder, code, patience=0.1) as vault:
        with Worker("collect", folder, code) as worker:
            worker.wait_for(1)
            with Worker("write", folder, code) as writer:
                writer.wait_for(2)
                with pytest.raises(CaseBusy, match="open"):
                    vault.rotate_key()
                writer.kill()
            worker.kill()
        vault.rotate_key()


def test_a_key_change_is_refused_while_another_process_has_the_case_open(vault: Vault, other: Vault) -> None:
    before = contents(vault.path)
    with pytest.raises(CaseBusy, match="open"):
        vault.rotate_key()
    assert contents(vault.path) == before
    with vault.write() as change:
        change.put(link("l-1"))
    assert other.count(Link) == 1


def test_a_case_that_is_being_rekeyed_makes_others_wait_then_say_so(vault: Vault, code: str) -> None:
    with vault.write() as change:
        change.add_object(b"data", media=False)
    tried = []

    def progress(what: str, done: int, total: int | None) -> None:
        with pytest.raises(CaseBusy):
            Vault.open(vault.path, code, patience=0.1)
        tried.append((done, total))

    vault.rotate_key(progress)
    assert tried == [(0, 1), (1, 1)]
    Vault.open(vault.path, code).close()


def test_a_case_wiped_by_another_process_takes_no_more_writes(vault: Vault) -> None:
    Vault.wipe(vault.path)
    with pytest.raises((CaseError, StorageError)):
        vault.change_passphrase("new")
    with pytest.raises((CaseError, StorageError)), vault.write() as change:
        change.put(link("l-1"))
    assert not Vault.exists(vault.path)
