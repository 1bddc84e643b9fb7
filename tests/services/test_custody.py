"""Every act leaves exactly its own lines in the custody log, who acted is the role, and the chain holds."""

import json

import pytest

from leakguard.evidence import custody as log
from leakguard.exporting.bundle import Level
from leakguard.model.case import Adults, Role
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Capture, ExportReceipt, Link, Note
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.model.verification import Answer
from leakguard.services import case, consent, custody, export, findings, links, notes, notify, profile, report, status, timeline
from leakguard.services.capture import capture
from leakguard.services.check import check
from leakguard.services.notify import Wish
from leakguard.services.page import Keeping
from leakguard.services.words import Audience
from tests.services.desk import Desk

REDDIT = "https://www.reddit.com/r/example/comments/1"


def newest(desk: Desk, kind) -> str:
    return desk.vault.find(kind)[-1].id


def a_letter(desk: Desk) -> None:
    profile.update(desk.vault, {"name": "Kim Helper", "email": "kim@example.org"}, desk.tools)
    wish = Wish(regime="us-tida", urls=(REDDIT,), sign="Kim Helper")
    notify.write(desk.vault, wish, ("txt",), desk.folder.parent / "letters", desk.tools)


ACTS = {
    "add": (lambda d, site, p: d.add(p.downloads / "somebody.jpg"), lambda d: [("add", newest(d, Original))]),
    "find": (lambda d, site, p: check(d.vault, [str(p.album)], d.tools), lambda d: [("check", newest(d, Finding))]),
    "find nothing": (lambda d, site, p: check(d.vault, [str(p.downloads / "somebody.jpg")], d.tools), lambda d: []),
    "capture": (
        lambda d, site, p: capture(d.vault, [f"{site.url}/album"], Keeping(), d.tools),
        lambda d: [("check", newest(d, Finding)), ("capture", newest(d, Capture))],
    ),
    "note": (lambda d, site, p: notes.add(d.vault, "A call.", d.tools), lambda d: [("note", newest(d, Note))]),
    "link": (lambda d, site, p: links.add(d.vault, REDDIT, d.tools), lambda d: [("link", newest(d, Link))]),
    "review": (
        lambda d, site, p: findings.review(d.vault, newest(d, Finding), Review.CONFIRMED, d.tools),
        lambda d: [("review", newest(d, Finding))],
    ),
    "reveal": (
        lambda d, site, p: findings.reveal(d.vault, newest(d, Finding), d.folder.parent / "picture", d.tools, unblur=True),
        lambda d: [("reveal", newest(d, Finding))],
    ),
    "letter": (lambda d, site, p: a_letter(d), lambda d: [("notice", newest(d, Notice))]),
    "letter sent": (
        lambda d, site, p: (a_letter(d), notify.mark_sent(d.vault, newest(d, Notice), d.tools)),
        lambda d: [("notice", newest(d, Notice))] * 2,
    ),
    "report": (
        lambda d, site, p: report.write(d.vault, d.folder.parent / "report.pdf", Audience.SELF, d.tools),
        lambda d: [("report", "case")],
    ),
    "export": (
        lambda d, site, p: export.write_bundle(d.vault, d.folder.parent / "bundle", Level.FULL, "a lawyer", d.tools),
        lambda d: [("export", newest(d, ExportReceipt))],
    ),
    "renew": (lambda d, site, p: consent.renew(d.vault, d.tools), lambda d: [("consent", consent.show(d.vault)[-1].id)]),
    "revoke": (lambda d, site, p: consent.revoke(d.vault, d.tools), lambda d: [("consent", consent.show(d.vault)[-1].id)]),
    "age": (lambda d, site, p: case.set_age(d.vault, Adults.YES, d.tools), lambda d: [("age", "case")]),
    "look": (
        lambda d, site, p: (status.status(d.vault, d.tools), timeline.timeline(d.vault), findings.every(d.vault)),
        lambda d: [],
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_has_its_own_lines(helped, leak_site, pictures, name):
    act, expected = ACTS[name]
    before = helped.log()
    act(helped, leak_site, pictures)
    lines = custody.lines(helped.vault)
    assert [entry[:2] for entry in helped.log()[: len(before)]] == [entry[:2] for entry in before]
    assert [entry[:2] for entry in helped.log()[len(before) :]] == expected(helped)
    assert [check.result for check in log.verify(lines, head=log.digest(lines[-1]))] == [Answer.YES]
    assert {json.loads(line)["who"] for line in lines} == {"friend"}


def test_the_log_names_no_folder_of_this_computer_and_no_address(helped, leak_site, pictures):
    check(helped.vault, [str(pictures.downloads), f"{leak_site.url}/album"], helped.tools, Keeping())
    links.add(helped.vault, REDDIT, helped.tools)
    words = "\n".join(custody.lines(helped.vault))
    assert str(pictures.downloads) not in words
    assert "127.0.0.1" not in words
    assert "reddit" not in words


def test_two_processes_write_one_chain(new):
    desk: Desk = new(Role.SELF)
    with desk.elsewhere() as vault:
        for number in range(10):
            links.add((desk.vault, vault)[number % 2], f"https://example.org/{number}", desk.tools)
    lines = custody.lines(desk.vault)
    assert [json.loads(line)["seq"] for line in lines] == list(range(1, 12))
    assert [check.result for check in log.verify(lines, head=log.digest(lines[-1]))] == [Answer.YES]
