"""Two programs in one case at once, and one that is stopped in the middle: nothing that was found or written is lost."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.journey import Journey
from tests.support.pictures import Pictures

_MANY = 80


@pytest.fixture
def many(tmp_path: Path, pictures: Pictures) -> Path:
    """A folder that takes some seconds: the same copy under many names."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(_MANY):
        (folder / f"{number:03}.jpg").write_bytes(pictures.copy)
    return folder


def start(journey: Journey, *arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        journey.command(*arguments),
        env=journey.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


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
        assert (one.wait(60), other.wait(60)) == (0, 0)
    assert sorted(found(enrolled)) == sorted(
        [str(pictures.downloads / "same.jpg"), str(pictures.downloads / "mirrored.jpg"), f"{pictures.album}!a/1.jpg"]
    )
    assert enrolled.run("verify").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one group of processes there")
def test_ctrl_c_keeps_what_was_found_and_the_next_run_goes_on(enrolled: Journey, many: Path) -> None:
    with start(enrolled, "check", many) as check:
        end = time.monotonic() + 60
        while len(before := found(enrolled)) < 3:
            assert time.monotonic() < end
        os.killpg(check.pid, signal.SIGINT)
        _, stderr = check.communicate(timeout=60)
    assert check.returncode == 130
    said = [line for line in stderr.decode().splitlines() if not line.startswith(("warning: LEAKGUARD_", "Checking"))]
    assert said == ["leakguard: Stopped. What was finished before is kept.", "hint: Run the same command again to go on."]
    kept = found(enrolled)
    assert len(before) <= len(kept) < _MANY
    assert enrolled.run("verify").code == 0
    assert enrolled.run("check", many).code == 0
    assert sorted(found(enrolled)) == sorted(str(path) for path in many.iterdir())
