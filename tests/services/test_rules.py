"""Who may do what: every service against every rule, and no refusal leaves a trace in the case."""

import base64
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from leakguard.errors import LeakguardError, LinkOnly, Refused
from leakguard.exporting.bundle import Level
from leakguard.model.case import Adults, Declaration, Role, Scope
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Link
from leakguard.services import (
    case,
    consent,
    custody,
    enrol,
    export,
    findings,
    links,
    notes,
    notify,
    profile,
    report,
    status,
    timeline,
    verify,
)
from leakguard.services.capture import capture
from leakguard.services.check import check
from leakguard.services.enrol import Description
from leakguard.services.notify import Wish
from leakguard.services.page import Keeping
from leakguard.services.words import Audience
from tests.services.desk import ASKED, Desk, age
from tests.support.pictures import Pictures
from tests.support.servers import WebSite


@dataclass
class World:
    """What an act may need: ids are read before the case is closed to it."""

    desk: Desk
    pictures: Pictures
    site: WebSite
    out: Path
    finding: str
    link: str

    @property
    def album(self) -> str:
        return f"{self.site.url}/album"


def _notice(world: World, **about) -> object:
    wish = Wish(regime="host-abuse", to="host", **about)
    return notify.write(world.desk.vault, wish, ("txt", "eml"), world.out / "letters", world.desk.tools)


def _export(level: Level) -> Callable[[World], object]:
    return lambda world: export.write_bundle(world.desk.vault, world.out / "bundle", level, "a lawyer", world.desk.tools)


def _report(audience: Audience) -> Callable[[World], object]:
    return lambda world: report.write(world.desk.vault, world.out / "report.pdf", audience, world.desk.tools)


def _attach(name: str, data: bytes) -> Callable[[World], object]:
    def act(world: World) -> object:
        file = world.out / name
        file.write_bytes(data)
        return notes.add(world.desk.vault, "Look.", world.desk.tools, attach=[file])

    return act


Act = Callable[[World], object]
CHECK, CAPTURE, NOTICE, EXPORT = Scope
ACTS: dict[str, tuple[Act, set[Scope]]] = {
    "add": (lambda w: list(enrol.add(w.desk.vault, [str(w.pictures.downloads)], Description(), w.desk.tools)), {CHECK}),
    "check a file": (lambda w: check(w.desk.vault, [str(w.pictures.album)], w.desk.tools), {CHECK}),
    "check an address": (lambda w: check(w.desk.vault, [w.album], w.desk.tools), {CHECK}),
    "check --capture": (lambda w: check(w.desk.vault, [w.album], w.desk.tools, Keeping()), {CHECK, CAPTURE}),
    "capture": (lambda w: capture(w.desk.vault, [w.album], Keeping(), w.desk.tools), {CHECK, CAPTURE}),
    "capture of a finding": (lambda w: capture(w.desk.vault, [w.finding], Keeping(), w.desk.tools), {CHECK, CAPTURE}),
    "notice about a finding": (lambda w: _notice(w, findings=(w.finding,)), {NOTICE}),
    "notice about a link": (lambda w: _notice(w, links=(w.link,)), {NOTICE}),
    "notice about an address": (lambda w: _notice(w, urls=("https://example.org/x",)), {NOTICE}),
    "what a signature says": (
        lambda w: notify.statements(w.desk.vault, Wish(regime="host-abuse", links=(w.link,)), w.desk.tools),
        {NOTICE},
    ),
    "reveal": (
        lambda w: findings.reveal(w.desk.vault, w.finding, w.desk.folder.parent / "picture", w.desk.tools, unblur=False),
        {EXPORT},
    ),
    "reveal --unblur": (
        lambda w: findings.reveal(w.desk.vault, w.finding, w.desk.folder.parent / "picture", w.desk.tools, unblur=True),
        {EXPORT},
    ),
    **{f"report for {who}": (_report(who), {EXPORT}) for who in Audience if who is not Audience.HOTLINE},
    **{f"export {level}": (_export(level), {EXPORT}) for level in Level},
}
"""What needs a consent where somebody acts for another, and to what."""

MEDIA: dict[str, Act] = {
    "findings": lambda w: findings.every(w.desk.vault),
    "findings show": lambda w: findings.one(w.desk.vault, w.finding),
    "findings dismiss": lambda w: findings.review(w.desk.vault, w.finding, Review.DISMISSED, w.desk.tools),
    "attach a picture": lambda w: _attach("a.txt", w.pictures.copy)(w),
    "attach a document": _attach("a.pdf", b"%PDF-1.7 words"),
    "attach a mail with files in it": _attach("a.eml", b"Subject: x\nContent-Transfer-Encoding: BASE64\n\n/9j/4AAQ"),
    "attach a picture as text": _attach("a.txt", b"look:\n" + (b"/9j/4AAQSkZJRgABAQAAAQABAAD" * 3 + b"\n") * 12),
    "attach a picture as hex": _attach("a.txt", b"ffd8ffe000104a46494600010100000100010000" * 40),
    "type a picture": lambda w: notes.add(w.desk.vault, base64.b64encode(w.pictures.copy).decode(), w.desk.tools),
    "attach Latin-1": _attach("a.txt", b"d\xe9j\xe0 vu"),
}
"""What else reads or makes media, and so is closed in a link-only case."""

ALWAYS: dict[str, Act] = {
    "note": lambda w: notes.add(w.desk.vault, "A call.", w.desk.tools),
    "attach plain text": _attach("chat.txt", b"he wrote: https://example.org/?q=" + b"long" * 30 + "\nça va".encode()),
    "link": lambda w: links.add(w.desk.vault, "https://example.org/y", w.desk.tools, account="someone"),
    "profile": lambda w: profile.update(w.desk.vault, {"name": "Alex Example"}, w.desk.tools),
    "status": lambda w: status.status(w.desk.vault, w.desk.tools),
    "timeline": lambda w: timeline.timeline(w.desk.vault),
    "custody": lambda w: custody.lines(w.desk.vault),
    "verify": lambda w: verify.case(w.desk.vault),
    "consent show": lambda w: consent.show(w.desk.vault),
    "consent renew": lambda w: consent.renew(w.desk.vault, w.desk.tools, given_by="Robin Example"),
    "age": lambda w: case.set_age(w.desk.vault, Adults.NO, w.desk.tools),
}
"""What needs neither a consent nor an answer to the minors question."""


@pytest.fixture
def world(helped, pictures, leak_site, tmp_path) -> World:
    (finding,), (link,) = helped.vault.find(Finding), helped.vault.find(Link)
    out = tmp_path / "out"
    out.mkdir()
    return World(helped, pictures, leak_site, out, finding.id, link.id)


def serves_the_page_of_the_finding(world: World) -> World:
    """The page that was recorded stood on another port."""
    with world.desk.vault.write() as tx:
        tx.put(replace(tx.get(Finding, world.finding), page=world.album))
    return world


def consents(desk: Desk, scopes: set[Scope], until: date | None = None) -> None:
    consent.revoke(desk.vault, desk.tools)
    consent.renew(desk.vault, desk.tools, scopes=tuple(scopes), until=until)


def refuses(world: World, act: Act, error: type[LeakguardError]) -> None:
    """It raises, the case stays as it is to the byte, no file appears, and no request is made."""
    before = world.desk.bytes()
    with pytest.raises(error) as caught:
        act(world)
    assert caught.value.hint
    assert world.desk.bytes() == before
    assert world.site.requests == []
    assert not any((world.out / name).exists() for name in ("letters", "report.pdf", "bundle"))


@pytest.mark.parametrize("name", ACTS)
def test_with_exactly_the_consent_it_needs_it_is_done(world, name):
    act, needed = ACTS[name]
    serves_the_page_of_the_finding(world)
    consents(world.desk, needed)
    act(world)


@pytest.mark.parametrize(("name", "missing"), [(name, scope) for name, (_, scopes) in ACTS.items() for scope in sorted(scopes)])
def test_with_every_other_consent_it_is_refused(world, name, missing):
    consents(world.desk, set(Scope) - {missing})
    refuses(world, ACTS[name][0], Refused)


@pytest.mark.parametrize("name", ACTS)
def test_after_the_last_day_of_a_consent_it_is_refused(world, name):
    consents(world.desk, set(Scope), until=world.desk.clock.at.date())
    world.desk.tools = world.desk.with_tools(now=lambda: world.desk.clock() + timedelta(days=1))
    refuses(world, ACTS[name][0], Refused)


@pytest.mark.parametrize("name", ACTS)
def test_after_a_consent_was_revoked_it_is_refused(world, name):
    consent.revoke(world.desk.vault, world.desk.tools)
    refuses(world, ACTS[name][0], Refused)


@pytest.mark.parametrize("name", ALWAYS)
def test_without_any_consent_it_is_still_done(world, name):
    consent.revoke(world.desk.vault, world.desk.tools)
    ALWAYS[name](world)


@pytest.mark.parametrize("name", [*ACTS, *MEDIA])
def test_in_a_link_only_case_it_is_refused(world, name):
    age(world.desk)
    refuses(world, ACTS[name][0] if name in ACTS else MEDIA[name], LinkOnly)


@pytest.mark.parametrize("name", ALWAYS)
def test_in_a_link_only_case_it_is_still_done(world, name):
    age(world.desk)
    ALWAYS[name](world)


def test_the_hotline_sheet_is_for_link_only_cases_alone(world):
    refuses(world, _report(Audience.HOTLINE), Refused)
    age(world.desk)
    consent.revoke(world.desk.vault, world.desk.tools)
    _report(Audience.HOTLINE)(world)
    assert (world.out / "report.pdf").read_bytes().startswith(b"%PDF")


LAST_LOOK = {"notice": 3, "report": 2, "export": 2}
"""The last look at the clock that each takes before it begins to write."""


@pytest.mark.parametrize("name", [name for name in ACTS if name.split()[0] in LAST_LOOK])
def test_what_is_to_be_written_when_a_case_becomes_link_only_is_not(world, name):
    """The age question is answered at another window after the case was read."""
    looks = itertools.count(1)
    frozen: list[dict[str, bytes]] = []

    def now():
        if next(looks) == LAST_LOOK[name.split()[0]]:
            age(world.desk)
            frozen.append(world.desk.bytes())
        return world.desk.clock()

    world.desk.tools = world.desk.with_tools(now=now)
    with pytest.raises(LinkOnly):
        ACTS[name][0](world)
    assert world.desk.bytes() == frozen[0]
    assert not list(world.out.iterdir())


@pytest.mark.parametrize("role", [Role.FRIEND, Role.WORKER, Role.LAWYER])
def test_a_link_only_case_for_somebody_else_still_needs_a_consent_when_everyone_was_adult(new, pictures, role):
    desk: Desk = new(role, everyone_adult=Adults.UNSURE, declaration=Declaration.OWN)
    case.set_age(desk.vault, Adults.YES, desk.tools)
    with pytest.raises(Refused):
        enrol.add(desk.vault, [str(pictures.originals)], Description(), desk.tools)
    consent.renew(desk.vault, desk.tools, given_by=ASKED.given_by)
    desk.add(pictures.originals)


def test_a_workers_case_keeps_whole_pictures_only_with_a_consent_that_covers_export(new, pictures):
    desk: Desk = new(Role.WORKER)
    consents(desk, {CHECK})
    with pytest.raises(Refused):
        enrol.add(desk.vault, [str(pictures.originals)], Description(keep=True), desk.tools)
    consents(desk, {CHECK, EXPORT})
    desk.add(pictures.originals, keep=True)
