"""The viewer in a real browser, from a disk: what it checks, what it shows and when, and that nothing in a case can act in it."""

import gzip
import io
import json
import shutil
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from leakguard.evidence import light
from leakguard.exporting.bundle import Level
from leakguard.model.evidence import Part
from leakguard.model.look import CopyState, Look
from tests.evidence.builders import fetched, picture
from tests.exporting.builders import AT, StoredCase

HOSTILE = "https://evil.example/<img src=x onerror=alert(1)></script><script>alert(2)</script>\u202egpj.exe"


def png(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (240, 160), colour).save(out, "PNG")
    return out.getvalue()


def in_archive() -> tuple[light.Picture, light.Picture]:
    """A picture as it came, and one that came packed."""
    packed = fetched("https://example.org/packed", png("gold"), payload=gzip.compress(png("gold")), kind="image/png",
                     fields="Content-Encoding: gzip\r\n")  # fmt: skip
    return light.Picture(picture("https://example.org/plain.png", png("teal")), "f-1"), light.Picture(packed, "f-2")


def write(folder: Path, **case_changes) -> str:
    """A bundle with two exhibits: one with tiles, one with a hostile address. Returns the digest of its manifest."""
    stored = StoredCase()
    (capture,) = stored.contents.captures
    made = stored._capture(*in_archive())
    tiles = [(f"tile-00{n}.png", png(colour)) for n, colour in ((1, "red"), (2, "blue"))]
    parts = tuple(Part(name, stored._store(data), sha256(data).hexdigest(), len(data)) for name, data in tiles)
    captures = (
        replace(made, parts=(*made.parts, *parts)),
        replace(capture, id="c-2", exhibit=2, target=HOSTILE, parts=capture.parts[:1], complete=False),
    )
    notes = tuple(replace(note, text=note.text + HOSTILE, source="<b>x</b>") for note in stored.contents.notes)
    case = replace(stored.contents.case, **case_changes)
    blurred = replace(stored.contents.findings[0], thumbnail=stored._store(png("green")))
    findings = (blurred, *stored.contents.findings[1:])
    looks = (
        Look(id="w-1", at=AT, url="https://example.org/1.jpg", finding="f-1", seen=CopyState.GONE, state=CopyState.GONE, why=""),
    )
    return stored.write(folder, Level.FULL, looks=looks, captures=captures, notes=notes, findings=findings, case=case)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("viewer") / "bundle"
    return folder, write(folder)


@pytest.fixture(scope="module")
def window(browser):
    """One for all tests: to open it takes as long as most of them."""
    opened = browser.new_page()
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("console", lambda message: opened.problems.append(message.text))
    opened.on("pageerror", lambda error: opened.problems.append(str(error)))
    opened.on("dialog", lambda dialog: (opened.problems.append(dialog.message), dialog.dismiss()))
    yield opened
    opened.close()


@pytest.fixture
def page(window, made):
    window.set_viewport_size({"width": 1280, "height": 720})
    window.goto("about:blank")
    window.asked, window.problems = [], []
    window.goto((made[0] / "data/viewer.html").as_uri())
    return window


def choose(page, folder: Path) -> str:
    """Pick the folder, and wait for what the page says of it."""
    page.locator("#result").evaluate("element => element.replaceChildren()")
    page.set_input_files("#folder", folder)
    page.locator("#result strong").first.wait_for()
    return page.inner_text("#result")


def test_an_untouched_folder_is_as_listed_and_fits_its_receipt(page, made):
    folder, digest = made
    page.get_by_label("Number on the receipt").fill(f" {digest[:32]} {digest[32:].upper()}")
    said = choose(page, folder)
    count = len([path for path in folder.rglob("*") if path.is_file()]) - 1
    assert f"All {count} files are as the lists say." in said
    assert "The custody log holds together: 2 lines." in said
    assert "It is the bundle that the receipt is about." in said
    assert page.locator("#result.good").count() == 1
    page.get_by_label("Number on the receipt").fill("0" * 64)
    page.get_by_label("Number on the receipt").blur()
    page.get_by_text("It is not the bundle that the receipt is about.").wait_for()


def _add(path: Path) -> None:
    path.write_bytes(b"x")


HARM = {
    "changed": (lambda b: (b / "data/report.pdf").write_bytes(b"%PDF-1.4 forged"), ["data/report.pdf: changed"]),
    "missing": (lambda b: (b / "data/report.pdf").unlink(), ["data/report.pdf: missing"]),
    "added": (lambda b: _add(b / "data/new.txt"), ["data/new.txt: not in the list"]),
    "added beside": (lambda b: _add(b / "new.txt"), ["new.txt: not in the list"]),
    "list spelled anew": (
        lambda b: (b / "manifest-sha256.txt").write_bytes(
            (b / "manifest-sha256.txt").read_bytes().upper().replace(b"DATA", b"data")
        ),
        ["A list of files was altered."],
    ),
    "custody cut": (
        lambda b: (b / "data/custody.jsonl").write_bytes((b / "data/custody.jsonl").read_bytes().splitlines(True)[0]),
        ["data/custody.jsonl: changed", "The custody log was altered or cut after line 1."],
    ),
    "case of another bundle": (lambda b: (b / "data/case.json").write_bytes(b"{}"), ["This page does not belong to the folder"]),
    "no bundle": (lambda b: (b / "manifest-sha256.txt").unlink(), ["There is no manifest-sha256.txt in this folder."]),
}


@pytest.mark.parametrize("harm", HARM)
def test_what_was_done_to_the_folder_is_named(page, made, tmp_path, harm):
    folder = tmp_path / "bundle"
    shutil.copytree(made[0], folder)
    act, named = HARM[harm]
    act(folder)
    choose(page, folder)
    text = page.inner_text("#check")
    for each in named:
        assert each in text
    assert page.locator("#result.bad").count() == 1
    assert "are as the lists say" not in text or harm in ("custody cut", "list spelled anew")


def test_no_picture_is_there_until_asked_and_then_one_at_a_time(page, made):
    exhibit = page.locator("#exhibits details").first
    exhibit.locator("summary").click()
    first = exhibit.get_by_role("button").first
    assert first.is_disabled()
    choose(page, made[0])
    page.locator("#exhibits canvas").nth(3).wait_for()
    assert page.locator("#exhibits canvas").evaluate_all("all => all.map(each => each.width * each.height)") == [96] * 4
    assert page.locator("img").count() == 0
    exhibit.get_by_role("button", name="Exhibit 1, tile-001.png").click()
    assert page.locator("img").count() == 0, "the question comes first"
    page.get_by_role("button", name="Show this picture").click()
    shown = page.locator("dialog img")
    shown.wait_for()
    assert shown.get_attribute("alt") == "Picture: Exhibit 1, tile-001.png"
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 240
    page.keyboard.press("Escape")
    shown.wait_for(state="detached")
    assert page.locator("img").count() == 0
    assert exhibit.get_by_role("button", name="Exhibit 1, tile-001.png").evaluate("each => each === document.activeElement")
    exhibit.get_by_role("button", name="Exhibit 1, tile-002.png").click()
    page.get_by_role("button", name="Show this picture").click()
    shown.wait_for()
    assert page.locator("img").count() == 1


def test_pictures_that_are_only_in_the_web_archive_are_revealed_like_any_other(page, made):
    exhibit = page.locator("#exhibits details").first
    exhibit.locator("summary").click()
    assert exhibit.get_by_role("button", name="plain.png").count() == 0, "what is in the archive is not known yet"
    choose(page, made[0])
    for name, colour in (("f-1, plain.png", [0, 128, 128]), ("f-2, packed", [255, 215, 0])):
        exhibit.get_by_role("button", name=f"Exhibit 1, {name}").click()
        assert page.locator("img").count() == 0, "the question comes first"
        page.get_by_role("button", name="Show this picture").click()
        page.locator("dialog img").wait_for()
        seen = page.locator("dialog img").evaluate("""async image => {
            await image.decode();
            const canvas = new OffscreenCanvas(1, 1), context = canvas.getContext("2d");
            context.drawImage(image, 0, 0, 1, 1);
            return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
        }""")
        assert seen == colour
        page.keyboard.press("Escape")
        page.locator("dialog img").wait_for(state="detached")
    page.locator("#exhibits canvas").nth(3).wait_for()
    assert page.problems == []


@pytest.mark.parametrize("part", ["capture.warc.gz", "pictures.json"])
def test_a_picture_of_an_archive_that_was_changed_is_not_shown(page, made, tmp_path, part):
    folder = tmp_path / "bundle"
    shutil.copytree(made[0], folder)
    exhibit = folder / "data/captures/exhibit-0001"
    (start, length), *_ = (each["record"] for each in json.loads((exhibit / "pictures.json").read_bytes())["pictures"])
    data = bytearray((exhibit / part).read_bytes())
    data[start + length // 2 if part == "capture.warc.gz" else -1] ^= 1
    (exhibit / part).write_bytes(data)
    page.locator("#exhibits summary").first.click()
    choose(page, folder)
    button = page.get_by_role("button", name="Exhibit 1, f-1, plain.png")
    if part == "pictures.json":
        assert button.count() == 0, "a list that was changed lists nothing"
        return
    button.click()
    page.get_by_role("button", name="Show this picture").click()
    page.get_by_text("This file is not as the list says, so it is not shown.").wait_for()
    assert page.locator("img").count() == 0


def test_a_picture_that_was_exchanged_is_not_shown(page, made, tmp_path):
    folder = tmp_path / "bundle"
    shutil.copytree(made[0], folder)
    (folder / "data/captures/exhibit-0001/tile-001.png").write_bytes(png("yellow"))
    choose(page, folder)
    page.locator("#exhibits summary").first.click()
    page.get_by_role("button", name="Exhibit 1, tile-001.png").click()
    page.get_by_role("button", name="Show this picture").click()
    page.get_by_text("This file is not as the list says, so it is not shown.").wait_for()
    assert page.locator("img").count() == 0


def test_hostile_words_are_words(page, made):
    choose(page, made[0])
    for summary in page.locator("summary").all():
        summary.click()
    text = page.inner_text("main")
    assert "<img src=x onerror=alert(1)></script><script>alert(2)</script>\\u202egpj.exe" in text
    assert "<b>x</b>" in text
    assert "\u202e" not in text
    assert page.locator("main img, main script, main b, main a").count() == 0
    assert page.problems == []


def test_nothing_is_asked_of_a_network_and_the_policy_would_not_let_it(page, made):
    choose(page, made[0])
    assert {url.split(":")[0] for url in page.asked} <= {"file", "blob"}
    blocked = page.evaluate("""() => new Promise(done => {
        addEventListener("securitypolicyviolation", event => done(event.effectiveDirective), { once: true });
        fetch("https://example.org/").catch(() => {});
    })""")
    assert blocked == "connect-src"


def test_it_is_used_without_a_mouse(page, made):
    choose(page, made[0])
    page.locator("body").evaluate("() => { document.activeElement.blur(); }")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the exhibits"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    page.locator("#exhibits details[open] button").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("dialog[open]").count() == 1
    assert page.evaluate("() => document.activeElement.id") == "reveal-hide", "Enter twice must not show a picture"
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_a_screen_reader_hears_headings_names_and_states(page, made):
    choose(page, made[0])
    page.locator("#exhibits summary").first.click()
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.filter(e => e.offsetParent).map(e => Number(e.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    unnamed = page.locator("button, input, [role=img], progress, table").evaluate_all(
        """all => all.filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || (e.labels && e.labels.length)))
            .map(e => e.outerHTML)"""
    )
    assert unnamed == []
    assert page.locator("#result").get_attribute("role") == "status"


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_sticks_out_at_any_width(page, made, width):
    """320 pixels: WCAG 2.2, 1.4.10 (reflow)."""
    page.set_viewport_size({"width": width, "height": 800})
    choose(page, made[0])
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_it_prints_everything_and_no_picture_unblurred(page, made, tmp_path):
    from pypdf import PdfReader

    choose(page, made[0])
    page.pdf(path=tmp_path / "print.pdf")
    words = " ".join(each.extract_text() for each in PdfReader(tmp_path / "print.pdf").pages)
    assert "Exhibit 2" in words
    assert "capture.warc.gz" in words
    assert "Dear host" in words
    assert "Looked again, gone" in words
    assert "Show this picture" not in words
    assert page.locator("details[open]").count() == 0, "what was closed is closed again"


def test_it_speaks_the_language_of_the_case(browser, tmp_path):
    write(tmp_path / "b", language="fr")
    page = browser.new_page()
    page.goto((tmp_path / "b/data/viewer.html").as_uri())
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.get_by_role("heading", name="Dossier de preuves").is_visible()
    page.close()
