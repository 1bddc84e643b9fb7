"""Whatever happens to the files: it is told, named and never hidden, and everything else stays readable."""

import struct
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from leakguard.errors import Damaged, UnknownVersion
from leakguard.model.evidence import Link
from leakguard.model.verification import Answer
from leakguard.vault.vault import Vault
from tests.vault.support import PASSPHRASE, contents, flip, link, object_files


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20_000])


def extend(path: Path) -> None:
    path.write_bytes(path.read_bytes() + bytes(16))


def swap_chunks(path: Path) -> None:
    raw, size = path.read_bytes(), 64 * 1024 + 16
    path.write_bytes(raw[size : 2 * size] + raw[:size] + raw[2 * size :])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a flipped bit": lambda path: flip(path, 70_000),
    "a cut": cut,
    "emptied": lambda path: path.write_bytes(b""),
    "extended": extend,
    "swapped chunks": swap_chunks,
    "missing": Path.unlink,
}


@pytest.fixture
def objects(vault: Vault) -> dict[str, bytes]:
    kept = {}
    with vault.write() as change:
        for number in range(3):
            data = bytes([number]) * 200_000 + b"end"
            kept[change.add_object(data, media=False)] = data
        change.put(link("l-1"))
    return kept


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_object_is_told_marked_and_kept_while_the_rest_stays_readable(
    vault: Vault, code: str, objects: dict[str, bytes], damage: Callable[[Path], object]
) -> None:
    path = object_files(vault.path)[0]
    whole = path.read_bytes()
    damage(path)
    left = path.read_bytes() if path.exists() else None
    bad = []
    for id, data in objects.items():
        try:
            assert vault.read_object(id) == data
        except Damaged as error:
            assert id in error.message
            assert error.hint
            bad.append(id)
    assert len(bad) == 1
    assert [id for id, _ in vault.damaged()] == bad
    assert [check.item for check in vault.check() if check.result is Answer.NO] == bad
    assert vault.find(Link) == (link("l-1"),)

    vault.close()
    with Vault.open(vault.path, code) as again:
        assert [id for id, _ in again.damaged()] == bad
        assert (path.read_bytes() if path.exists() else None) == left, "the damaged file is evidence, and may be all there is"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(whole)
        assert again.read_object(bad[0]) == objects[bad[0]], "a file restored from a backup is good again"
        assert {check.result for check in again.check()} == {Answer.YES}
        assert again.damaged() == ()


def test_an_object_of_another_place_does_not_pass_for_this_one(vault: Vault, objects: dict[str, bytes]) -> None:
    one, other, _ = object_files(vault.path)
    one.write_bytes(other.read_bytes())
    assert [check.result for check in vault.check() if check.check == "object"].count(Answer.NO) == 1


def test_a_stream_ends_with_an_error_and_never_as_if_it_were_whole(vault: Vault, objects: dict[str, bytes]) -> None:
    for path in object_files(vault.path):
        flip(path, -1)
    for id in objects:
        with pytest.raises(Damaged):
            for _ in vault.stream_object(id):
                pass


def test_a_damaged_object_survives_a_change_of_the_key(vault: Vault, objects: dict[str, bytes]) -> None:
    path = object_files(vault.path)[0]
    flip(path, 70_000)
    bad = [check.item for check in vault.check() if check.result is Answer.NO]
    vault.rotate_key()
    assert [check.item for check in vault.check() if check.result is Answer.NO] == bad
    assert [id for id, _ in vault.damaged()] == bad
    for file in object_files(vault.path):
        flip(file, 70_000)
    now_bad = {check.item for check in vault.check() if check.result is Answer.NO}
    assert now_bad == set(objects) - set(bad), "flipped back, its bytes open with the key that they were written with"


@pytest.mark.parametrize("place", [0, 9, 12, 100, 300, 401])
def test_a_damaged_head_is_told_and_changes_nothing(created: tuple[Path, str], place: int) -> None:
    folder, code = created
    flip(folder / "head", place)
    before = contents(folder)
    for secret in (PASSPHRASE, code):
        with pytest.raises(Damaged, match="head"):
            Vault.open(folder, secret)
    assert contents(folder) == before


def test_a_missing_head_is_told_as_damage_and_the_folder_is_not_taken_for_a_new_case(created: tuple[Path, str]) -> None:
    folder, code = created
    (folder / "head").unlink()
    before = contents(folder)
    with pytest.raises(Damaged, match="missing"):
        Vault.open(folder, code)
    assert contents(folder) == before


def test_a_newer_head_is_refused_untouched(created: tuple[Path, str]) -> None:
    folder, code = created
    body = (folder / "head").read_bytes()[:-32]
    newer = body[:8] + struct.pack(">H", 7) + body[10:]
    (folder / "head").write_bytes(newer + sha256(newer).digest())
    before = contents(folder)
    with pytest.raises(UnknownVersion):
        Vault.open(folder, code)
    assert contents(folder) == before


def test_a_foreign_records_format_is_refused_untouched(vault: Vault, code: str) -> None:
    vault._index.execute("PRAGMA user_version = 99")
    vault.close()
    before = contents(vault.path)
    with pytest.raises(UnknownVersion, match="99"):
        Vault.open(vault.path, code)
    assert contents(vault.path) == before


INDEX_DAMAGES: dict[str, Callable[[Path], object]] = {
    "salt": lambda path: flip(path, 3),
    "first page": lambda path: flip(path, 2000),
    "emptied": lambda path: path.write_bytes(b""),
    "first page only": lambda path: path.write_bytes(path.read_bytes()[:4096]),
    "noise": lambda path: path.write_bytes(bytes(40_960)),
    "missing": Path.unlink,
}


@pytest.mark.parametrize("damage", INDEX_DAMAGES.values(), ids=INDEX_DAMAGES)
def test_a_damaged_index_is_told_and_no_file_is_touched(
    vault: Vault, code: str, objects: dict[str, bytes], damage: Callable[[Path], object], capfd: pytest.CaptureFixture[str]
) -> None:
    vault.close()
    damage(vault.path / "index")
    before = contents(vault.path)
    with pytest.raises(Damaged, match="index"), Vault.open(vault.path, code) as opened:
        opened.find(Link)
    assert contents(vault.path) == before
    assert capfd.readouterr() == ("", "")


def test_a_damaged_page_costs_only_what_lies_on_it(vault: Vault, code: str, objects: dict[str, bytes]) -> None:
    with vault.write() as change:
        for number in range(500):
            change.put(link(f"l-{number}", "https://example.org/" + "x" * 500))
    vault.close()
    flip(vault.path / "index", 60 * 4096 + 1500)
    with Vault.open(vault.path, code) as opened:
        answers = {(check.check, check.item): check.result for check in opened.check()}
        assert answers.pop(("index", "index")) is Answer.NO
        assert 0 < list(answers.values()).count(Answer.NO) <= 10
        assert len(answers) == 503
        assert all(
            opened.get(Link, f"l-{number}") for number in range(500) if answers["record", f"link l-{number}"] is Answer.YES
        )
        assert {id: opened.read_object(id) for id in objects} == objects


def test_an_index_cut_within_its_last_page_does_not_pass_a_check(vault: Vault, code: str) -> None:
    vault.close()
    path = vault.path / "index"
    path.write_bytes(path.read_bytes()[:-100])
    with Vault.open(vault.path, code) as opened:
        assert Answer.NO in {check.result for check in opened.check()}


def test_a_record_that_does_not_parse_is_named_and_the_others_are_read(vault: Vault) -> None:
    with vault.write() as change:
        change.put(link("l-1"))
        change.put(link("l-2"))
    vault._index.execute("UPDATE records SET body = ? WHERE id = 'l-1'", (b'{"id": 5}',))
    vault._index.execute("INSERT INTO records (kind, id, body) VALUES ('invention', 'i-1', ?)", (b"{}",))
    answers = {check.item: check.result for check in vault.check()}
    assert answers == {
        "index": Answer.YES,
        "link l-1": Answer.NO,
        "link l-2": Answer.YES,
        "invention i-1": Answer.NO,
    }
    assert vault.get(Link, "l-2") == link("l-2")
    with pytest.raises(Damaged):
        vault.get(Link, "l-1")
