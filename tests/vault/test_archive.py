"""A case as one file: what was packed comes out again, and nothing else ever does."""

import io
import struct
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leakguard.errors import Damaged, LeakguardError, NotFound, UnknownVersion
from leakguard.vault import archive
from leakguard.vault.head import HEAD_BYTES
from leakguard.vault.vault import Vault
from tests.vault.support import CHEAP, PASSPHRASE, contents, link

HEAD = bytes(range(256)) + bytes(HEAD_BYTES - 256)
NAMES = st.binary(min_size=16, max_size=16).map(lambda raw: f"objects/{raw.hex()[:2]}/{raw.hex()}")


def file(*entries: tuple[str | bytes, bytes], version: int = archive.VERSION, count: int | None = None) -> bytes:
    """An archive with a good digest and anything inside."""
    body = struct.pack(">8sHI", archive.MAGIC, version, len(entries) if count is None else count)
    for name, data in entries:
        raw = name.encode() if isinstance(name, str) else name
        body += bytes([len(raw)]) + raw + struct.pack(">Q", len(data)) + data
    return body + sha256(body).digest()


def refused(tmp_path: Path, raw: bytes) -> LeakguardError:
    (tmp_path / "in").write_bytes(raw)
    with pytest.raises(LeakguardError) as caught:
        archive.unpack(tmp_path / "in", tmp_path / "out" / "case")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in"]
    assert caught.value.hint
    return caught.value


@given(index=st.binary(max_size=5000), objects=st.dictionaries(NAMES, st.binary(max_size=5000), max_size=4))
@settings(max_examples=25, deadline=None)
def test_what_is_packed_comes_out_again(tmp_path_factory, index, objects):
    room = tmp_path_factory.mktemp("archive")
    for name, data in {"head": HEAD, "index": index, **objects}.items():
        path = room / "case" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (room / "case" / "lock").touch()
    digest = archive.pack(room / "case", room / "packed")
    raw = (room / "packed").read_bytes()
    assert raw == file(("head", HEAD), ("index", index), *sorted(objects.items()))
    assert digest == sha256(raw).hexdigest() == archive.unpack(room / "packed", room / "again")
    (room / "case" / "lock").unlink()
    assert contents(room / "again") == contents(room / "case")


@given(raw=st.binary(max_size=300))
@example(raw=archive.MAGIC)
@example(raw=file())
def test_no_bytes_confuse_the_reader(raw):
    try:
        archive.listed(io.BytesIO(raw))
    except LeakguardError as error:
        assert error.hint
    try:
        archive.listed(io.BytesIO(file(("head", HEAD), ("index", b""), (raw[:255], raw))))
    except Damaged:
        pass
    else:
        raise AssertionError(raw)


@pytest.mark.parametrize("place", [0, 7, 9, 13, 15, 20, 500, 700, -33, -1])
def test_one_changed_bit_is_refused(tmp_path, place):
    raw = bytearray(file(("head", HEAD), ("index", b"i" * 300)))
    raw[place] ^= 1
    refused(tmp_path, bytes(raw))


@pytest.mark.parametrize("kept", [0, 13, 14, 100, 600, -1])
def test_a_cut_file_is_refused(tmp_path, kept):
    refused(tmp_path, file(("head", HEAD), ("index", b"i" * 300))[:kept])


HOSTILE = {
    "climbs out": ("../../etc/passwd", b"x"),
    "absolute": ("/etc/passwd", b"x"),
    "a drive": ("C:\\x", b"x"),
    "beside the objects": ("objects/../head", b"x"),
    "another folder": ("objects/aa/" + "b" * 32, b"x"),
    "capital letters": ("objects/AB/" + "AB" * 16, b"x"),
    "the lock": ("lock", b"x"),
    "a journal": ("index-journal", b"x"),
    "a line feed": ("objects/ab/" + "ab" * 16 + "\n", b"x"),
    "not ASCII": ("objects/аb/".encode() + b"ab" * 16, b"x"),
    "no name": ("", b"x"),
}


@pytest.mark.parametrize("entry", HOSTILE.values(), ids=HOSTILE)
def test_a_name_that_no_case_has_is_refused(tmp_path, entry):
    assert isinstance(refused(tmp_path, file(("head", HEAD), ("index", b""), entry)), Damaged)


def test_the_same_name_twice_another_order_and_a_missing_or_odd_head_are_refused(tmp_path):
    one, two = ("objects/aa/" + "aa" * 16, b"1"), ("objects/bb/" + "bb" * 16, b"2")
    head, index = ("head", HEAD), ("index", b"")
    for entries in ((head, index, one, one), (head, index, two, one), (index, head), (head,), (head, one), (head, head, index)):
        assert isinstance(refused(tmp_path, file(*entries)), Damaged)
    for size in (0, HEAD_BYTES - 1, HEAD_BYTES + 1):
        assert isinstance(refused(tmp_path, file(("head", bytes(size)), index)), Damaged)


def test_a_size_or_a_count_that_is_not_there_reserves_nothing(tmp_path):
    huge = struct.pack(">8sHI", archive.MAGIC, 1, 2) + b"\x04head" + struct.pack(">Q", 2**63)
    refused(tmp_path, huge + sha256(huge).digest())
    for count in (0, 1, 3, 2**32 - 1):
        refused(tmp_path, file(("head", HEAD), ("index", b""), count=count))


def test_another_version_is_refused_and_not_guessed(tmp_path):
    for version in (0, archive.VERSION + 1, 65535):
        error = refused(tmp_path, file(("head", HEAD), ("index", b""), version=version))
        assert isinstance(error, UnknownVersion)


def test_what_is_not_a_file_is_not_found(tmp_path):
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(NotFound):
            archive.unpack(path, tmp_path / "case")


def test_a_copy_shares_no_key_no_name_and_no_byte_with_its_case(tmp_path):
    with Vault.create(tmp_path / "one", PASSPHRASE, cost=CHEAP)[0] as vault:
        with vault.write() as change:
            change.put(link("l-1"))
            object = change.add_object(b"evidence" * 1000, media=True)
        before = contents(tmp_path / "one")
        vault.copy(tmp_path / "two", "words of the receiver")
        assert contents(tmp_path / "one") == before
        names = {path.name for path in (tmp_path / "one" / "objects").rglob("*") if path.is_file()}
        with Vault.open(tmp_path / "two", "words of the receiver") as copy:
            assert copy.get(type(link("")), "l-1") == link("l-1")
            assert copy.read_object(object) == b"evidence" * 1000
            assert copy.object_ids() == vault.object_ids() == ((object, True),)
    assert names.isdisjoint(path.name for path in (tmp_path / "two" / "objects").rglob("*"))
    with pytest.raises(LeakguardError):
        Vault.open(tmp_path / "two", PASSPHRASE)
    (tmp_path / "two" / "head").write_bytes((tmp_path / "one" / "head").read_bytes())
    with pytest.raises(LeakguardError):
        Vault.open(tmp_path / "two", PASSPHRASE)
