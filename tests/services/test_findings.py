"""Findings are listed in words, reviewed by a person, and shown only as a single, logged act."""

import pytest

from leakguard.errors import NotFound, Refused
from leakguard.model.case import Role
from leakguard.model.check import Finding, Review
from leakguard.model.media import Original
from leakguard.services import check, findings
from leakguard.services.page import Keeping
from tests.services.desk import Desk


def test_a_finding_comes_with_the_original_it_matched(found):
    finding = found.finding("same.jpg")
    assert findings.one(found.vault, finding.id) == (finding, found.vault.find(Original)[0])


def test_a_finding_outlives_its_original(found):
    finding = found.finding("same.jpg")
    with found.vault.write() as tx:
        tx.delete(Original, finding.match.original)
    assert findings.one(found.vault, finding.id) == (finding, None)


def test_a_review_is_kept_with_its_reason_and_may_change(found):
    id = found.finding("same.jpg").id
    findings.review(found.vault, id, Review.DISMISSED, found.tools, "an advertisement")
    assert found.vault.get(Finding, id).review_why == "an advertisement"
    findings.review(found.vault, id, Review.CONFIRMED, found.tools)
    assert (found.vault.get(Finding, id).review, found.vault.get(Finding, id).review_why) == (Review.CONFIRMED, "")
    assert [detail["review"] for event, subject, detail in found.log() if (event, subject) == ("review", id)] == [
        "dismissed",
        "confirmed",
    ]


def test_what_is_revealed_is_blurred_unless_asked_and_the_log_says_which(helped, pictures, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (finding,) = helped.vault.find(Finding)
    blurred = findings.reveal(helped.vault, finding.id, None, helped.tools, unblur=False)
    assert (blurred.name, blurred.read_bytes()[:4]) == (f"{finding.id}.png", b"\x89PNG")
    whole = findings.reveal(helped.vault, finding.id, None, helped.tools, unblur=True)
    assert (whole.name, whole.read_bytes()) == (f"{finding.id}.jpeg", pictures.copy)
    assert helped.log()[-2:] == [("reveal", finding.id, {"blurred": "yes"}), ("reveal", finding.id, {"blurred": "no"})]


def test_a_file_is_never_written_over_and_what_was_not_written_is_not_in_the_log(helped, tmp_path):
    (finding,) = helped.vault.find(Finding)
    taken = tmp_path / "taken"
    taken.write_text("mine")
    before = helped.bytes()
    with pytest.raises(Refused):
        findings.reveal(helped.vault, finding.id, taken, helped.tools, unblur=False)
    assert (taken.read_text(), helped.bytes()) == ("mine", before)


def test_what_no_capture_holds_cannot_be_shown_unblurred(found, tmp_path):
    out = tmp_path / "picture"
    before = found.bytes()
    with pytest.raises(Refused):
        findings.reveal(found.vault, found.finding("same.jpg").id, out, found.tools, unblur=True)
    with pytest.raises(NotFound):
        findings.reveal(found.vault, "f-00000000", out, found.tools, unblur=False)
    assert (found.bytes(), out.exists()) == (before, False)


def test_a_workers_case_has_no_blurred_pictures_to_show(new, pictures, leak_site):
    desk: Desk = new(Role.WORKER)
    desk.add(pictures.originals)
    check.check(desk.vault, [f"{leak_site.url}/album"], desk.tools, Keeping())
    (finding,) = desk.vault.find(Finding)
    with pytest.raises(NotFound):
        findings.reveal(desk.vault, finding.id, None, desk.tools, unblur=False)
