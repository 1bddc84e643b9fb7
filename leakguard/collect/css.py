"""The pictures that a style sheet or a style attribute names (CSS Images 3 and 4: url() and image-set()). Runs in the worker."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import tinycss2

MAX_CHARACTERS = 2 * 1024 * 1024
"""Of one sheet; tinycss2 reads about 600,000 a second."""

# Anything else is not worth the time; a backslash may stand for a letter of these words.
_MAY_REFER = re.compile(r"url|image-set|@import|\\", re.IGNORECASE)
_IMAGE_SETS = ("image-set", "-webkit-image-set")


@dataclass(frozen=True)
class Sheet:
    """`pictures` are addresses as written, in order; `imports` are those of @import."""

    pictures: tuple[str, ...]
    imports: tuple[str, ...]


def read(text: str) -> Sheet:
    """Reads a whole sheet, or the declarations of a style attribute. Fonts and references within the page are left out."""
    if not _MAY_REFER.search(text):
        return Sheet((), ())
    pictures, imports = list[str](), list[str]()
    for kind, address in _addresses(tinycss2.parse_component_value_list(text[:MAX_CHARACTERS], skip_comments=True)):
        if address and not address.startswith("#") and kind != "namespace":
            (imports if kind == "import" else pictures).append(address)
    return Sheet(tuple(dict.fromkeys(pictures)), tuple(dict.fromkeys(imports)))


def _addresses(tokens: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Each address with the at-rule or function that it stands in. Not recursive: brackets may be nested without end."""
    waiting = [(iter(tokens), "")]
    while waiting:
        level, inside = waiting[-1]
        token: Any = next(level, None)
        kind = "end" if token is None else token.type
        if kind == "end":
            waiting.pop()
        elif kind == "at-keyword":
            # Holds for what follows on this level, up to the rule's end.
            waiting[-1] = (level, token.lower_value)
        elif kind == "{} block":
            waiting[-1] = (level, "")
            if inside != "font-face":
                waiting.append((iter(token.content), ""))
        elif kind == "literal" and token.value == ";":
            waiting[-1] = (level, "")
        elif kind == "url" or (kind == "string" and inside in ("import", *_IMAGE_SETS)):
            yield inside, token.value
        elif kind == "function" and token.lower_name == "url":
            yield inside, next((part.value for part in token.arguments if part.type == "string"), "")
        elif kind == "function" and token.lower_name != "type":
            waiting.append((iter(token.arguments), token.lower_name))
        elif kind in ("[] block", "() block"):
            waiting.append((iter(token.content), ""))
