import gzip
import io
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakguard.collect import archive
from leakguard.collect.archive_parser import read_archive
from leakguard.collect.candidate import Candidate
from leakguard.collect.member import Lookahead
from leakguard.collect.zip_stream import stream_members
from leakguard.errors import NotFound
from leakguard.model.check import NotChecked
from leakguard.sandbox.pool import Sandbox
from tests.collect.samples import jpeg, mp4, png, tarred, zipped

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\"), min_size=1, max_size=20)
MEMBERS = st.dictionaries(NAMES, st.binary(max_size=5000).map(lambda data: b"-" + data), max_size=5)


def unpacked(data: bytes) -> dict[str, bytes]:
    """By the parser alone, in this process."""
    return {str(meta["name"]): b"".join(chunks) for meta, chunks in read_archive(io.BytesIO(data), {}) if "name" in meta}


def read(sandbox: Sandbox, path: Path, data: bytes) -> tuple[dict[str, Candidate], dict[str, str]]:
    """By the worker; labels without the archive's own path."""
    path.write_bytes(data)
    found, problems = {}, {}
    for item in archive.members(path, sandbox, "asked"):
        label = item.locator.removeprefix(str(path)).removeprefix("!")
        if isinstance(item, NotChecked):
            problems[label] = item.why
        else:
            found[label] = item
    return found, problems


@given(MEMBERS, st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
def test_what_was_zipped_is_read_back(members: dict[str, bytes], method: int):
    assert unpacked(zipped(members, method)) == members


@given(MEMBERS, st.sampled_from(["w", "w:gz", "w:bz2", "w:xz"]), st.sampled_from([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_was_put_into_a_tar_is_read_back(members: dict[str, bytes], mode: str, format: int):
    assert unpacked(tarred(members, mode, format)) == (
        members or {"": b""} if mode == "w" else members or {"content": bytes(10240)}
    )


@given(MEMBERS, st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
def test_a_zip_inside_a_tar_is_read_without_its_directory(members: dict[str, bytes], method: int):
    assert unpacked(tarred({"in.zip": zipped(members, method), "z": b"-"})) == {
        **{f"in.zip!{name}": data for name, data in members.items()},
        "z": b"-",
    }


class Unseekable(io.RawIOBase):
    """What makes zipfile write sizes after the data."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.data += data  # type: ignore[operator]
        return len(data)  # type: ignore[arg-type]


@pytest.mark.parametrize("large", [False, True])
def test_a_streamed_zip_whose_sizes_follow_the_data_is_read(large: bool):
    target = Unseekable()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:  # type: ignore[arg-type]
        for name, data in {"a": jpeg(), "b": b"", "c": png()}.items():
            with out.open(name, "w", force_zip64=large) as member:
                member.write(data)
    whole = {"a": jpeg(), "b": b"", "c": png()}
    assert unpacked(bytes(target.data)) == whole
    stream = stream_members(Lookahead([bytes(target.data)]))
    assert {member.name: b"".join(member.chunks) for member in stream} == whole


def test_zip64_is_read_with_and_without_its_directory():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out, out.open("a.jpg", "w", force_zip64=True) as member:
        member.write(jpeg())
    assert unpacked(buffer.getvalue()) == {"a.jpg": jpeg()}
    assert unpacked(tarred({"in.zip": buffer.getvalue()})) == {"in.zip!a.jpg": jpeg()}


def test_members_are_told_by_their_content_with_their_digest(tmp_path, sandbox: Sandbox):
    members = {"chat.txt": b"hello", "IMG.txt": jpeg(), "clip": mp4(), "empty": b""}
    found, problems = read(sandbox, tmp_path / "export.zip", zipped(members))
    assert problems == {}
    assert {name: item.sha256 for name, item in found.items()} == {n: sha256(d).hexdigest() for n, d in members.items()}
    assert {name: item.format and item.format.name for name, item in found.items()} == {
        "chat.txt": None,
        "IMG.txt": "JPEG",
        "clip": "MP4",
        "empty": None,
    }
    assert found["IMG.txt"].data == jpeg() and found["clip"].data is None
    assert found["IMG.txt"].how == "member" and found["IMG.txt"].target == "asked"


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_every_kind_of_tar_is_read_by_the_worker(tmp_path, sandbox: Sandbox, mode: str):
    found, problems = read(sandbox, tmp_path / "a", tarred({"x/1.jpg": jpeg(1), "x/2.jpg": jpeg(2)}, mode))
    assert problems == {} and {name: item.data for name, item in found.items()} == {"x/1.jpg": jpeg(1), "x/2.jpg": jpeg(2)}


def test_a_single_compressed_picture_is_read(tmp_path, sandbox: Sandbox):
    found, problems = read(sandbox, tmp_path / "a.jpg.gz", gzip.compress(jpeg()))
    assert problems == {} and found["content"].data == jpeg()


def test_archives_inside_archives_are_read_three_deep(tmp_path, sandbox: Sandbox):
    third = zipped({"3.jpg": jpeg(3), "fourth.zip": zipped({"4.jpg": jpeg(4)})})
    second = tarred({"2.jpg": jpeg(2), "third.zip": third}, "w:gz")
    found, problems = read(sandbox, tmp_path / "a.zip", zipped({"1.jpg": jpeg(1), "second.tgz": second, "z.jpg": jpeg(5)}))
    assert {name: item.data for name, item in found.items()} == {
        "1.jpg": jpeg(1),
        "second.tgz!2.jpg": jpeg(2),
        "second.tgz!third.zip!3.jpg": jpeg(3),
        "z.jpg": jpeg(5),
    }
    assert set(problems) == {"second.tgz!third.zip!fourth.zip"}


def test_two_members_of_the_same_name_are_both_read(tmp_path, sandbox: Sandbox):
    path = tmp_path / "a.tar"
    path.write_bytes(tarred({"a.jpg": jpeg(1)}))
    with tarfile.open(path, "a") as out:
        header = tarfile.TarInfo("a.jpg")
        header.size = len(jpeg(2))
        out.addfile(header, io.BytesIO(jpeg(2)))
    assert [item.data for item in archive.members(path, sandbox, "t") if isinstance(item, Candidate)] == [jpeg(1), jpeg(2)]


@pytest.mark.parametrize("head", [b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c\x00\x04"])
def test_rar_and_7z_are_recognised_and_left_to_the_person(tmp_path, sandbox: Sandbox, head: bytes):
    _, alone = read(sandbox, tmp_path / "a", head + bytes(100))
    _, inside = read(sandbox, tmp_path / "b", zipped({"a.rar": head + bytes(100)}))
    assert "Unpack it" in alone[""] and "Unpack it" in inside["a.rar"]


@pytest.mark.parametrize(
    ("raw", "label"),
    [("Fotos/Grüße.jpg".encode(), "Fotos/Grüße.jpg"), ("Grüße.jpg".encode("cp437"), "Grüße.jpg")],
)
def test_names_in_old_code_pages_and_undeclared_utf8_are_labels(tmp_path, sandbox: Sandbox, raw: bytes, label: str):
    plain = zipped({"x" * len(raw): jpeg()}).replace(b"x" * len(raw), raw)
    found, problems = read(sandbox, tmp_path / "a.zip", plain)
    assert (list(found), problems) == ([label], {})
    found, problems = read(sandbox, tmp_path / "a.tar", tarred({"in.zip": plain}))
    assert (list(found), problems) == ([f"in.zip!{label}"], {})


def test_a_missing_archive_is_not_found(tmp_path, sandbox: Sandbox):
    with pytest.raises(NotFound):
        list(archive.members(tmp_path / "gone.zip", sandbox, "t"))


def test_members_come_one_by_one_so_that_stopping_early_is_cheap(tmp_path, sandbox: Sandbox):
    (tmp_path / "a.zip").write_bytes(zipped({f"{n}.jpg": jpeg(1) for n in range(2000)}))
    members = archive.members(tmp_path / "a.zip", sandbox, "t")
    assert isinstance(next(members), Candidate)
    members.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("data", "number"), [(zipped({"a": b"1", "b": b"2", "c/": b""}), 2), (tarred({"a": b"1", "b": b"2"}), None)]
)
def test_how_many_there_are_is_told_before_the_first_where_there_is_a_directory(tmp_path, sandbox, data, number):
    (tmp_path / "a").write_bytes(data)
    told: list[int | None] = []
    for _ in archive.members(tmp_path / "a", sandbox, "t", told.append):
        assert told == [number]
