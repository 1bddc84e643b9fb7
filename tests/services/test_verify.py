"""Verifying a case: whatever was changed, cut off or taken out is named, and what cannot be told is said."""

from dataclasses import replace

import pytest

from leakguard.evidence import custody as log
from leakguard.exporting.bundle import Level
from leakguard.model.check import Finding
from leakguard.model.evidence import Capture, CustodyEntry, ExportReceipt, Note
from leakguard.model.media import Original
from leakguard.model.verification import Answer
from leakguard.services import custody, export, links, notes, verify
from tests.services.desk import Desk, age


def failing(desk: Desk) -> list[tuple[str, str]]:
    return [(check.check, check.item) for check in verify.case(desk.vault).checks if check.result is Answer.NO]


def end_of_log(desk: Desk) -> str:
    (check,) = (check for check in verify.case(desk.vault).checks if check.check == "custody log end")
    return f"{check.item}: {check.result}"


def cut_off(desk: Desk, count: int) -> None:
    """What somebody with the key could do: the last lines of the log go, the chain stays whole."""
    with desk.vault.write() as tx:
        for entry in tx.find(CustodyEntry)[-count:]:
            tx.delete(CustodyEntry, entry.id)


def test_an_untouched_case_passes_and_says_what_it_cannot_tell(helped, pictures, tmp_path):
    (tmp_path / "chat.txt").write_text("words")
    notes.add(helped.vault, "Look.", helped.tools, attach=[tmp_path / "chat.txt"])
    helped.add(pictures.downloads / "somebody.jpg", keep=True)
    verification = verify.case(helped.vault)
    assert verification.passed
    by_check = {check.check for check in verification.checks if check.result is Answer.YES}
    assert by_check == {"index", "record", "object", "custody log", "capture", "sealed parts", "attachment", "kept original"}
    unread = [(check.check, check.item) for check in verification.checks if check.result is Answer.NOT_CHECKED]
    no_stamps = [("time stamp", "exhibit 1: start.tsr"), ("time stamp", "exhibit 1: seal")]
    assert unread == [("custody log end", f"line {len(helped.log())}"), *no_stamps]


def test_without_a_receipt_the_end_of_the_log_is_not_checked(helped):
    assert end_of_log(helped) == f"line {len(helped.log())}: not checked"


def test_a_receipt_vouches_for_the_log_up_to_its_line(helped, tmp_path):
    export.write_bundle(helped.vault, tmp_path / "bundle", Level.HASHES, "a lawyer", helped.tools)
    known = len(helped.log()) - 1
    links.add(helped.vault, "https://example.org/later", helped.tools)
    assert verify.case(helped.vault).passed
    assert end_of_log(helped) == f"after line {known}: not checked"
    (check,) = (check for check in verify.case(helped.vault).checks if check.check == "custody log end")
    assert "older copy of the whole case" in check.why


def test_a_log_cut_off_before_the_latest_receipt_fails(helped, tmp_path):
    export.write_bundle(helped.vault, tmp_path / "bundle", Level.HASHES, "a lawyer", helped.tools)
    cut_off(helped, 2)
    assert ("custody log end", f"line {len(helped.log())}") in failing(helped)
    assert ("custody log", f"receipt {helped.vault.find(ExportReceipt)[0].id}") in failing(helped)


def test_a_record_that_the_log_does_not_tell_of_fails(helped):
    link = links.add(helped.vault, "https://example.org/later", helped.tools)
    cut_off(helped, 1)
    assert failing(helped) == [("custody log", f"link {link.id}")]


def test_a_line_that_was_changed_fails(helped):
    with helped.vault.write() as tx:
        entry = tx.find(CustodyEntry)[1]
        tx.put(CustodyEntry(id=entry.id, line=entry.line.replace('"self"', '"worker"').replace('"friend"', '"self"')))
    assert any(check == "custody chain" for check, _ in failing(helped))


@pytest.mark.parametrize("which", ["capture", "attachment", "kept original"])
def test_a_stored_file_in_the_place_of_another_is_named(helped, pictures, tmp_path, which):
    """The vault finds it genuine; only the record tells that it is not the one."""
    (tmp_path / "chat.txt").write_text("words")
    notes.add(helped.vault, "Look.", helped.tools, attach=[tmp_path / "chat.txt"])
    helped.add(pictures.downloads / "somebody.jpg", keep=True)
    with helped.vault.write() as tx:
        other = tx.add_object(b"something else", media=False)
        if which == "capture":
            capture = tx.find(Capture)[0]
            parts = (replace(capture.parts[0], object=other), *capture.parts[1:])
            tx.put(replace(capture, parts=parts))
        elif which == "attachment":
            note = tx.find(Note)[-1]
            tx.put(replace(note, attachments=(replace(note.attachments[0], object=other),)))
        else:
            tx.put(replace(tx.find(Original)[-1], kept=other))
    assert [check for check, _ in failing(helped)] == [which, *(["sealed parts"] if which == "capture" else [])]


def test_a_damaged_file_is_named_and_the_rest_is_checked(helped):
    (capture,) = helped.vault.find(Capture)
    sound = len(verify.case(helped.vault).checks)
    for path in (helped.folder / "objects").glob("*/*"):
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    checks = verify.case(helped.vault).checks
    assert len(checks) == sound
    bad = failing(helped)
    assert {item for check, item in bad if check == "capture"} == {f"exhibit 1, {part.name}" for part in capture.parts}
    assert not any(check == "record" for check, _ in bad)


def test_in_a_link_only_case_media_are_not_read_and_not_called_sound(helped):
    findings = helped.vault.find(Finding)
    age(helped)
    verification = verify.case(helped.vault)
    assert verification.passed
    unread = {check.check for check in verification.checks if check.result is Answer.NOT_CHECKED}
    assert {"record", "object", "captures", "kept originals", "custody log"} <= unread
    assert not any(
        finding.id in check.item and check.result is Answer.YES for check in verification.checks for finding in findings
    )


def test_the_log_of_a_case_is_one_chain(helped):
    lines = custody.lines(helped.vault)
    assert [check.result for check in log.verify(lines, head=log.digest(lines[-1]))] == [Answer.YES]
