"""A real site on loopback, fetched by the real client, taken apart by the real worker."""

import base64
import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from leakguard.collect import page, pictures
from leakguard.collect.candidate import Candidate
from leakguard.errors import AddressRefused, NetworkError
from leakguard.net.client import Client, Limits
from leakguard.sandbox.pool import Sandbox
from tests.collect.samples import jpeg, mp4, png, zipped
from tests.net.clients import client as make_client
from tests.support.servers import Page, Reply, WebSite, closed_port, redirect


@pytest.fixture
def site() -> Iterator[WebSite]:
    with WebSite({}) as site:
        yield site


@pytest.fixture
def client() -> Iterator[Client]:
    with make_client() as client:
        yield client


class Look:
    """Everything that one page gave, by path."""

    def __init__(
        self, site: WebSite, sandbox: Sandbox, client: Client, html: str | Page, path: str = "/", **options: Any
    ) -> None:
        site.pages[path] = Reply(html.encode(), content_type="text/html") if isinstance(html, str) else html
        self.got = page.collect_page(site.url + path, client=client, sandbox=sandbox, **options)
        self.candidates: list[Candidate] = list(self.got.candidates)
        self.found = {item.locator.removeprefix(site.url): item for item in self.candidates}
        self.missed = {item.locator.removeprefix(site.url): item.why for item in self.got.not_checked}


@pytest.fixture
def look(site: WebSite, sandbox: Sandbox, client: Client):
    return lambda html, **options: Look(site, sandbox, client, html, **options)


def test_the_pictures_of_a_page_are_fetched_and_tied_to_it(site: WebSite, look):
    site.pages["/a.jpg"] = jpeg()
    seen = look("<title>Gallery</title><p>words</p><img src=a.jpg>")
    (found,) = seen.candidates
    assert (seen.got.title, seen.got.text, seen.missed) == ("Gallery", "words", {})
    assert (found.locator, found.page, found.target, found.how) == (f"{site.url}/a.jpg", f"{site.url}/", f"{site.url}/", "img")
    assert found.data == jpeg() and found.fetched and found.fetched.last.body == jpeg()
    assert seen.got.page and seen.got.page.last.status == 200


def test_each_address_is_fetched_once_and_the_same_bytes_are_reported_under_each(site: WebSite, look):
    site.pages |= {"/a.jpg": jpeg(), "/b.jpg": jpeg()}
    seen = look("<img src=a.jpg><img src='/a.jpg#top'><img srcset='./a.jpg 1x, b.jpg 2x'><meta property=og:image content=a.jpg>")
    assert site.paths == ["/", "/a.jpg", "/b.jpg"]
    assert len({item.sha256 for item in seen.candidates}) == 1 and list(seen.found) == ["/a.jpg", "/b.jpg"]


def test_pictures_come_one_by_one_and_stopping_keeps_what_was_done(site: WebSite, sandbox: Sandbox, client: Client):
    site.pages |= {"/": Reply(b"<img src=gone.jpg><img src=a.jpg><img src=b.jpg>", content_type="text/html")}
    site.pages |= {"/a.jpg": jpeg(1), "/b.jpg": jpeg(2)}
    got = page.collect_page(site.url + "/", client=client, sandbox=sandbox)
    assert site.paths == ["/"]
    first = next(got.candidates)
    assert first.data == jpeg(1) and site.paths == ["/", "/gone.jpg", "/a.jpg"]
    assert [item.locator for item in got.not_checked] == [f"{site.url}/gone.jpg"]


def test_style_sheets_are_read_for_backgrounds_with_one_level_of_imports(site: WebSite, look):
    site.pages |= {f"/{name}.jpg": jpeg() for name in "abcd"} | {"/css/e.jpg": jpeg()}
    site.pages["/css/s.css"] = b"@import '../t.css'; p { background: url(../b.jpg), url(e.jpg) }"
    site.pages["/t.css"] = b"@import 'u.css'; p { background: url(c.jpg) }"
    site.pages["/u.css"] = b"p { background: url(d.jpg) }"
    seen = look("<link rel=stylesheet href=css/s.css><style>p { background: url(a.jpg) }</style>")
    assert list(seen.found) == ["/a.jpg", "/b.jpg", "/css/e.jpg", "/c.jpg"]
    assert {item.how for item in seen.candidates} == {"css"} and "/u.css" not in site.paths and seen.got.resources == ()


def test_sheets_and_scripts_are_kept_only_where_asked_for(site: WebSite, look):
    site.pages |= {"/s.css": b"p {}", "/a.js": b"1"}
    html = "<link rel=stylesheet href=s.css><script src=a.js></script><link rel=stylesheet href=gone.css>"
    assert look(html).got.resources == () and "/a.js" not in site.paths
    seen = look(html, resources=True)
    assert [kept.url.removeprefix(site.url) for kept in seen.got.resources] == ["/s.css", "/gone.css", "/a.js"]
    assert set(seen.missed) == {"/gone.css"}


def test_addresses_are_read_against_the_base_and_the_final_address(site: WebSite, look):
    site.pages |= {"/deep/er/": Reply(b"<base href='../x/'><img src=a.jpg>", content_type="text/html"), "/deep/x/a.jpg": jpeg()}
    seen = look(redirect("/deep/er/"))
    assert list(seen.found) == ["/deep/x/a.jpg"] and seen.candidates[0].page == f"{site.url}/deep/er/"


def test_pictures_written_into_the_page_are_found_under_the_page(site: WebSite, look):
    html = "".join(f"<img src='data:image/png;base64,{base64.b64encode(png(n)).decode()}'>" for n in (1, 2, 1))
    seen = look(html + "<img src='data:image/png;base64,A'>")
    assert {name: item.data for name, item in seen.found.items()} == {"/#embedded-1": png(1), "/#embedded-2": png(2)}
    assert {item.how for item in seen.candidates} == {"data:"} and "broken: 1" in seen.missed["/"]


def test_what_is_behind_a_thumbnail_is_fetched_last_and_dropped_where_it_is_no_picture(site: WebSite, look):
    site.pages |= {"/t.jpg": png(), "/view": jpeg(), "/next": Reply(b"<html>more", content_type="text/html"), "/z.jpg": jpeg(2)}
    seen = look(
        "<a href=/view><img src=t.jpg></a><a href=/next><img src=t.jpg></a><a href=/words>x</a>"
        "<a href=https://other.example/view><img src=t.jpg></a><img src=z.jpg>"
    )
    assert site.paths == ["/", "/t.jpg", "/z.jpg", "/view", "/next"] and seen.missed == {}
    assert list(seen.found) == ["/t.jpg", "/z.jpg", "/view"]


def test_an_address_that_is_a_picture_or_video_is_the_one_candidate(site: WebSite, look):
    for body, name in ((jpeg(), "JPEG"), (mp4(), "MP4")):
        seen = look(Reply(body, content_type="text/html"))
        (found,) = seen.candidates
        assert seen.got.page is None and found.format and found.format.name == name
        assert (found.locator, found.page, found.how, found.fetched is not None) == (f"{site.url}/", None, "url", True)


def test_what_an_answer_says_it_is_does_not_count(site: WebSite, look):
    site.pages |= {"/a.jpg": Reply(jpeg(), 404, "text/html"), "/b.jpg": Reply(b"<!DOCTYPE html>log in", 200, "image/jpeg")}
    seen = look(Reply(b"<img src=a.jpg><img src=b.jpg>", content_type="image/jpeg"))
    assert list(seen.found) == ["/a.jpg"] and "page in place" in seen.missed["/b.jpg"]


@pytest.mark.parametrize("status", [404, 410, 403, 500])
def test_a_page_with_an_error_is_still_taken_apart(site: WebSite, look, status: int):
    site.pages["/a.jpg"] = jpeg()
    seen = look(Reply(b"<title>Gone</title><img src=a.jpg>", status, "text/html"))
    assert seen.got.page and seen.got.page.last.status == status and seen.got.title == "Gone" and len(seen.candidates) == 1


def test_every_picture_that_fails_is_reported_with_a_plain_reason(site: WebSite, sandbox: Sandbox):
    site.pages |= {"/empty.jpg": b"", "/loop.jpg": redirect("/loop.jpg"), "/big.jpg": jpeg() + bytes(300_000)}
    with closed_port() as port, make_client(limits=Limits(body_bytes=100_000)) as client:
        seen = Look(
            site,
            sandbox,
            client,
            f"<img src=gone.jpg><img src=empty.jpg><img src=loop.jpg><img src=http://127.0.0.1:{port}/a.jpg><img src=big.jpg>"
            "<img src=http://10.0.0.1/a.jpg><img src=ftp://127.0.0.1/a.jpg><img src=blob:x>"
            "<img src=javascript:x><img src=about:blank>",
        )
    assert (
        "404" in seen.missed["/gone.jpg"] and "nothing" in seen.missed["/empty.jpg"] and "redirects" in seen.missed["/loop.jpg"]
    )
    assert set(seen.missed) == {
        "/gone.jpg",
        "/empty.jpg",
        "/loop.jpg",
        f"http://127.0.0.1:{port}/a.jpg",
        "http://10.0.0.1/a.jpg",
        "ftp://127.0.0.1/a.jpg",
        "blob:x",
    }
    assert all(why.endswith(".") for why in seen.missed.values())
    (cut,) = seen.candidates
    assert cut.locator.endswith("/big.jpg") and cut.problem and cut.size <= 100_000


def test_more_pictures_than_the_cap_are_reported_and_not_fetched(site: WebSite, sandbox: Sandbox):
    html = "".join(f"<img src={n}.jpg>" for n in range(pictures.MAX_PICTURES + 3))
    site.pages |= {f"/{n}.jpg": png() for n in range(pictures.MAX_PICTURES + 3)}
    with make_client(max_requests=1000) as client:
        seen = Look(site, sandbox, client, html)
    assert len(seen.candidates) == pictures.MAX_PICTURES == len(site.paths) - 1
    assert list(seen.missed) == [f"/{pictures.MAX_PICTURES + n}.jpg" for n in range(3)]


def test_progress_is_told_for_each_picture(site: WebSite, look):
    site.pages |= {"/a.jpg": jpeg(), "/b.jpg": jpeg()}
    told: list[tuple[int, int | None]] = []
    look("<img src=a.jpg><img src=b.jpg>", progress=lambda what, done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2)]


def test_a_drawing_inside_an_xml_page_does_not_make_the_page_a_drawing(site: WebSite, look):
    site.pages["/a.jpg"] = jpeg()
    seen = look(Reply(b"<?xml version='1.0'?><html><body><svg></svg><img src='a.jpg'/></body></html>"))
    assert seen.got.page is not None and list(seen.found) == ["/a.jpg"]


def test_a_compressed_page_is_read(site: WebSite, look):
    site.pages["/a.jpg"] = jpeg()
    seen = look(Reply(gzip.compress(b"<img src=a.jpg>"), content_type="text/html", headers={"Content-Encoding": "gzip"}))
    assert list(seen.found) == ["/a.jpg"]


def test_a_picture_that_was_cut_on_the_way_says_so(site: WebSite, sandbox: Sandbox):
    with make_client(limits=Limits(body_bytes=1000)) as client:
        (found,) = Look(site, sandbox, client, jpeg()).candidates
    assert found.problem and found.data == jpeg()[:1000]


def test_a_counter_that_pretends_to_be_a_picture_is_no_failure(site: WebSite, look):
    site.pages["/count.gif"] = Reply(status=204)
    seen = look("<img src=count.gif>")
    assert (seen.candidates, seen.missed) == ([], {})


@pytest.mark.parametrize("body", [zipped({"a.jpg": b"x"}), b"\x7fELF\0\0\0" + bytes(100), b""])
def test_an_archive_a_program_or_nothing_is_no_page(look, body: bytes):
    seen = look(body)
    assert (seen.candidates, len(seen.missed), seen.got.title) == ([], 1, "")


def test_where_the_page_wants_to_go_is_said_and_not_followed(site: WebSite, look):
    seen = look("<meta http-equiv=refresh content='0;url=/next'>")
    assert seen.got.refresh == "/next" and site.paths == ["/"]


def test_an_address_that_cannot_be_reached_is_the_callers_to_handle(sandbox: Sandbox, client: Client):
    with closed_port() as port, pytest.raises(NetworkError):
        page.collect_page(f"http://127.0.0.1:{port}/", client=client, sandbox=sandbox)
    with pytest.raises(AddressRefused):
        page.collect_page("http://10.0.0.1/", client=client, sandbox=sandbox)
