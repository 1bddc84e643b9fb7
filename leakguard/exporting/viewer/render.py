"""Puts a case into the viewer: one page, in the language of the case, that shows no picture unless asked, one at a time.

The case stands in it as JSON in a block that no browser runs; every word of it reaches the page as text, never as markup.
"""

import json

from leakguard.exporting.single_page import compose
from leakguard.exporting.viewer.words import words


def render(case: bytes, language: str) -> bytes:
    """The page for `case`, the content of case.json; English where there is no other language."""
    said = words().get(language, words()["en"])
    page = compose(__package__, said, images="blob:")
    return page.replace("@WORDS@", _inert(json.dumps(said))).replace("@CASE@", _inert(case.decode("ascii"))).encode()


def _inert(text: str) -> str:
    """JSON that cannot end the block it stands in: "<" as an escape, which means the same."""
    return text.replace("<", "\\u003c")
