"""Where pictures are found on a page: one small page for every kind of place."""

import base64
from typing import Any

import pytest

from leakguard.collect.page_parser import parse_page, parse_stylesheet
from leakguard.collect.references import MAX_REFERENCES
from tests.collect.samples import png


def read(html: str | bytes, **options: Any) -> dict[str, Any]:
    return parse_page(html if isinstance(html, bytes) else html.encode(), options)[0]


def pictures(html: str) -> list[tuple[str, str]]:
    return read(html)["pictures"]


LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("html", "how"),
    [
        ("<img src=a.jpg>", "img"),
        ("<IMG SRC=' a.jpg\n'>", "img"),
        ("<img srcset='a.jpg 2x'>", "srcset"),
        ("<picture><source srcset='a.jpg 1x' type=image/webp></picture>", "srcset"),
        ("<amp-img src=a.jpg></amp-img>", "img"),
        ("<svg><image href=a.jpg /></svg>", "img"),
        ("<svg><image xlink:href=a.jpg /></svg>", "img"),
        ("<input type=IMAGE src=a.jpg>", "input"),
        ("<video poster=a.jpg></video>", "poster"),
        ("<object data=a.jpg></object>", "object"),
        ("<object data='a.jpg?x' type=image/jpeg></object>", "object"),
        ("<embed src=a.jpg>", "embed"),
        ("<table background=a.jpg><tr><td></table>", "background"),
        ("<p style='background: url(a.jpg)'>", "css"),
        ("<style>p { background-image: image-set('a.jpg' 1x) }</style>", "css"),
        ("<meta property=og:image content=a.jpg>", "og:image"),
        ("<meta property=og:image:secure_url content=a.jpg>", "og:image"),
        ("<meta name=twitter:image content=a.jpg>", "twitter:image"),
        ("<meta name=twitter:image:src content=a.jpg>", "twitter:image"),
        ("<meta itemprop=thumbnailUrl content=a.jpg>", "itemprop"),
        ("<link itemprop=contentUrl href=a.jpg>", "itemprop"),
        ("<link rel=image_src href=a.jpg>", "link"),
        ("<link rel=preload as=image href=a.jpg>", "link"),
        ("<link rel=preload as=image imagesrcset='a.jpg 1x'>", "link"),
        (LD.format('{"image": "a.jpg"}'), "json-ld"),
        (LD.format('{"image": ["a.jpg", {"@type": "ImageObject", "url": "a.jpg"}]}'), "json-ld"),
        (LD.format('{"@graph": [{"@type": "WebPage", "thumbnailUrl": "a.jpg"}]}'), "json-ld"),
        (LD.format('{"@type": "ImageObject", "url": "a.jpg"}'), "json-ld"),
        (LD.format('{"associatedMedia": {"contentUrl": "a.jpg"}}'), "json-ld"),
        ("<a href=a.jpg>full size</a>", "a"),
        ("<a href=a.jpg?size=full#top>full size</a>", "a"),
        ("<map><area href=a.jpg></map>", "a"),
        ("<noscript><img src=a.jpg></noscript>", "img"),
        ("<head><noscript><img src=a.jpg></noscript></head>", "img"),
        ("<template><div><img src=a.jpg></div></template>", "img"),
        ("<template><template><img src=a.jpg></template></template>", "img"),
        ("<img data-src=a.jpg>", "lazy"),
        ("<img data-srcset='a.jpg 1x'>", "lazy"),
        ("<img data-lazy-srcset='a.jpg 1x'>", "lazy"),
        ("<img data-original=a.jpg>", "lazy"),
        ("<img data-lazy-src=a.jpg>", "lazy"),
        ("<div data-bg=a.jpg></div>", "lazy"),
        ("<div data-bg='url(a.jpg)'></div>", "lazy"),
        ("<div data-background-image=a.jpg></div>", "lazy"),
        ("<a data-no-script-ever-had-this-name=a.jpg>x</a>", "lazy"),
        ("<video src=a.jpg></video>", "video"),
        ("<video><source src=a.jpg></video>", "video"),
        ("<div><p><img src=a.jpg", None),
    ],
)
def test_a_picture_is_found_in(html: str, how: str | None):
    found = pictures(html)
    assert {address.partition("?")[0].partition("#")[0] for address, _ in found} == ({"a.jpg"} if how else set())
    assert {kind for _, kind in found} == ({how} if how else set())


@pytest.mark.parametrize(
    "html",
    [
        "<link rel=icon href=favicon.png><link rel=apple-touch-icon href=touch.png>",
        "<script src=a.js></script><iframe data-src=a.jpg></iframe>",
        "<audio><source src=a.mp3></audio>",
        "<a href=page.html>text</a>",
        "<img src=''><img src><img src='#x'>",
        '<div data-count=12 data-image=3 data-large=\'{"a": "b.c"}\'></div>',
        "<!-- <img src=a.jpg> -->",
        "<textarea><img src=a.jpg></textarea>",
        "<script>'<img src=a.jpg>'</script>",
        LD.format("{not json"),
        LD.format('{"url": "https://example.org/", "name": "a.jpg"}'),
        LD.format("[" * 100_000),
    ],
)
def test_no_picture_is_made_up_from(html: str):
    assert pictures(html) == []


def test_all_candidates_of_one_picture_are_found():
    html = "<picture><source srcset='a.webp 1x, b.webp 2x'><img src=c.jpg srcset='c.jpg 1x, w_1,h_2/d.jpg 2x'></picture>"
    assert [address for address, _ in pictures(html)] == ["a.webp", "b.webp", "c.jpg", "w_1,h_2/d.jpg"]


def test_a_link_around_a_thumbnail_is_told_apart_from_one_that_names_a_picture():
    html = "<a href=/view/7><b><img src=t.jpg></b></a> <a href=full.jpg><img src=t.jpg></a> <a href=/about>words</a>"
    assert pictures(html) == [("t.jpg", "img"), ("/view/7", "thumb-link"), ("full.jpg", "a")]


def test_pictures_written_into_the_page_are_decoded_once():
    data = base64.b64encode(png()).decode()
    html = f"<img src='data:image/png;base64,{data}'><p style='background:url(data:image/png;base64,{data})'><img src='data:x'>"
    meta, blobs = parse_page(html.encode(), {})
    assert (blobs, meta["broken"], meta["pictures"]) == ([png()], 1, [])


def test_style_sheets_and_scripts_are_named_and_not_taken_for_pictures():
    html = """<link rel="stylesheet" href=a.css><link rel='alternate Stylesheet' href=b.css><style>@import "c.css";</style>
        <script src=a.js></script><link rel=stylesheet href=a.css>"""
    meta = read(html)
    assert (meta["sheets"], meta["scripts"], meta["pictures"]) == (["a.css", "b.css", "c.css"], ["a.js"], [])


def test_a_sheet_gives_its_pictures_and_imports():
    sheet = b"@import 'b.css'; a { background: url(a.jpg), url('data:image/png;base64," + base64.b64encode(png()) + b"') }"
    meta, blobs = parse_stylesheet(sheet, {})
    assert (meta["pictures"], meta["sheets"], blobs) == ([("a.jpg", "css")], ["b.css"], [png()])


@pytest.mark.parametrize(
    ("content", "address"),
    [("0; url=next.html", "next.html"), ("5;URL='next.html'", "next.html"), ("0,next.html", "next.html"), ("300", None)],
)
def test_where_the_page_wants_to_go_is_recorded(content: str, address: str | None):
    assert read(f'<meta http-equiv=Refresh content="{content}">')["refresh"] == address


def test_the_first_base_and_title_count_and_a_drawing_has_no_title():
    meta = read("<svg><title>no</title></svg><base><base href=/a/><base href=/b/><title> One\n two </title><title>no</title>")
    assert (meta["base"], meta["title"]) == ("/a/", "One two")


def test_the_title_keeps_what_it_was_written_with():
    assert read("<title>\x1b[31m[bold]&lt;b>\u202e</title>")["title"] == "\x1b[31m[bold]<b>\u202e"


def test_the_text_is_what_a_reader_sees_line_by_line():
    html = """<head><title>no</title><style>no</style></head><h1>Head  line</h1><p>one <b>t</b>wo<br>three
        <script>no</script><noscript>needs scripts</noscript><template>no</template><textarea>no</textarea><li>4"""
    assert read(html)["text"] == "Head line\none two\nthree needs scripts\n4"


def test_the_text_is_read_by_the_charset_of_the_header():
    assert read("привет".encode("koi8-r"), content_type="text/html; charset=koi8-r")["text"] == "привет"


def test_addresses_beyond_the_cap_are_counted():
    meta = read("".join(f"<img src={n}.jpg>" for n in range(MAX_REFERENCES + 7)))
    assert (len(meta["pictures"]), meta["left_out"]) == (MAX_REFERENCES, 7)


def test_a_page_that_is_no_page_has_nothing():
    assert pictures("") == pictures("\0\0\0") == pictures("just words") == []
