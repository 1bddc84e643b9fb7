"""Foreign text on paper: every character is drawn or named, in the order in which it is read, and never obeyed."""

import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.platypus import Flowable

from leakguard.reporting import fonts
from leakguard.reporting.blocks import BODY, EXACT
from leakguard.reporting.document import Cover, build
from leakguard.reporting.fonts import Face, advance, legible
from leakguard.reporting.text import Style, Text
from leakguard.reporting.written import exact, shown
from tests.reporting.cases import NOW, joined, pages, text

WRITTEN = {
    "greek and cyrillic": "Ελληνικά, Русский, Українська",
    "latin": "Žluťoučký kůň, Tiếng Việt, ærøå, Þ",
    "georgian": "ქართული ენა",
    "chinese": "中文标题很长",
    "japanese": "日本語のタイトル",
    "korean": "한국어 제목",
}


@pytest.fixture(autouse=True)
def fresh_fonts() -> None:
    fonts.register()


def sheet(*texts: str, style: Style = BODY) -> bytes:
    story: list[Flowable] = [Text(written, style) for written in texts]
    return build(story, Cover(title="Sheet", head="", foot="", made=NOW)).pdf


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_text_of_many_scripts_is_read_back_as_it_was(written: str) -> None:
    assert written in text(sheet(written))


def embedded(pdf: bytes, tmp_path: Path) -> list[bool]:
    """Whether the file carries each of its fonts, as pdffonts sees it."""
    file = tmp_path / "sheet.pdf"
    file.write_bytes(pdf)
    listed = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout.splitlines()
    column = listed[0].index("emb")
    return [line[column : column + 3] == "yes" for line in listed[2:]]


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="pdffonts is not installed")
def test_chinese_japanese_and_korean_letters_are_in_the_file_where_the_extra_is_installed(tmp_path: Path) -> None:
    pytest.importorskip("paperang_p2_fonts_cjk")
    written = " ".join(WRITTEN[script] for script in ("chinese", "japanese", "korean")) + " 繁體中文，「」。"
    made = build([Text(written, BODY)], Cover(title="Sheet", head="", foot="", made=NOW))
    assert embedded(made.pdf, tmp_path) == [True, True]
    assert made.carried
    assert written in text(made.pdf)
    assert len(made.pdf) < 60_000, "a subset, not the whole font"


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="pdffonts is not installed")
@pytest.mark.parametrize("there", [None, b"another font of that name"], ids=["not installed", "another file"])
def test_without_the_font_that_is_known_they_are_named_only_and_that_is_said(
    there: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(package: str) -> Path:
        if there is None:
            raise ModuleNotFoundError(package)
        (tmp_path / "fonts").mkdir()
        (tmp_path / "fonts" / "wqy-microhei.ttc").write_bytes(there)
        return tmp_path

    monkeypatch.setattr(fonts, "files", found)
    forget()
    try:
        made = build([Text("中文标题", BODY)], Cover(title="Sheet", head="", foot="", made=NOW))
        assert embedded(made.pdf, tmp_path).count(True) == 1, "that of the page number"
        assert not made.carried
        assert "中文标题" in text(made.pdf)
    finally:
        forget()


def forget() -> None:
    fonts._carried_cjk.cache_clear()
    fonts.glyph.cache_clear()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize(
    "written", ["שלום עולם", "(דף 12) שלום", "مرحبا بالعالم", "اسم example.org هنا", "हिन्दी क्षत्रिय", "ภาษาไทย"]
)
def test_right_to_left_and_shaped_text_is_found_in_reading_order(written: str, tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(sheet(written))
    read = subprocess.run(["pdftotext", "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True).stdout.decode()
    found = unicodedata.normalize("NFKC", read)
    for word in written.replace("(", " ").replace(")", " ").split():
        assert word in found


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        ("party 😀", r"\U0001f600"),
        ("Հայ", r"\u0540\u0561\u0575"),
        ("a\u202eb", r"a\u202eb"),
        ("a\x00\x1b[31mb", r"a\x00\x1b[31mb"),
        ("\ue000", r"\ue000"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
    ],
)
def test_what_no_font_can_show_is_named_by_its_code_point(written: str, mark: str) -> None:
    assert mark in text(sheet(written))


@pytest.mark.parametrize(
    "written", ["<b>bold</b> & <img src=x onerror=alert(1)>", "&lt;&#60;", "<para>", "</font>", "%s {x} {{y}} \\n"]
)
def test_markup_is_text(written: str) -> None:
    assert written in text(sheet(written))


def test_ten_thousand_characters_without_a_space_are_wrapped_then_cut_and_the_cut_is_said() -> None:
    words = text(sheet("x" * 10_000, style=replace(BODY, most_lines=5)))
    assert "(cut here; 10000 characters in all)" in words
    assert 4 * 60 < words.count("x") < 4 * 120


@pytest.mark.parametrize("written", ["x" * 3000, "https://example.org/" + "a-b" * 900, "W" * 500, "漢" * 500, "e\u0301" * 500])
@pytest.mark.parametrize("style", [BODY, EXACT])
def test_no_line_is_wider_than_its_column_and_no_character_is_lost(written: str, style: Style) -> None:
    flowable = Text(written, replace(style, most_lines=10_000))
    flowable.wrap(300, 700)
    assert "".join(flowable._lines) == legible(written, style.face)
    for line in flowable._lines:
        assert sum(advance(char, style.face) for char in line) * style.size <= 300 - style.indent + 1e-6


@given(st.text(st.characters(exclude_categories=()), max_size=120), st.floats(20, 400))
@settings(deadline=None, max_examples=200)
def test_wrapping_keeps_every_character_of_any_text(written: str, width: float) -> None:
    flowable = Text(written, replace(BODY, most_lines=10_000))
    flowable.wrap(width, 700)
    assert "".join(flowable._lines) == flowable.text


@given(st.text(st.characters(exclude_categories=()), max_size=200))
@settings(deadline=None, max_examples=25)
def test_any_text_can_be_drawn_in_any_face(written: str) -> None:
    fonts.register()
    story: list[Flowable] = [Text(written, replace(BODY, face=face)) for face in Face]
    assert build(story, Cover(title=written, head=written, foot=written, made=NOW)).pdf.startswith(b"%PDF-")


@pytest.mark.parametrize("height", [1, 14, 15, 40, 100])
def test_text_splits_at_a_line_and_loses_nothing(height: float) -> None:
    flowable = Text("one two three four five " * 30, BODY, label="Label")
    parts = flowable.split(200, height)
    if height < BODY.leading:
        assert parts == []
        return
    first, rest = parts
    assert first.wrap(200, height)[1] <= height
    assert first.text + rest.text == flowable.text
    assert (first.label, rest.label) == ("Label", "")


def test_a_text_longer_than_a_page_goes_on_on_the_next() -> None:
    written = " ".join(f"word{number}" for number in range(3000))
    pdf = sheet(written, style=replace(BODY, most_lines=1000))
    assert len(pages(pdf)) > 3
    assert "".join(written.split()) in re.sub(r"SheetPage\dof\d", "", joined(pdf))


@pytest.mark.parametrize(
    ("address", "paper"),
    [
        ("https://example.org/a.b?c=d", "hxxps://example[.]org/a.b?c=d"),
        ("HTTP://example.org", "hxxp://example[.]org"),
        ("https://еxample.org/", "hxxps://xn--xample-2of[.]org/"),
        ("https://example.org/\u202egpj.exe", "hxxps://example[.]org/%E2%80%AEgpj.exe"),
        ("archive.zip!a.jpg", "archive.zip!a.jpg"),
    ],
)
def test_addresses_on_paper_cannot_be_opened_or_mistaken(address: str, paper: str) -> None:
    assert shown(address) == paper


@given(st.text(st.characters(exclude_categories=())))
def test_an_exact_address_is_ascii_or_no_address_at_all(rest: str) -> None:
    address = exact(f"https://example.org/{rest}")
    assert address.isascii()
    assert address.isprintable()
    assert exact(address) == address
