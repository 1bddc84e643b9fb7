"""The viewer says the same things in every language, and its colours can be read by weak eyes."""

import re
from importlib.resources import files

import pytest

from leakguard.exporting.viewer.render import render
from leakguard.exporting.viewer.words import words
from leakguard.model.check import Review
from leakguard.model.look import CopyState
from leakguard.model.media import Verdict

TEXT_ON = {("ink", "paper"), ("ink", "panel"), ("soft", "paper"), ("soft", "panel"), ("act", "paper"), ("on-act", "act"),
           ("good", "panel"), ("good", "paper"), ("bad", "panel"), ("bad", "paper")}  # fmt: skip


@pytest.mark.parametrize("language", words())
def test_every_language_says_everything_with_the_same_gaps(language):
    said, english = words()[language], words()["en"]
    assert said.keys() == english.keys()
    assert said["language"] == language
    for name, text in english.items():
        assert set(re.findall(r"\{\w+\}", said[name])) == set(re.findall(r"\{\w+\}", text)), name
    assert not re.findall(r"@[A-Za-z_]+@", render(b"{}", language).decode())


def test_every_word_of_the_model_that_is_shown_has_words():
    said = words()["en"]
    assert all(f"look_{state}" in said for state in CopyState)
    assert all(verdict in said for verdict in Verdict if verdict is not Verdict.UNREADABLE)
    assert all(review in said for review in Review if review is not Review.DISMISSED)


def test_a_language_that_is_not_there_is_english():
    assert b'<html lang="en">' in render(b"{}", "xx")


def test_foreign_words_cannot_end_the_block_they_stand_in():
    page = render(b'{"a":"</script><script>alert(1)</script><!--"}', "en").decode()
    assert page.count("<script") == 3
    assert "</script><script>alert" not in page


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    full = "".join(letter * 2 for letter in colour) if len(colour) == 3 else colour
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("package", ["leakguard.exporting.viewer", "leakguard.exporting.encryption"])
def test_text_stands_out_from_what_is_behind_it(package):
    """4.5 to 1 (WCAG 2.2, 1.4.3), in light and in dark; 3 to 1 for edges (1.4.11)."""
    style = files(package).joinpath("page.css").read_text("utf-8")
    themes = [dict(re.findall(r"--([a-z-]+):#([0-9a-f]+)", block)) for block in re.findall(r":root\{[^}]*\}", style)]
    assert len(themes) >= 2
    for theme in themes:
        light = {name: _luminance(colour) for name, colour in theme.items()}
        for text, behind in [*TEXT_ON, ("edge", "paper")]:
            if {text, behind} <= light.keys():
                high, low = sorted((light[text], light[behind]), reverse=True)
                assert (high + 0.05) / (low + 0.05) >= (3 if text == "edge" else 4.5), (text, behind)
