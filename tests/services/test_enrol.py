"""Enrolling originals: each file has its own outcome, and nothing but its fingerprint is kept unless asked."""

import shutil
import threading
from io import BytesIO

import pytest
from PIL import Image

from leakguard.errors import LinkOnly, NotFound, UsageError
from leakguard.imaging import madeup
from leakguard.model.case import Role
from leakguard.model.media import Media, Original
from leakguard.services import enrol
from leakguard.services.enrol import Description, Status
from tests.services.desk import Desk, age, at
from tests.support.pictures import nobody


def add(desk: Desk, *paths, tools=None, **description) -> list[enrol.Enrolled]:
    return list(enrol.add(desk.vault, [str(path) for path in paths], Description(**description), tools or desk.tools))


def animated(*seeds: int) -> bytes:
    frames = [Image.fromarray(madeup.scene(seed, 96, 72)) for seed in seeds]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def test_a_folder_with_an_archive_is_enrolled_and_the_rest_of_it_skipped(desk, pictures):
    done = {each.source.rpartition("/")[2]: each.status for each in add(desk, pictures.downloads, label="beach")}
    assert done.pop("readme.txt") is Status.SKIPPED
    assert done == dict.fromkeys(("1.jpg", "2.jpg", "mirrored.jpg", "same.jpg", "somebody.jpg"), Status.ADDED)
    assert {original.label for original in desk.vault.find(Original)} == {"beach"}
    assert all(original.fingerprint and original.kept is None for original in desk.vault.find(Original))


def test_the_same_file_is_known(enrolled, pictures, tmp_path):
    shutil.copy(pictures.originals / "beach-0.jpg", tmp_path / "renamed.jpg")
    (done,) = add(enrolled, tmp_path / "renamed.jpg")
    assert done.status is Status.KNOWN
    assert done.original == enrolled.vault.find(Original)[0]
    assert enrolled.vault.count(Original) == 3


def test_two_copies_in_one_run_are_one_original(desk, pictures, tmp_path):
    for name in "ab":
        shutil.copy(pictures.originals / "beach-0.jpg", tmp_path / f"{name}.jpg")
    assert [done.status for done in add(desk, tmp_path / "a.jpg", tmp_path / "b.jpg")] == [Status.ADDED, Status.KNOWN]


@pytest.mark.parametrize("workers", [1, 4])
def test_originals_are_numbered_in_the_order_of_the_files_and_each_is_safe_before_it_is_told_of(desk, tmp_path, workers):
    for number in range(8):
        side = 1500 if number % 4 == 0 else 100
        (tmp_path / f"{number}.png").write_bytes(madeup.encode(nobody(number, side, side), "PNG"))
    files = [str(path) for path in sorted(tmp_path.glob("*.png"))]
    for number, done in enumerate(enrol.add(desk.vault, files, Description(), desk.with_tools(workers=workers))):
        assert done.source == files[number]
        assert desk.vault.find(Original)[number] == done.original


def test_who_stops_half_way_has_what_was_told_of(desk, pictures):
    results = enrol.add(desk.vault, [str(pictures.originals)], Description(), desk.tools)
    first = next(results)
    results.close()
    assert desk.vault.find(Original) == (first.original,)
    assert [thread for thread in threading.enumerate() if not thread.daemon] == [threading.main_thread()]


def test_what_cannot_be_read_is_told_and_the_others_are_enrolled(desk, pictures, tmp_path):
    cut, text = tmp_path / "cut.jpg", tmp_path / "words.jpg"
    cut.write_bytes((pictures.originals / "beach-0.jpg").read_bytes()[:500])
    text.write_text("words")
    done = add(desk, cut, text, pictures.originals / "beach-1.jpg")
    assert [each.status for each in done] == [Status.UNREADABLE, Status.UNREADABLE, Status.ADDED]
    assert all(each.why.endswith(".") for each in done[:2])


def test_a_file_that_goes_away_meanwhile_does_not_stop_the_others(desk, pictures, tmp_path):
    copies = [tmp_path / f"{number}.jpg" for number in range(3)]
    for number, copy in enumerate(copies):
        shutil.copy(pictures.originals / f"beach-{number}.jpg", copy)
    done = add(desk, *copies, tools=desk.with_tools(progress=at(1, copies[1].unlink)))
    assert [each.status for each in done] == [Status.ADDED, Status.UNREADABLE, Status.ADDED]


def test_pictures_are_kept_only_when_asked(desk, pictures):
    add(desk, pictures.originals / "beach-0.jpg", keep=True)
    (original,) = desk.vault.find(Original)
    assert desk.vault.read_object(original.kept) == (pictures.originals / "beach-0.jpg").read_bytes()


def test_of_a_video_and_of_an_animated_picture_only_exact_copies_will_be_found_and_that_is_said(desk, tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"\0\0\0\x18ftypisom" + bytes(500))
    (tmp_path / "moving.gif").write_bytes(animated(1, 2, 3))
    video, moving = add(desk, tmp_path / "clip.mp4", tmp_path / "moving.gif", keep=True)
    assert [done.original.type for done in (video, moving)] == [Media.VIDEO, Media.IMAGE]
    assert all("Only exact copies of moving pictures are found yet." in done.why for done in (video, moving))
    assert "It is not kept" in video.why
    assert moving.original.kept


def test_a_plain_picture_is_called_weak(desk, tmp_path):
    (tmp_path / "grey.png").write_bytes(madeup.encode(madeup.scene(1, 96, 72) * 0 + 128, "PNG"))
    (done,) = add(desk, tmp_path / "grey.png")
    assert done.status is Status.ADDED
    assert "little detail" in done.why


def test_a_workers_case_does_not_keep_file_names(new, pictures):
    desk: Desk = new(Role.WORKER)
    assert all(done.source for done in add(desk, pictures.originals))
    assert {original.source for original in desk.vault.find(Original)} == {""}


def test_nothing_is_read_when_one_target_is_wrong(desk, pictures):
    before = desk.bytes()
    for wrong, error in [("https://example.org/1.jpg", UsageError), (str(pictures.originals / "none.jpg"), NotFound)]:
        with pytest.raises(error):
            enrol.add(desk.vault, [str(pictures.originals), wrong], Description(), desk.tools)
    assert desk.bytes() == before


@pytest.mark.parametrize("names", [("beach-0.jpg", "beach-1.jpg"), ("words.txt", "more.txt")])
def test_a_case_that_becomes_link_only_stops_enrolling(desk, pictures, tmp_path, names):
    """Also where nothing would have been stored: the second file is not read to its end any more."""
    shutil.copytree(pictures.originals, tmp_path / "own")
    for name in ("words.txt", "more.txt"):
        (tmp_path / "own" / name).write_text("words")
    frozen = []

    def becomes_link_only() -> None:
        age(desk)
        frozen.append(desk.bytes())

    with pytest.raises(LinkOnly):
        add(desk, *(tmp_path / "own" / name for name in names), tools=desk.with_tools(progress=at(1, becomes_link_only)))
    assert desk.bytes() == frozen[0]
