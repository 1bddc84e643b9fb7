"""A web page in one file that works from a disk: it may run its own script and use its own style, and reach nothing else."""

import base64
import html
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files

_STRICT = "default-src 'none'; base-uri 'none'; form-action 'none'"


def compose(package: str, words: Mapping[str, str], *, images: str = "'none'") -> str:
    """page.html of `package` with page.css, page.js and `words` put in, for @name@ each; other marks are left for the caller.

    The policy (Content Security Policy level 3, W3C) lets in exactly this script and style, by their digests, and `images`.
    """
    page, style, script = (files(package).joinpath(f"page.{ending}").read_text("utf-8") for ending in ("html", "css", "js"))
    policy = f"{_STRICT}; img-src {images}; script-src '{_source(script)}'; style-src '{_source(style)}'"
    for name, text in words.items():
        page = page.replace(f"@{name}@", html.escape(text))
    return page.replace("@POLICY@", policy).replace("@STYLE@", style).replace("@SCRIPT@", script)


def _source(text: str) -> str:
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode('ascii')}"
