"""When a letter had no effect: who comes next is known from its law and the country, and is told what was sent when."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leakguard.errors import NotFound, Refused, UsageError
from leakguard.facts import loader
from leakguard.model.notice import Notice, NoticeState
from leakguard.notices import regimes
from leakguard.services import answers, follow_up, notify, profile
from leakguard.services.notify import Wish
from leakguard.text.words import Words
from tests.services.desk import Desk

REDDIT = "https://www.reddit.com/r/example/comments/1"


@pytest.fixture
def late(desk) -> Desk:
    """A case with a letter whose time is over."""
    profile.update(desk.vault, {"name": "Alex Example", "email": "alex@example.org", "time_zone": "Europe/Berlin"}, desk.tools)
    notice = notify.write(desk.vault, Wish(regime="us-tida", urls=(REDDIT,), sign="Alex Example"), (), None, desk.tools).notice
    sent = notify.mark_sent(desk.vault, notice.id, desk.tools, receipt="T-1")
    desk.clock.at = sent.due + timedelta(hours=1)
    return desk


def berlin(moment: datetime) -> str:
    return Words("en").moment(moment.astimezone(ZoneInfo("Europe/Berlin")))


def first(desk: Desk) -> Notice:
    return desk.vault.find(Notice)[0]


def test_the_next_body_is_told_what_was_sent_and_when_each_with_its_zone(late):
    sent = first(late)
    made = follow_up.write(late.vault, sent.id, late.tools, seen=late.clock.at, sign="Alex Example").notice
    assert (made.complete, made.recipient, made.follows) == (True, "Federal Trade Commission (FTC)", sent.id)
    for words in (f"{berlin(sent.sent)}: Received by: Reddit. Their number: T-1.", "Its time was over.", "CET", REDDIT):
        assert words in made.text
    assert "https://TakeItDown.ftc.gov (open or check before use)" in made.sheet
    assert "TakeItDown" not in made.text
    assert "The FTC does not remove pictures itself." in made.sheet


def test_without_a_look_that_it_is_still_there_it_is_a_draft(late):
    made = follow_up.write(late.vault, first(late).id, late.tools, sign="Alex Example").notice
    assert [element.id for element in made.elements if not element.present] == ["still_there"]


def test_a_reminder_goes_to_the_same_recipient_and_stands_in_the_history_of_the_complaint(late):
    id = first(late).id
    reminder = follow_up.write(late.vault, id, late.tools, remind=True, seen=late.clock.at, sign="Alex Example").notice
    assert (reminder.recipient, reminder.complete) == ("Reddit", True)
    sent = notify.mark_sent(late.vault, reminder.id, late.tools)
    made = follow_up.write(late.vault, id, late.tools, seen=late.clock.at).notice
    assert made.text.count("Received by: Reddit.") == 2
    assert berlin(sent.sent) in made.text


def test_it_waits_until_the_letter_was_sent_and_its_time_is_over(late):
    draft = notify.write(late.vault, Wish(regime="us-tida", urls=(REDDIT,), sign="Alex Example"), (), None, late.tools).notice
    before = late.bytes()
    with pytest.raises(Refused, match="not sent"):
        follow_up.write(late.vault, draft.id, late.tools)
    late.clock.at = first(late).due - timedelta(minutes=5)
    with pytest.raises(Refused, match="is not over"):
        follow_up.write(late.vault, first(late).id, late.tools)
    with pytest.raises(NotFound):
        follow_up.write(late.vault, "n-00000000", late.tools)
    assert late.bytes() == before


def test_a_text_that_asked_for_no_removal_is_not_followed_up(late):
    wish = Wish(to="police", urls=(REDDIT,), sign="Alex Example")
    statement = notify.mark_sent(late.vault, notify.write(late.vault, wish, (), None, late.tools).notice.id, late.tools)
    late.clock.at = statement.due
    with pytest.raises(Refused, match="asked for no removal"):
        follow_up.write(late.vault, statement.id, late.tools)


@pytest.mark.parametrize(
    ("regime", "country", "names"),
    [
        ("us-tida", "US", ["Federal Trade Commission (FTC)"]),
        ("us-tida", "AU", ["eSafety Commissioner", "Federal Trade Commission (FTC)"]),
        ("host-abuse", "AU", ["eSafety Commissioner", "Network from which the host buys its connection"]),
        ("eu-dsa-16", "DE", ["Digital Services Coordinator"]),
        ("eu-gdpr-17", "FR", ["Data protection authority"]),
        ("uk-osa-iic-report", "GB", ["Ofcom"]),
        ("in-it-3-2-b", "IN", ["Grievance Appellate Committee"]),
        ("nz-hdca-24", "NZ", ["Netsafe"]),
        ("host-abuse", "US", ["Network from which the host buys its connection"]),
        ("us-dmca-512c", "US", []),
    ],
)
def test_who_comes_next_is_known_from_the_facts(regime, country, names):
    assert [body.name for body in regimes.bodies(regimes.get(regime), country)] == names


def test_a_refusal_is_taken_further_at_once_to_whoever_settles_disputes_and_its_reason_is_told(desk):
    profile.update(desk.vault, {"name": "Alex Example", "email": "alex@example.org"}, desk.tools)
    wish = Wish(regime="eu-dsa-16", urls=("https://photos.example.org/1",), offence="a provision", sign="Alex Example")
    notice = notify.mark_sent(desk.vault, notify.write(desk.vault, wish, (), None, desk.tools).notice.id, desk.tools, how="form")
    assert notice.how == "form"
    desk.clock.at += timedelta(hours=2)
    answers.record(desk.vault, notice.id, NoticeState.ACKNOWLEDGED, desk.tools, receipt="T-2")
    refused = answers.record(desk.vault, notice.id, NoticeState.REFUSED, desk.tools, why="It breaks no rule of ours.")
    assert (refused.state, refused.receipt, refused.deadline) == (NoticeState.REFUSED, "T-2", None)
    made = follow_up.write(desk.vault, notice.id, desk.tools, seen=desk.clock.at, sign="Alex Example", language="en").notice
    assert (made.complete, made.recipient) == (True, "Certified out-of-court dispute body")
    assert "Refused by: Abuse desk of the host of photos.example.org. Their reason: It breaks no rule of ours." in made.text
    assert "Confirmed by: Abuse desk of the host of photos.example.org." in made.text
    made = follow_up.write(desk.vault, notice.id, desk.tools, seen=desk.clock.at, to="coordinator", language="de").notice
    assert made.recipient == "Digital Services Coordinator"
    assert "An: Koordinator für digitale Dienste" in made.text
    assert "Abgelehnt. Von: Meldestelle des Hosters von photos.example.org. Grund: It breaks no rule of ours." in made.text
    with pytest.raises(UsageError, match="not among those who come next"):
        follow_up.write(desk.vault, notice.id, desk.tools, to="ofcom")


def test_an_answer_comes_after_the_letter_was_received_and_not_in_the_future(late):
    sent = first(late)
    draft = notify.write(late.vault, Wish(regime="us-tida", urls=(REDDIT,)), (), None, late.tools).notice
    before = late.bytes()
    with pytest.raises(Refused, match="not sent yet"):
        answers.record(late.vault, draft.id, NoticeState.REFUSED, late.tools)
    for wrong in (late.clock.at + timedelta(minutes=1), sent.sent - timedelta(minutes=1)):
        with pytest.raises(Refused):
            answers.record(late.vault, sent.id, NoticeState.REFUSED, late.tools, at=wrong)
    assert late.bytes() == before


def test_what_is_gone_is_not_taken_further_until_it_is_back(late):
    id = first(late).id
    assert answers.record(late.vault, id, NoticeState.REMOVED, late.tools).due is None
    with pytest.raises(Refused, match="is gone"):
        follow_up.write(late.vault, id, late.tools)
    assert answers.record(late.vault, id, NoticeState.BACK, late.tools).due is not None
    assert follow_up.write(late.vault, id, late.tools, seen=late.clock.at).notice


def test_a_body_that_is_not_sure_is_never_shown_as_sure():
    for law in loader.regimes():
        if law.body and law.body.address:
            assert law.body.remark


def test_whoever_got_the_first_letter_is_named_in_the_language_of_the_second(desk):
    profile.update(desk.vault, {"name": "Alex Example", "email": "alex@example.org"}, desk.tools)
    wish = Wish(regime="host-abuse", urls=("https://photos.example.org/1",), sign="Alex Example")
    notice = notify.mark_sent(desk.vault, notify.write(desk.vault, wish, (), None, desk.tools).notice.id, desk.tools)
    answers.record(desk.vault, notice.id, NoticeState.REFUSED, desk.tools)
    for remind in (False, True):
        made = follow_up.write(desk.vault, notice.id, desk.tools, seen=desk.clock.at, language="de", remind=remind).notice
        assert "Meldestelle des Hosters von photos.example.org" in made.text
        assert "Abuse desk" not in made.text


@pytest.mark.parametrize("seen", [-timedelta(days=1), timedelta(days=1)])
def test_a_look_before_it_was_received_or_to_come_is_refused(late, seen):
    sent, before = first(late), late.bytes()
    at = sent.sent + seen if seen < timedelta() else late.clock.at + seen
    with pytest.raises(Refused, match="not between the day it was received and now"):
        follow_up.write(late.vault, sent.id, late.tools, seen=at)
    assert late.bytes() == before
