"""Looking again: what each answer of a site means for a copy, what is kept of it, and what becomes of the letters."""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leakguard.errors import LinkOnly, NetworkError, NotFound, Refused, UsageError
from leakguard.evidence.presence import APART
from leakguard.exporting.bundle import Level
from leakguard.imaging import edits, madeup
from leakguard.model.case import Role
from leakguard.model.check import Finding, Review
from leakguard.model.look import CopyState, Look
from leakguard.model.media import Verdict
from leakguard.model.notice import Notice, NoticeState
from leakguard.net.settings import Settings
from leakguard.services import consent, export, findings, follow_up, notify, profile, status, verify
from leakguard.services.check import check
from leakguard.services.notify import Wish
from leakguard.services.recheck import recheck
from leakguard.services.timeline import timeline
from tests.services.desk import Desk, age, at, copied
from tests.support.pictures import Pictures
from tests.support.servers import LOOPBACK, RawServer, Reply, WebSite, closed_port, redirect

HTML, JPEG = "text/html; charset=utf-8", "image/jpeg"
UP, CHANGED, GONE, BACK, BLOCKED, UNREACHABLE = CopyState
ALBUM = b"<title>Album</title><p>Look at this.<img src=/copy.jpg><img src=/stranger.jpg>"
EMPTY_ALBUM = b"<title>Album</title><p>Look at this."


@pytest.fixture(scope="session")
def _seen(tmp_path_factory: pytest.TempPathFactory, _enrolled: Desk, pictures: Pictures) -> Iterator[tuple[Desk, WebSite]]:
    with (
        WebSite({}) as site,
        copied(_enrolled, tmp_path_factory.mktemp("recheck") / "seen") as desk,
    ):
        shows(site, pictures)
        check(desk.vault, [f"{site.url}/album"], desk.tools)
        desk.vault.close()
        yield desk, site


@pytest.fixture
def site(_seen: tuple[Desk, WebSite], pictures: Pictures) -> WebSite:
    """A page with one copy on it and a picture of somebody else."""
    shows(_seen[1], pictures)
    _seen[1].requests.clear()
    return _seen[1]


@pytest.fixture
def seen(_seen: tuple[Desk, WebSite], tmp_path: Path) -> Iterator[Desk]:
    """A case with one finding, at /copy.jpg on /album."""
    with copied(_seen[0], tmp_path / "seen") as desk:
        yield desk


def shows(site: WebSite, pictures: Pictures) -> None:
    site.pages = {
        "/album": Reply(ALBUM, content_type=HTML),
        "/copy.jpg": Reply(pictures.copy, content_type=JPEG),
        "/stranger.jpg": Reply(pictures.stranger, content_type=JPEG),
    }


def removed(site: WebSite) -> None:
    site.pages["/copy.jpg"] = Reply(b"not here", 404)
    site.pages["/album"] = Reply(EMPTY_ALBUM, content_type=HTML)


def look(desk: Desk, *asked: str) -> Look:
    (made,) = recheck(desk.vault, asked, desk.tools).looks
    return made


def later(desk: Desk) -> None:
    desk.clock.at += APART


def settled(desk: Desk) -> Look:
    """Twice, so far apart that gone is believed."""
    look(desk)
    later(desk)
    return look(desk)


def letter(desk: Desk, **wish: object) -> Notice:
    """A letter about the one finding, received now."""
    profile.update(desk.vault, {"name": "Alex Example", "email": "alex@example.org"}, desk.tools)
    (finding,) = desk.vault.find(Finding)
    about = Wish(regime="host-abuse", findings=(finding.id,), to="host", sign="Alex Example", **wish)  # type: ignore[arg-type]
    return notify.mark_sent(desk.vault, notify.write(desk.vault, about, (), None, desk.tools).notice.id, desk.tools)


def test_the_same_file_is_up_and_nothing_but_the_picture_is_asked_for(seen, site):
    (finding,) = seen.vault.find(Finding)
    made = look(seen)
    assert (made.state, made.seen, made.finding, made.url) == (UP, UP, finding.id, finding.locator)
    assert (made.sha256, made.status, made.why) == (finding.sha256, 200, "The same file is still there.")
    assert site.paths == ["/copy.jpg"]
    assert seen.vault.get(Finding, finding.id).last_seen == made.at > finding.last_seen


def test_the_same_picture_in_another_file_is_up(seen, site, pictures):
    smaller = madeup.encode(edits.resize(madeup.scene(0, 512, 384), 0.5), quality=60)
    site.pages["/copy.jpg"] = Reply(smaller, content_type=JPEG)
    made = look(seen)
    assert (made.state, made.verdict) == (UP, Verdict.COPY)
    assert "in another file" in made.why


def test_a_copy_that_moved_is_found_on_its_page(seen, site, pictures):
    site.pages |= {
        "/copy.jpg": Reply(b"not here", 404),
        "/moved.jpg": Reply(pictures.copy, content_type=JPEG),
        "/album": Reply(ALBUM.replace(b"/copy", b"/moved"), content_type=HTML),
    }
    made = look(seen)
    assert (made.state, made.shown_at) == (UP, f"{site.url}/moved.jpg")
    assert "at another address now" in made.why


def test_another_picture_in_its_place_is_changed_and_not_gone(seen, site, pictures):
    removed(site)
    site.pages["/copy.jpg"] = Reply(pictures.stranger, content_type=JPEG)
    assert settled(seen).state is CHANGED


def test_a_page_in_place_of_the_picture_is_changed(seen, site):
    removed(site)
    site.pages |= {"/copy.jpg": redirect("/start"), "/start": Reply(b"<title>Start</title><p>Welcome.", content_type=HTML)}
    made = look(seen)
    assert (made.state, made.shown_at) == (CHANGED, f"{site.url}/start")


SOFT_404 = b"<title>Page not found</title><p>The page was not found."
NOTICE = b"<title>Board</title><p>This image has been removed following a report."


@pytest.mark.parametrize(
    "answer",
    [
        Reply(b"not here", 404),
        Reply(b"<p>gone", 410, HTML),
        Reply(SOFT_404, 200, HTML),
        Reply(NOTICE, 200, HTML),
    ],
)
def test_gone_is_believed_at_the_second_look_an_hour_later_and_the_answer_is_kept(seen, site, answer):
    removed(site)
    site.pages["/copy.jpg"] = answer
    first = look(seen)
    assert (first.state, first.seen, first.again_from) == (UNREACHABLE, GONE, first.at + APART)
    assert "counts as gone once that is so for an hour" in first.why
    early = look(seen)
    assert (early.state, early.again_from) == (UNREACHABLE, first.again_from)
    later(seen)
    sure = look(seen)
    assert (sure.state, sure.again_from) == (GONE, None)
    sentences = sure.why.removesuffix(".").split(". ")
    assert len(sentences) == len(set(sentences)), "what both places say is told once"
    assert "(200)" not in sure.why
    assert sure.proof is not None
    archive = gzip.decompress(seen.vault.read_object(sure.proof.object))
    assert answer.body in archive
    assert b"leakguard" in archive
    assert verify.case(seen.vault).passed


def test_a_picture_that_says_404_is_gone_unless_it_is_the_copy(seen, site, pictures):
    removed(site)
    site.pages["/copy.jpg"] = Reply(pictures.stranger, 404, JPEG)
    assert look(seen).seen is GONE
    site.pages["/copy.jpg"] = Reply(pictures.copy, 404, JPEG)
    assert look(seen).seen is UP


@pytest.mark.parametrize(
    "answer",
    [
        Reply(b"<title>Log in</title><form><input type=password name=p></form>", 401, HTML),
        Reply(b"<title>Log in</title><p>You must be logged in to view this.", 200, HTML),
        Reply(b"<p>This content is not available in your country.", 404, HTML),
        Reply(b"<p>Unavailable for legal reasons.", 451, HTML),
        Reply(b"", 403, HTML),
        Reply(b"<title>Just a moment...</title>", 503, HTML),
    ],
)
def test_a_login_a_geo_block_or_a_bot_wall_is_never_gone_and_closes_nothing(seen, site, answer):
    sent = letter(seen)
    removed(site)
    site.pages["/copy.jpg"] = answer
    assert settled(seen).state is BLOCKED
    assert seen.vault.get(Notice, sent.id) == sent


def test_a_wall_around_the_page_leaves_it_open_too(seen, site):
    site.pages |= {"/copy.jpg": Reply(b"", 404), "/album": Reply(b"<title>Log in</title><p>Please log in to view.", 200, HTML)}
    assert settled(seen).state is BLOCKED


def test_an_error_of_the_site_or_none_at_all_is_unreachable(seen, site):
    removed(site)
    site.pages["/copy.jpg"] = Reply(b"oops", 500)
    assert settled(seen).state is UNREACHABLE
    site.pages["/copy.jpg"] = Reply(b"\xff\xd8\xff\xe0 broken", content_type=JPEG)
    assert look(seen).state is UNREACHABLE


def test_what_cannot_be_reached_says_why(seen):
    (finding,) = seen.vault.find(Finding)
    with closed_port() as port, seen.vault.write() as tx:
        tx.put(replace(finding, locator=f"http://127.0.0.1:{port}/a.jpg", page=None))
    done = recheck(seen.vault, (), seen.tools)
    assert done.nothing_reached
    assert "does not accept connections" in done.looks[0].why


def test_a_letter_is_closed_by_gone_and_reopened_by_back(seen, site, pictures):
    sent = letter(seen)
    removed(site)
    look(seen)
    assert seen.vault.get(Notice, sent.id).state is NoticeState.SENT
    later(seen)
    done = recheck(seen.vault, (), seen.tools)
    closed = seen.vault.get(Notice, sent.id)
    assert done.notices == (closed,)
    assert (closed.state, closed.removed, closed.due) == (NoticeState.REMOVED, done.looks[0].at, None)
    assert status.status(seen.vault, seen.tools).due == ()
    with pytest.raises(Refused, match="is gone"):
        follow_up.write(seen.vault, sent.id, seen.tools)
    shows(site, pictures)
    (back,) = recheck(seen.vault, (), seen.tools).notices
    assert (back.state, back.back is not None, back.due) == (NoticeState.BACK, True, sent.due)
    assert look(seen).state is UP
    assert [event for event in seen.log() if event[2].get("act") in ("removed", "back")] == [
        ("notice", sent.id, {"act": "removed"}),
        ("notice", sent.id, {"act": "back"}),
    ]


def test_the_history_of_a_follow_up_tells_that_it_was_gone_and_came_back(seen, site, pictures):
    sent = letter(seen)
    removed(site)
    settled(seen)
    shows(site, pictures)
    seen.clock.at = max(seen.clock.at, sent.due) + timedelta(hours=1)
    look(seen)
    made = follow_up.write(seen.vault, sent.id, seen.tools, sign="Alex Example").notice
    assert made.complete
    assert made.text.index("Seen to be gone:") < made.text.index("Seen to be back:")


def test_a_letter_about_several_copies_is_closed_by_the_last_of_them(seen, site, pictures):
    profile.update(seen.vault, {"name": "Alex Example", "email": "alex@example.org"}, seen.tools)
    (finding,) = seen.vault.find(Finding)
    site.pages["/other"] = Reply(b"<title>Other</title><p>Something.", content_type=HTML)
    wish = Wish(regime="host-abuse", findings=(finding.id,), urls=(f"{site.url}/other",), to="host", sign="Alex Example")
    sent = notify.mark_sent(seen.vault, notify.write(seen.vault, wish, (), None, seen.tools).notice.id, seen.tools)
    removed(site)
    recheck(seen.vault, (), seen.tools)
    later(seen)
    done = recheck(seen.vault, (sent.id,), seen.tools)
    assert [(made.finding, made.state) for made in done.looks] == [(finding.id, GONE), (None, UP)]
    assert done.notices == ()
    site.pages["/other"] = Reply(b"", 410)
    recheck(seen.vault, (sent.id,), seen.tools)
    later(seen)
    assert [notice.state for notice in recheck(seen.vault, (sent.id,), seen.tools).notices] == [NoticeState.REMOVED]


def test_an_address_without_a_finding_says_only_what_can_be_known(seen, site):
    profile.update(seen.vault, {"name": "Alex Example"}, seen.tools)
    for path in ("/album", "/other"):
        site.pages.setdefault(path, Reply(b"<title>Other</title><p>Something.", content_type=HTML))
        notify.write(seen.vault, Wish(regime="host-abuse", urls=(site.url + path,), to="host"), (), None, seen.tools)
    shown, other = recheck(seen.vault, [notice.id for notice in seen.vault.find(Notice)], seen.tools).looks
    assert (shown.verdict, shown.why) == (Verdict.COPY, "A copy of one of your pictures is there. It is at another address now.")
    assert (other.state, other.verdict) == (UP, None)
    assert "nobody can say from here" in other.why


def test_every_look_is_kept_logged_and_told_where_something_changed(seen, site, pictures):
    look(seen)
    look(seen)
    removed(site)
    settled(seen)
    shows(site, pictures)
    look(seen)
    looks = seen.vault.find(Look)
    assert [each.state for each in looks] == [UP, UP, UNREACHABLE, GONE, BACK]
    assert [each.sha256 != "" for each in looks] == [True] * 5
    assert [(subject, detail["state"]) for event, subject, detail in seen.log() if event == "recheck"] == [
        (each.id, each.state.value) for each in looks
    ]
    told = [entry.text for entry in timeline(seen.vault) if entry.kind == "look"]
    assert told == [
        "Looked again: still there",
        "Looked again: seems gone, not sure yet",
        "Looked again: gone",
        "Looked again: back again",
    ]


def test_a_stopped_run_keeps_what_it_looked_at(enrolled, site, pictures):
    site.pages |= {
        "/two": Reply(b"<img src=/copy.jpg><img src=/again.jpg>", content_type=HTML),
        "/again.jpg": Reply(pictures.copy + b"\0", content_type=JPEG),
    }
    check(enrolled.vault, [f"{site.url}/two"], enrolled.tools)

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recheck(enrolled.vault, (), enrolled.with_tools(progress=at(2, stop)))
    assert [made.state for made in enrolled.vault.find(Look)] == [UP]


def test_a_case_that_becomes_link_only_while_it_runs_stops_it(seen, site):
    site.pages["/copy.jpg"] = lambda target: age(seen) or Reply(b"", 404)
    with pytest.raises(LinkOnly):
        recheck(seen.vault, (), seen.tools)
    assert site.paths == ["/copy.jpg"]


@contextmanager
def unchanged(desk: Desk, site: WebSite) -> Iterator[None]:
    before = desk.bytes()
    yield
    assert desk.bytes() == before
    assert site.requests == []


def link_only(desk: Desk) -> None:
    age(desk)


def dismissed(desk: Desk) -> None:
    for finding in desk.vault.find(Finding):
        findings.review(desk.vault, finding.id, Review.DISMISSED, desk.tools)


@pytest.mark.parametrize(
    ("prepare", "asked", "error"),
    [
        (link_only, (), LinkOnly),
        (dismissed, (), NotFound),
        (lambda desk: None, ("f-00000000",), NotFound),
        (lambda desk: None, ("n-00000000",), NotFound),
        (lambda desk: None, ("https://example.org/",), UsageError),
    ],
)
def test_refusals_fetch_and_write_nothing(
    seen: Desk, site: WebSite, prepare: Callable[[Desk], None], asked: tuple[str, ...], error: type[Exception]
) -> None:
    prepare(seen)
    with unchanged(seen, site), pytest.raises(error):
        recheck(seen.vault, asked, seen.tools)


def test_offline_it_looks_at_nothing_and_says_what_to_do(seen, site):
    offline = seen.with_tools(network=Settings(offline=True, allow=LOOPBACK))
    with unchanged(seen, site), pytest.raises(NetworkError) as refused:
        recheck(seen.vault, (), offline)
    assert "leakguard note" in refused.value.hint


def test_a_dismissed_finding_is_refused_by_name(seen, site):
    dismissed(seen)
    (finding,) = seen.vault.find(Finding)
    with unchanged(seen, site), pytest.raises(Refused):
        recheck(seen.vault, (finding.id,), seen.tools)


def test_without_consent_nothing_is_looked_at(new, site):
    desk: Desk = new(Role.FRIEND)
    consent.revoke(desk.vault, desk.tools)
    with unchanged(desk, site), pytest.raises(Refused):
        recheck(desk.vault, (), desk.tools)


def test_a_garbled_answer_is_unreachable(seen):
    def garbage(connection, request) -> None:
        connection.sendall(b"\0\1\2 nonsense")

    (finding,) = seen.vault.find(Finding)
    with RawServer(garbage) as server:
        with seen.vault.write() as tx:
            tx.put(replace(finding, locator=f"{server.url}/a.jpg", page=None))
        assert look(seen).state is UNREACHABLE


def test_a_bundle_holds_the_looks_with_what_was_answered(seen, site, tmp_path):
    removed(site)
    made = settled(seen)
    export.write_bundle(seen.vault, tmp_path / "bundle", Level.FULL, "A lawyer", seen.tools)
    held = json.loads((tmp_path / "bundle/data/case.json").read_bytes())["looks"]
    assert [(look["state"], look["proof"]["file"]) for look in held] == [
        ("unreachable", f"looks/{held[0]['id']}.warc.gz"),
        ("gone", f"looks/{made.id}.warc.gz"),
    ]
    assert verify.bundle(tmp_path / "bundle").passed
    (tmp_path / f"bundle/data/looks/{made.id}.warc.gz").write_bytes(b"")
    assert not verify.bundle(tmp_path / "bundle").passed


def test_a_working_copy_says_what_was_seen_and_a_dismissed_finding_is_in_neither(seen, site, tmp_path):
    removed(site)
    settled(seen)
    export.write_bundle(seen.vault, tmp_path / "working", Level.WORKING, "A lawyer", seen.tools)
    held = json.loads((tmp_path / "working/data/case.json").read_bytes())["looks"]
    assert [(look["state"], look["proof"]["file"]) for look in held] == [("unreachable", None), ("gone", None)]
    dismissed(seen)
    export.write_bundle(seen.vault, tmp_path / "without", Level.FULL, "A lawyer", seen.tools)
    assert json.loads((tmp_path / "without/data/case.json").read_bytes())["looks"] == []
