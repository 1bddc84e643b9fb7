"""The time bracket around a capture: stamped before and after, kept whole, and true about what it does not have."""

import json
import subprocess
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from leakguard.evidence import bracket as parts_of
from leakguard.evidence import custody as log
from leakguard.evidence import warc_reader
from leakguard.model.evidence import Capture
from leakguard.model.seal import Sealed
from leakguard.services import bracket, seals
from leakguard.services.capture import capture
from leakguard.services.page import Keeping
from leakguard.services.stamping import Stamper
from tests.services.desk import Desk
from tests.support.authorities import openssl
from tests.support.servers import Reply, closed_port


def recorded(desk: Desk, leak_site) -> Capture:
    return capture(desk.vault, [f"{leak_site.url}/album"], Keeping(), desk.tools).captures[0]


def unpacked(desk: Desk, made: Capture, folder: Path) -> dict[str, bytes]:
    """The parts of a capture as files, as a bundle hands them over."""
    files = {part.name: desk.vault.read_object(part.object) for part in made.parts}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return files


def test_a_nonce_is_stamped_before_and_the_parts_after(enrolled, leak_site, authority, second_authority, tmp_path):
    enrolled.stamped_by(authority, second_authority)
    made = recorded(enrolled, leak_site)
    assert (made.sealed, made.sealed_late) == (True, False)
    files = unpacked(enrolled, made, tmp_path)
    assert json.loads(files["capture.json"])["start_tsr_sha256"] == sha256(files["start.tsr"]).hexdigest()
    info = next(record for record in warc_reader.records(files["capture.warc.gz"]) if record.type == "warcinfo")
    assert f"startTsrSha256: {sha256(files['start.tsr']).hexdigest()}".encode() in info.block
    # All of it, with programs that are not ours:
    openssl(tmp_path, "ts", "-verify", "-in", "start.tsr", "-data", "start.nonce", "-CAfile", "start-root.pem")
    for number in (1, 2):
        openssl(tmp_path, "ts", "-verify", "-in", f"seal-{number}.tsr", "-data", "manifest-sha256.txt",
                "-CAfile", f"seal-{number}-root.pem")  # fmt: skip
        openssl(tmp_path, "ts", "-verify", "-in", f"seal-{number}.tsr", "-queryfile", f"seal-{number}.tsq",
                "-CAfile", f"seal-{number}-root.pem")  # fmt: skip
    subprocess.run(["sha256sum", "-c", "--strict", "--quiet", "manifest-sha256.txt"], cwd=tmp_path, check=True)
    listed = {line.split("  ")[1] for line in files["manifest-sha256.txt"].decode().splitlines()}
    assert listed == {name for name in files if not name.startswith("seal-")} - {"manifest-sha256.txt"}


def test_the_first_stamp_is_asked_for_before_the_page(enrolled, leak_site, authority):
    enrolled.stamped_by(authority)
    order: list[str] = []
    authority.change = lambda reply: order.append("stamp") or reply
    html = leak_site.pages["/album"]
    leak_site.pages["/album"] = lambda target: order.append("page") or html
    recorded(enrolled, leak_site)
    assert order == ["stamp", "page", "stamp"]


def test_the_seal_covers_the_end_of_the_custody_log(enrolled, leak_site, authority, tmp_path):
    enrolled.stamped_by(authority)
    made = recorded(enrolled, leak_site)
    files = unpacked(enrolled, made, tmp_path)
    lines = [line for line in log_lines(enrolled) if line == files["custody-head.txt"].decode()]
    assert len(lines) == 1
    assert [event for event, subject, _ in enrolled.log() if subject == made.id] == ["capture", "seal", "seal"]
    assert enrolled.log()[-2][2]["what"] == "the moment before"
    assert json.loads(lines[0]) == json.loads(log_lines(enrolled)[-2])
    told = [log.words(line) for line in log_lines(enrolled)]
    assert any("had the time stamped" in sentence and "Test Authority" in sentence for sentence in told)


def log_lines(desk: Desk) -> list[str]:
    from leakguard.services import custody

    return custody.lines(desk.vault)


def test_the_seals_of_a_capture_are_told_with_authority_time_and_clock(enrolled, leak_site, authority, second_authority):
    enrolled.stamped_by(authority, second_authority)
    made = recorded(enrolled, leak_site)
    first, *after = seals.of(enrolled.vault, made.id)
    assert (first.what, [each.what for each in after]) == (Sealed.START, [Sealed.CAPTURE, Sealed.CAPTURE])
    assert [each.authority for each in after] == ["CN=Test Authority", "CN=Other Authority"]
    assert all(each.late_by is None for each in (first, *after))
    # The desk's clock stands in March; the authority's is right.
    assert first.clock_offset > 86400
    assert json.loads(unpacked_one(enrolled, made, "capture.json"))["clock"]["tsa_minus_local_seconds"] == first.clock_offset
    assert "was stamped at" in seals.words(first)


def unpacked_one(desk: Desk, made: Capture, name: str) -> bytes:
    return next(desk.vault.read_object(part.object) for part in made.parts if part.name == name)


def test_where_no_authority_answers_the_record_is_made_all_the_same_and_says_so(enrolled, leak_site):
    from leakguard.services.tools import Stamping

    tools = enrolled.with_tools(stamping=Stamping((f"http://127.0.0.1:{closed_port()}/",)))
    done = capture(enrolled.vault, [f"{leak_site.url}/album"], Keeping(), tools)
    (made,) = done.captures
    assert (made.sealed, made.sealed_late, made.complete) == (False, False, True)
    assert any("leakguard seal" in hint for hint in done.hints)
    assert json.loads(unpacked_one(enrolled, made, "capture.json"))["start_tsr_sha256"] is None


def test_a_late_seal_is_marked_with_how_late_it_is(enrolled, leak_site, authority):
    made = recorded(enrolled, leak_site)
    enrolled.clock.at += timedelta(hours=3)
    enrolled.stamped_by(authority)
    with Stamper(enrolled.tools) as stamper:
        sealed, missed = bracket.seal(enrolled.vault, made.id, stamper, enrolled.tools)
    assert (sealed.sealed, sealed.sealed_late, missed) == (True, True, ())
    (seal,) = seals.of(enrolled.vault, made.id)
    assert "stamped late by 3 hours" in seals.words(seal)
    assert enrolled.log()[-1][2]["stamped_late_by"] == "3 hours"


def test_an_answer_that_does_not_verify_is_not_kept(enrolled, leak_site, authority):
    enrolled.stamped_by(authority)
    authority.change = lambda reply: Reply(b"<html>maintenance</html>", content_type="text/html")
    done = capture(enrolled.vault, [f"{leak_site.url}/album"], Keeping(), enrolled.tools)
    assert not done.captures[0].sealed
    assert not any(part.name.endswith(".tsr") for part in done.captures[0].parts)
    assert any("no time stamp" in hint for hint in done.hints)


class Files:
    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.files)

    def digest(self, name: str) -> str:
        return sha256(self.files[name]).hexdigest()

    def read(self, name: str) -> bytes:
        return self.files.get(name, b"")


def test_every_change_of_a_sealed_part_is_named(enrolled, leak_site, authority, tmp_path):
    enrolled.stamped_by(authority)
    files = unpacked(enrolled, recorded(enrolled, leak_site), tmp_path)
    with Stamper(enrolled.tools) as stamper:
        assert {check.result.value for check in parts_of.check(Files(files), stamper.verify)} == {"yes"}
        for name in files:
            changed = files | {name: files[name][:-1] + bytes([files[name][-1] ^ 1])}
            failing = [check for check in parts_of.check(Files(changed), stamper.verify) if check.result.value == "no"]
            assert failing, name
