"""Looking at web addresses and recording them: one fetch for both, only what matched is kept, and every refusal comes first."""

import base64
import json
import tracemalloc
from hashlib import sha256

import pytest

from leakguard.errors import LinkOnly, NotFound, Refused, UsageError
from leakguard.evidence import warc_reader
from leakguard.imaging import edits, madeup
from leakguard.model.case import Role, Scope, SiteAnswer
from leakguard.model.check import CheckRun, Finding, Review
from leakguard.model.evidence import Capture, Link
from leakguard.services import findings
from leakguard.services.capture import capture
from leakguard.services.case import Terms
from leakguard.services.check import check
from leakguard.services.page import Keeping
from leakguard.services.tools import Questions
from tests.services.desk import NOBODY, Desk, age
from tests.support.servers import Authority, RawServer, Reply, WebSite, closed_port, sends

HTML = "text/html; charset=utf-8"
MIB = 1024 * 1024


def part(desk: Desk, made: Capture, name: str) -> bytes:
    (found,) = (part for part in made.parts if part.name == name)
    return desk.vault.read_object(found.object)


def completeness(desk: Desk, made: Capture) -> dict:
    return json.loads(part(desk, made, "completeness.json"))


def test_one_fetch_of_each_thing_serves_the_check_and_the_capture(enrolled, leak_site):
    checked = check(enrolled.vault, [f"{leak_site.url}/album"], enrolled.tools, Keeping())
    assert [item.match.verdict.value for item in checked.items] == ["copy", "none"]
    assert leak_site.paths == ["/album", "/copy.jpg", "/stranger.jpg"]
    (made,) = checked.captures
    assert made == enrolled.vault.get(Capture, made.id)
    assert (made.exhibit, made.status, made.complete, made.withheld) == (1, 200, True, 1)
    (finding,) = enrolled.vault.find(Finding)
    assert made.findings == (finding.id,)
    assert finding.captures == (made.id,)
    assert finding.page == f"{leak_site.url}/album"


@pytest.mark.parametrize("workers", [1, 4])
def test_each_picture_of_a_page_stays_tied_to_its_own_finding_however_long_comparing_takes(enrolled, pictures, workers):
    own = [madeup.scene(seed, 512, 384) for seed in range(3)]
    shown = [
        madeup.encode(edits.resize(own[number % 3], 3.0 if number % 4 == 0 else 0.6), quality=60 + number) for number in range(9)
    ]
    shown[4] = pictures.stranger
    html = b"".join(b"<img src=/%d.jpg>" % number for number in range(9))
    replies = {f"/{number}.jpg": Reply(data, content_type="image/jpeg") for number, data in enumerate(shown)}
    with WebSite({"/": Reply(html, content_type=HTML)} | replies) as site:
        checked = check(enrolled.vault, [f"{site.url}/"], enrolled.with_tools(workers=workers), Keeping())
    assert [item.locator for item in checked.items] == [f"{site.url}/{number}.jpg" for number in range(9)]
    assert [item.sha256 for item in checked.items] == [sha256(data).hexdigest() for data in shown]
    (made,) = checked.captures
    assert made.findings == tuple(item.finding for item in checked.items if item.finding)
    assert (len(made.findings), made.withheld) == (8, 1)
    stored = enrolled.vault.find(Finding)
    assert [(finding.locator, finding.sha256) for finding in stored] == [
        (item.locator, item.sha256) for item in checked.items if item.finding
    ]


def test_the_picture_of_somebody_else_is_not_in_the_case(enrolled, leak_site, pictures):
    made = check(enrolled.vault, [f"{leak_site.url}/album"], enrolled.tools, Keeping()).captures[0]
    kept = [record.payload for record in warc_reader.records(part(enrolled, made, "capture.warc.gz"))]
    assert pictures.copy in kept
    assert pictures.stranger not in kept
    (withheld,) = completeness(enrolled, made)["withheld"]
    assert (withheld["locator"], withheld["size"]) == (f"{leak_site.url}/stranger.jpg", len(pictures.stranger))


def test_bytes_that_matched_nothing_do_not_wait_for_the_end_of_the_page(enrolled, pictures):
    large = Reply(pictures.stranger + bytes(3 * MIB), content_type="image/jpeg")
    pages = {"/": Reply(b"".join(b"<img src=/%d.jpg>" % number for number in range(40)), content_type=HTML)}
    with WebSite(pages | {f"/{number}.jpg": large for number in range(40)}) as site:
        tracemalloc.start()
        try:
            made = check(enrolled.vault, [f"{site.url}/"], enrolled.tools, Keeping()).captures[0]
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert {(each["size"], each["sha256"]) for each in completeness(enrolled, made)["withheld"]} == {
        (len(large.body), sha256(large.body).hexdigest())
    }
    assert made.withheld == 40
    assert most < 90 * MIB


def test_everything_is_kept_for_a_stated_reason_only(enrolled, leak_site, pictures):
    made = capture(enrolled.vault, [f"{leak_site.url}/album"], Keeping("a court asked for it"), enrolled.tools).captures[0]
    kept = [record.payload for record in warc_reader.records(part(enrolled, made, "capture.warc.gz"))]
    assert pictures.stranger in kept
    assert (made.withheld, made.everything_why) == (0, "a court asked for it")
    assert enrolled.log()[-1] == ("capture", made.id, {"exhibit": "1", "everything": "a court asked for it"})


@pytest.mark.parametrize("how", ["capture", "check"])
def test_a_worker_keeps_pictures_of_others_only_with_a_consent_that_covers_export(new, leak_site, how):
    desk: Desk = new(Role.WORKER, consent=Terms("Robin Example", (Scope.CHECK, Scope.CAPTURE)))
    before = desk.bytes()
    with pytest.raises(Refused):
        if how == "capture":
            capture(desk.vault, [f"{leak_site.url}/album"], Keeping("curious"), desk.tools)
        else:
            check(desk.vault, [f"{leak_site.url}/album"], desk.tools, Keeping("curious"))
    assert desk.bytes() == before
    assert leak_site.requests == []


def test_exhibits_are_numbered_on_and_a_finding_knows_all_its_captures(enrolled, leak_site):
    for _ in range(2):
        capture(enrolled.vault, [f"{leak_site.url}/album"], Keeping(), enrolled.tools)
    captures = enrolled.vault.find(Capture)
    assert [made.exhibit for made in captures] == [1, 2]
    assert enrolled.vault.find(Finding)[0].captures == tuple(made.id for made in captures)


def test_a_finding_stands_for_its_page(enrolled, leak_site):
    check(enrolled.vault, [f"{leak_site.url}/album"], enrolled.tools)
    (finding,) = enrolled.vault.find(Finding)
    done = capture(enrolled.vault, [finding.id], Keeping(), enrolled.tools)
    assert [made.target for made in done.captures] == [f"{leak_site.url}/album"]


def test_what_cannot_be_recorded_is_refused_before_any_request(found, leak_site, pictures):
    dismissed = found.finding("same.jpg").id
    findings.review(found.vault, dismissed, Review.DISMISSED, found.tools)
    before = found.bytes()
    for target, error in [
        (dismissed, Refused),
        (found.finding("mirrored.jpg").id, UsageError),
        ("f-00000000", NotFound),
        (str(pictures.downloads), UsageError),
        ("ftp://example.org/", UsageError),
    ]:
        with pytest.raises(error):
            capture(found.vault, [f"{leak_site.url}/album", target], Keeping(), found.tools)
    assert found.bytes() == before
    assert leak_site.requests == []


def test_a_missing_style_sheet_or_script_does_not_make_a_capture_incomplete(enrolled, pictures):
    html = b"<link rel=stylesheet href=/gone.css><script src=/gone.js></script><img src=/copy.jpg>"
    with WebSite({"/": Reply(html, content_type=HTML), "/copy.jpg": Reply(pictures.copy, content_type="image/jpeg")}) as site:
        checked = check(enrolled.vault, [f"{site.url}/"], enrolled.tools, Keeping())
    (made,) = checked.captures
    assert (made.complete, made.missing) == (True, ())
    lost = [missed["locator"] for missed in completeness(enrolled, made)["resources_missing"]]
    assert lost == [f"{site.url}/gone.css", f"{site.url}/gone.js"]
    assert [missed.locator for missed in checked.targets[0].not_checked] == [f"{site.url}/gone.css"]


def test_a_missing_picture_does(enrolled, pictures):
    html = b"<img src=/copy.jpg><img src=/gone.jpg>"
    with WebSite({"/": Reply(html, content_type=HTML), "/copy.jpg": Reply(pictures.copy, content_type="image/jpeg")}) as site:
        (made,) = check(enrolled.vault, [f"{site.url}/"], enrolled.tools, Keeping()).captures
    assert not made.complete
    assert [missed.locator for missed in made.missing] == [f"{site.url}/gone.jpg"]


def test_a_picture_that_is_the_address_itself_is_recorded_too(enrolled, leak_site):
    (made,) = check(enrolled.vault, [f"{leak_site.url}/copy.jpg"], enrolled.tools, Keeping()).captures
    assert (made.status, made.complete, len(made.findings)) == (200, True, 1)
    (other,) = check(enrolled.vault, [f"{leak_site.url}/stranger.jpg"], enrolled.tools, Keeping()).captures
    assert (other.status, other.findings, other.withheld) == (200, (), 1)


def test_a_picture_inside_the_page_is_tied_to_the_capture(enrolled, pictures):
    html = b'<img src="data:image/jpeg;base64,' + base64.b64encode(pictures.copy) + b'">'
    with WebSite({"/": Reply(html, content_type=HTML)}) as site:
        (made,) = check(enrolled.vault, [f"{site.url}/"], enrolled.tools, Keeping()).captures
    (finding,) = enrolled.vault.find(Finding)
    assert finding.locator == f"{site.url}/#embedded-1"
    assert made.findings == (finding.id,)
    assert part(enrolled, made, "page.html") == html


def test_half_a_picture_that_matches_nothing_is_not_called_looked_at(enrolled, pictures):
    data = madeup.encode(edits.resize(madeup.scene(105, 512, 384), 0.7), progressive=True)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n".encode()
    with RawServer(sends(head + data[: len(data) * 2 // 3])) as server:
        checked = check(enrolled.vault, [f"{server.url}/half.jpg"], enrolled.tools)
    assert [item.match.verdict.value for item in checked.items] == ["unreadable"]
    assert checked.incomplete


def test_addresses_that_cannot_be_reached_are_named_with_a_hint_and_the_others_go_on(enrolled, leak_site):
    with closed_port() as port:
        away = f"http://127.0.0.1:{port}/"
        checked = check(enrolled.vault, [away, f"{leak_site.url}/album"], enrolled.tools, Keeping())
        alone = check(enrolled.vault, [away], enrolled.tools, Keeping())
    assert [len(target.not_checked) for target in checked.targets] == [1, 0]
    assert (checked.unreached, checked.all_unreached, len(checked.captures)) == (1, False, 1)
    assert alone.all_unreached
    assert alone.hints
    assert alone.captures == ()
    assert capture(enrolled.vault, [away], Keeping(), enrolled.tools).failed[0].locator == away


@pytest.mark.parametrize("accepted", [True, False])
def test_a_bad_certificate_is_asked_about_once_and_told_in_the_record(enrolled, pictures, accepted):
    asked = []
    questions = Questions(accept_certificate=lambda host, problem: asked.append((host, problem)) or accepted)
    pages = {"/": Reply(b"<img src=/copy.jpg>", content_type=HTML), "/copy.jpg": Reply(pictures.copy, content_type="image/jpeg")}
    with WebSite(pages, tls=Authority().server("127.0.0.1")) as site:
        both = [f"{site.url}/", f"{site.url}/copy.jpg"]
        checked = check(enrolled.vault, both, enrolled.with_tools(questions=questions), Keeping())
    ((host, problem),) = asked
    assert host == "127.0.0.1"
    assert checked.all_unreached is not accepted
    if accepted:
        told = json.loads(part(enrolled, checked.captures[0], "tls.json"))["connections"][0]["problem"]
        assert problem in told
        assert checked.counts["copy"] == 2
    else:
        assert checked.hints
        assert site.requests == []


def test_a_person_is_asked_once_per_site_and_before_any_request(enrolled, leak_site):
    asked = []
    questions = Questions(
        address_is_seen=lambda host: not asked.append(("seen", host, len(leak_site.requests))),
        may_show_minors=lambda host: bool(asked.append(("minors", host, len(leak_site.requests)))),
    )
    tools = enrolled.with_tools(questions=questions)
    check(enrolled.vault, [f"{leak_site.url}/album", f"{leak_site.url}/login"], tools)
    assert asked == [("seen", "127.0.0.1", 0)]
    check(enrolled.vault, [f"{leak_site.url}/album"], tools, Keeping())
    assert [question for question, *_ in asked] == ["seen", "minors"]
    capture(enrolled.vault, [f"{leak_site.url}/album"], Keeping(), tools)
    assert len(asked) == 2
    assert enrolled.vault.get(SiteAnswer, "127.0.0.1").no_one_under_18


def test_whoever_does_not_want_to_be_seen_leaves_no_trace(enrolled, leak_site):
    before = enrolled.bytes()
    asked = []
    questions = Questions(address_is_seen=lambda host: bool(asked.append(host)))
    with pytest.raises(Refused):
        check(enrolled.vault, [f"{leak_site.url}/album", f"{leak_site.url}/login"], enrolled.with_tools(questions=questions))
    assert asked == ["127.0.0.1"]
    assert enrolled.bytes() == before
    assert leak_site.requests == []


def test_one_declined_site_does_not_stop_the_rest(enrolled, leak_site, pictures):
    asked = [f"{leak_site.url}/album", str(pictures.downloads / "same.jpg")]
    checked = check(enrolled.vault, asked, enrolled.with_tools(questions=NOBODY))
    assert [len(target.not_checked) for target in checked.targets] == [1, 0]
    assert not checked.all_unreached
    assert leak_site.requests == []


def test_of_a_page_that_may_show_someone_under_18_only_the_address_is_kept(enrolled, leak_site):
    tools = enrolled.with_tools(questions=Questions(may_show_minors=lambda host: True))
    address = f"{leak_site.url}/album"
    for _ in range(2):
        with pytest.raises(Refused):
            capture(enrolled.vault, [address], Keeping(), tools)
    assert [link.url for link in enrolled.vault.find(Link)] == [address]
    assert enrolled.vault.find(CheckRun) == enrolled.vault.find(SiteAnswer) == ()
    assert leak_site.requests == []


def test_offline_nobody_is_asked_and_nothing_is_reached(enrolled, leak_site):
    network = enrolled.tools.network.__class__(offline=True)
    checked = check(enrolled.vault, [f"{leak_site.url}/album"], enrolled.with_tools(network=network, questions=NOBODY))
    assert checked.all_unreached
    assert leak_site.requests == []


def test_no_request_is_made_once_a_case_is_link_only(enrolled, pictures):
    """The age question is answered while the page itself is on its way: not even its first picture is asked for."""
    frozen = []

    def answer(target: str) -> Reply:
        age(enrolled)
        frozen.append(enrolled.bytes())
        return Reply(b"<img src=/copy.jpg><img src=/2.jpg>", content_type=HTML)

    with WebSite({"/": answer, "/copy.jpg": Reply(pictures.copy, content_type="image/jpeg")}) as site:
        with pytest.raises(LinkOnly):
            check(enrolled.vault, [f"{site.url}/"], enrolled.tools, Keeping())
        assert site.paths == ["/"]
    assert enrolled.bytes() == frozen[0]


def test_a_capture_is_not_stored_in_a_case_that_became_link_only(enrolled, pictures):
    """The last answer of all arrives after the age question: nothing of the page is kept, and no half of a capture is left."""
    frozen = []

    def answer(target: str) -> Reply:
        age(enrolled)
        frozen.append(enrolled.bytes())
        return Reply(b"var a;", content_type="text/javascript")

    html = b"<img src=/copy.jpg><script src=/last.js></script>"
    pages = {
        "/": Reply(html, content_type=HTML),
        "/copy.jpg": Reply(pictures.copy, content_type="image/jpeg"),
        "/last.js": answer,
    }
    with WebSite(pages) as site, pytest.raises(LinkOnly):
        check(enrolled.vault, [f"{site.url}/"], enrolled.tools, Keeping())
    assert enrolled.bytes() == frozen[0]
