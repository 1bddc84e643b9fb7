"""Bags: ordinary tools accept them, they are whole or not there, and verification names whatever was done to them."""

import contextlib
import os
import random
import shutil
import string
import subprocess
import tracemalloc
import zipfile
from hashlib import sha256
from pathlib import Path

import bagit
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakguard.errors import NotFound, Refused, StorageError, Unreadable
from leakguard.exporting import bag, manifest, names
from leakguard.model.verification import Answer

FILES = {
    "captures/exhibit-0001/capture.warc.gz": bytes(range(256)) * 20,
    "captures/exhibit-0001/text.txt": b"words",
    "custody.jsonl": b'{"a":1}\n',
    "empty.bin": b"",
    "report.pdf": b"%PDF-1.4 report",
}
INFO = {"Bagging-Date": "2026-03-01"}


def write(folder: Path, files=FILES, tags=None, info=INFO) -> str:
    return bag.write(folder, bag.Bag(((name, [data]) for name, data in files.items()), tags or {}, info))


@pytest.fixture
def folder(tmp_path) -> Path:
    write(tmp_path / "bundle")
    return tmp_path / "bundle"


def failing(path: Path, **more) -> dict[str, str]:
    checks = bag.verify(path, **more).checks
    return {check.item: check.why for check in checks if check.result is Answer.NO}


def sha256sum(folder: Path, listing: str, *more: str) -> int:
    command = ["sha256sum", "-c", "--strict", "--quiet", *more, listing]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode


def test_ordinary_tools_accept_it(folder):
    assert bagit.Bag(str(folder)).validate()
    if shutil.which("sha256sum"):
        assert sha256sum(folder, "manifest-sha256.txt") == sha256sum(folder, "tagmanifest-sha256.txt") == 0


def test_its_tag_files_are_as_the_standard_says(folder):
    assert (folder / "bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    total = sum(map(len, FILES.values()))
    assert (folder / "bag-info.txt").read_text() == f"Bagging-Date: 2026-03-01\nPayload-Oxum: {total}.5\n"
    assert sorted(path.name for path in folder.iterdir()) == [
        "bag-info.txt", "bagit.txt", "data", "manifest-sha256.txt", "tagmanifest-sha256.txt",
    ]  # fmt: skip


def test_it_verifies_and_its_receipt_fits(tmp_path):
    digest = write(tmp_path / "bundle", tags={"proofs/note.txt": b"a proof"})
    verified = bag.verify(tmp_path / "bundle", manifest_sha256=digest.upper())
    assert verified.passed
    assert {check.result for check in verified.checks} == {Answer.YES}
    assert [check.result for check in bag.verify(tmp_path / "bundle").checks if check.check == "receipt"] == [Answer.NOT_CHECKED]
    assert list(failing(tmp_path / "bundle", manifest_sha256="0" * 64)) == ["manifest-sha256.txt"]


segment = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=8)
safe_names = st.lists(segment, min_size=1, max_size=3).map("/".join).filter(lambda name: not names.problem(name))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.dictionaries(safe_names, st.lists(st.binary(max_size=40), max_size=3), min_size=1, max_size=5),
    seed=st.binary(min_size=4, max_size=4),
)
def test_any_safe_names_and_contents_come_back(tmp_path, files, seed):
    folder = tmp_path / f"bag-{seed.hex()}-{len(list(tmp_path.iterdir()))}"
    lowered = [name.lower() for name in files]
    clashes = len(set(lowered)) < len(lowered) or any(
        one != two and two.startswith(one + "/") for one in lowered for two in lowered
    )
    if clashes:
        with pytest.raises(ValueError):
            bag.write(folder, bag.Bag(files.items(), {}, INFO))
        assert not folder.exists()
        return
    bag.write(folder, bag.Bag(files.items(), {}, INFO))
    assert bag.verify(folder).passed
    assert bagit.Bag(str(folder)).validate()
    for name, pieces in files.items():
        assert (folder / "data" / name).read_bytes() == b"".join(pieces)


UNSAFE = [
    "", "/etc/passwd", "../up", "a/../b", "a//b", "a/", ".hidden", "CON", "con.txt", "a/Lpt1.log", "dot.", "sp ace", "a\\b",
    "a:b", "ü.txt", "line\nbreak", "star*", "x" * 200,
]  # fmt: skip


@pytest.mark.parametrize("name", UNSAFE)
def test_an_unsafe_name_is_refused_and_nothing_is_left(tmp_path, name):
    with pytest.raises(ValueError):
        write(tmp_path / "bundle", {"fine.txt": b"x", name: b"y"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("field", [{"Label\nForged": "x"}, {"A:B": "x"}, {"Label": "x\nPayload-Oxum: 1.1"}, {" ": "x"}])
def test_a_field_that_would_forge_another_is_refused(tmp_path, field):
    with pytest.raises(ValueError):
        write(tmp_path / "bundle", info=field)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_already_is_never_touched(folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(Refused):
        write(folder, {"other.txt": b"x"})
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    a_file = folder.parent / "file"
    a_file.write_bytes(b"mine")
    with pytest.raises(Refused):
        write(a_file)
    assert a_file.read_bytes() == b"mine"


def test_an_empty_folder_may_become_the_bundle(tmp_path):
    (tmp_path / "bundle").mkdir()
    write(tmp_path / "bundle")
    assert bag.verify(tmp_path / "bundle").passed


def test_a_failure_half_way_leaves_nothing(tmp_path):
    def payload():
        yield "first.bin", [b"whole"]

        def pieces():
            yield b"half"
            raise RuntimeError("the stored object is damaged")

        yield "second.bin", pieces()

    with pytest.raises(RuntimeError):
        bag.write(tmp_path / "bundle", bag.Bag(payload(), {}, INFO))
    assert list(tmp_path.iterdir()) == []


def test_a_full_or_missing_disk_is_said_in_plain_words(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError):
        write(tmp_path / "file" / "bundle")


def test_big_content_is_streamed(tmp_path):
    """A bundle of 64 MiB is written and verified holding a piece at a time."""
    piece = bytes(1024 * 1024)
    tracemalloc.start()
    bag.write(tmp_path / "bundle", bag.Bag([("big.bin", (piece for _ in range(64)))], {}, INFO))
    assert bag.verify(tmp_path / "bundle").passed
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 1024 * 1024


def test_every_single_byte_flip_is_found(folder):
    """500 seeded flips over all files, each with the whole verification; flips of case only are among them."""
    sample = random.Random(20260301)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    for number in range(500):
        path = files[number % len(files)]
        data = bytearray(path.read_bytes())
        at = sample.randrange(len(data))
        whole = bytes(data)
        data[at] ^= 0x20 if number % 5 == 0 else 1 << sample.randrange(8)
        path.write_bytes(data)
        missed = bag.verify(folder).passed
        path.write_bytes(whole)
        assert not missed, (path.name, at)
    assert bag.verify(folder).passed


def test_a_change_of_case_that_other_tools_let_pass_is_found(folder):
    listing = folder / "manifest-sha256.txt"
    altered = listing.read_text().splitlines()
    altered[0] = altered[0][:64].upper() + altered[0][64:]
    listing.write_text("\n".join(altered) + "\n")
    beside = [folder / name for name in ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")]
    tags = manifest.render({path.name: sha256(path.read_bytes()).hexdigest() for path in beside})
    (folder / "tagmanifest-sha256.txt").write_bytes(tags)
    assert bagit.Bag(str(folder)).validate()
    assert list(failing(folder)) == ["manifest-sha256.txt"]


DAMAGE = {
    "changed": (lambda f: (f / "data/report.pdf").write_bytes(b"%PDF-1.4 forged"), {"data/report.pdf"}),
    "missing": (lambda f: (f / "data/report.pdf").unlink(), {"data/report.pdf", "bag-info.txt"}),
    "added": (lambda f: (f / "data/new.txt").write_bytes(b"x"), {"data/new.txt", "bag-info.txt"}),
    "added beside": (lambda f: (f / "new.txt").write_bytes(b"x"), {"new.txt"}),
    "added by a file manager": (lambda f: (f / ".DS_Store").write_bytes(b"x"), {".DS_Store"}),
    "renamed": (
        lambda f: (f / "data/report.pdf").rename(f / "data/Report.pdf"),
        {"data/report.pdf", "data/Report.pdf"},
    ),
    "link": (lambda f: (f / "data/link").symlink_to("/etc/hostname"), {"data/link"}),
    "link in place of a file": (
        lambda f: ((f / "data/report.pdf").rename(f.parent / "r.pdf"), (f / "data/report.pdf").symlink_to(f.parent / "r.pdf")),
        {"data/report.pdf", "bag-info.txt"},
    ),
    "folder linked": (lambda f: (f / "data/out").symlink_to(f.parent), {"data/out"}),
    "manifest line doubled": (
        lambda f: (f / "manifest-sha256.txt").write_text((f / "manifest-sha256.txt").read_text() * 2),
        {"manifest-sha256.txt"},
    ),
    "manifest gone": (
        lambda f: (f / "manifest-sha256.txt").unlink(),
        {"manifest-sha256.txt", *(f"data/{name}" for name in FILES)},
    ),
    "tag manifest gone": (
        lambda f: (f / "tagmanifest-sha256.txt").unlink(),
        {"tagmanifest-sha256.txt", "bagit.txt", "bag-info.txt", "manifest-sha256.txt"},
    ),
    "another version": (
        lambda f: (f / "bagit.txt").write_bytes(b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"),
        {"bagit.txt"},
    ),
    "payload gone": (lambda f: shutil.rmtree(f / "data"), {"data", "bag-info.txt", *(f"data/{name}" for name in FILES)}),
    "manifest that climbs out": (
        lambda f: (f / "manifest-sha256.txt").write_text(f"{'0' * 64}  data/../../secret\n"),
        {"manifest-sha256.txt", "data/../../secret", *(f"data/{name}" for name in FILES)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_every_item_that_fails_is_named(folder, damage):
    harm, expected = DAMAGE[damage]
    harm(folder)
    assert set(failing(folder)) == expected
    assert all(failing(folder).values())


def test_a_pipe_in_the_bundle_is_not_opened(folder):
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(folder / "data" / "pipe")
    assert set(failing(folder)) == {"data/pipe"}


def test_an_empty_folder_does_not_verify(tmp_path):
    assert not bag.verify(tmp_path).passed
    write(tmp_path / "bundle", {})
    assert set(failing(tmp_path / "bundle")) == {"data", "manifest-sha256.txt"}


def test_what_is_not_there_or_no_bundle_is_said(tmp_path):
    with pytest.raises(NotFound):
        bag.verify(tmp_path / "none")
    (tmp_path / "text").write_bytes(b"text")
    with pytest.raises(Unreadable):
        bag.verify(tmp_path / "text")


def zipped(folder: Path, *, inside: str = "") -> Path:
    path = folder.parent / "bundle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, inside + file.relative_to(folder).as_posix())
    return path


@pytest.mark.parametrize("inside", ["", "bundle/"])
def test_a_zipped_bundle_verifies_where_it_is(folder, inside):
    path = zipped(folder, inside=inside)
    before = sorted(folder.parent.iterdir())
    assert bag.verify(path).passed
    assert sorted(folder.parent.iterdir()) == before
    (folder / "data/report.pdf").write_bytes(b"%PDF-1.4 forged")
    assert set(failing(zipped(folder, inside=inside))) == {"data/report.pdf"}


def _link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("data/link")
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize("entry", ["../escape", "/absolute", "data/../../x", "data\\x", "C:x", "data//x", "data/\0x"], ids=repr)
def test_a_zip_name_that_leads_out_is_named_and_not_opened(folder, entry):
    path = zipped(folder)
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo("placeholder")
        info.filename = info.orig_filename = entry
        archive.writestr(info, b"x")
    assert not bag.verify(path).passed
    assert not list(folder.parent.glob("*escape*"))


def test_links_and_doubled_names_in_a_zip_are_named(folder):
    path = zipped(folder)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(_link(), b"/etc/hostname")
        archive.writestr("data/report.pdf", FILES["report.pdf"])
    assert set(failing(path)) == {"data/link", "data/report.pdf"}


def test_a_file_beside_the_zipped_bundle_is_named(folder):
    path = zipped(folder, inside="bundle/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._bundle", b"x")
    assert set(failing(path)) == {"__MACOSX/._bundle"}


def test_a_bomb_is_not_unpacked(folder, monkeypatch):
    from leakguard.exporting import members

    monkeypatch.setattr(members, "MAX_TOTAL", 1024 * 1024)
    (folder / "data" / "bomb.bin").write_bytes(bytes(64 * 1024 * 1024))
    assert "far more" in failing(zipped(folder))["data/bomb.bin"]


def test_damage_inside_a_zip_is_named(folder):
    path = zipped(folder)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("data/captures/exhibit-0001/capture.warc.gz")
    data[info.header_offset + 80 + 20] ^= 0xFF
    path.write_bytes(data)
    assert set(failing(path)) == {"data/captures/exhibit-0001/capture.warc.gz"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 100_000), value=st.integers(0, 255))
def test_a_damaged_zip_never_crashes(folder, at, value):
    path = zipped(folder)
    data = bytearray(path.read_bytes())
    data[at % len(data)] = value
    path.write_bytes(data)
    with contextlib.suppress(Unreadable):
        bag.verify(path)
