"""What is written outside the case: whole, private, never over something else, and all of one act or nothing."""

import errno
import os
from pathlib import Path

import pytest

from leakguard.errors import Refused, StorageError
from leakguard.services.files import all_or_none


def there(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_files_stay_when_the_act_is_done(tmp_path):
    with all_or_none() as new:
        new.write(tmp_path / "a" / "b" / "one.txt", b"1")
        new.write(tmp_path / "a" / "two.txt", b"2")
    assert there(tmp_path) == ["a", "a/b", "a/b/one.txt", "a/two.txt"]
    assert (tmp_path / "a" / "two.txt").read_bytes() == b"2"


def test_all_are_taken_back_when_it_fails_and_nothing_else_is(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "old.txt").write_text("old")
    with pytest.raises(KeyboardInterrupt), all_or_none() as new:
        new.write(tmp_path / "a" / "b" / "one.txt", b"1")
        new.write(tmp_path / "mine" / "two.txt", b"2")
        (tmp_path / "bundle").mkdir()
        (tmp_path / "bundle" / "bagit.txt").write_text("a bundle")
        new.adopt(tmp_path / "bundle")
        raise KeyboardInterrupt
    assert there(tmp_path) == ["mine", "mine/old.txt"]


def test_a_folder_into_which_somebody_else_wrote_stays(tmp_path):
    with pytest.raises(Refused), all_or_none() as new:
        new.write(tmp_path / "a" / "one.txt", b"1")
        (tmp_path / "a" / "theirs.txt").write_text("theirs")
        new.write(tmp_path / "a" / "theirs.txt", b"2")
    assert there(tmp_path) == ["a", "a/theirs.txt"]
    assert (tmp_path / "a" / "theirs.txt").read_text() == "theirs"


def test_a_link_to_nowhere_is_something_too(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused), all_or_none() as new:
        new.write(tmp_path / "link", b"1")
    assert there(tmp_path) == ["link"]


def test_a_name_that_this_computer_cannot_hold_is_an_error_in_plain_words(tmp_path):
    with pytest.raises(StorageError) as caught, all_or_none() as new:
        new.write(tmp_path / ("long" * 100), b"")
    assert caught.value.hint
    assert there(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, monkeypatch):
    """What a full disk answers, from the system itself."""
    monkeypatch.setattr("leakguard.services.files.open_new", lambda path: Path("/dev/full").open("wb", buffering=0))  # noqa: SIM115
    with pytest.raises(StorageError) as caught, all_or_none() as new:
        new.write(tmp_path / "report.pdf", b"words")
    assert os.strerror(errno.ENOSPC) not in caught.value.message
    assert "full" in caught.value.message
    assert there(tmp_path) == []
