"""Killed at any moment, a case holds exactly what was acknowledged, and nothing of it in clear."""

import random
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from leakguard.errors import LeakguardError, WrongPassphrase
from leakguard.model.evidence import Link
from leakguard.model.verification import Answer
from leakguard.vault.vault import Vault
from tests.vault.processes import Worker
from tests.vault.support import CHEAP, PASSPHRASE, contents, link, object_files
from tests.vault.worker import CANARY

KILLS = 50


def require_no_canary(folder: Path) -> None:
    for name, raw in contents(folder).items():
        assert CANARY.encode() not in (raw or b""), f"{name} holds plaintext"


def test_killed_while_writing_no_acknowledged_write_is_lost(created: tuple[Path, str]) -> None:
    folder, code = created
    records: set[str] = set()
    objects: dict[str, str] = {}
    doomed: set[str] = set()
    chance = random.Random(20260102)
    for _ in range(KILLS):
        with Worker("write", folder, code) as worker:
            worker.wait_for(chance.randint(1, 7))
            told = worker.kill(after=chance.random() * 0.02)
        require_no_canary(folder)
        kept = [line[1:] for line in told if line[0] == "kept"]
        records |= {id for id, _, _ in kept}
        fresh = {object: digest for _, object, digest in kept}
        objects |= fresh
        doomed |= {line[1] for line in told if line[0] == "deleting"}
        with Vault.open(folder, code) as vault:
            assert records <= {record.id for record in vault.find(Link)}
            for object in set(fresh) - doomed:
                assert sha256(vault.read_object(object)).hexdigest() == fresh[object]
    with Vault.open(folder, code) as vault:
        assert {check.result for check in vault.check()} == {Answer.YES}
        for object in set(objects) - doomed:
            assert sha256(vault.read_object(object)).hexdigest() == objects[object]
        listed = sum(check.check == "object" for check in vault.check())
    assert len(object_files(folder)) == listed, "leftovers were not collected"
    assert len(records) > KILLS


def test_killed_while_changing_the_passphrase_exactly_one_opens(created: tuple[Path, str]) -> None:
    folder, code = created
    current = PASSPHRASE
    chance = random.Random(20260103)
    for _ in range(8):
        with Worker("change_passphrase", folder, code) as worker:
            worker.wait_for(chance.randint(1, 3))
            told = worker.kill(after=chance.random() * 0.08)
        number = int(told[-1][1]) if len(told) > 1 else -1
        candidates = {current if number < 0 else f"passphrase {number}", f"passphrase {number + 1}"}
        opening = [secret for secret in candidates if opens(folder, secret)]
        assert len(opening) == 1
        current = opening[0]
        Vault.open(folder, code).close()


def opens(folder: Path, secret: str) -> bool:
    try:
        Vault.open(folder, secret).close()
    except WrongPassphrase:
        return False
    return True


def test_killed_while_changing_the_key_the_case_is_whole(created: tuple[Path, str]) -> None:
    folder, code = created
    objects = filled(folder, code)
    chance = random.Random(20260104)
    for _ in range(8):
        with Worker("rotate", folder, code) as worker:
            worker.wait_for(chance.randint(1, 2))
            worker.kill(after=chance.random() * 0.15)
        require_whole(folder, code, objects)
    assert opens(folder, PASSPHRASE)


def test_killed_at_chosen_points_of_a_key_change_the_case_is_whole(created: tuple[Path, str]) -> None:
    folder, code = created
    objects = filled(folder, code)
    with Worker("rotate", folder, code, rounds=1, die_at=-1) as worker:
        points = int(worker.finish()[-1][1])
    assert points > 30
    for point in random.Random(20260105).sample(range(points), 10):
        with Worker("rotate", folder, code, rounds=1, die_at=point) as worker:
            assert worker.died()
        require_whole(folder, code, objects)


def test_killed_while_being_made_a_case_is_either_there_or_can_be_made_again(tmp_path: Path) -> None:
    made = 0
    for point in (*range(0, 30, 5), 1000):
        folder = tmp_path / str(point)
        with Worker("create", folder, PASSPHRASE, die_at=point) as worker:
            worker.died()
        if Vault.exists(folder):
            made += 1
        else:
            Vault.create(folder, PASSPHRASE, cost=CHEAP)[0].close()
        with Vault.open(folder, PASSPHRASE) as vault:
            assert {check.result for check in vault.check()} == {Answer.YES}
    assert 0 < made < 7


def test_killed_while_wiping_the_case_never_opens_again_and_the_wipe_can_be_finished(
    created: tuple[Path, str], tmp_path: Path
) -> None:
    folder, code = created
    filled(folder, code)
    for point in (1, 2, 3, 5, 8, 12):
        copy = tmp_path / f"copy {point}"
        shutil.copytree(folder, copy)
        with Worker("wipe", copy, code, die_at=point) as worker:
            assert worker.died()
        with pytest.raises(LeakguardError):
            Vault.open(copy, code)
        if any(copy.rglob("*")):
            Vault.wipe(copy)
        assert not any(copy.rglob("*"))


def filled(folder: Path, code: str) -> dict[str, bytes]:
    """Records and objects to be found again."""
    objects = {}
    with Vault.open(folder, code) as vault, vault.write() as change:
        for number in range(20):
            change.put(link(f"l-{number}", f"https://example.org/{CANARY}/{number}"))
        for number in range(3):
            data = f"{CANARY} {number}".encode() * (1 + 4000 * number)
            objects[change.add_object(data, media=number == 1)] = data
    return objects


def require_whole(folder: Path, code: str, objects: dict[str, bytes]) -> None:
    require_no_canary(folder)
    with Vault.open(folder, code) as vault:
        assert [record.id for record in vault.find(Link)] == [f"l-{number}" for number in range(20)]
        assert {id: vault.read_object(id) for id in objects} == objects
        assert {check.result for check in vault.check()} == {Answer.YES}
    assert len(object_files(folder)) == len(objects)
    assert sorted(path.name for path in folder.iterdir()) == ["head", "index", "lock", "objects", "tmp"]
