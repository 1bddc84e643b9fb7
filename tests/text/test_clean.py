"""clean(): nothing invisible or misleading gets through, and no writing system is harmed."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leakguard.text.clean import clean

ORDINARY = [
    "Grüße aus Köln, 5 € für Käse",
    "مرحبا بالعالم ١٢٣",
    "می‌خواهم خانه‌ها را ببینم",  # Persian: ZWNJ inside words
    "שָׁלוֹם עולם",
    "नमस्ते, क्‍ष और र्‍य",  # Devanagari: ZWJ after a virama
    "ক্রিয়া র‍্যাব",  # Bengali: ZWJ before a virama
    "ශ්‍රී ලංකා",  # Sinhala
    "ന്‍ എന്ന ചില്ല്",  # Malayalam: a word that ends with ZWJ
    "한국어 日本語 中文 ไทย ქართული Ελληνικά Кириллица",
    "👩‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 ❤️‍🔥 👍🏽 1️⃣ ☎️ ©️ 🙂‍↔️",
    "葛󠄀城市",  # a kanji with its ideographic variation
    "a\u00a0b\u3000c\u2003d",
    "back\\slash and \\x1b written out",
]

HOSTILE = {
    "\x1b[2J\x1b]0;title\x07": r"\x1b[2J\x1b]0;title\x07",
    "a\x00b\x7fc\x9bd": r"a\x00b\x7fc\x9bd",
    "tab\tand\rreturn\nfeed": r"tab\x09and\x0dreturn\x0afeed",
    "\u202egnp.exe\u202c": r"\u202egnp.exe\u202c",
    "\u2066x\u2069 \u200e \u200f \u061c": r"\u2066x\u2069 \u200e \u200f \u061c",
    "pay\u200bpal pay\u200dpal pay\u200cpal \ufeff": r"pay\u200bpal pay\u200dpal pay\u200cpal \ufeff",
    "soft\u00adhyphen \u2060 \u034f \u3164 \u2800": r"soft\xadhyphen \u2060 \u034f \u3164 \u2800",
    "line\u2028paragraph\u2029": r"line\u2028paragraph\u2029",
    "\U0001f3f4\U000e0067\U000e007f \U000e0041": "\U0001f3f4" + r"\U000e0067\U000e007f \U000e0041",
    "half \udcff pair \ud83d": r"half \udcff pair \ud83d",
    "\ue000 \U000f0000 \uffff \u0378": r"\ue000 \U000f0000 \uffff \u0378",
    "a\ufe0f x\U000e0101\U000e0102": r"a\ufe0f x\U000e0101\U000e0102",
    "❤\ufe0f\ufe0f\ufe0f": "❤\ufe0f" + r"\ufe0f\ufe0f",
    "\u200d\u200d👩\u200d": r"\u200d\u200d👩\u200d",
    "م\u200d\u200dم": "م\u200d" + r"\u200dم",
}


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_of_any_script_is_unchanged(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(("text", "shown"), HOSTILE.items())
def test_what_a_reader_cannot_see_becomes_a_visible_escape(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_newer_emoji_than_this_python_knows_is_kept() -> None:
    assert clean("\U0001fae8 \U0001fadf") == "\U0001fae8 \U0001fadf"


@given(st.text())
@example("❤\u200d\ufe0f\u200d👩")
@example("e\ufe0f\u200d👩")
def test_cleaning_twice_gives_the_same(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean(clean(text, multiline=True), multiline=True) == clean(text, multiline=True)


# Any code point, lone surrogates too, with those that attack terminals and readers more often than chance would have it.
ATTACKS = st.text(st.characters(categories=("Cc", "Cf", "Cs", "Co", "Zl", "Zp")) | st.sampled_from("\u200c\u200d\ufe0f👩مक्a "))


@given(st.text(st.characters()) | ATTACKS)
def test_nothing_hidden_survives(text: str) -> None:
    shown = clean(text)
    shown.encode("utf-8")
    hidden = [char for char in shown if unicodedata.category(char) in ("Cc", "Cs", "Co", "Zl", "Zp")]
    assert not hidden
    assert not re.search("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]", shown)
    assert clean(shown) == shown


def test_line_feeds_stay_only_where_they_are_asked_for() -> None:
    assert clean("a\nb\r\nc\rd", multiline=True) == "a\nb\nc\\x0dd"
    assert clean("a\nb") == r"a\x0ab"


@given(st.text(), st.integers(0, 30))
def test_a_limit_holds_and_shows_that_something_was_cut(text: str, limit: int) -> None:
    short, whole = clean(text, limit=limit), clean(text)
    assert len(short) <= limit
    assert short == whole if len(whole) <= limit else limit == 0 or short.endswith("…")
