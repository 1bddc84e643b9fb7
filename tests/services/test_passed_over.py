"""What is no photograph is passed over and counted; one that only an extra part can read is never passed over in silence."""

import pytest

from leakguard.imaging import formats
from leakguard.imaging.formats import Format
from leakguard.model.media import Media, Verdict
from leakguard.services.check import check
from leakguard.services.enrol import Description, Status, add
from leakguard.services.page import Keeping
from tests.support.servers import Reply, WebSite

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'
PAGE = b'<!doctype html><title>Shop</title><img src="logo.svg"><img src="photo.jpg">'
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(2000)


@pytest.fixture
def no_heic_part(monkeypatch):
    """A computer without the extra part: what `sniff` then says of HEIC."""
    without = Format("HEIC", Media.IMAGE, False, "HEIC pictures need an extra part.", "heic")
    monkeypatch.setattr(formats, "_heic", lambda: without)


def test_a_drawing_on_a_page_is_passed_over_and_the_check_is_whole(enrolled, pictures):
    pages = {"/": Reply(PAGE, content_type="text/html"), "/logo.svg": DRAWING, "/photo.jpg": pictures.stranger}
    with WebSite(pages) as site:
        checked = check(enrolled.vault, [f"{site.url}/"], enrolled.tools, Keeping())
    assert [item.match.verdict for item in checked.items] == [Verdict.NONE]
    assert (checked.targets[0].skipped, checked.incomplete) == (1, False)
    assert checked.captures[0].withheld == 2


def test_a_drawing_that_was_asked_for_by_its_address_is_unreadable(enrolled):
    with WebSite({"/logo.svg": DRAWING}) as site:
        checked = check(enrolled.vault, [f"{site.url}/logo.svg"], enrolled.tools)
    assert checked.incomplete


def test_a_picture_that_needs_an_extra_part_is_told_and_not_skipped(enrolled, tmp_path, no_heic_part):
    folder = tmp_path / "phone"
    folder.mkdir()
    (folder / "1.heic").write_bytes(HEIC)
    (folder / "notes.txt").write_text("words")
    checked = check(enrolled.vault, [str(folder)], enrolled.tools)
    assert [(item.match.verdict, item.match.why) for item in checked.items] == [
        (Verdict.UNREADABLE, "HEIC pictures need an extra part.")
    ]
    assert checked.targets[0].skipped == 1
    results = list(add(enrolled.vault, [str(folder)], Description(), enrolled.tools))
    assert [result.status for result in results] == [Status.UNREADABLE, Status.SKIPPED]
