"""The locked page says the same things in every language."""

from leakguard.exporting.encryption import page as locked
from leakguard.exporting.encryption.page_words import WORDS


def test_every_language_says_everything_and_the_page_has_no_gap():
    for language, words in WORDS.items():
        assert words.keys() == WORDS["en"].keys()
        assert words["language"] == language
        page = locked.page(language)
        assert page.count("@CONTENT@") == 1
        assert not [name for name in words if f"@{name}@" in page]
