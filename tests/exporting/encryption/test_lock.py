"""Locking files: the key opens them, nothing else does, a change is found, and nothing is ever clear on the disk."""

import io
import shutil
import subprocess
import tempfile
import tracemalloc
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakguard.errors import NotFound, Refused, Unreadable, WrongPassphrase
from leakguard.exporting.encryption import page
from leakguard.exporting.encryption.lock import Key, Lock, Method, decrypted, encrypt, method_of
from leakguard.exporting.encryption.veil import Veil
from leakguard.exporting.encryption.zipped import zipped

PASSWORD = "cabin lemon orbit velvet pencil moss"
SECRET = b"what nobody may read"


@dataclass
class Way:
    lock: Lock
    key: Key
    wrong: Key


def _by_password(method: Method) -> Way:
    return Way(Lock.with_password(method, PASSWORD), Key(PASSWORD), Key(PASSWORD + "x"))


def _by_age() -> Way:
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    content = f"# created: today\n{mine}\n".encode()
    return Way(Lock.for_recipients([str(mine.to_public())]), Key(identity=content), Key(identity=str(other).encode()))


@pytest.fixture(params=list(Method), ids=str)
def way(request) -> Way:
    return _by_age() if request.param is Method.AGE else _by_password(request.param)


def write(path: Path, way: Way, pieces=(SECRET,), name="letter.pdf") -> Path:
    with path.open("xb") as file:
        encrypt(file, name, pieces, way.lock)
    return path


def read(path: Path, key: Key) -> bytes:
    with decrypted(path, key) as opened:
        return opened.file.read()


def test_the_key_opens_it_and_another_does_not(way, tmp_path):
    path = write(way.lock.method.path(tmp_path / "letter.pdf"), way)
    assert method_of(path) is way.lock.method
    with decrypted(path, way.key) as opened:
        assert (opened.name, opened.file.read()) == ("letter.pdf", SECRET)
    with pytest.raises(WrongPassphrase):
        read(path, way.wrong)
    with pytest.raises((WrongPassphrase, Unreadable)):
        read(path, Key())


def test_neither_content_nor_password_is_in_the_file(way, tmp_path):
    data = write(tmp_path / "f", way).read_bytes()
    assert SECRET not in data
    assert PASSWORD.encode() not in data
    assert PASSWORD not in repr(way.lock) + repr(way.key)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.binary(max_size=300), max_size=4))
def test_any_content_comes_back(way, tmp_path, pieces):
    path = tmp_path / "f"
    path.unlink(missing_ok=True)
    assert read(write(path, way, pieces), way.key) == b"".join(pieces)


@pytest.mark.parametrize("size", [page._CHUNK - 1, page._CHUNK, page._CHUNK + 1, 3 * page._CHUNK])
def test_content_of_whole_chunks_comes_back(way, tmp_path, size):
    whole = bytes(size)
    assert read(write(tmp_path / "f", way, [whole[: size // 2], whole[size // 2 :]]), way.key) == whole


def test_a_file_that_was_cut_or_changed_is_refused_whole(way, tmp_path):
    content = bytes(3 * page._CHUNK)
    path = write(tmp_path / "f", way, [content])
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    is_page = way.lock.method is Method.PAGE
    chunks = [at for at, line in enumerate(lines) if b'class="chunk"' in line] if is_page else []
    harmed = [data[: len(data) // 2], data[: len(data) // 2] + b"~~~~" + data[len(data) // 2 + 4 :]]
    if is_page:
        without_last = lines[: chunks[-1]] + lines[chunks[-1] + 1 :]
        swapped = list(lines)
        swapped[chunks[1]], swapped[chunks[2]] = lines[chunks[2]], lines[chunks[1]]
        harmed += [b"".join(without_last), b"".join(swapped), data.replace(b'"iterations": 600000', b'"iterations": 1')]
    for altered in harmed:
        path.write_bytes(altered)
        with pytest.raises(Unreadable):
            read(path, way.key)


def test_what_fails_while_it_is_made_is_said_as_it_is(way, tmp_path):
    def pieces():
        yield SECRET
        raise KeyError("the stored object is damaged")

    with pytest.raises(KeyError):
        write(tmp_path / "f", way, pieces())


def test_it_is_streamed_and_nothing_clear_touches_the_disk(way, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    block = (SECRET * 60_000)[: 1024 * 1024]
    tracemalloc.start()
    path = write(tmp_path / "f", way, (block for _ in range(48)))
    with decrypted(path, way.key) as opened:
        assert opened.file.seek(48 * len(block) - 7) == 48 * len(block) - 7
        assert opened.file.read() == block[-7:]
        on_disk = open(opened.file._file.fileno(), "rb", closefd=False)  # noqa: SIM115 - it has no name
        on_disk.seek(0)
        assert SECRET not in on_disk.read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 72 * 1024 * 1024, "the last read above takes 48 MiB by itself"
    assert [each.name for each in tmp_path.iterdir()] == ["f"]


@pytest.mark.parametrize("method", [Method.PAGE, Method.ZIP])
def test_a_short_password_is_refused(method):
    with pytest.raises(Refused):
        Lock.with_password(method, "short").require()


@pytest.mark.parametrize("key", ["", "age1nonsense", "ssh-ed25519 AAAA", "ssh-dss AAAA", "AGE-SECRET-KEY-1QQQ"])
def test_what_is_no_public_key_is_refused(key):
    with pytest.raises(Refused):
        Lock.for_recipients([key]).require()


def test_a_lock_for_nobody_is_refused():
    with pytest.raises(Refused):
        Lock.for_recipients([]).require()


def test_ssh_keys_lock_and_open(tmp_path):
    if not shutil.which("ssh-keygen"):
        pytest.skip("ssh-keygen is not on this computer")
    private = tmp_path / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(private)], check=True)
    lock = Lock.for_recipients([private.with_suffix(".pub").read_text()])
    with (tmp_path / "f").open("xb") as file:
        encrypt(file, "x", [SECRET], lock)
    assert read(tmp_path / "f", Key(identity=private.read_bytes())) == SECRET
    subprocess.run(["ssh-keygen", "-q", "-p", "-N", "a passphrase", "-f", str(private)], check=True)
    with pytest.raises(Unreadable):
        read(tmp_path / "f", Key(identity=private.read_bytes()))


def test_a_page_that_no_browser_could_open_is_refused_with_another_way(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "MAX_SIZE", 10)
    with pytest.raises(Refused, match="browser") as refused:
        write(tmp_path / "f", _by_password(Method.PAGE), [b"12345678901"])
    assert "zip" in refused.value.hint


@pytest.mark.parametrize("content", [b"", b"words", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_not_locked_is_refused(tmp_path, content):
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(Unreadable):
        read(tmp_path / "f", Key(PASSWORD))
    with pytest.raises(NotFound):
        read(tmp_path / "nothing", Key(PASSWORD))


def test_the_zip_file_hides_names_and_has_no_checksum_of_the_content(tmp_path):
    path = write(tmp_path / "f.zip", _by_password(Method.ZIP), list(zipped([("secret-name.txt", [SECRET])])), "bundle.zip")
    assert b"secret-name" not in path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        (member,) = archive.infolist()
        assert (member.filename, member.CRC) == ("bundle.zip", 0)


def test_a_zip_made_on_the_fly_is_whole(tmp_path):
    files = {"a/b.txt": b"x" * 700_000, "empty": b"", "c.bin": bytes(range(256)) * 4000}
    data = b"".join(zipped((name, [content[:9], content[9:]]) for name, content in files.items()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


@settings(max_examples=30, deadline=None)
@given(
    pieces=st.lists(st.binary(max_size=50), max_size=5),
    reads=st.lists(st.tuples(st.integers(0, 260), st.integers(0, 60)), max_size=6),
)
def test_a_veiled_file_reads_like_any_other(pieces, reads):
    whole = b"".join(pieces)
    with Veil() as veil:
        for piece in pieces:
            veil.write(piece)
        for at, size in reads:
            veil.seek(at)
            assert veil.read(size) == whole[at : at + size]
            assert veil.tell() == max(at, min(at + size, len(whole)))
