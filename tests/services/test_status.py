"""What comes next at each stage of a case, and everything in order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from leakguard.errors import NotFound, Refused
from leakguard.model.case import Adults, Role, Scope
from leakguard.model.check import CheckRun, Finding, Review, Target, TargetKind
from leakguard.model.evidence import Capture, PageKind
from leakguard.services import case, check, consent, ending, findings, follow_up, links, notes, notify, profile, status
from leakguard.services.capture import capture
from leakguard.services.case import Terms
from leakguard.services.notify import Wish
from leakguard.services.page import Keeping
from leakguard.services.report import write as write_report
from leakguard.services.timeline import timeline
from leakguard.services.words import Audience
from tests.services.desk import NOON, Desk, age, online

REDDIT = "https://www.reddit.com/r/example/comments/1"


def following(desk: Desk) -> str:
    return status.status(desk.vault, desk.tools).next


def sealed(desk: Desk) -> None:
    with desk.vault.write() as tx:
        for capture in tx.find(Capture):
            tx.put(replace(capture, sealed=True))


def test_each_stage_leads_to_the_next(desk, pictures, leak_site):
    assert following(desk).startswith("leakguard add ")
    desk.add(pictures.originals)
    assert following(desk).startswith("leakguard check ")
    check.check(desk.vault, [f"{leak_site.url}/album"], desk.tools)
    (finding,) = desk.vault.find(Finding)
    assert following(desk).startswith(f"leakguard findings show {finding.id} ")
    findings.review(desk.vault, finding.id, Review.CONFIRMED, desk.tools)
    assert following(desk).startswith(f"leakguard capture {finding.id} ")
    capture(desk.vault, [finding.id], Keeping(), desk.tools)
    assert following(desk).startswith("leakguard profile ")
    profile.update(desk.vault, {"name": "Alex Example", "email": "alex@example.org"}, desk.tools)
    assert following(desk).startswith(f"leakguard notice write --finding {finding.id} --regime host-abuse ")
    wish = Wish(regime="host-abuse", findings=(finding.id,))
    draft = notify.write(desk.vault, wish, (), None, desk.tools).notice
    assert following(desk).startswith(f"leakguard notice write --finding {finding.id} --regime host-abuse ")
    assert draft.id in following(desk)
    wish = Wish(regime="host-abuse", findings=(finding.id,), sign="Alex Example")
    letter = notify.write(desk.vault, wish, (), None, desk.tools).notice
    assert following(desk).startswith(f"leakguard notice sent {letter.id} ")
    sent = notify.mark_sent(desk.vault, letter.id, desk.tools)
    assert following(desk).startswith("leakguard seal ")
    assert [notice.id for notice in status.status(desk.vault, desk.tools).due] == [letter.id]
    desk.clock.at = sent.due
    late = status.status(desk.vault, desk.tools)
    assert [notice.id for notice in late.overdue] == [letter.id]
    assert late.due == ()
    assert late.next.startswith(f"leakguard recheck {finding.id} ")
    capture(desk.vault, [finding.id], Keeping(), desk.tools)
    assert following(desk).startswith(f"leakguard notice follow-up {letter.id} --seen TIME ")
    told = follow_up.write(desk.vault, letter.id, desk.tools, seen=desk.clock.at, sign="Alex Example").notice
    notify.mark_sent(desk.vault, told.id, desk.tools)
    sealed(desk)
    assert following(desk).startswith("leakguard report ")


def test_the_law_that_is_proposed_fits_the_site_and_the_country(found):
    profile.update(found.vault, {"name": "Alex Example"}, found.tools)
    online(found, REDDIT, captures=("c-00000000",))
    for finding in found.vault.find(Finding):
        findings.review(found.vault, finding.id, Review.CONFIRMED, found.tools)
    assert "--regime us-tida" in following(found)


def test_an_overdue_answer_comes_first(desk):
    profile.update(desk.vault, {"name": "Alex Example", "email": "alex@example.org"}, desk.tools)
    wish = Wish(regime="us-tida", urls=(REDDIT,), sign="Alex Example")
    letter = notify.write(desk.vault, wish, (), None, desk.tools).notice
    desk.clock.at = notify.mark_sent(desk.vault, letter.id, desk.tools).due + timedelta(days=1)
    assert following(desk).startswith(f"leakguard recheck {letter.id} ")


def test_a_dismissed_finding_is_counted_as_that_and_proposed_for_nothing(found):
    for finding in found.vault.find(Finding):
        findings.review(found.vault, finding.id, Review.DISMISSED, found.tools)
    now = status.status(found.vault, found.tools)
    assert now.findings == {"unreviewed": 0, "confirmed": 0, "dismissed": 3}
    assert now.next.startswith("leakguard report ")


def test_a_consent_that_has_ended_comes_before_all_else(new):
    desk: Desk = new(Role.FRIEND)
    consent.revoke(desk.vault, desk.tools)
    assert following(desk).startswith("leakguard consent renew ")


def test_a_link_only_case_shows_nothing_of_media(helped):
    age(helped)
    now = status.status(helped.vault, helped.tools)
    assert (now.link_only, now.originals, now.findings, now.captures, now.notices) == (True, 0, {}, 0, ())
    assert now.links == 2
    assert now.next.startswith("leakguard report --for hotline ")


def test_a_new_link_only_case_asks_for_addresses(new):
    assert following(new(everyone_adult=Adults.NO)).startswith("leakguard link add ")


def test_the_timeline_is_in_order_of_what_happened_not_of_writing(helped):
    notes.add(helped.vault, "The first threat.", helped.tools, at=helped.clock.at - timedelta(days=9), source="someone_else")
    notes.add(helped.vault, "For my lawyer.", helped.tools, private=True)
    entries = timeline(helped.vault)
    assert [entry.kind for entry in entries] == [
        "note",
        *["original"] * 3,
        "capture",  # it began before its picture was found
        "finding",
        "link",
        "note",
        "note",
    ]
    assert entries[0].text == "someone_else: The first threat."
    assert [entry.private for entry in entries][-1]
    assert [entry for entry in entries if not entry.private] == list(timeline(helped.vault, private=False))


def test_what_was_dismissed_and_what_is_frozen_is_not_told(helped):
    findings.review(helped.vault, helped.vault.find(Finding)[0].id, Review.DISMISSED, helped.tools)
    assert "finding" not in {entry.kind for entry in timeline(helped.vault)}
    links.add(helped.vault, REDDIT, helped.tools)
    case.set_age(helped.vault, Adults.UNSURE, helped.tools)
    assert {entry.kind for entry in timeline(helped.vault)} == {"link", "note"}


@pytest.mark.parametrize("received", [True, False])
def test_a_letter_is_told_when_written_and_when_received(helped, received):
    profile.update(helped.vault, {"name": "Kim Helper", "email": "kim@example.org"}, helped.tools)
    wish = Wish(regime="us-tida", urls=(REDDIT,), sign="Kim Helper")
    letter = notify.write(helped.vault, wish, (), None, helped.tools).notice
    if received:
        notify.mark_sent(helped.vault, letter.id, helped.tools)
    kinds = [entry.kind for entry in timeline(helped.vault) if entry.subject == letter.id]
    assert kinds == ["notice", "sent"][: 1 + received]


def test_a_statement_beside_the_letters_is_no_request_for_removal(found):
    profile.update(found.vault, {"name": "Alex Example", "email": "alex@example.org"}, found.tools)
    finding = online(found, REDDIT, captures=("c-00000000",))
    for each in found.vault.find(Finding):
        findings.review(found.vault, each.id, Review.CONFIRMED, found.tools)
    wish = Wish(findings=(finding.id,), to="police", sign="Alex Example")
    notify.write(found.vault, wish, (), None, found.tools)
    assert f"leakguard notice write --finding {finding.id} --regime us-tida" in following(found)


def test_a_late_answer_about_no_address_asks_for_no_capture(desk):
    profile.update(desk.vault, {"name": "Alex Example", "email": "alex@example.org"}, desk.tools)
    wish = Wish(to="bank", context="Paid today.", sign="Alex Example")
    sent = notify.mark_sent(desk.vault, notify.write(desk.vault, wish, (), None, desk.tools).notice.id, desk.tools)
    desk.clock.at = sent.due
    late = status.status(desk.vault, desk.tools)
    assert [notice.id for notice in late.overdue] == [sent.id]
    assert late.next.startswith("leakguard add ")


def test_what_is_due_goes_into_a_calendar_file_that_is_never_written_over(desk, tmp_path):
    profile.update(desk.vault, {"name": "Alex Example", "email": "alex@example.org"}, desk.tools)
    wish = Wish(regime="us-tida", urls=(REDDIT,), sign="Alex Example")
    sent = notify.mark_sent(desk.vault, notify.write(desk.vault, wish, (), None, desk.tools).notice.id, desk.tools)
    notify.write(desk.vault, wish, (), None, desk.tools)
    path = tmp_path / "dates.ics"
    assert status.write_calendar(desk.vault, path, desk.tools) == 1
    assert f"DTSTART:{sent.due:%Y%m%dT%H%M%SZ}" in path.read_text("ascii")
    before = desk.bytes()
    with pytest.raises(Refused):
        status.write_calendar(desk.vault, path, desk.tools)
    assert desk.bytes() == before


def test_evidence_comes_before_more_opinions_and_both_say_how_many_wait(found):
    for number in range(7):
        online(found, f"https://example.org/{number}", review=Review.CONFIRMED)
    now = status.status(found.vault, found.tools)
    assert now.not_recorded == 7
    first, second = now.steps[:2]
    assert first.command.count(" f-") == 5
    assert first.why.endswith("; 2 more wait")
    assert second.command.startswith("leakguard findings show f-")
    assert second.why.endswith("; 2 more wait")


def test_a_check_that_was_stopped_is_gone_on_with(enrolled):
    with enrolled.vault.write() as tx:
        tx.put(CheckRun(id="x-1", started=enrolled.clock(), targets=(Target("my folder", TargetKind.FOLDER),)))
    assert following(enrolled).startswith("leakguard check 'my folder' ")


def test_many_matches_suggest_a_break_and_few_do_not(found):
    assert not status.status(found.vault, found.tools).many
    for number in range(status.MANY):
        online(found, f"https://example.org/{number}")
    assert status.status(found.vault, found.tools).many


def test_a_consent_that_ends_soon_is_renewed_in_time(new):
    desk: Desk = new(Role.WORKER, consent=Terms("A. Person", until=(NOON + timedelta(days=30)).date()))
    assert following(desk).startswith("leakguard add ")
    desk.clock.at += timedelta(days=17)
    assert following(desk).startswith("leakguard consent renew --until DATE ")


def test_a_consent_that_covers_only_a_part_says_what_is_missing(new):
    desk: Desk = new(Role.WORKER, consent=Terms("A. Person", (Scope.CHECK, Scope.CAPTURE)))
    assert following(desk).startswith("leakguard consent renew --scope check,capture,notice,export ")
    assert status.status(desk.vault, desk.tools).not_allowed == (Scope.NOTICE, Scope.EXPORT)


def test_a_copy_that_is_gone_needs_no_letter_and_an_old_look_is_repeated(helped, tmp_path):
    sealed(helped)
    (finding,) = helped.vault.find(Finding)
    findings.review(helped.vault, finding.id, Review.CONFIRMED, helped.tools)
    profile.update(helped.vault, {"name": "Kim Helper", "email": "kim@example.org"}, helped.tools)
    wish = Wish(regime="host-abuse", findings=(finding.id,), sign="Kim Helper")
    assert following(helped).startswith("leakguard notice write ")
    letter = notify.write(helped.vault, wish, (), None, helped.tools).notice
    notify.mark_sent(helped.vault, letter.id, helped.tools)
    helped.clock.at += timedelta(days=8)
    assert "leakguard recheck" in [step.command for step in status.status(helped.vault, helped.tools).steps]
    with helped.vault.write() as tx:
        (record,) = tx.find(Capture)
        tx.put(replace(record, id="c-later000", exhibit=2, started=helped.clock(), page=PageKind.GONE))
        tx.put(replace(tx.get(type(letter), letter.id), deadline=None, follow_up=None))
    assert following(helped).startswith("leakguard report ")
    write_report(helped.vault, tmp_path / "report.pdf", Audience.SELF, helped.tools)
    assert following(helped).startswith("leakguard close ")


def test_a_closed_case_says_so_and_fetches_nothing_until_it_is_opened_again(enrolled, leak_site):
    kept = (enrolled.clock.at + timedelta(days=400)).date()
    ending.close(enrolled.vault, "All gone.", kept, enrolled.tools)
    before = enrolled.bytes()
    for act in (check.check, lambda *given: capture(given[0], given[1], Keeping(), given[2])):
        with pytest.raises(Refused, match="closed"):
            act(enrolled.vault, [f"{leak_site.url}/album"], enrolled.tools)
    with pytest.raises(Refused):
        ending.close(enrolled.vault, "Again.", None, enrolled.tools)
    assert enrolled.bytes() == before
    assert leak_site.requests == []
    now = status.status(enrolled.vault, enrolled.tools)
    assert (now.closed_why, now.keep_until) == ("All gone.", kept)
    assert now.next.startswith("leakguard reopen ")
    enrolled.clock.at += timedelta(days=402)
    assert following(enrolled).startswith("leakguard wipe ")
    ending.hold(enrolled.vault, "The court", "Hearing in May.", enrolled.tools)
    assert following(enrolled).startswith("leakguard reopen ")
    ending.reopen(enrolled.vault, "It came back.", enrolled.tools)
    assert check.check(enrolled.vault, [f"{leak_site.url}/album"], enrolled.tools).items
    acts = [detail["act"] for event, _, detail in enrolled.log() if event == "case" and "act" in detail]
    assert acts == ["closed", "hold placed", "opened again"]


def test_a_hold_is_ended_only_by_its_name_and_once(desk):
    placed = ending.hold(desk.vault, "The court", "Hearing in May.", desk.tools)
    before = desk.bytes()
    with pytest.raises(NotFound):
        ending.lift(desk.vault, "h-00000000", "Wrong one.", desk.tools)
    assert desk.bytes() == before
    assert status.status(desk.vault, desk.tools).holds == (placed,)
    ending.lift(desk.vault, placed.id, "The case is over.", desk.tools)
    with pytest.raises(NotFound):
        ending.lift(desk.vault, placed.id, "Again.", desk.tools)
    assert status.status(desk.vault, desk.tools).holds == ()
    assert desk.log()[-1] == ("case", placed.id, {"act": "hold lifted", "why": "The case is over."})
