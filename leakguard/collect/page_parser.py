"""Reads a page or a style sheet for everything that may be a picture or video, and for its text. Runs in the worker.

Nothing is executed or followed. Left out on purpose: favicons and touch icons, which are a site's own signs; fonts; sound;
what only scripts could make.
"""

import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from leakguard.collect import css, json_ld
from leakguard.collect.charset import decode
from leakguard.collect.elements import Attributes, read_element
from leakguard.collect.nesting import flattened
from leakguard.collect.references import THUMBNAIL_LINK, References, looks_like_media

MAX_PAGE_BYTES = 8 * 1024 * 1024
"""What is read of one page; long pages of real sites have 1 to 5 MB."""

MAX_TEXT = 1024 * 1024
"""Characters of visible text that are handed back."""

MAX_RESOURCES = 200
"""Style sheets, and scripts, of one page."""

_SILENT = {"script", "style", "title", "textarea", "select", "iframe", "noembed", "noframes"}
_LINES = re.compile(
    "address|article|aside|blockquote|br|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|"
    "legend|li|main|nav|ol|option|p|pre|section|summary|table|td|th|tr|ul"
)
_BLANKS = re.compile(r"[ \t\n\f\r]+")
_REFRESH = re.compile(r"[\s\d.]*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)


def parse_page(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """`options`: content_type. Meta: title, text, base, refresh, pictures (pairs of address and how), sheets, scripts,
    broken and left_out (counts), cut (whether the page is longer than what is read). Blobs: pictures written into the page."""
    tree = LexborHTMLParser(flattened(decode(data[:MAX_PAGE_BYTES], str(options.get("content_type", "")))))
    page = _Page()
    if tree.root is not None:
        page.read(tree.root)
        page.read_templates(tree.root)
    meta, blobs = page.references.as_answer()
    return {
        **meta,
        "title": page.title or "",
        "text": page.text(),
        "base": page.base,
        "refresh": page.refresh,
        "sheets": list(page.sheets)[:MAX_RESOURCES],
        "scripts": list(page.scripts)[:MAX_RESOURCES],
        "cut": len(data) > MAX_PAGE_BYTES,
    }, blobs


def parse_stylesheet(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """`options`: content_type. Meta: pictures, broken, left_out as of a page, sheets that it imports. Blobs as of a page."""
    sheet = css.read(decode(data, str(options.get("content_type", ""))))
    references = References()
    references.add_all(sheet.pictures, "css")
    meta, blobs = references.as_answer()
    return {**meta, "sheets": list(sheet.imports)[:MAX_RESOURCES]}, blobs


class _Page:
    """What was found so far. `title`, `base` and `refresh` are the first of their kind, as written."""

    def __init__(self) -> None:
        self.references = References()
        self.sheets: dict[str, None] = {}
        self.scripts: dict[str, None] = {}
        self.title: str | None = None
        self.base: str | None = None
        self.refresh: str | None = None
        self._links: list[tuple[str, int]] = []
        self._text: list[str] = []
        self._length = 0
        self._silent = 0

    def read(self, root: LexborNode) -> None:
        for entering, node in _walk(root):
            tag = node.tag or ""
            if tag == "-text":
                if entering and not self._silent:
                    self._say(_BLANKS.sub(" ", node.text_content or ""))
                continue
            if not node.is_element_node:
                continue
            if _LINES.fullmatch(tag):
                self._say("\n")
            if tag in _SILENT:
                self._silent += 1 if entering else -1
            if entering:
                self._enter(tag, node)
            elif tag == "a" and self._links:
                self._leave_link(*self._links.pop())

    def read_templates(self, root: LexborNode) -> None:
        """Scripts put the content of templates on the page later; it is not part of its text now."""
        self._silent += 1
        waiting = root.template_fragments()
        for fragment in waiting:
            self.read(fragment)
            waiting.extend(fragment.template_fragments())

    def text(self) -> str:
        lines = (_BLANKS.sub(" ", line).strip() for line in "".join(self._text).split("\n"))
        return "\n".join(line for line in lines if line)[:MAX_TEXT]

    def _say(self, text: str) -> None:
        if self._length <= MAX_TEXT and not (text.isspace() and self._text and self._text[-1] == "\n"):
            self._text.append(text)
            self._length += len(text)

    def _enter(self, tag: str, node: LexborNode) -> None:
        attributes = node.attributes
        parent = (node.parent.tag or "") if node.parent is not None else ""
        read_element(tag, attributes, parent, self.references)
        if tag == "a":
            self._links.append((attributes.get("href") or "", self.references.seen))
        elif tag == "area" and looks_like_media(attributes.get("href") or ""):
            self.references.add(attributes.get("href"), "a")
        elif tag == "title" and self.title is None and parent != "svg":
            self.title = _BLANKS.sub(" ", node.text()).strip()
        elif tag == "base" and self.base is None:
            self.base = attributes.get("href")
        elif tag == "style":
            sheet = css.read(node.text())
            self.references.add_all(sheet.pictures, "css")
            self.sheets.update(dict.fromkeys(sheet.imports))
        elif tag == "script":
            self._script(attributes, node)
        elif tag == "link" and "stylesheet" in (attributes.get("rel") or "").lower().split():
            self.sheets[attributes.get("href") or ""] = None
        elif tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh" and self.refresh is None:
            found = _REFRESH.match(attributes.get("content") or "")
            self.refresh = found[1].strip() if found else None

    def _script(self, attributes: Attributes, node: LexborNode) -> None:
        if (attributes.get("type") or "").strip().lower().startswith("application/ld+json"):
            self.references.add_all(json_ld.addresses(node.text()), "json-ld")
        elif source := attributes.get("src"):
            self.scripts[source] = None

    def _leave_link(self, address: str, seen_before: int) -> None:
        if looks_like_media(address):
            self.references.add(address, "a")
        elif self.references.seen > seen_before:
            self.references.add(address, THUMBNAIL_LINK)


def _walk(root: LexborNode) -> Iterator[tuple[bool, LexborNode]]:
    """`root` and every node below it, once entering (True) and once leaving. Not recursive: nesting may have no end."""
    node, depth = root, 0
    while True:
        yield True, node
        if (child := node.child) is not None:
            node, depth = child, depth + 1
            continue
        while True:
            yield False, node
            if not depth:
                return
            if (sibling := node.next) is not None:
                node = sibling
                break
            parent = node.parent
            if parent is None:
                return
            node, depth = parent, depth - 1
