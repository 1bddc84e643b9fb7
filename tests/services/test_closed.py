"""A closed case is told as it was when it was closed: it takes nothing new until it is opened again, and hands out all it has."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from leakguard.errors import Refused
from leakguard.model.case import Adults
from leakguard.model.check import Finding, Review
from leakguard.model.notice import Notice, NoticeState
from leakguard.services import (
    answers,
    case,
    check,
    consent,
    ending,
    enrol,
    findings,
    follow_up,
    handover,
    links,
    notes,
    notify,
    profile,
    recheck,
    status,
)
from leakguard.services.capture import capture
from leakguard.services.notify import Wish
from leakguard.services.page import Keeping
from leakguard.services.report import write as write_report
from leakguard.services.words import Audience
from tests.services.desk import Desk, age

URL = "https://www.reddit.com/r/example/comments/1"


@pytest.fixture
def closed(helped: Desk) -> Desk:
    """A friend's case with a finding, a record and a letter that was sent; then it was closed."""
    profile.update(helped.vault, {"name": "Robin Example", "email": "robin@example.org"}, helped.tools)
    wish = Wish(regime="us-tida", urls=(URL,), sign="Robin Example")
    made = notify.write(helped.vault, wish, ("txt",), None, helped.tools)
    with helped.vault.write() as tx:
        tx.put(replace(tx.get(Notice, made.notice.id), complete=True))
    notify.mark_sent(helped.vault, made.notice.id, helped.tools)
    ending.close(helped.vault, "All gone.", None, helped.tools)
    return helped


def new_acts(desk: Desk, pictures) -> dict[str, Callable[[], object]]:
    """Everything that would add to what is told."""
    vault, tools = desk.vault, desk.tools
    (notice,), (finding, *_) = vault.find(Notice), vault.find(Finding)
    return {
        "add": lambda: list(enrol.add(vault, [str(pictures.originals)], enrol.Description(), tools)),
        "check": lambda: check.check(vault, [str(pictures.downloads)], tools),
        "recheck": lambda: recheck.recheck(vault, [], tools),
        "capture": lambda: capture(vault, [URL], Keeping(), tools),
        "confirm": lambda: findings.review(vault, finding.id, Review.CONFIRMED, tools),
        "note": lambda: notes.add(vault, "A call.", tools),
        "link": lambda: links.add(vault, "https://example.org/new", tools),
        "letter": lambda: notify.write(vault, Wish(regime="us-tida", urls=(URL,)), ("txt",), None, tools),
        "sent": lambda: notify.mark_sent(vault, notice.id, tools),
        "answered": lambda: answers.record(vault, notice.id, NoticeState.REFUSED, tools),
        "follow-up": lambda: follow_up.write(vault, notice.id, tools, remind=True),
    }


def test_it_takes_nothing_new_and_says_how_to_open_it(closed, pictures):
    before = closed.bytes()
    for name, act in new_acts(closed, pictures).items():
        with pytest.raises(Refused, match="closed on") as caught:
            act()
        assert "leakguard reopen" in caught.value.hint, name
    assert closed.bytes() == before


def test_a_closed_link_only_case_takes_no_address_either(closed):
    age(closed)
    with pytest.raises(Refused, match="closed on"):
        links.add(closed.vault, "https://example.org/new", closed.tools)


def test_it_hands_out_what_it_has_and_people_can_still_decide(closed, tmp_path):
    write_report(closed.vault, tmp_path / "report.pdf", Audience.SELF, closed.tools)
    handover.hand_over(closed.vault, tmp_path / "file", "A. Lawyer", "words", closed.tools)
    assert status.status(closed.vault, closed.tools).closed_why == "All gone."
    ending.hold(closed.vault, "The court", "Hearing in May.", closed.tools)
    case.set_age(closed.vault, Adults.UNSURE, closed.tools)
    case.set_age(closed.vault, Adults.YES, closed.tools)
    consent.revoke(closed.vault, closed.tools)


def test_opened_again_it_goes_on(closed):
    ending.reopen(closed.vault, "They answered.", closed.tools)
    (notice,) = closed.vault.find(Notice)
    answers.record(closed.vault, notice.id, NoticeState.REFUSED, closed.tools)
    notes.add(closed.vault, "A call.", closed.tools)
