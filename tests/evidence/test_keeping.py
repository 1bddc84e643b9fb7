"""Only what matched is kept of other people's pictures, and this computer's own address is taken out."""

import base64
import gzip
from dataclasses import replace
from hashlib import sha256

import pytest

from leakguard.evidence import inline_pictures, own_address
from leakguard.evidence.keeping import Picture, keep, let_go
from leakguard.model.exchange import Fetched
from tests.evidence.builders import JPEG, OTHER_JPEG, exchange, fetched, picture

B64 = base64.b64encode(JPEG).decode()
DIGEST = sha256(JPEG).hexdigest()
SPELLINGS = {
    "img": f'<img src="data:image/jpeg;base64,{B64}">',
    "upper case": f'<img src="DATA:IMAGE/JPEG;BASE64,{B64}">',
    "css": f"a {{ background: url(data:image/jpeg;base64,{B64}) }}",
    "srcset": f'<img srcset="data:image/jpeg;base64,{B64} 1x">',
    "with parameters": f"data:image/jpeg;name=a.jpg;charset=utf-8;base64,{B64}",
    "broken into lines": "data:image/jpeg;base64," + "\r\n  ".join(B64[at : at + 76] for at in range(0, len(B64), 76)),
    "percent-encoded": f"data:image/jpeg;base64,{B64.replace('+', '%2B').replace('/', '%2F').replace('=', '%3D')}",
    "in svg in css": f"url(data:image/svg+xml,%3Cimage href='data%3Aimage/jpeg%3Bbase64%2C{B64}'/%3E)",
    "in json": f'{{"src":"data:image\\/jpeg;base64,{B64.replace("/", chr(92) + "/")}"}}',
    "video": f"data:video/mp4;base64,{B64}",
    "no padding": f"data:image/jpeg;base64,{B64.rstrip('=')}",
}


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_a_picture_written_into_a_page_is_withheld_or_kept_by_its_digest(text):
    page = f"<p>before {text} after".encode()
    edited, withheld = inline_pictures.without(page, "https://example.org/", ())
    assert [(each.sha256, each.size) for each in withheld] == [(DIGEST, len(JPEG))]
    assert B64[100:140].encode() not in edited
    assert edited.startswith(b"<p>before ")
    assert edited.endswith(b" after")
    assert inline_pictures.without(page, "https://example.org/", {DIGEST}) == (page, ())


def test_icons_and_other_text_stay():
    page = f'<img src="data:image/gif;base64,{B64[:400]}"> data:text/plain;base64,{B64} metadata:image/x'.encode()
    assert inline_pictures.without(page, "https://example.org/", ()) == (page, ())


def test_a_page_full_of_half_written_pictures_is_read_to_its_end():
    page = b"data:image/png" * 20_000 + b";x" * 50_000 + b"data:image/png;base64,A\n" * 20_000
    assert inline_pictures.without(page, "https://example.org/", ())[1] == ()


@pytest.mark.parametrize(
    "body",
    [
        b"<span>Your IP:</span> <button>Reveal</button> <b id=ip>198.51.100.77</b>",
        b"Your IP address is 198.51.100.77.",
        b'{"clientIp":"198.51.100.77"}',
        b"var remote_addr = '198.51.100.77';",
        b"Ihre IP-Adresse: 198.51.100.77",
        b"Votre adresse IP : 198.51.100.77",
        "Tu dirección IP: 198.51.100.77".encode(),
        b"Your IP: 2001:db8::77",
    ],
)
def test_the_visitors_address_is_found_where_a_page_echoes_it(body):
    (own,) = own_address.found([exchange(body=body)])
    assert own in (b"198.51.100.77", b"2001:db8::77")
    assert own not in own_address.without(body, frozenset({own}))


def test_it_is_found_in_a_field_and_then_removed_from_everything():
    page = fetched(
        body=b"seen 198.51.100.77 and 198.51.100.771", fields="X-Real-IP: 198.51.100.77\r\nX-Trace: a 198.51.100.77 b\r\n"
    )
    kept = keep(page, [], [])
    assert kept.page.body == b"seen (own address removed) and 198.51.100.771"
    assert b"198.51.100.77 " not in kept.page.response_head
    assert [edited.sha256_received for edited in kept.edited] == [sha256(page.last.body).hexdigest()]


@pytest.mark.parametrize("body", [b"Version 1.2.3.4", b"Your IP: 203.0.113.9", b"your trip at 12:30:45", b"your ip ::"])
def test_no_other_number_is_taken_for_it(body):
    assert own_address.found([exchange(body=body)]) == frozenset()


def test_an_edited_page_is_kept_decoded_with_its_first_digest():
    body = SPELLINGS["img"].encode()
    page = fetched(body=body, payload=gzip.compress(body), fields="Content-Encoding: gzip\r\nContent-Length: 99\r\n")
    kept = keep(page, [], [])
    assert kept.page.payload == kept.page.body == f'<img src="data:,withheld-sha256-{DIGEST}">'.encode()
    assert b"X-Archive-Orig-Content-Encoding: gzip\r\nX-Archive-Orig-Content-Length: 99\r\n" in kept.page.response_head
    assert kept.edited[0].sha256_received == sha256(body).hexdigest()
    assert kept.withheld[0].locator == "https://example.org/page#inline-1"


def test_an_untouched_page_is_kept_as_it_is():
    page = fetched()
    assert keep(page, [], []).page is page.last


def test_pictures_are_kept_only_where_they_matched():
    mine, other = picture("https://example.org/1.jpg"), picture("https://example.org/2.jpg", OTHER_JPEG)
    kept = keep(fetched(), [], [Picture(mine, "f-1"), Picture(other)])
    assert mine.last in kept.exchanges
    assert [(each.locator, each.sha256, each.size, each.type) for each in kept.withheld] == [
        ("https://example.org/2.jpg", sha256(OTHER_JPEG).hexdigest(), len(OTHER_JPEG), "image/jpeg")
    ]
    everything = keep(fetched(), [], [Picture(mine, "f-1"), Picture(other)], everything=True)
    assert other.last in everything.exchanges
    assert everything.withheld == ()


def test_a_picture_shown_twice_is_kept_or_withheld_once():
    mine, other = picture("https://example.org/1.jpg"), picture("https://example.org/2.jpg", OTHER_JPEG)
    kept = keep(None, [], [Picture(mine, "f-1"), Picture(other), Picture(mine, "f-1"), Picture(other)])
    assert (kept.exchanges, len(kept.withheld)) == (mine.hops, 1)


def test_a_picture_that_calls_itself_a_style_sheet_is_withheld_too():
    kept = keep(fetched(), [fetched("https://example.org/a.css", OTHER_JPEG, kind="text/css")], [])
    assert [exchange.url for exchange in kept.exchanges] == ["https://example.org/page"]
    assert [each.locator for each in kept.withheld] == ["https://example.org/a.css"]


def test_a_page_that_is_no_text_or_cannot_be_unpacked_is_withheld():
    for page in (fetched(body=OTHER_JPEG), fetched(body=b"", payload=b"\x0b\x02brotli", problem="Not read here.")):
        assert keep(page, [], []).page is None
        assert len(keep(page, [], []).withheld) == 1


def test_redirects_stay_with_what_they_led_to():
    hop, end = exchange("https://example.org/go", b"moved", status=302), picture("https://example.org/1.jpg").last
    assert keep(None, [], [Picture(Fetched(hop.url, (hop, end)), "f-1")]).exchanges == (hop, end)
    assert keep(None, [], [Picture(Fetched(hop.url, (hop, end)))]).exchanges == ()


def test_a_picture_whose_bytes_were_let_go_is_told_of_as_one_that_is_withheld():
    hop, end = exchange("https://example.org/1", b"moved", status=302), exchange("https://example.org/1.jpg", OTHER_JPEG)
    whole = Fetched(hop.url, (hop, end))
    light = let_go(whole)
    assert [len(each.body) + len(each.payload) for each in light.fetched.hops] == [0, 0]
    assert (light.fetched.url, light.fetched.last.status) == (whole.url, whole.last.status)
    assert keep(fetched(), [], [light]) == keep(fetched(), [], [Picture(whole)])


def test_what_was_let_go_cannot_be_kept_again():
    kept = keep(None, [], [replace(let_go(picture("https://example.org/1.jpg")), finding="f-1")], everything=True)
    assert kept.exchanges == ()
    assert [withheld.sha256 for withheld in kept.withheld] == [DIGEST]
