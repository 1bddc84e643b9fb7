"""Letters: made from findings, links and addresses; kept with the case; timed from the moment they were received."""

import os
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leakguard.errors import NotFound, Refused, StorageError, UsageError
from leakguard.model.check import Review
from leakguard.model.media import Match, Verdict
from leakguard.model.notice import Notice, NoticeState
from leakguard.services import findings, links, notes, notify, profile
from leakguard.services.notify import Wish
from leakguard.text.words import Words
from tests.services.desk import NOON, Desk, online

REDDIT = "https://www.reddit.com/r/example/comments/1"
TIDA = {"regime": "us-tida", "sign": "Alex Example"}


@pytest.fixture
def desk(found) -> Desk:
    """A case with findings in files and one at a known platform, and a sender."""
    profile.update(found.vault, {"name": "Alex Example", "email": "alex@example.org", "time_zone": "Asia/Tokyo"}, found.tools)
    online(found, REDDIT)
    return found


def write(desk: Desk, out=None, formats=("txt", "eml"), **wish) -> notify.Written:
    return notify.write(desk.vault, Wish(**wish), formats, out, desk.tools)


def clock(moment: datetime) -> str:
    return Words("en").moment(moment.astimezone(ZoneInfo("Asia/Tokyo")))


def test_a_letter_about_a_finding_names_where_when_and_which_file(desk):
    finding = desk.finding("/comments/1")
    notice = write(desk, findings=(finding.id,), **TIDA).notice
    assert desk.vault.find(Notice) == (notice,)
    assert (notice.complete, notice.urls, notice.findings) == (True, (REDDIT,), (finding.id,))
    assert notice.signed_by == "Alex Example"
    for words in (REDDIT, finding.sha256, clock(finding.last_seen), "alex@example.org", "1 March 2026"):
        assert words in notice.text
    assert desk.log()[-1] == ("notice", notice.id, {"act": "written", "regime": "us-tida", "signed": "yes"})


def test_the_date_of_a_letter_is_the_senders(desk):
    desk.tools = desk.with_tools(now=lambda: NOON + timedelta(hours=6))
    assert "2 March 2026" in write(desk, findings=(desk.finding("/comments/1").id,), **TIDA).notice.text


def test_addresses_and_links_go_into_one_letter(desk):
    link = links.add(desk.vault, f"{REDDIT}#second", desk.tools, account="someone_else")
    notice = write(desk, urls=(f"{REDDIT}/x",), links=(link.id,), **TIDA).notice
    assert set(notice.urls) == {f"{REDDIT}#second", f"{REDDIT}/x"}
    assert "someone_else" in notice.text


def test_a_picture_inside_a_page_is_named_by_its_page_and_number(desk):
    finding = online(desk, "https://example.org/album#embedded-3", page="https://example.org/album")
    notice = write(desk, findings=(finding.id,), regime="host-abuse", to="host").notice
    assert notice.urls == ("https://example.org/album",)
    assert "picture 3" in notice.text


def test_without_a_signature_it_is_a_draft(desk):
    notice = write(desk, findings=(desk.finding("/comments/1").id,), regime="us-tida").notice
    assert not notice.complete
    assert [element.id for element in notice.elements if not element.present] == ["signature"]
    before = desk.bytes()
    with pytest.raises(Refused):
        notify.mark_sent(desk.vault, notice.id, desk.tools)
    assert desk.bytes() == before


def test_what_a_signature_says_is_known_before_anything_is_written(desk):
    before = desk.bytes()
    said = notify.statements(desk.vault, Wish(findings=(desk.finding("/comments/1").id,), regime="us-tida"), desk.tools)
    assert said
    assert all(sentence.endswith(".") for sentence in said)
    assert desk.bytes() == before


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({}, UsageError),
        ({"findings": ("f-00000000",)}, NotFound),
        ({"links": ("l-00000000",)}, NotFound),
        ({"urls": ("not an address",)}, UsageError),
        ({"urls": (REDDIT,), "regime": "us-nothing"}, NotFound),
        ({"urls": (REDDIT,), "regime": "us-dmca-512c"}, Refused),
        ({"urls": (REDDIT,), "regime": "", "type": "nothing"}, NotFound),
        ({"urls": (REDDIT,), "regime": "", "type": "escalation"}, UsageError),
        ({"regime": "", "to": "lawyer"}, Refused),
        ({"urls": (REDDIT,), "regime": "", "to": "school"}, Refused),
    ],
)
def test_what_cannot_be_a_letter_leaves_nothing(desk, tmp_path, wish, error):
    before = desk.bytes()
    with pytest.raises(error):
        write(desk, tmp_path / "letters", **{**TIDA, **wish})
    assert desk.bytes() == before
    assert not (tmp_path / "letters").exists()


def test_findings_that_no_letter_may_be_about_are_refused(desk):
    dismissed, possible = online(desk, f"{REDDIT}/2"), online(desk, f"{REDDIT}/3", match=Match(Verdict.POSSIBLE, "Perhaps."))
    findings.review(desk.vault, dismissed.id, Review.DISMISSED, desk.tools)
    before = desk.bytes()
    for id in (dismissed.id, possible.id, desk.finding("same.jpg").id):
        with pytest.raises(Refused):
            write(desk, findings=(id,), **TIDA)
    assert desk.bytes() == before
    findings.review(desk.vault, possible.id, Review.CONFIRMED, desk.tools)
    assert write(desk, findings=(possible.id,), **TIDA).notice.complete


def test_copyright_is_weighed_against_privacy_before_it_is_chosen(desk):
    copyright = Wish(regime="us-dmca-512c", urls=(REDDIT,), took_the_picture=True)
    assert "For most people privacy is the safer way" in notify.advice(desk.vault, copyright)
    assert notify.write(desk.vault, copyright, (), None, desk.tools).advice == notify.advice(desk.vault, copyright)
    assert notify.advice(desk.vault, Wish(**TIDA)) == ""


def test_addresses_on_another_site_are_pointed_out(desk):
    warnings = write(desk, urls=(REDDIT, "https://i.redd.it/1.jpg", "https://elsewhere.example.org/1"), **TIDA).notice.warnings
    (warning,) = (warning for warning in warnings if "elsewhere.example.org" in warning)
    assert "i.redd.it" not in warning


def test_files_are_written_beside_the_case_under_the_letters_id(desk, tmp_path):
    made = write(desk, tmp_path / "new" / "letters", urls=(REDDIT,), **TIDA)
    assert [path.name for path in made.files] == [
        f"{made.notice.id}-{name}" for name in ("letter.txt", "letter.eml", "how-to-send.txt")
    ]
    assert sorted(made.files) == sorted((tmp_path / "new" / "letters").iterdir())
    assert made.files[0].read_text("utf-8") == made.notice.text


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_files_are_for_their_owner_only(desk, tmp_path):
    assert {path.stat().st_mode & 0o777 for path in write(desk, tmp_path, urls=(REDDIT,), **TIDA).files} == {0o600}


def test_a_file_that_cannot_be_written_takes_the_others_and_the_letter_back(desk, tmp_path):
    taken = tmp_path / "letters"
    id = "n-" + "0" * 8
    (taken / f"{id}-letter.eml").mkdir(parents=True)
    before = desk.bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("leakguard.vault.transaction.Transaction.new_id", lambda self, type: id)
        with pytest.raises(Refused):
            write(desk, taken, urls=(REDDIT,), **TIDA)
    assert [path.name for path in taken.iterdir()] == [f"{id}-letter.eml"]
    assert desk.bytes() == before


def test_a_folder_that_cannot_be_made_leaves_no_letter(desk, tmp_path):
    (tmp_path / "file").write_text("")
    before = desk.bytes()
    with pytest.raises(StorageError) as caught:
        write(desk, tmp_path / "file" / "letters", urls=(REDDIT,), **TIDA)
    assert str(tmp_path / "file") in caught.value.message
    assert desk.bytes() == before


def test_a_clock_runs_from_the_moment_a_letter_was_received(desk):
    notice = write(desk, urls=(REDDIT,), **TIDA).notice
    assert (notice.state, notice.deadline) == (NoticeState.DRAFTED, None)
    received, desk.clock.at = desk.clock.at + timedelta(hours=1), desk.clock.at + timedelta(hours=2)
    sent = notify.mark_sent(desk.vault, notice.id, desk.tools, at=received, receipt="ticket 7")
    assert (sent.state, sent.sent, sent.receipt) == (NoticeState.SENT, received, "ticket 7")
    assert sent.deadline == sent.due == received + timedelta(hours=48)
    assert desk.vault.get(Notice, notice.id) == sent
    assert desk.log()[-1] == ("notice", notice.id, {"act": "sent", "received": received.isoformat()})


def test_where_the_law_sets_no_clock_there_is_a_day_to_ask_again(desk):
    notice = write(desk, urls=("https://example.org/1",), regime="host-abuse", to="host", sign="Alex Example").notice
    sent = notify.mark_sent(desk.vault, notice.id, desk.tools)
    assert sent.deadline is None
    assert sent.due == sent.follow_up == sent.sent + timedelta(days=notice.follow_up_days)


def test_a_letter_is_not_received_in_the_future(desk):
    notice = write(desk, urls=(REDDIT,), **TIDA).notice
    with pytest.raises(Refused):
        notify.mark_sent(desk.vault, notice.id, desk.tools, at=desk.clock.at + timedelta(hours=1))
    assert desk.vault.get(Notice, notice.id).sent is None


def test_a_letter_is_not_received_before_it_was_written_and_the_minute_that_people_type_is_enough(desk):
    desk.clock.at = NOON + timedelta(seconds=30)
    notice = write(desk, urls=(REDDIT,), **TIDA).notice
    before = desk.bytes()
    with pytest.raises(Refused) as error:
        notify.mark_sent(desk.vault, notice.id, desk.tools, at=NOON - timedelta(minutes=1))
    assert error.value.message == f"{notice.id} was written at 2026-03-01 12:00 UTC, after that time."
    assert "time zone" in error.value.hint
    assert desk.bytes() == before
    assert notify.mark_sent(desk.vault, notice.id, desk.tools, at=NOON).sent == NOON


def test_whoever_acts_on_a_consent_writes_as_agent_and_says_for_whom(helped):
    profile.update(helped.vault, {"name": "Kim Helper", "email": "kim@example.org"}, helped.tools)
    text = write(helped, urls=(REDDIT,), regime="us-tida", sign="Kim Helper").notice.text
    assert "Robin Example" in text
    assert "the consent given on 1 March 2026" in text


@pytest.mark.parametrize(
    ("language", "authority"),
    [
        ("de", "die Einwilligung vom 1. März 2026, schriftlich festgehalten"),
        ("fr", "le consentement donné le 1er mars 2026, mis par écrit"),
        ("es", "el consentimiento dado el 1 de marzo de 2026, que consta por escrito"),
    ],
)
def test_the_authority_of_a_consent_is_named_in_the_language_of_the_letter(helped, language, authority):
    assert f"{authority}.\n" in write(helped, urls=(REDDIT,), to="police", language=language).notice.text


def test_where_only_one_ground_fits_it_need_not_be_named(desk):
    assert write(desk, urls=(REDDIT,)).notice.regime == "us-tida"
    with pytest.raises(UsageError) as caught:
        write(desk, urls=("https://www.google.com/search?q=x",))
    assert "leakguard facts regimes" in caught.value.hint


def test_a_statement_for_the_police_tells_what_happened_and_what_is_kept_but_no_private_note(desk):
    notes.add(desk.vault, "I will send it to everybody.", desk.tools, source="someone_92")
    notes.add(desk.vault, "I talked to my lawyer.", desk.tools, private=True)
    finding = desk.finding("/comments/1")
    notice = write(desk, findings=(finding.id,), to="police", sign="Alex Example").notice
    assert (notice.complete, notice.regime, notice.recipient_type) == (True, "police-statement", "police")
    for words in ("someone_92: I will send it to everybody.", finding.sha256, REDDIT, "Found "):
        assert words in notice.text
    assert "lawyer" not in notice.text


def test_a_threat_needs_no_address_of_a_copy(desk):
    for to, regime in (("instagram", "threat-report"), ("police", "threat-police"), ("bank", "threat-bank")):
        notice = write(desk, type="sextortion", to=to, account="someone_92", context="Paid today.", sign="Alex Example").notice
        assert (notice.complete, notice.regime, notice.urls) == (True, regime, ())
        assert "Nothing goes to the person who threatens." in notice.sheet
    with pytest.raises(UsageError):
        write(desk, type="sextortion")


def test_a_month_is_counted_in_the_persons_zone(desk):
    notice = write(desk, urls=(REDDIT,), regime="eu-gdpr-17", sign="Alex Example").notice
    desk.clock.at = datetime(2027, 2, 1, tzinfo=UTC)
    sent = notify.mark_sent(desk.vault, notice.id, desk.tools, at=datetime(2027, 1, 30, 16, 0, tzinfo=UTC))
    assert sent.deadline == datetime(2027, 3, 2, tzinfo=ZoneInfo("Asia/Tokyo"))  # 28 February is a Sunday
