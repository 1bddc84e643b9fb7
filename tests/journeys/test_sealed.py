"""From a page to a court: everything stamped, handed over, checked with programs that are not ours, and with ours."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from leakguard.evidence import stamp_roots
from leakguard.exporting import verify_text
from leakguard.services import verify
from tests.support.flips import changed, flips

FLIPS = 60


@pytest.fixture(scope="module")
def handed_over(tmp_path_factory, _enrolled, pictures, _authority, _second_authority):
    """A person who recorded a page and handed over a whole bundle, with both authorities."""
    from tests.support.journey import Journey
    from tests.support.servers import Reply, WebSite

    _authority.change = _second_authority.change = None
    journey = Journey(tmp_path_factory.mktemp("sealed"))
    shutil.copytree(_enrolled.case, journey.case)
    journey.stamped_by(_authority, _second_authority)
    page = Reply(b"<title>Album</title><img src=/copy.jpg>", content_type="text/html; charset=utf-8")
    with WebSite({"/album": page, "/copy.jpg": Reply(pictures.copy, content_type="image/jpeg")}) as site:
        journey.captured = journey.run("capture", f"{site.url}/album", "--light", "--json")
    journey.exported = journey.run(
        "export", "bundle", "--out", journey.home / "bundle", "--to", "a lawyer", "--no-encrypt", "--json"
    )
    return journey


@pytest.fixture
def bundle(handed_over, tmp_path) -> Path:
    return Path(shutil.copytree(handed_over.home / "bundle", tmp_path / "bundle"))


def shell(command: str, folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)


def test_the_record_and_the_bundle_say_that_they_are_sealed(handed_over):
    assert handed_over.captured.code == 0, handed_over.captured.stderr
    (made,) = handed_over.captured.json["captures"]
    assert (made["sealed"], made["sealed_late"]) == (True, False)
    assert "not sealed" not in handed_over.captured.stderr
    answer = handed_over.exported.json
    assert answer["time_stamps"] == 2
    assert answer["key_fingerprint"].startswith("SHA256:")


def test_every_command_of_verify_txt_runs_and_agrees(bundle):
    text = (bundle / "data" / "VERIFY.txt").read_text()
    for command in (*verify_text.COMMANDS["Linux"], verify_text.HEAD["Linux"], *verify_text.SIGNATURE, *verify_text.STAMPS):
        assert command in text
        done = shell(command, bundle)
        assert done.returncode == 0, (command, done.stderr)
    assert shell(verify_text.STAMPS[0].replace("tsaA", "tsaB"), bundle).returncode == 0
    assert (
        shell("find data -type f | wc -l", bundle).stdout.strip() == shell("wc -l < manifest-sha256.txt", bundle).stdout.strip()
    )
    for command in verify_text.EXHIBIT:
        assert command in text
        done = shell(command, bundle / "data" / "captures" / "exhibit-0001")
        assert done.returncode == 0, (command, done.stderr)


def test_bagit_takes_it_for_whole(bundle):
    import bagit

    bagit.Bag(str(bundle)).validate()


def test_the_receipt_sheet_carries_digest_and_fingerprint_and_is_not_in_the_bundle(handed_over):
    from pypdf import PdfReader

    answer = handed_over.exported.json
    sheet = Path(answer["receipt_sheet"])
    assert sheet.parent == handed_over.home
    shown = re.sub(r"\s", "", PdfReader(sheet).pages[0].extract_text())
    text = sheet.with_suffix(".txt").read_text("utf-8")
    for exact in (answer["manifest_sha256"], answer["key_fingerprint"], answer["receipt"]):
        assert exact in shown
        assert exact in text
    assert "CN=TestAuthority" in shown


def test_verify_answers_yes_to_everything_that_it_can_check(handed_over, bundle):
    digest = handed_over.exported.json["manifest_sha256"]
    answer = handed_over.run("verify", bundle, "--manifest", digest, "--json").json
    assert answer["result"] == "pass"
    stamps = [check["item"] for check in answer["checks"] if check["check"] == "time stamp" and check["result"] == "yes"]
    assert {"proofs/manifest.tsaA.tsr", "proofs/manifest.tsaB.tsr", "exhibit 1: start.tsr", "exhibit 1: seal-1.tsr"} <= set(
        stamps
    )
    assert "yes" in {check["result"] for check in answer["checks"] if check["check"] == "signature"}
    assert handed_over.run("verify", "--json").json["result"] == "pass"


def test_without_its_root_a_stamp_is_neither_right_nor_wrong(handed_over, bundle):
    result = verify.bundle(bundle)
    assert result.passed
    whys = {check.why for check in result.checks if (check.check, check.item) == ("time stamp", "proofs/manifest.tsaA.tsr")}
    assert whys == {"It rests on a root that this program does not know. Add roots that you trust with LEAKGUARD_TSA_ROOTS."}


def test_a_bundle_made_anew_by_somebody_else_does_not_carry_the_key_of_the_receipt(bundle, handed_over):
    from leakguard.exporting import proofs

    listing = (bundle / "manifest-sha256.txt").read_bytes()
    for name, data in proofs.files(listing, bytes(32), ()).items():
        (bundle / name).write_bytes(data)
    known = handed_over.exported.json["key_fingerprint"]
    assert known not in shell(verify_text.SIGNATURE[0], bundle).stdout


def test_any_changed_byte_anywhere_is_named(bundle, _authority, _second_authority):
    """The bytes are drawn over the whole bundle, and at least one from each of its files. Five hundred: tests/benchmarks."""
    roots = stamp_roots.given([_authority.root, _second_authority.root])
    for path, place, change in flips(bundle, FLIPS):
        with changed(path, place, change):
            result = verify.bundle(bundle, roots=roots)
        name = path.relative_to(bundle).as_posix()
        failing = [check for check in result.checks if check.result.value == "no"]
        assert not result.passed, f"{name} at {place}"
        assert any(name in check.item or name.startswith("tagmanifest") for check in failing), f"{name} at {place}: {failing}"
    assert verify.bundle(bundle, roots=roots).passed


def test_the_usual_commands_name_every_change_of_the_payload(bundle):
    for path, place, change in flips(bundle / "data", 12):
        with changed(path, place, change):
            done = shell("LC_ALL=C sha256sum -c --strict manifest-sha256.txt", bundle)
        assert done.returncode != 0
        assert f"{path.relative_to(bundle).as_posix()}: FAILED" in done.stdout
