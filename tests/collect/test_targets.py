import io
import os
import socket
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.collect.targets import classify, read_list
from leakguard.errors import NotFound, Unreadable, UsageError
from leakguard.model.check import TargetKind
from tests.collect.samples import jpeg, tarred, zipped


@pytest.mark.parametrize("address", ["https://example.org/a.jpg", "HTTP://example.org", "http://127.0.0.1:8000/x.zip"])
def test_an_address_is_one_whatever_it_ends_in(address: str):
    assert classify(address) is TargetKind.URL


@pytest.mark.parametrize("address", ["ftp://example.org/a", "file:///etc/passwd", "javascript:alert(1)", "data:image/png,x"])
def test_other_kinds_of_addresses_are_a_usage_error(address: str):
    with pytest.raises(UsageError, match="Only http and https"):
        classify(address)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.jpg", jpeg(), TargetKind.FILE),
        ("a.zip", jpeg(), TargetKind.FILE),
        ("a.jpg", zipped({"a": b"x"}), TargetKind.ARCHIVE),
        ("empty.zip", zipped({}), TargetKind.ARCHIVE),
        ("a.bin", tarred({"a": b"x"}), TargetKind.ARCHIVE),
        ("a.tgz", tarred({"a": b"x"}, "w:gz"), TargetKind.ARCHIVE),
        ("a.tbz", tarred({"a": b"x"}, "w:bz2"), TargetKind.ARCHIVE),
        ("a.txz", tarred({"a": b"x"}, "w:xz"), TargetKind.ARCHIVE),
        ("a.rar", b"Rar!\x1a\x07\x01\x00", TargetKind.ARCHIVE),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\x00\x04", TargetKind.ARCHIVE),
        ("empty", b"", TargetKind.FILE),
        ("text", b"PK is not enough", TargetKind.FILE),
        ("zeros", bytes(1024), TargetKind.FILE),
    ],
    # Names, because the content of a gzip file holds the time at which it was made.
    ids=["jpg", "jpg as zip", "zip as jpg", "empty zip", "tar", "tgz", "tbz", "txz", "rar", "7z", "empty", "text", "zeros"],
)
def test_a_file_is_told_by_its_content_and_not_by_its_name(tmp_path, name: str, content: bytes, kind: TargetKind):
    path = tmp_path / name
    path.write_bytes(content)
    assert classify(str(path)) is kind


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks for rights to make links")
def test_a_folder_and_a_link_that_was_named_are_followed(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    assert classify(str(tmp_path)) is classify(str(tmp_path / "link")) is TargetKind.FOLDER


def test_a_missing_path_says_how_an_address_is_written():
    with pytest.raises(NotFound) as error:
        classify("www.example.org/pictures")
    assert "https://www.example.org/pictures" in error.value.hint


@pytest.mark.parametrize("target", ["", "  nowhere/at/all", "a\0b"])
def test_what_is_not_there_is_an_error_of_its_own(target: str):
    with pytest.raises((NotFound, UsageError, Unreadable)):
        classify(target)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files in folders")
def test_pipes_sockets_and_devices_are_refused_without_being_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        for special in (tmp_path / "pipe", tmp_path / "s", "/dev/zero"):
            with pytest.raises(Unreadable, match="not a file"):
                classify(str(special))


def listed(data: bytes) -> list[str]:
    return read_list(io.BytesIO(data))


def test_a_list_has_one_target_a_line_without_comments_and_blank_lines():
    assert listed(b"# mine\n\nhttps://example.org/a\n   \n photos \n#x\nlast") == ["https://example.org/a", "photos", "last"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_written_on_windows_is_read(encoding: str):
    assert listed("Fotos/Grüße.jpg\r\n# no\r\nb\r\n".encode(encoding)) == ["Fotos/Grüße.jpg", "b"]


def test_a_list_separated_by_nul_keeps_line_breaks_and_signs_in_names():
    assert listed(b"a\nb.jpg\0#c.jpg\0\0 d \0") == ["a\nb.jpg", "#c.jpg", " d "]


def test_names_in_other_encodings_are_kept_as_the_system_keeps_them():
    assert os.fsencode(listed(b"caf\xe9.jpg\n")[0]) == b"caf\xe9.jpg"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list(data: bytes):
    assert all(target.strip() for target in listed(data))
