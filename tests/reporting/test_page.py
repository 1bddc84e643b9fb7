"""The report as one accessible page: nothing from elsewhere, headings and tables that can be heard, contrast that is computed."""

import re
import shutil
import subprocess
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from leakguard.reporting import as_html, incident, palette
from leakguard.reporting.style import CSS
from tests.reporting.cases import case, finding

EMPTY = frozenset({"meta", "img", "br", "line", "rect", "circle", "polygon", "link", "input", "hr"})
HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)>&lt;\u202e\U0001f600"


class Page(HTMLParser):
    """The elements in order, and every text; a wrong nesting fails."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(audience: str = "lawyer", count: int = 6, **fields: object) -> str:
    return as_html.render(incident.compose(case(count, **fields), audience))


@pytest.mark.parametrize("audience", incident.READERS)
def test_it_is_one_well_formed_page_with_headings_in_order(audience: str) -> None:
    found = Page(page(audience))
    levels = [int(tag[1]) for tag, _ in found.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert found.of("html") == [{"lang": "en"}]
    assert [tag for tag, _ in found.elements if tag in ("header", "nav", "main", "footer")] == ["header", "nav", "main", "footer"]


def test_every_id_is_there_once_and_every_link_leads_to_one() -> None:
    found = Page(page())
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {attributes["href"] for attributes in found.of("a")}
    assert targets
    assert all(target and target[0] == "#" and target[1:] in ids for target in targets)


def test_tables_have_captions_and_heads_and_can_be_scrolled_with_the_keyboard() -> None:
    found = Page(page())
    tables = len(found.of("table"))
    assert tables >= 6
    assert len(found.of("caption")) == tables == len([region for region in found.of("div") if region.get("tabindex") == "0"])
    assert all(head.get("scope") in ("col", "row") for head in found.of("th"))


def test_alt_texts_never_say_what_a_picture_shows() -> None:
    found = Page(page())
    alts = [image["alt"] for image in found.of("img")]
    assert alts
    for alt in alts:
        assert re.fullmatch(
            r"Finding \d+: picture blurred on purpose, all of it\.( An outline shows where the original was found in it\.)?",
            alt or "",
        )
    assert all(drawing["aria-label"] for drawing in found.of("svg"))


def test_nothing_is_fetched_run_or_sent() -> None:
    written = page()
    found = Page(written)
    for tag in ("script", "link", "iframe", "form", "object", "embed", "video"):
        assert not found.of(tag)
    for _, attributes in found.elements:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert all((attributes.get(name) or "data:image/jpeg")[:5] in ("data:",) for name in ("src",))
    (policy,) = [meta["content"] for meta in found.of("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policy and policy.startswith("default-src 'none'")
    assert b64encode(sha256(CSS.encode()).digest()).decode() in policy
    assert not re.search(r"https?://", written), "addresses are defanged"


def test_hostile_text_is_text() -> None:
    row = finding(0, why=HOSTILE, address=f"https://example.org/{HOSTILE}", review_why=HOSTILE, original=HOSTILE)
    written = page(count=0, findings=(row,), case_name=HOSTILE, person=HOSTILE, consent=(HOSTILE,), program=HOSTILE)
    found = Page(written)
    assert not found.of("script")
    assert all(image["src"] and image["src"].startswith("data:image/jpeg;base64,") for image in found.of("img"))
    assert "<script>alert(1)</script>" in found.words
    assert "\u202e" not in written


def test_ten_thousand_characters_are_cut_and_the_cut_is_said() -> None:
    assert "(cut here; 10000 characters in all)" in page(count=0, findings=(finding(0, why="x" * 10_000),))


def test_the_page_and_the_paper_say_the_same() -> None:
    document = incident.compose(case(6), "police")
    words = " ".join(Page(as_html.render(document)).words.split())
    for section in document.sections:
        assert section.title in words


def test_the_same_data_gives_the_same_page() -> None:
    assert page() == page()
    data = case(2)
    changed = replace(data, findings=(data.findings[0], replace(data.findings[1], sha256="f" * 64)))
    assert as_html.render(incident.compose(changed)) != as_html.render(incident.compose(data))


def luminance(colour: str) -> float:
    """WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, definition of contrast ratio."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def in_the_dark(pair: tuple[str, str]) -> tuple[str, str]:
    return palette.DARK[pair[0]], palette.DARK[pair[1]]


@pytest.mark.parametrize("pair", palette.TEXT_ON)
def test_text_has_the_contrast_of_the_highest_level(pair: tuple[str, str]) -> None:
    assert contrast(*pair) >= 7
    assert contrast(*in_the_dark(pair)) >= 7


@pytest.mark.parametrize("pair", palette.SHAPES_ON)
def test_lines_that_carry_meaning_can_be_seen(pair: tuple[str, str]) -> None:
    assert contrast(*pair) >= 3
    assert contrast(*in_the_dark(pair)) >= 3


def test_no_other_colour_is_used_and_each_is_named_once() -> None:
    assert sorted(re.findall(r"#[0-9a-f]{3,8}\b", CSS)) == sorted([*palette.DARK, *palette.DARK.values()])


def test_at_four_times_the_size_nothing_has_to_be_scrolled_sideways(tmp_path: Path) -> None:
    """WCAG 2.2, 1.4.10: a window of 1280 pixels at 400 % is 320 pixels wide. Tables may scroll by themselves."""
    pytest.importorskip("playwright", reason="Playwright is not installed")
    from tests.support.chromium import chromium

    file = tmp_path / "report.html"
    rows = (finding(0, why="x" * 3000, address=f"https://{'w' * 60}.example.org/{'a' * 3000}"), finding(1, original=HOSTILE))
    file.write_text(page(findings=rows), "utf-8")
    with chromium() as browser:
        for scheme, paper in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 25, 29)")):
            window = browser.new_page(viewport={"width": 320, "height": 256}, color_scheme=scheme)
            window.goto(file.as_uri())
            assert window.evaluate("document.documentElement.scrollWidth") == 320
            background = "getComputedStyle(document.documentElement).backgroundColor"
            assert window.evaluate(background) == paper
            window.emulate_media(media="print")
            assert window.evaluate(background) == "rgb(255, 255, 255)"


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_a_browser_shows_it_without_a_word_of_complaint_and_prints_it(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(page(), "utf-8")
    quiet = (
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    )
    done = subprocess.run(
        [
            "chromium",
            "--headless=new",
            "--no-sandbox",
            *quiet,
            f"--user-data-dir={tmp_path / 'profile'}",
            "--enable-logging=stderr",
            f"--print-to-pdf={tmp_path / 'page.pdf'}",
            file.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    assert "Content Security Policy" not in done.stderr
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
