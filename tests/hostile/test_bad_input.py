"""Bad input as a person meets it: one plain sentence, a way on, the right exit code; the rest is done, nothing stored is lost."""

import os
import shutil
import signal
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.support.journey import Journey, Outcome
from tests.support.pictures import Pictures
from tests.support.servers import RawServer, Reply, WebSite, drips, redirect

HTML = "text/html; charset=utf-8"
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such thing")
TITLE = "\x1b]0;pwned\x07\x1b[31m[bold red]{{ 7 * 7 }}[/bold red]\u202egpj"


def says(outcome: Outcome, code: int, *words: str) -> None:
    """It ends with `code`, says `words`, and shows nothing of how it works inside and nothing that a terminal would obey."""
    shown = outcome.stdout + outcome.stderr
    assert outcome.code == code, shown
    for word in words:
        assert word in shown
    for inside in ("Traceback", "Error:", "errno", "\x1b", "\x07", "\r", "unexpected"):
        assert inside not in shown
    assert all(char == "\n" or char.isprintable() for char in shown)


def fails(outcome: Outcome, code: int, *words: str) -> None:
    """The same, of something that was not done at all: one sentence, and a hint."""
    says(outcome, code, *words)
    assert sum(line.startswith("leakguard: ") for line in outcome.stderr.splitlines()) == 1
    assert sum(line.startswith("hint: ") for line in outcome.stderr.splitlines()) == 1
    assert not outcome.stdout


def verifies(journey: Journey) -> None:
    outcome = journey.run("verify", "--json")
    assert outcome.json["result"] == "pass", outcome.stdout


def found(journey: Journey) -> list[str]:
    """Where the findings are, by the last part of their names."""
    return sorted(finding["locator"].rpartition("/")[2] for finding in journey.run("findings", "--json").json["findings"])


def bomb(side: int = 20_000) -> bytes:
    """A PNG of 400 megapixels, black and white, in a few kilobytes."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + side // 8)) for _ in range(side)) + packer.flush()

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def folder(tmp_path: Path, pictures: Pictures) -> Path:
    """A folder with one copy in it, to put bad things beside."""
    folder = tmp_path / "things"
    folder.mkdir()
    shutil.copy(pictures.downloads / "same.jpg", folder / "same.jpg")
    return folder


def test_a_file_that_is_no_picture(enrolled, folder):
    (folder / "words.jpg").write_text("only words")
    says(enrolled.run("check", folder / "words.jpg"), 3, "words.jpg", "not a picture or a video.")
    says(enrolled.run("check", folder), 0, "Skipped", "exact")
    says(enrolled.run("add", folder / "words.jpg"), 3, "words.jpg", "not a picture or a video.")
    assert found(enrolled) == ["same.jpg"]
    verifies(enrolled)


def test_a_picture_that_was_cut_short(enrolled, folder, pictures):
    (folder / "cut.jpg").write_bytes((pictures.downloads / "somebody.jpg").read_bytes()[:700])
    says(enrolled.run("check", folder), 3, "cut.jpg", "not readable", "exact")
    says(enrolled.run("add", folder / "cut.jpg"), 3, "cut.jpg")
    assert found(enrolled) == ["same.jpg"]
    verifies(enrolled)


def test_a_picture_of_400_megapixels(enrolled, folder):
    (folder / "bomb.png").write_bytes(bomb())
    says(enrolled.run("check", folder), 3, "bomb.png", "20000 x 20000 pixels, more than can be read safely.", "exact")
    says(enrolled.run("add", folder / "bomb.png"), 3, "bomb.png", "20000 x 20000 pixels, more than can be read safely.")
    verifies(enrolled)


def test_an_empty_folder(enrolled, tmp_path):
    (tmp_path / "empty").mkdir()
    says(enrolled.run("check", tmp_path / "empty"), 0, "There is nothing in", "empty")
    says(enrolled.run("add", tmp_path / "empty"), 0, "0 pictures and videos added.")
    verifies(enrolled)


@pytest.mark.parametrize("command", ["check", "add"])
def test_a_path_that_leads_nowhere(enrolled, folder, command):
    before = enrolled.bytes()
    fails(enrolled.run(command, folder, folder / "none.jpg"), 1, "There is no file or folder", "none.jpg")
    assert enrolled.bytes() == before
    verifies(enrolled)


@POSIX
def test_a_folder_that_contains_itself(enrolled, folder):
    (folder / "deeper").mkdir()
    (folder / "deeper" / "around").symlink_to(folder)
    (folder / "itself").symlink_to(folder / "itself")
    says(enrolled.run("check", folder), 3, "around", "itself", "exact")
    assert found(enrolled) == ["same.jpg"]
    verifies(enrolled)


@POSIX
def test_links_to_nowhere_and_pipes(enrolled, folder):
    (folder / "gone.jpg").symlink_to(folder / "none.jpg")
    os.mkfifo(folder / "pipe.jpg")
    says(enrolled.run("check", folder), 3, "gone.jpg", "pipe.jpg", "exact")
    fails(enrolled.run("check", folder / "pipe.jpg"), 3, "pipe.jpg")
    verifies(enrolled)


@POSIX
def test_files_that_may_not_be_read(enrolled, folder):
    """Root reads everything; taken away from it is only that right."""
    command = enrolled.command("check", folder, folder / "locked.jpg")
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root reads everything, and setpriv is not here to take that away")
        command = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", *command]
    (folder / "locked.jpg").write_bytes(b"secret")
    (folder / "locked").mkdir()
    for name in ("locked.jpg", "locked"):
        (folder / name).chmod(0)
    try:
        done = subprocess.run(command, env=enrolled.environment(), capture_output=True, text=True, timeout=60, check=False)
    finally:
        (folder / "locked").chmod(0o700)
    says(Outcome(done.returncode, done.stdout, done.stderr), 3, "locked.jpg", "does not let you read it", "exact")
    assert found(enrolled) == ["same.jpg"]
    verifies(enrolled)


def test_a_wrong_passphrase(enrolled, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text("velvet harbour nine copper orchard tree\n")
    before = enrolled.bytes()
    right = enrolled.variables["LEAKGUARD_PASSPHRASE_FILE"]
    enrolled.variables["LEAKGUARD_PASSPHRASE_FILE"] = str(wrong)
    fails(enrolled.run("status"), 7, "passphrase")
    assert enrolled.run("status", "--json").error["kind"] == "wrong-passphrase"
    assert enrolled.bytes() == before
    enrolled.variables["LEAKGUARD_PASSPHRASE_FILE"] = right
    verifies(enrolled)


def test_a_case_of_a_later_version(enrolled):
    head = enrolled.case / "head"
    today = head.read_bytes()
    later = bytearray(today)
    later[9] = 2
    head.write_bytes(later[:-32] + sha256(later[:-32]).digest())
    before = enrolled.bytes()
    fails(enrolled.run("status"), 7, "a newer leakguard")
    assert enrolled.run("check", ".", "--json").error["kind"] == "unknown-version"
    assert enrolled.bytes() == before
    head.write_bytes(today)
    verifies(enrolled)


@POSIX
@pytest.mark.parametrize("command", ["check", "add"])
def test_a_disk_that_takes_no_more(enrolled, pictures, command):
    """No file may grow beyond the size that the index has: the system then answers as a full disk or quota does."""
    blocks = (enrolled.case / "index").stat().st_size // 512
    target = enrolled.command(command, pictures.downloads)
    limited = ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", *target]
    done = subprocess.run(limited, env=enrolled.environment(), capture_output=True, text=True, timeout=60, check=False)
    fails(Outcome(done.returncode, done.stdout, done.stderr), 1, "disk", "Everything stored before is safe.")
    verifies(enrolled)
    assert enrolled.run(command, pictures.downloads).code == 0
    verifies(enrolled)


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A file system of this size in memory. Only root can make one, and not everywhere."""
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be made here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_full(enrolled, pictures, tmp_path):
    size = sum(len(data) for data in enrolled.bytes().values())
    with small_disk(tmp_path / "disk", size // 1024 + 120) as disk:
        shutil.copytree(enrolled.case, disk / "case")
        journey = Journey(tmp_path)
        journey.variables["LEAKGUARD_CASE"] = str(disk / "case")
        with (disk / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(1024))
            except OSError:
                pass
        fails(journey.run("check", pictures.downloads), 1, "disk", "Everything stored before is safe.")
        fails(journey.run("note", "A call at night"), 1, "disk", "Everything stored before is safe.")
        fails(journey.run("report", "--out", disk / "report.pdf"), 1, "disk")
        assert sorted(path.name for path in disk.iterdir()) == ["case", "filler"]
        verifies(journey)
        (disk / "filler").unlink()
        assert journey.run("note", "A call at night").code == 0
        verifies(journey)


@POSIX
def test_a_run_that_is_killed(enrolled, pictures):
    """It is killed while it waits for the second picture; the first is safe by then, and the next run goes on."""
    killed, asked = threading.Event(), threading.Event()

    def never(target: str) -> Reply:
        if not killed.is_set():
            asked.set()
            killed.wait(30)
        return Reply(pictures.stranger, content_type="image/jpeg")

    page = Reply(b"<img src=/copy.jpg><img src=/slow.jpg>", content_type=HTML)
    with WebSite({"/": page, "/copy.jpg": Reply(pictures.copy, content_type="image/jpeg"), "/slow.jpg": never}) as site:
        command = enrolled.command("check", f"{site.url}/", "--capture", "--quiet")
        process = subprocess.Popen(command, env=enrolled.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert asked.wait(60)
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed.set()
        verifies(enrolled)
        assert found(enrolled) == ["copy.jpg"]
        again = enrolled.run("check", f"{site.url}/", "--capture", "--json")
    assert (again.code, len(again.json["captures"])) == (0, 1)
    assert found(enrolled) == ["copy.jpg"]
    verifies(enrolled)


def test_a_server_that_never_ends_its_headers(enrolled, leak_site):
    endless = drips(b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"a" * 4000 + b"\r\n", pause=0)
    with RawServer(endless) as server:
        for command in ("check", "capture"):
            outcome = enrolled.run(command, f"{server.url}/")
            says(outcome, 6, "headers")
            assert "hint: " in outcome.stderr
        mixed = enrolled.run("check", f"{server.url}/", f"{leak_site.url}/album")
    says(mixed, 3, "headers", "copy")
    verifies(enrolled)


def test_a_redirect_to_the_inside_of_a_data_centre(enrolled, leak_site):
    inside = {"/": redirect("http://169.254.169.254/latest/meta-data/"), "/again": redirect("http://[::ffff:169.254.169.254]/")}
    with WebSite(inside) as site:
        for path in inside:
            outcome = enrolled.run("check", f"{site.url}{path}")
            says(outcome, 6, "A redirect was not followed.")
            assert "hint: " in outcome.stderr
        mixed = enrolled.run("capture", f"{site.url}/", f"{leak_site.url}/album")
    says(mixed, 3, "169.254.169.254")
    verifies(enrolled)


def test_a_page_title_that_gives_orders_to_a_terminal(enrolled, pictures, tmp_path):
    page = f"<title>{TITLE}</title><p>{TITLE}<img src=/copy.jpg><img src='/{TITLE}.jpg'>".encode()
    with WebSite({"/": Reply(page, content_type=HTML), "/copy.jpg": Reply(pictures.copy, content_type="image/jpeg")}) as site:
        says(enrolled.run("check", f"{site.url}/", "--capture"), 3, "copy", "pwned")
    for command in ("findings", "timeline", "custody", "status"):
        says(enrolled.run(command), 0)
    assert enrolled.run("report", "--out", tmp_path / "report.pdf").code == 0
    assert enrolled.run("export", "bundle", "--out", tmp_path / "bundle", "--to", "a lawyer", "--no-encrypt").code == 0
    words = "".join(text.extract_text() for text in PdfReader(tmp_path / "report.pdf").pages)
    assert "\x1b" not in words
    assert "\u202e" not in words
    verifies(enrolled)


@POSIX
def test_a_file_name_with_line_breaks_and_orders_in_it(enrolled, folder, tmp_path):
    name = "a\nleakguard: FAKE \x1b[31m[bold]\u202e.jpg"
    (folder / "same.jpg").rename(folder / name)
    outcome = enrolled.run("check", folder)
    says(outcome, 0, "exact")
    assert not any(line.startswith("leakguard: FAKE") for line in (outcome.stdout + outcome.stderr).splitlines())
    says(enrolled.run("findings"), 0, "FAKE")
    says(enrolled.run("check", folder / name), 0, "exact")
    fails(enrolled.run("check", folder / f"{name}.none"), 1, "FAKE")
    assert found(enrolled) == [name]
    assert enrolled.run("check", folder, "--json").json["items"][0]["locator"] == str(folder / name)
    assert enrolled.run("report", "--out", tmp_path / "report.pdf").code == 0
    verifies(enrolled)


@POSIX
def test_a_file_name_that_is_no_text(enrolled, folder):
    os.rename(os.fsencode(folder / "same.jpg"), os.fsencode(folder) + b"/\xff\xfe.jpg")  # noqa: PTH104
    if not [path for path in folder.iterdir() if "\udcff" in path.name]:
        pytest.skip("this file system takes only names in Unicode")
    says(enrolled.run("check", folder), 0, "exact")
    assert enrolled.run("check", folder, "--json").code == 0
    says(enrolled.run("findings"), 0, "exact")
    assert len(found(enrolled)) == 1
    verifies(enrolled)
