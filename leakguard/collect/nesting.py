"""Keeps a page's nesting bearable: building the tree takes time with the square of its depth. Runs in the worker."""

import re

DEEPEST = 512
"""Elements inside one another; Chromium's parser stops at the same number, so nothing is lost that people see."""

# All but those without content, and those that mean something to us by what stands inside them.
_TAG = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|html|head|body|a|audio|noscript|object|"
    r"picture|script|style|svg|template|textarea|title|video)[\s/>])([a-z][a-z0-9-]*)([^<>]*)>",
    re.IGNORECASE,
)


def flattened(html: str) -> str:
    """`html` with every element beyond DEEPEST closed where it opens. Ordinary pages come back as they are."""
    depth = deepest = 0
    for tag in _TAG.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return _TAG.sub(_Flatten(), html) if deepest > DEEPEST else html


class _Flatten:
    def __init__(self) -> None:
        self._depth = 0

    def __call__(self, tag: re.Match[str]) -> str:
        if tag[1]:
            self._depth = max(0, self._depth - 1)
            return tag[0] if self._depth < DEEPEST else " "
        self._depth += 1
        if self._depth <= DEEPEST:
            return tag[0]
        # Without attributes there is nothing in it to lose.
        return f"{tag[0]}</{tag[2]}>" if tag[3].strip() else " "
