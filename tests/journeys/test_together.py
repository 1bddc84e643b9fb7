"""Two programs in one case at once, and one that is stopped in the middle: nothing that was found or written is lost."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.journey import Journey, Outcome
from tests.support.pictures import Pictures

_MANY = 40


@pytest.fixture
def many(tmp_path: Path, pictures: Pictures) -> Path:
    """The same copy under many names."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(_MANY):
        (folder / f"{number:03}.jpg").write_bytes(pictures.copy)
    return folder


@pytest.fixture
def mixed(many: Path, pictures: Pictures) -> Path:
    """As many, every third one a picture of somebody else."""
    for number in range(0, _MANY, 3):
        (many / f"{number:03}.jpg").write_bytes(pictures.stranger)
    return many


PACED = """
import datetime, itertools, signal, sys, time
from leakguard.cli.environment import read_environment
from leakguard.cli.program import Program
signal.signal(signal.SIGINT, signal.default_int_handler)
begin, steps = datetime.datetime.now(datetime.UTC), itertools.count()
def now():
    time.sleep(0.02)
    return begin + datetime.timedelta(seconds=next(steps))
sys.exit(Program(read_environment, now=now).run(sys.argv[1:]))
"""
"""The program with a clock that is slow to answer and tells a second more at each look: a few pictures take it half a minute, and
us some seconds, however quick the computer is. It hears Ctrl-C even where these tests run in the background, which ignores it."""


def start(journey: Journey, *arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PACED, *(str(argument) for argument in arguments)],
        env=journey.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def wait_for_findings(journey: Journey, count: int) -> list[str]:
    end = time.monotonic() + 300
    while len(there := found(journey)) < count:
        assert time.monotonic() < end
        time.sleep(0.2)
    return there


def children(process: int) -> list[int]:
    """The processes that read pictures for this one, as far as the system tells."""
    told = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in told for child in task.read_text().split()]


def alive(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def comparable(outcome: Outcome) -> dict[str, object]:
    """What two runs must have in common: all but the names of findings, which are drawn by lot."""
    items = [{**item, "finding": item["finding"] is not None} for item in outcome.json["items"]]
    return {**outcome.json, "items": items, "resumed": None}


def found(journey: Journey) -> list[str]:
    return [finding["locator"] for finding in journey.run("findings", "--json").json["findings"]]


def test_notes_and_a_long_check_at_once_lose_nothing(enrolled: Journey, many: Path) -> None:
    written: list[str] = []
    with start(enrolled, "check", many, "--json") as check:
        while check.poll() is None:
            outcome = enrolled.run("note", f"number {len(written)}", "--json")
            assert outcome.code == 0
            written.append(outcome.json["note"])
        assert check.returncode == 0
    assert len(written) > 2
    entries = enrolled.run("timeline", "--json").json["entries"]
    assert [entry["subject"] for entry in entries if entry["kind"] == "note"] == written
    assert len(found(enrolled)) == _MANY
    verified = enrolled.run("verify", "--json").json
    assert verified["result"] == "pass"
    assert {check["result"] for check in verified["checks"] if check["check"].startswith("custody")} <= {"yes", "not checked"}


def test_two_checks_at_once_share_their_findings(enrolled: Journey, pictures: Pictures) -> None:
    with start(enrolled, "check", pictures.downloads) as one, start(enrolled, "check", pictures.album) as other:
        assert (one.wait(300), other.wait(300)) == (0, 0)
    assert sorted(found(enrolled)) == sorted(
        [str(pictures.downloads / "same.jpg"), str(pictures.downloads / "mirrored.jpg"), f"{pictures.album}!a/1.jpg"]
    )
    assert enrolled.run("verify").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one group of processes there")
def test_ctrl_c_keeps_what_was_found_and_the_next_run_goes_on(enrolled: Journey, many: Path) -> None:
    with start(enrolled, "check", many) as check:
        before = wait_for_findings(enrolled, 3)
        readers = children(check.pid)
        os.killpg(check.pid, signal.SIGINT)
        _, stderr = check.communicate(timeout=300)
    assert check.returncode == 130
    assert not any(alive(reader) for reader in readers)
    said = [line for line in stderr.decode().splitlines() if not line.startswith(("warning: LEAKGUARD_", "Checking"))]
    assert said == ["leakguard: Stopped. What was finished before is kept.", "hint: Run the same command again to go on."]
    kept = found(enrolled)
    assert len(before) <= len(kept) < _MANY
    assert enrolled.run("verify").code == 0
    outcome = enrolled.run("check", many)
    assert outcome.code == 0
    assert f"UTC: {len(kept)} pictures and videos were looked at then." in outcome.stderr
    assert sorted(found(enrolled)) == sorted(str(path) for path in many.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one group of processes there")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_in_the_middle_and_gone_on_with_finds_what_one_run_finds(
    enrolled: Journey, mixed: Path, end: signal.Signals
) -> None:
    (enrolled.home / "another").mkdir()
    whole = Journey(enrolled.home / "another")
    shutil.copytree(enrolled.case, whole.case)
    with start(enrolled, "check", mixed) as check:
        wait_for_findings(enrolled, 12)
        readers = children(check.pid)
        check.send_signal(end)
        check.wait(300)
    deadline = time.monotonic() + 300
    while any(alive(reader) for reader in readers):
        assert time.monotonic() < deadline
    assert enrolled.run("verify").code == 0
    second = enrolled.run("check", mixed, "--json")
    assert comparable(second) == comparable(whole.run("check", mixed, "--json"))
    assert 0 < second.json["resumed"] < _MANY
    assert enrolled.run("check", mixed, "--json", "--again").json["resumed"] == 0
