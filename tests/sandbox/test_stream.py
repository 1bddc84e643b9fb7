import io

import pytest

from leakguard.errors import MissingPart, Unreadable
from leakguard.sandbox.pool import Sandbox
from leakguard.sandbox.worker import CHUNK


@pytest.fixture
def lines(tmp_path):
    path = tmp_path / "lines"
    path.write_bytes(b"first\nsecond\nthird\n")
    return path


def test_members_come_one_by_one_with_their_bytes(sandbox, lines):
    assert [(meta["number"], b"".join(chunks)) for meta, chunks in sandbox.stream("members", lines)] == [
        (0, b"first"),
        (1, b"second"),
        (2, b"third"),
    ]


def test_an_open_file_is_read_from_its_start_wherever_it_stands(sandbox, lines):
    with lines.open("rb") as file:
        file.read(8)
        assert [b"".join(chunks) for _, chunks in sandbox.stream("members", file)] == [b"first", b"second", b"third"]


def test_what_is_left_of_a_member_is_skipped(sandbox, lines):
    firsts = [next(chunks) for _, chunks in sandbox.stream("members", lines)]
    assert firsts == [b"fi", b"se", b"th"]
    assert [meta["number"] for meta, _ in sandbox.stream("members", lines)] == [0, 1, 2]


def test_large_members_come_in_small_chunks(sandbox, lines):
    for _, chunks in sandbox.stream("members", lines, big=3 * CHUNK + 5):
        sizes = [len(chunk) for chunk in chunks]
        assert max(sizes) == CHUNK
        assert sum(sizes) >= 3 * CHUNK + 5
        break


def test_a_reader_that_is_given_up_leaves_no_process(sandbox, lines):
    reading = sandbox.stream("members", lines)
    next(reading)
    worker = reading.gi_frame.f_locals["worker"]
    reading.close()
    assert not worker.alive


def test_an_exhausted_member_stays_exhausted(sandbox, lines):
    reading = sandbox.stream("members", lines)
    _, chunks = next(reading)
    assert b"".join(chunks) == b"first"
    assert list(chunks) == []


def test_reading_ends_with_its_reason_where_the_file_breaks_off(sandbox, lines):
    got = []
    with pytest.raises(Unreadable, match="second part"):
        for _, chunks in sandbox.stream("breaks_off", lines):
            for chunk in chunks:
                got.append(chunk)
    assert got == [b"whole", b"ha"]


def test_a_stalled_reader_is_stopped_and_what_came_before_is_kept(sandbox, lines):
    got = []
    with pytest.raises(Unreadable, match=r"longer than 0\.3 seconds"):
        for meta, chunks in sandbox.stream("stalls", lines, timeout=0.3):
            got.append((meta["number"], b"".join(chunks)))
    assert got == []
    with pytest.raises(Unreadable, match="crash"):
        for _ in sandbox.stream("crashes", lines):
            pass


def test_streaming_leaves_the_warm_worker_alone(sandbox: Sandbox, lines):
    before = sandbox.run("process_id", b"").meta
    list(sandbox.stream("members", lines))
    assert sandbox.run("process_id", b"").meta == before


def test_a_missing_file_or_parser_is_said_plainly(sandbox, tmp_path, lines):
    with pytest.raises(Unreadable, match="cannot be opened"):
        list(sandbox.stream("members", tmp_path / "nowhere"))
    with pytest.raises(Unreadable, match="cannot be opened"):
        list(sandbox.stream("members", tmp_path))
    with Sandbox(parsers={"gone": "leakguard.no_such_module:read"}) as other, pytest.raises(MissingPart):
        list(other.stream("gone", lines))


def test_something_that_is_no_real_file_is_refused(sandbox):
    with pytest.raises(io.UnsupportedOperation):
        list(sandbox.stream("members", io.BytesIO(b"first\n")))
