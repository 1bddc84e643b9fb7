import os
import sys
import threading
from hashlib import sha256
from pathlib import Path

import pytest

from leakguard.collect import files, local
from leakguard.collect.candidate import Candidate
from leakguard.errors import NotFound, Unreadable
from leakguard.model.check import NotChecked, TargetKind
from leakguard.sandbox.pool import Sandbox
from tests.collect.samples import jpeg, mp4, tarred, zipped

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs what only POSIX file systems have")
unprivileged = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")


def names(folder: Path) -> list[str]:
    return [str(item.relative_to(folder)) for item in files.walk(folder) if isinstance(item, Path)]


def missed(folder: Path) -> dict[str, str]:
    return {str(Path(item.locator).relative_to(folder)): item.why for item in files.walk(folder) if isinstance(item, NotChecked)}


def test_all_files_are_found_in_the_same_order_every_time(tmp_path):
    for name in ("b/2.jpg", "b/1.jpg", "a.jpg", "c/d/e/f.jpg", ".hidden/x", "b.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "empty").mkdir()
    in_order = (".hidden/x", "a.jpg", "b/1.jpg", "b/2.jpg", "b.jpg", "c/d/e/f.jpg")
    assert names(tmp_path) == [str(Path(name)) for name in in_order]
    assert missed(tmp_path) == {}


@posix
def test_links_are_not_followed_and_reported_once(tmp_path):
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    (inside / "sub").mkdir(parents=True)
    (inside / "sub" / "a.jpg").touch()
    outside.mkdir()
    (outside / "secret.jpg").touch()
    (inside / "loop").symlink_to(inside)
    (inside / "sub" / "loop").symlink_to(inside / "sub")
    (inside / "out").symlink_to(outside)
    (inside / "out.jpg").symlink_to(outside / "secret.jpg")
    (inside / "up").symlink_to(tmp_path)
    (inside / "gone").symlink_to(inside / "nowhere")
    (inside / "itself").symlink_to(inside / "itself")
    (inside / "again.jpg").symlink_to(inside / "sub" / "a.jpg")
    assert names(inside) == [str(Path("sub", "a.jpg"))]
    found = missed(inside)
    assert set(found) == {"loop", str(Path("sub", "loop")), "out", "out.jpg", "up", "gone", "itself"}
    assert "leads out" in found["out"] and "leads out" in found["up"] and "back into" in found["loop"]
    assert "nowhere" in found["gone"]


@posix
def test_a_folder_that_was_named_by_a_link_is_walked(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a").touch()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert names(tmp_path / "link") == ["a"]


@posix
def test_pipes_and_devices_are_reported_and_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert names(tmp_path) == []
    assert "not a file" in missed(tmp_path)["pipe"]
    with pytest.raises(Unreadable, match="not a file"):
        files.candidate(tmp_path / "pipe", "t")
    with pytest.raises(Unreadable, match="not a file"):
        files.candidate(Path("/dev/zero"), "t")


@unprivileged
def test_what_may_not_be_read_is_reported_with_why(tmp_path):
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked").chmod(0)
    try:
        assert "does not let you" in missed(tmp_path)["locked"]
    finally:
        (tmp_path / "locked").chmod(0o700)


def test_a_folder_that_is_gone_is_reported(tmp_path):
    (item,) = files.walk(tmp_path / "gone")
    assert isinstance(item, NotChecked) and "gone" in item.why


@posix
def test_names_with_line_breaks_and_other_encodings_stay_as_they_are(tmp_path):
    strange = [b"a\nb.jpg", b"caf\xe9.jpg", b"\x1b[31m.jpg", b" x "]
    for name in strange:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(jpeg())
    found = [files.candidate(item, "t").locator for item in files.walk(tmp_path) if isinstance(item, Path)]
    assert sorted(os.fsencode(locator).rpartition(b"/")[2] for locator in found) == sorted(strange)


def test_a_very_deep_folder_is_walked(tmp_path):
    deep = tmp_path
    for _ in range(200):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "a").touch()
    assert len(names(tmp_path)) == 1


def test_one_file_becomes_a_candidate_with_its_digest(tmp_path):
    path = tmp_path / "wrong-name.txt"
    path.write_bytes(jpeg())
    found = files.candidate(path, "asked")
    assert found == Candidate(
        "asked", str(path), sha256(jpeg()).hexdigest(), len(jpeg()), found.format, "file", jpeg(), None, None, ""
    )
    assert found.format and found.format.name == "JPEG"


def test_a_missing_file_is_not_found(tmp_path):
    with pytest.raises(NotFound):
        files.candidate(tmp_path / "gone", "t")


def test_a_file_that_changes_while_it_is_read_is_unreadable(tmp_path):
    path = tmp_path / "growing.jpg"
    path.write_bytes(jpeg() + bytes(30 * 1024 * 1024))
    stop = threading.Event()

    def grow() -> None:
        with path.open("ab") as file:
            while not stop.wait(0.0005):
                file.write(b"x")
                file.flush()

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        with pytest.raises(Unreadable, match="changed"):
            for _ in range(50):
                files.candidate(path, "t")
    finally:
        stop.set()
        writer.join()


@posix
def test_a_folder_gives_its_pictures_its_archives_and_what_it_could_not_read(tmp_path, sandbox: Sandbox):
    (tmp_path / "WhatsApp Images").mkdir()
    (tmp_path / "WhatsApp Images" / "IMG-0001.jpg").write_bytes(jpeg(1))
    (tmp_path / "export.zip").write_bytes(zipped({"chat.txt": b"hello", "media/IMG-0002.jpg": jpeg(2), "v.mp4": mp4()}))
    (tmp_path / "old.tar").write_bytes(tarred({"3.jpg": jpeg(3)}))
    (tmp_path / "notes.txt").write_bytes(b"words" * 500_000)
    (tmp_path / "x.rar").write_bytes(b"Rar!\x1a\x07\x01\x00")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and nothing more")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = list(local.candidates(str(tmp_path), TargetKind.FOLDER, sandbox))
    media = {item.locator: item.data for item in found if isinstance(item, Candidate) and item.format}
    assert media == {
        str(tmp_path / "WhatsApp Images" / "IMG-0001.jpg"): jpeg(1),
        f"{tmp_path / 'export.zip'}!media/IMG-0002.jpg": jpeg(2),
        f"{tmp_path / 'export.zip'}!v.mp4": None,
        f"{tmp_path / 'old.tar'}!3.jpg": jpeg(3),
    }
    others = {item.locator: item for item in found if isinstance(item, Candidate) and not item.format}
    assert set(others) == {str(tmp_path / "notes.txt"), f"{tmp_path / 'export.zip'}!chat.txt"}
    assert others[str(tmp_path / "notes.txt")].sha256 == ""
    assert {Path(item.locator).name for item in found if isinstance(item, NotChecked)} == {"x.rar", "broken.zip", "loop"}


def test_a_file_that_was_named_is_digested_even_if_it_is_no_media(tmp_path, sandbox: Sandbox):
    (tmp_path / "a.txt").write_bytes(b"words")
    (found,) = local.candidates(str(tmp_path / "a.txt"), TargetKind.FILE, sandbox)
    assert isinstance(found, Candidate) and found.format is None and found.sha256 == sha256(b"words").hexdigest()


@posix
def test_counting_tells_how_many_things_will_come_and_gives_up_where_they_are_too_many(tmp_path, sandbox, monkeypatch):
    (tmp_path / "sub").mkdir()
    for name in ("a.jpg", "sub/b.jpg", "sub/c.txt"):
        (tmp_path / name).write_bytes(jpeg())
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    coming = list(local.candidates(str(tmp_path), TargetKind.FOLDER, sandbox))
    assert local.count(str(tmp_path), TargetKind.FOLDER) == len(coming) == 4
    monkeypatch.setattr(local, "MOST_COUNTED", 3)
    assert local.count(str(tmp_path), TargetKind.FOLDER) is None
