"""What each kind of bundle lets out, whether it verifies, and whether its own instructions work."""

import gzip
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from leakguard.evidence import custody, warc_reader
from leakguard.exporting import bag, bundle, contents
from leakguard.exporting.bundle import Level
from leakguard.exporting.verify_text import COMMANDS, COUNT, HEAD, verify_text
from leakguard.model.evidence import Part
from leakguard.model.verification import Answer
from tests.evidence.builders import JPEG
from tests.exporting.builders import PDQ, StoredCase

READERS = contents.Readers(custody=custody.verify, warc=warc_reader.check)
SECRETS = (PDQ, "PRIVATE WORDS", "/home/jane", "Pictures of me", "DISMISSED")


@pytest.fixture
def case() -> StoredCase:
    return StoredCase()


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder / "data").as_posix() for path in (folder / "data").rglob("*") if path.is_file()}


def everything(folder: Path) -> bytes:
    """All bytes of a bundle, web archives unpacked too, also those within archives."""
    files = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    for archive in [data for data in files if data[:2] == b"PK"]:
        with zipfile.ZipFile(BytesIO(archive)) as members:
            files += [members.read(name) for name in members.namelist()]
    return b"\n".join(files + [gzip.decompress(data) for data in files if data[:2] == b"\x1f\x8b"])


PARTS = {"capture.json", "completeness.json", "headers.txt", "dns.json", "tls.json", "tls-example.org.pem", "text.txt"}


def test_full_holds_captures_whole(case, tmp_path):
    case.write(tmp_path / "b", Level.FULL)
    whole = {f"captures/exhibit-0001/{name}" for name in PARTS | {"capture.warc.gz", "pictures.json", "page.wacz", "page.html"}}
    assert tree(tmp_path / "b") == whole | {
        "attachments/t-2-01.txt", "attachments/t-2-02.png", "blurred/f-1.png", "custody.jsonl", "case.json", "case.jsonld",
        "report.pdf", "viewer.html", "VERIFY.txt",
    }  # fmt: skip
    assert JPEG in everything(tmp_path / "b")


def test_working_holds_no_picture_but_blurred_ones(case, tmp_path):
    digest = case.write(tmp_path / "full", Level.FULL)
    case.write(tmp_path / "b", Level.WORKING, full_manifest_sha256=digest)
    assert tree(tmp_path / "b") == {f"captures/exhibit-0001/{name}" for name in PARTS} | {
        "attachments/t-2-01.txt", "blurred/f-1.png", "custody.jsonl", "case.json", "case.jsonld", "report.pdf", "viewer.html",
        "VERIFY.txt", "README.txt",
    }  # fmt: skip
    assert JPEG not in everything(tmp_path / "b")
    readme = (tmp_path / "b/data/README.txt").read_text()
    assert digest in readme
    assert "Exhibit 1: capture.warc.gz (can hold pictures)" in readme
    assert "Note t-2: an attached file" in readme
    assert json.loads((tmp_path / "b/data/case.json").read_bytes())["full_manifest_sha256"] == digest


@pytest.mark.parametrize("level", [Level.WORKING, Level.HASHES])
def test_pictures_of_the_page_and_its_moving_picture_stay_in_the_full_bundle(case, tmp_path, level):
    (capture,) = case.contents.captures
    names = ("screencast.png", "tile-001.png", "pictures.json", "page.mhtml", "dom.html")
    shown = tuple(Part(name, case._store(JPEG), sha256(JPEG).hexdigest(), len(JPEG)) for name in names)
    case.write(tmp_path / "b", level, captures=(replace(capture, parts=(*capture.parts, *shown)),))
    assert {name.rpartition("/")[2] for name in tree(tmp_path / "b")} & set(names) == set()
    assert JPEG not in everything(tmp_path / "b")


def test_hashes_holds_digests_only(case, tmp_path):
    case.write(tmp_path / "b", Level.HASHES)
    assert tree(tmp_path / "b") == {"hashes.json", "VERIFY.txt", "README.txt"}
    text = everything(tmp_path / "b")
    for secret in (JPEG, b"example.org", b"A threat", b"Dear host", b"blurred/"):
        assert secret not in text
    record = json.loads((tmp_path / "b/data/hashes.json").read_bytes())
    assert next(iter(record)) == "schema"
    assert record["findings"] == [{"id": id, "sha256": sha256(JPEG).hexdigest()} for id in ("f-1", "f-2")]
    assert {part["name"] for part in record["captures"][0]["parts"]} >= {"capture.warc.gz"}


@pytest.mark.parametrize("level", Level)
def test_no_level_lets_fingerprints_private_notes_or_paths_out(case, tmp_path, level):
    case.write(tmp_path / "b", level)
    text = everything(tmp_path / "b")
    for secret in SECRETS:
        assert secret.encode() not in text, secret
    for hash in (b"f" * 16, b"2" * 64):
        assert hash not in text


@pytest.mark.parametrize("level", Level)
def test_every_level_verifies_against_its_receipt(case, tmp_path, level):
    digest = case.write(tmp_path / "b", level)
    verified = contents.verify(tmp_path / "b", READERS, manifest_sha256=digest)
    assert verified.passed
    unread = [check for check in verified.checks if check.result is Answer.NOT_CHECKED]
    assert [check.item for check in unread if check.check == "proofs"] == ["proofs/"]
    left_out = [check.item for check in unread if check.check != "proofs"]
    assert (
        left_out
        == {
            Level.FULL: [],
            Level.WORKING: [
                "exhibit 1: capture.warc.gz",
                "exhibit 1: pictures.json",
                "exhibit 1: page.wacz",
                "exhibit 1: page.html",
                "note t-2: évil/../shot.png",
            ],
            Level.HASHES: ["data/hashes.json"],
        }[level]
    )


def test_the_case_file_starts_with_its_schema_and_is_sorted_by_time(case, tmp_path):
    case.write(tmp_path / "b", Level.FULL)
    record = json.loads((tmp_path / "b/data/case.json").read_bytes())
    assert next(iter(record.items())) == ("schema", "leakguard/case/1")
    assert [note["id"] for note in record["timeline"]] == ["t-1", "t-2"]
    assert [found["address"] for found in record["findings"]] == ["https://example.org/1.jpg", "export.zip!chat/IMG-1.jpg"]
    assert record["made"] == "2026-03-01T12:00:00Z"
    assert record["notices"][0]["text"] == "Dear host"


def _rewrap(folder: Path) -> None:
    """Make both manifests anew, as somebody would who has changed a file and hides it."""
    from leakguard.exporting import manifest

    def digests(paths):
        return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths if path.is_file()}

    (folder / manifest.PAYLOAD).write_bytes(manifest.render(digests((folder / "data").rglob("*"))))
    total = [path.stat().st_size for path in (folder / "data").rglob("*") if path.is_file()]
    info = re.sub(r"Oxum: .*", f"Oxum: {sum(total)}.{len(total)}", (folder / manifest.INFO).read_text())
    (folder / manifest.INFO).write_text(info)
    (folder / manifest.TAGS).write_bytes(
        manifest.render(digests(folder / name for name in (manifest.DECLARATION, manifest.INFO, manifest.PAYLOAD)))
    )


def _edit(path: Path, old: bytes, new: bytes) -> None:
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))


FORGED = {
    "custody line changed": (lambda d: _edit(d / "custody.jsonl", b'"c-1"', b'"c-2"'), "data/custody.jsonl: line 1 and line 2"),
    "custody cut": (
        lambda d: (d / "custody.jsonl").write_bytes((d / "custody.jsonl").read_bytes().splitlines(True)[0]),
        "data/custody.jsonl: line 1",
    ),
    "custody gone": (lambda d: (d / "custody.jsonl").unlink(), "data/custody.jsonl: line 1"),
    "part changed": (lambda d: _edit(d / "captures/exhibit-0001/text.txt", b"words", b"swords"), "exhibit 1: text.txt"),
    "part gone": (lambda d: (d / "captures/exhibit-0001/page.html").unlink(), "exhibit 1: page.html"),
    "attachment changed": (lambda d: _edit(d / "attachments/t-2-01.txt", b"a message", b"another"), "note t-2: chat.TXT"),
    "web archive changed": (
        lambda d: (d / "captures/exhibit-0001/capture.warc.gz").write_bytes(b"junk"),
        "data/captures/exhibit-0001/capture.warc.gz: record 1",
    ),
    "case unreadable": (lambda d: (d / "case.json").write_bytes(b"{"), "data/case.json"),
    "case of a newer version": (lambda d: _edit(d / "case.json", b"leakguard/case/1", b"leakguard/case/2"), "data/case.json"),
    "case gone": (lambda d: (d / "case.json").unlink(), "data/case.json"),
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forgery_under_fresh_manifests_is_found_and_named(case, tmp_path, forgery):
    case.write(tmp_path / "b", Level.FULL)
    harm, item = FORGED[forgery]
    harm(tmp_path / "b/data")
    _rewrap(tmp_path / "b")
    assert bag.verify(tmp_path / "b").passed
    verified = contents.verify(tmp_path / "b", READERS)
    assert not verified.passed
    assert item in [check.item for check in verified.checks if check.result is Answer.NO]


@pytest.mark.parametrize(
    "junk", [b"[]", b'{"schema":"leakguard/case/1","captures":7,"timeline":[1,{"attachments":[{"file":[]}]}]}', b"[" * 100_000]
)
def test_a_strange_case_file_never_crashes(case, tmp_path, junk):
    case.write(tmp_path / "b", Level.FULL)
    (tmp_path / "b/data/case.json").write_bytes(junk)
    assert not contents.verify(tmp_path / "b", READERS).passed


def test_a_zipped_bundle_verifies_with_its_content(case, tmp_path):
    case.write(tmp_path / "b", Level.FULL)
    path = shutil.make_archive(str(tmp_path / "z"), "zip", tmp_path, "b")
    assert contents.verify(Path(path), READERS).passed


@pytest.mark.parametrize("system", ["Linux", "macOS"])
def test_the_commands_in_verify_txt_work_and_find_a_change(case, tmp_path, system):
    program = COMMANDS[system][0].split()[0]
    if not shutil.which(program):
        pytest.skip(f"{program} is not on this computer")
    digest = case.write(tmp_path / "b", Level.FULL)
    text = (tmp_path / "b/data/VERIFY.txt").read_text()

    def run(command: str) -> subprocess.CompletedProcess[str]:
        assert f"     {command}\n" in text
        return subprocess.run(["sh", "-c", command], cwd=tmp_path / "b", capture_output=True, text=True, check=False)

    for command in COMMANDS[system]:
        result = run(command)
        assert result.returncode == 0
        assert all(line.endswith(": OK") for line in result.stdout.splitlines())
    assert run(HEAD[system]).stdout.split()[0] == digest
    assert run(COUNT[0]).stdout.strip() == run(COUNT[1]).stdout.strip()
    _edit(tmp_path / "b/data/report.pdf", b"report", b"forged")
    assert run(COMMANDS[system][0]).returncode != 0


def test_the_powershell_commands_work_and_find_a_change(case, tmp_path):
    shell = shutil.which("pwsh") or shutil.which("powershell")
    if not shell:
        pytest.skip("PowerShell is not on this computer")
    case.write(tmp_path / "b", Level.FULL)
    for command in COMMANDS["Windows"]:
        result = subprocess.run(
            [shell, "-NoProfile", "-Command", command], cwd=tmp_path / "b", capture_output=True, text=True, check=True
        )
        assert result.stdout
        assert all(line.startswith("OK") for line in result.stdout.splitlines())
    _edit(tmp_path / "b/data/report.pdf", b"report", b"forged")
    result = subprocess.run(
        [shell, "-NoProfile", "-Command", COMMANDS["Windows"][0]], cwd=tmp_path / "b", capture_output=True, text=True, check=True
    )
    assert "CHANGED  data/report.pdf" in result.stdout


def test_verify_txt_needs_no_program_of_ours():
    """Our name is in it only as the name space of the signature, which ssh-keygen has to be told."""
    assert "leakguard" not in verify_text().decode("ascii").replace("-n leakguard ", "").lower()


def test_two_documents_with_one_name_are_refused(case):
    with pytest.raises(ValueError):
        bundle.items(Level.FULL, replace(case.contents, documents={"Case.json": b"x"}))
