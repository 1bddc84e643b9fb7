"""Archives made to harm: to write elsewhere, to fill memory, to go on for ever, to lie. What cannot be read is said."""

import gzip
import io
import lzma
import random
import struct
import sys
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.collect import archive
from leakguard.collect.archive_parser import read_archive
from leakguard.collect.candidate import Candidate
from leakguard.model.check import NotChecked
from leakguard.sandbox.pool import Sandbox
from tests.collect.samples import jpeg, tarred, zipped

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def read(sandbox: Sandbox, path: Path, data: bytes) -> tuple[dict[str, Candidate], dict[str, str]]:
    """Candidates and problems by label, through the worker; this process never holds more than a little of it."""
    path.write_bytes(data)
    found: dict[str, Candidate] = {}
    problems: dict[str, str] = {}
    tracemalloc.start()
    try:
        for item in archive.members(path, sandbox, "asked"):
            label = item.locator.removeprefix(str(path)).removeprefix("!")
            if isinstance(item, NotChecked):
                problems[label] = item.why
            else:
                found[label] = item
        assert tracemalloc.get_traced_memory()[1] < 32 * MIB
    finally:
        tracemalloc.stop()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name], "something was written"
    return found, problems


def parsed(data: bytes, **caps: int) -> tuple[dict[str, bytes], list[str]]:
    """The parser alone, in this process: the members that are whole, and the problems."""
    whole: dict[str, bytes] = {}
    problems: list[str] = []
    last = ""
    for meta, chunks in read_archive(io.BytesIO(data), caps):
        body = b"".join(chunks)
        if "cut" in meta:
            whole.pop(last)
        if why := meta.get("problem") or meta.get("cut"):
            problems.append(why)
        else:
            last = meta["name"]
            whole[last] = body
    return whole, problems


def raw_zip(*members: tuple[str, bytes], size: int, method: int = 8, crc: int = 0, entries_each: int = 1) -> bytes:
    """A zip written by hand, so that it can lie about sizes and point to the same bytes twice."""
    body, directory = b"", b""
    for name, data in members:
        fixed = struct.pack("<HHHHHIIIHH", 20, 0, method, 0, 0x21, crc, len(data), size, len(name), 0)
        entry = b"PK\x01\x02\x14\0" + fixed + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name.encode()
        directory += entry * entries_each
        body += b"PK\x03\x04" + fixed + name.encode() + data
    count = min(len(members) * entries_each, 0xFFFF)
    return body + directory + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)


def zeros(mebibytes: int) -> bytes:
    """A raw deflate stream of that many MiB of zeros, some thousand times smaller, without compressing them all."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    sixteen = packer.compress(bytes(16 * MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return sixteen * (mebibytes // 16) + packer.flush(zlib.Z_FINISH)


NAMES = [
    "../../up.jpg",
    "/etc/abs.jpg",
    "C:\\drive.jpg",
    "a/../../b.jpg",
    "..",
    "con.jpg",
    "a\nb.jpg",
    "\x1b[31m.jpg",
    "x" * 3000,
]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_that_lead_elsewhere_are_labels_and_their_content_is_read(tmp_path, sandbox: Sandbox, pack):
    found, problems = read(sandbox, tmp_path / "a", pack({name: jpeg() for name in NAMES}))
    assert problems == {} and set(found) == set(NAMES) and all(item.data == jpeg() for item in found.values())


def test_names_that_are_no_text_are_kept_as_bytes_that_the_system_can_give_back(tmp_path, sandbox: Sandbox):
    found, _ = read(sandbox, tmp_path / "a", tarred({"caf\udce9.jpg": jpeg()}, format=tarfile.GNU_FORMAT))
    assert list(found) == ["caf\udce9.jpg"]


def test_links_and_devices_in_a_tar_are_reported_and_not_followed(tmp_path, sandbox: Sandbox):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as out:
        kinds = [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE]
        for kind in kinds:
            header = tarfile.TarInfo(f"kind-{kind.decode()}")
            header.type, header.linkname = kind, "/etc/passwd"
            out.addfile(header)
        last = tarfile.TarInfo("last.jpg")
        last.size = len(jpeg())
        out.addfile(last, io.BytesIO(jpeg()))
    found, problems = read(sandbox, tmp_path / "a", buffer.getvalue())
    assert list(found) == ["last.jpg"]
    assert {label: "link" in why for label, why in problems.items()} == {
        "kind-2": True,
        "kind-1": True,
        "kind-3": False,
        "kind-4": False,
        "kind-6": False,
    }


def test_links_devices_and_locked_members_of_a_zip_are_reported(tmp_path, sandbox: Sandbox):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for name, mode in (("link", 0o120777), ("device", 0o020600), ("plain", 0o100600)):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            out.writestr(entry, b"/etc/passwd")
        out.writestr("locked", b"secret")
    data = bytearray(buffer.getvalue())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[
            data.rindex(signature, 0, data.rindex(b"locked") if signature == b"PK\x01\x02" else data.index(b"locked")) + flags
        ] |= 1
    found, problems = read(sandbox, tmp_path / "a", bytes(data))
    assert list(found) == ["plain"]
    assert {label: why.split(".")[0] for label, why in problems.items()} == {
        "link": "This is a link inside the archive",
        "device": "This is a device or a pipe inside the archive, not a file",
        "locked": "This file is locked with a password inside the archive",
    }
    assert set(read(sandbox, tmp_path / "a", tarred({"in.zip": bytes(data)}))[1]) == {"in.zip!locked"}


def test_ten_megabytes_that_unpack_to_gigabytes_are_left_and_what_comes_after_is_read(tmp_path, sandbox: Sandbox):
    bomb = zeros(10_000)
    stored = raw_zip(("first.jpg", jpeg()), ("last.jpg", jpeg()), size=len(jpeg()), method=0, crc=zlib.crc32(jpeg()))
    data = zipped({"bomb.zip": raw_zip(("zeros", bomb), size=0xFFFFFFF0), "rest.zip": stored}, zipfile.ZIP_STORED)
    assert 9 * MIB < len(data) < 12 * MIB
    found, problems = read(sandbox, tmp_path / "a", data)
    assert set(found) == {"rest.zip!first.jpg", "rest.zip!last.jpg"}
    assert set(problems) == {"bomb.zip!zeros"} and "far more" in problems["bomb.zip!zeros"]


def test_a_compressed_tar_that_unpacks_to_gigabytes_is_stopped(tmp_path, sandbox: Sandbox):
    header = tarfile.TarInfo("zeros")
    header.size = 4000 * MIB
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    sixteen = [packer.compress(header.tobuf() + bytes(16 * MIB)), packer.flush(zlib.Z_FULL_FLUSH)]
    again = packer.compress(bytes(16 * MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    found, problems = read(sandbox, tmp_path / "a", b"".join(sixteen) + again * 250)
    assert found == {} and "far more" in problems["zeros"] and "rest was not read" in problems[""]


def test_many_members_that_share_the_same_bytes_are_stopped(tmp_path, sandbox: Sandbox):
    found, problems = read(sandbox, tmp_path / "a", raw_zip(("zeros", zeros(48)), size=48 * MIB, entries_each=5000))
    assert len(found) <= 1 and "rest was not read" in problems[""]


def test_bombs_inside_bombs_end_at_the_third_archive(tmp_path, sandbox: Sandbox):
    data = zipped({"0.bin": bytes(8 * MIB)})
    for _ in range(6):
        data = zipped({f"{n}.zip": data for n in range(4)})
    found, problems = read(sandbox, tmp_path / "a", data)
    assert found == {} and len(problems) == 4**3
    assert all("three deep" in why and label.count("!") == 2 for label, why in problems.items())


def test_an_archive_that_holds_itself_over_and_over_comes_to_an_end(tmp_path, sandbox: Sandbox):
    data = zipped({"me.zip": b""}, zipfile.ZIP_STORED)
    for _ in range(50):
        data = zipped({"me.zip": data, "a.jpg": jpeg()}, zipfile.ZIP_STORED)
    found, problems = read(sandbox, tmp_path / "a", data)
    assert set(found) == {"a.jpg", "me.zip!a.jpg", "me.zip!me.zip!a.jpg"}
    assert set(problems) == {"me.zip!me.zip!me.zip"}


def test_members_beyond_the_cap_are_not_read():
    whole, problems = parsed(zipped({f"{n}": b"" for n in range(1005)}), members=1000)
    assert len(whole) == 1000 and "more than 1,000 files" in problems[-1]


def test_one_member_beyond_its_cap_is_cut_and_the_next_is_read():
    whole, problems = parsed(zipped({"a": b"x" * 3 * MIB, "b": b"y"}, zipfile.ZIP_STORED), member_bytes=MIB)
    assert set(whole) == {"b"} and len(problems) == 1


@pytest.mark.parametrize("claimed", [0, 10, len(jpeg()) + 1, 0xFFFFFFF0])
def test_a_zip_that_lies_about_a_size_is_reported_and_the_next_member_is_read(claimed: int):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(jpeg()) + packer.flush()
    lying = raw_zip(("a.jpg", packed), size=claimed, crc=zlib.crc32(jpeg()))
    whole, problems = parsed(zipped({"lying.zip": lying, "b": b"y"}))
    assert whole.pop("b") == b"y" and set(whole.values()) <= {jpeg()}
    whole, problems = parsed(lying)
    assert whole == {"a.jpg": jpeg()} or problems


def test_a_list_of_files_without_end_is_not_read_into_memory(tmp_path, sandbox: Sandbox):
    data = raw_zip(("a.jpg", jpeg()), size=len(jpeg()), method=0, crc=zlib.crc32(jpeg()), entries_each=800_000)
    found, problems = read(sandbox, tmp_path / "a", data)
    assert list(found) == ["a.jpg"] and problems == {}


def tar_header(name: str, size_field: bytes, kind: bytes = b"0") -> bytes:
    header = bytearray(tarfile.TarInfo(name).tobuf(tarfile.USTAR_FORMAT))
    header[124:136], header[156:157], header[148:156] = size_field, kind, b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


@pytest.mark.parametrize(
    "bad",
    [
        tar_header("negative", b"\xff" * 12),
        tar_header("negative", b"-0000000512\0"),
        tar_header("huge", b"\x80" + b"\0" * 3 + b"\x7f" + b"\xff" * 7),
        tar_header("pax", b"77777777777\0", b"x"),
        tar_header("pax", b"\xff" * 12, b"x"),
        tar_header("long name", b"77777777777\0", b"L"),
        b"".join(tar_header("pax", b"00000000012\0", b"x") + b"10 a=bcde\n".ljust(512, b"\0") for _ in range(3000)),
        tar_header("pax", b"00000000013\0", b"x") + b"11 size=-5\n".ljust(512, b"\0") + tar_header("a", b"00000000000\0"),
        tar_header("sparse", b"00000000000\0", b"S"),
        b"\x01" * 512,
        jpeg()[:512].ljust(512),
    ],
)
def test_a_tar_with_a_bad_header_gives_what_came_before_and_reports_the_rest(tmp_path, sandbox: Sandbox, bad: bytes):
    good = tarred({"a.jpg": jpeg()}).rstrip(b"\0")
    good = good.ljust(-(-len(good) // 512) * 512, b"\0")
    found, problems = read(sandbox, tmp_path / "a", good + bad + bytes(1024))
    assert found["a.jpg"].data == jpeg() and problems


def test_a_tar_without_its_end_mark_may_have_been_cut_and_says_so(tmp_path, sandbox: Sandbox):
    whole = tarred({"a.jpg": jpeg()})
    found, problems = read(sandbox, tmp_path / "a", whole[: 512 + -(-len(jpeg()) // 512) * 512])
    assert list(found) == ["a.jpg"] and "cut short" in problems[""]


SOUND = {f"{n}.bin": random.Random(n).randbytes(n * 700) for n in range(1, 6)}
PACKED = [
    zipped(SOUND),
    zipped(SOUND, zipfile.ZIP_STORED),
    tarred(SOUND),
    tarred(SOUND, "w:gz"),
    tarred(SOUND, "w:bz2"),
    tarred(SOUND, "w:xz"),
    tarred({"in.zip": zipped(SOUND)}, "w:gz"),
    gzip.compress(SOUND["5.bin"]),
]


@given(st.sampled_from(PACKED), st.floats(0, 1, exclude_max=True))
def test_an_archive_cut_anywhere_gives_its_whole_members_and_says_that_it_was_cut(data: bytes, where: float):
    cut = data[: int(len(data) * where)]
    whole, problems = parsed(cut)
    plain = {name.rpartition("!")[2]: body for name, body in whole.items()}
    assert set(plain.values()) <= set(SOUND.values())
    assert problems or set(plain) == set(SOUND)


@given(
    st.sampled_from(PACKED), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8)
)
@settings(max_examples=300)
def test_an_archive_with_flipped_bytes_never_makes_the_parser_fail(data: bytes, flips: list[tuple[float, int]]):
    broken = bytearray(data)
    for where, value in flips:
        broken[int(len(broken) * where)] = value
    for meta, chunks in read_archive(io.BytesIO(bytes(broken)), {}):
        assert isinstance(meta, dict) and all(isinstance(chunk, bytes) for chunk in chunks)


@given(st.sampled_from([b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh91AY&SY", b"\xfd7zXZ\x00", b""]), st.binary(max_size=2000))
def test_nonsense_behind_a_true_beginning_is_reported(magic: bytes, data: bytes):
    whole, problems = parsed(magic + data)
    assert problems or whole


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to an amount of memory")
def test_the_limits_of_the_worker_turn_into_a_report(tmp_path, sandbox: Sandbox):
    huge = lzma_with_dictionary(1 << 30)
    found, problems = read(sandbox, tmp_path / "a", zipped({"a.jpg": jpeg(), "b.xz": huge, "c.jpg": jpeg()}, zipfile.ZIP_STORED))
    assert list(found) == ["a.jpg", "c.jpg"]
    assert list(problems) == ["b.xz!content"] and "memory" in problems["b.xz!content"]


def lzma_with_dictionary(size: int) -> bytes:
    """An xz file whose header asks for a dictionary of `size` bytes (xz format 1.2, sections 3.1 and 5.3.1)."""
    data = bytearray(lzma.compress(b"x" * 1000))
    bits = size.bit_length() - 1
    length = (data[12] + 1) * 4
    data[12 + 4] = (bits - 12) * 2  # the LZMA2 filter's one property byte
    data[12 + length - 4 : 12 + length] = struct.pack("<I", zlib.crc32(bytes(data[12 : 12 + length - 4])))
    return bytes(data)
