import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leakguard.errors import CaseBusy, CaseError, NoCase, NotFound, Refused, UsageError, WrongPassphrase
from leakguard.model.case import Case, Profile
from leakguard.model.evidence import Link
from leakguard.model.verification import Answer
from leakguard.vault.vault import Vault
from tests.vault.support import CHEAP, PASSPHRASE, case, contents, link, object_files


class Stop(Exception):
    pass


def test_a_new_case_opens_with_the_passphrase_and_with_the_code(folder: Path) -> None:
    vault, code = Vault.create(folder, PASSPHRASE, cost=CHEAP)
    with vault, vault.write() as change:
        change.put(link("l-1"))
    for secret in (PASSPHRASE, code, code.lower().replace("-", " ")):
        with Vault.open(folder, secret) as opened:
            assert opened.find(Link) == (link("l-1"),)
            assert opened.path == folder


@pytest.mark.parametrize("secret", ["wrong", "", PASSPHRASE + "x", "0000-0000-0000-0000-0000-0000-0000-0000"])
def test_a_wrong_secret_is_refused_and_changes_nothing(
    created: tuple[Path, str], secret: str, capfd: pytest.CaptureFixture[str]
) -> None:
    before = contents(created[0])
    with pytest.raises(WrongPassphrase):
        Vault.open(created[0], secret)
    assert contents(created[0]) == before
    assert capfd.readouterr() == ("", "")


def test_where_there_is_no_case_none_is_opened_or_wiped(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path, tmp_path / "missing", tmp_path / "file"):
        assert not Vault.exists(path)
        with pytest.raises(NoCase):
            Vault.open(path, PASSPHRASE)
        with pytest.raises(NoCase):
            Vault.wipe(path)
    assert contents(tmp_path) == {"file": b"x"}


@pytest.mark.parametrize("name", ["letter.txt", "index", "head"])
def test_a_folder_with_anything_in_it_is_refused_untouched(folder: Path, name: str) -> None:
    folder.mkdir()
    (folder / name).write_text("mine")
    with pytest.raises(Refused):
        Vault.create(folder, PASSPHRASE, cost=CHEAP)
    assert contents(folder) == {name: b"mine"}


def test_a_second_case_never_replaces_the_first(created: tuple[Path, str]) -> None:
    before = contents(created[0])
    with pytest.raises(Refused):
        Vault.create(created[0], PASSPHRASE, cost=CHEAP)
    assert contents(created[0]) == before


def test_an_empty_passphrase_makes_no_case(folder: Path) -> None:
    with pytest.raises(UsageError):
        Vault.create(folder, "", cost=CHEAP)
    assert not folder.exists()


def test_an_empty_folder_becomes_a_case(folder: Path) -> None:
    folder.mkdir()
    Vault.create(folder, PASSPHRASE, cost=CHEAP)[0].close()
    assert Vault.exists(folder)


def test_records_come_back_in_the_order_of_their_first_insertion(vault: Vault) -> None:
    with vault.write() as change:
        for id in ("l-c", "l-a", "l-b"):
            change.put(link(id))
    with vault.write() as change:
        change.put(link("l-c", "https://example.org/new"))
    assert [record.id for record in vault.find(Link)] == ["l-c", "l-a", "l-b"]
    assert vault.get(Link, "l-c").url == "https://example.org/new"
    assert vault.count(Link) == 3
    assert vault.find(Case) == ()


def test_what_is_not_there_is_told(vault: Vault) -> None:
    with pytest.raises(NotFound, match="l-1"):
        vault.get(Link, "l-1")
    with pytest.raises(NotFound):
        vault.read_object("0" * 32)
    with pytest.raises(NotFound):
        vault.stream_object("0" * 32)
    for act in (lambda change: change.delete(Link, "l-1"), lambda change: change.delete_object("0" * 32)):
        with pytest.raises(NotFound), vault.write() as change:
            act(change)


def test_kinds_have_ids_of_their_own(vault: Vault) -> None:
    with vault.write() as change:
        change.put(case())
        change.put(Profile(id="case", name="Somebody"))
    assert vault.get(Case, "case") == case()
    assert vault.get(Profile, "case").name == "Somebody"


def test_a_transaction_sees_its_own_writes_and_others_only_after_the_commit(vault: Vault, other: Vault) -> None:
    with vault.write() as change:
        assert change.last(Link) is None
        change.put(link("l-1"))
        change.put(link("l-2"))
        assert change.find(Link) == (link("l-1"), link("l-2"))
        assert change.last(Link) == link("l-2")
        assert change.get(Link, "l-1") == link("l-1")
        assert change.count(Link) == 2
        assert other.find(Link) == ()
    assert other.count(Link) == 2


def test_whatever_ends_the_block_early_undoes_all_of_it(vault: Vault) -> None:
    with vault.write() as change:
        change.put(link("l-1"))
        kept = change.add_object(b"kept", media=False)
    before = contents(vault.path)
    for error in (Stop, KeyboardInterrupt):
        with pytest.raises(error), vault.write() as change:
            change.put(link("l-2"))
            change.delete(Link, "l-1")
            change.delete_object(kept)
            change.add_object(b"x" * 200_000, media=True)
            raise error
    assert contents(vault.path) == before
    assert vault.find(Link) == (link("l-1"),)
    assert vault.read_object(kept) == b"kept"


def test_a_transaction_that_writes_nothing_leaves_the_folder_as_it_was(vault: Vault) -> None:
    before = contents(vault.path)
    with vault.write() as change:
        change.find(Link)
    assert contents(vault.path) == before


def test_a_source_that_fails_half_way_leaves_nothing_and_keeps_its_own_error(vault: Vault) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x" * 300_000
        raise OSError("the source broke")

    with vault.write() as change:
        with pytest.raises(OSError, match="the source broke"):
            change.add_object(pieces(), media=False)
        change.put(link("l-1"))
    assert vault.count(Link) == 1
    assert object_files(vault.path) == []
    assert list((vault.path / "tmp").iterdir()) == []


def test_after_the_block_the_transaction_is_over(vault: Vault) -> None:
    with vault.write() as change:
        pass
    with pytest.raises(RuntimeError):
        change.put(link("l-1"))
    assert vault.count(Link) == 0


def test_a_transaction_holds_no_second_one_and_no_key_change(vault: Vault) -> None:
    with vault.write() as change:
        change.put(link("l-1"))
        for act in (lambda: vault.write().__enter__(), vault.rotate_key, lambda: vault.change_passphrase("new")):
            with pytest.raises(RuntimeError):
                act()
    assert vault.find(Link) == (link("l-1"),)


@pytest.mark.parametrize("size", [0, 1, 70_000])
def test_an_object_reads_back_whole_and_in_pieces(vault: Vault, size: int) -> None:
    data = bytes(place % 256 for place in range(size))
    with vault.write() as change:
        whole = change.add_object(data, media=False)
        pieces = change.add_object((data[start : start + 1000] for start in range(0, size, 1000)), media=True)
    assert vault.read_object(whole) == vault.read_object(pieces) == b"".join(vault.stream_object(whole)) == data


def test_deleting_an_object_removes_its_file_after_the_commit(vault: Vault) -> None:
    with vault.write() as change:
        id = change.add_object(b"gone soon", media=False)
    with vault.write() as change:
        change.delete_object(id)
        assert len(object_files(vault.path)) == 1
    assert object_files(vault.path) == []
    with pytest.raises(NotFound):
        vault.read_object(id)


def test_new_ids_are_short_and_never_taken(vault: Vault) -> None:
    drawn = iter([bytes(8), bytes(8), bytes([33] * 8)])
    with Vault.open(vault.path, PASSPHRASE, random=lambda count: next(drawn, bytes(count))) as odd, odd.write() as change:
        change.put(link(change.new_id(Link)))
        change.put(link(change.new_id(Link)))
        assert [record.id for record in change.find(Link)] == ["l-00000000", "l-11111111"]
        with pytest.raises(ValueError, match="case"):
            change.new_id(Case)
    with vault.write() as change:
        assert len({change.new_id(Link) for _ in range(100)}) == 100


def test_a_changed_passphrase_replaces_the_old_one_and_keeps_the_code(vault: Vault, code: str) -> None:
    with vault.write() as change:
        change.put(link("l-1"))
    vault.change_passphrase("another one")
    with vault.write() as change:
        change.put(link("l-2"))
    with pytest.raises(WrongPassphrase):
        Vault.open(vault.path, PASSPHRASE)
    for secret in ("another one", code):
        with Vault.open(vault.path, secret) as opened:
            assert opened.count(Link) == 2


def test_an_empty_new_passphrase_changes_nothing(vault: Vault) -> None:
    before = contents(vault.path)
    with pytest.raises(UsageError):
        vault.change_passphrase("")
    assert contents(vault.path) == before


def test_a_new_recovery_code_replaces_the_old_one_and_keeps_the_passphrase(vault: Vault, code: str) -> None:
    new = vault.new_recovery_code()
    with pytest.raises(WrongPassphrase):
        Vault.open(vault.path, code)
    for secret in (new, PASSPHRASE):
        Vault.open(vault.path, secret).close()


def test_two_open_cases_that_change_the_head_lose_neither_change(vault: Vault, other: Vault) -> None:
    vault.change_passphrase("from the one")
    new = other.new_recovery_code()
    for secret in ("from the one", new):
        Vault.open(vault.path, secret).close()


def test_a_second_writer_waits_then_says_that_the_case_is_busy(vault: Vault, other: Vault) -> None:
    with vault.write() as change:
        change.put(link("l-1"))
        with pytest.raises(CaseBusy, match="writing"), other.write():
            pass
    with other.write() as change:
        change.put(link("l-2"))
    assert vault.count(Link) == 2


def test_a_long_reader_and_short_writers_do_not_wait_for_each_other(vault: Vault, other: Vault) -> None:
    with vault.write() as change:
        id = change.add_object(b"x" * 500_000, media=False)
        for number in range(20):
            change.put(link(f"l-{number}"))
    stream, checks = vault.stream_object(id), vault.check()
    next(stream)
    seen = [next(checks), next(checks)]
    with other.write() as change:
        change.put(link("l-new"))
        assert sum(map(len, stream)) + 65_536 == 500_000
        assert vault.get(Link, "l-0") == link("l-0")
    seen += checks
    assert {check.result for check in seen} == {Answer.YES}


def test_a_checked_case_answers_for_pages_records_and_objects(vault: Vault) -> None:
    with vault.write() as change:
        change.put(link("l-1"))
        id = change.add_object(b"data", media=True)
    assert [(check.check, check.item, check.result) for check in vault.check()] == [
        ("index", "index", Answer.YES),
        ("record", "link l-1", Answer.YES),
        ("object", id, Answer.YES),
    ]


def test_a_closed_case_is_locked(vault: Vault) -> None:
    vault.close()
    vault.close()
    for act in (
        lambda: vault.find(Link),
        lambda: vault.frozen,
        lambda: vault.write().__enter__(),
        lambda: vault.change_passphrase("new"),
        lambda: vault.rotate_key(),
    ):
        with pytest.raises(CaseError, match="locked"):
            act()


def test_a_copied_folder_without_its_empty_parts_opens(vault: Vault, code: str, tmp_path: Path) -> None:
    """Sync programs drop empty files and folders."""
    with vault.write() as change:
        change.put(link("l-1"))
        id = change.add_object(b"data", media=False)
    copy = tmp_path / "copy"
    for name, raw in contents(vault.path).items():
        if raw:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes(raw)
    with Vault.open(copy, code) as opened, opened.write() as change:
        assert opened.read_object(id) == b"data"
        change.add_object(b"more", media=False)


def test_leftovers_of_killed_runs_go_when_the_case_is_opened_alone(created: tuple[Path, str]) -> None:
    folder, code = created
    (folder / "tmp" / "half").write_bytes(b"x")
    (folder / "objects" / "ab").mkdir()
    (folder / "objects" / "ab" / ("ab" * 16)).write_bytes(b"unlisted")
    (folder / "index.next").write_bytes(b"half a new index")
    with Vault.open(folder, code) as first:
        assert sorted(contents(folder)) == ["head", "index", "lock", "objects", "tmp"]
        (folder / "tmp" / "half").write_bytes(b"x")
        Vault.open(folder, code).close()
        assert (folder / "tmp" / "half").exists(), "somebody else may be writing it"
        first.find(Link)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_owner_may_read_the_folder(vault: Vault) -> None:
    with vault.write() as change:
        change.add_object(b"data", media=False)
        for path in (vault.path, *vault.path.rglob("*")):
            assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_times_and_names_say_nothing_of_when_and_what(vault: Vault) -> None:
    with vault.write() as change:
        change.put(case())
        change.add_object(b"data", media=True)
    vault.change_passphrase("new")
    for path in (vault.path, *vault.path.rglob("*")):
        assert 315_532_800 <= path.stat().st_mtime < 315_532_800 + 100, path
        name = path.name
        assert path == vault.path or name in {"head", "index", "lock", "tmp", "objects"} or int(name, 16) >= 0


def test_backup_programs_notice_every_change_of_index_and_head(vault: Vault) -> None:
    times = []
    for number in range(3):
        with vault.write() as change:
            change.put(link("l-1", f"https://example.org/{number}"))
        times.append((vault.path / "index").stat().st_mtime)
    heads = []
    for number in range(2):
        vault.change_passphrase(f"number {number}")
        heads.append((vault.path / "head").stat().st_mtime)
    assert len(set(times)) == 3
    assert len(set(heads)) == 2


def test_ten_thousand_records_come_back_complete(vault: Vault) -> None:
    with vault.write() as change:
        for number in range(10_000):
            change.put(replace(link(f"l-{number}"), note="n" * 200))
    assert [record.id for record in vault.find(Link)] == [f"l-{number}" for number in range(10_000)]
