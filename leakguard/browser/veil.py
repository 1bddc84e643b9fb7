"""Covers what reached the page without being loaded: pictures that scripts made or carried, canvases, films, drawings.

What is loaded is greyed before the page gets it (`traffic`). What is left is found in the engine's own account of the page
(DOMSnapshot: every frame, open and closed shadow trees, pseudo-elements), which no script of the page can falsify, covered there
(DOM domain), and looked for again: only a page on which nothing is left uncovered may be photographed. Its scripts stand still
meanwhile (`stillness`).

A film is always covered, even a copy of the person's own: what it draws may come from anywhere (Media Source Extensions, W3C;
`srcObject`), and its address does not bind it. The file itself, where it matched, is in the record.
"""

import base64
import binascii
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from leakguard.browser.stillness import forbidden, held

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

SMALL = 1024
"""Bytes up to which a data: picture stays: icons, as for those in the page's text."""
_DRAWING = 8192
"""Bytes up to which a data: drawing stays, if it shows no other picture."""
_ICON = 96
"""CSS pixels a side up to which a drawing in the page stays."""

_STYLES = (
    "object-position", "opacity", "background-image", "border-image-source", "list-style-image", "mask-image", "content",
    "filter",
)  # fmt: skip
_PAINTED = _STYLES[2:]
_ALWAYS = frozenset({"CANVAS", "VIDEO"})
_WHOLE = frozenset({"OBJECT", "EMBED", "INPUT", "IMAGE", "FEIMAGE", "SVG"})
_ADDRESSES = frozenset({"src", "href", "xlink:href", "data", "poster"})
_AWAY = "-99999px"
_COVER = {
    "replaced": f"object-position:{_AWAY} {_AWAY}!important;object-fit:none!important;background:#9a9a9a!important",
    "painted": "background-image:none!important;background-color:#9a9a9a!important;border-image:none!important;"
    "list-style-image:none!important;mask-image:none!important;-webkit-mask-image:none!important;filter:none!important",
    "whole": "opacity:0!important",
}


@dataclass(frozen=True)
class _Bare:
    """Something uncovered: the engine's number of the element, and how it can be covered."""

    node: int
    how: str


class Veil:
    """For one page. `sessions` gives a DevTools session for the page and one for each frame that has a process of its own;
    `known(digest)` says whether a picture with this SHA-256 may be seen; `made(address)` whether a blob: may;
    `wait(milliseconds)` lets in what the browser tells."""

    def __init__(
        self,
        sessions: Callable[[], "list[CDPSession]"],
        known: Callable[[str], bool],
        made: Callable[[str], bool],
        wait: Callable[[float], None],
    ) -> None:
        self._sessions, self._known, self._made, self._wait = sessions, known, made, wait
        self._before: list[tuple[CDPSession, int, str | None]] = []
        self._wanted: set[str] = set()

    @contextmanager
    def drawn(self, *, last: bool = False) -> Iterator[bool]:
        """Inside, the page stands still and is covered; True if nothing is left uncovered, so that it may be photographed.

        With `last` nothing is done with the page afterwards; whether it is `whole` is then to be asked after photographing too.
        """
        sessions = self._sessions()
        with forbidden(sessions) if last else held(sessions, self._wait) as still:
            covered = still and all(self._cover(session) for session in sessions)
            yield covered and len(self._sessions()) == len(sessions)

    def whole(self) -> bool:
        """Whether nothing is uncovered now."""
        return not any(self.bare(session) for session in self._sessions())

    def lift(self) -> None:
        """Give every element back the style that it had."""
        for session, node, style in reversed(self._before):
            with suppress(Exception):
                session.send("DOM.getDocument", {"depth": 0})
                (id,) = session.send("DOM.pushNodesByBackendIdsToFrontend", {"backendNodeIds": [node]})["nodeIds"]
                if style is None:
                    session.send("DOM.removeAttribute", {"nodeId": id, "name": "style"})
                else:
                    session.send("DOM.setAttributeValue", {"nodeId": id, "name": "style", "value": style})
        self._before.clear()

    def _cover(self, session: "CDPSession") -> bool:
        try:
            bare = self.bare(session)
            if not bare:
                return True
            session.send("Page.setBypassCSP", {"enabled": True})  # a page may forbid styles in elements
            try:
                session.send("DOM.getDocument", {"depth": 0})
                for one in bare:
                    self._dress(session, one)
                return not self.bare(session)
            finally:
                session.send("Page.setBypassCSP", {"enabled": False})
        except Exception:
            return False  # whatever went wrong: what is not known to be covered is not photographed

    def _dress(self, session: "CDPSession", bare: _Bare) -> None:
        (id,) = session.send("DOM.pushNodesByBackendIdsToFrontend", {"backendNodeIds": [bare.node]})["nodeIds"]
        listed = session.send("DOM.getAttributes", {"nodeId": id})["attributes"]
        style = dict(zip(listed[::2], listed[1::2], strict=True)).get("style")
        self._before.append((session, bare.node, style))
        value = ";".join(filter(None, [style, _COVER[bare.how]]))
        session.send("DOM.setAttributeValue", {"nodeId": id, "name": "style", "value": value})

    def made(self) -> "list[tuple[CDPSession, str]]":
        """Every blob: address that is shown and not known, with the session that shows it."""
        found: dict[str, CDPSession] = {}
        for session in self._sessions():
            with suppress(Exception):
                self._wanted = set()
                self.bare(session)
                found |= dict.fromkeys(self._wanted, session)
        return [(session, address) for address, session in found.items()]

    def bare(self, session: "CDPSession") -> list[_Bare]:
        """What the frames of this session show that is neither small, nor known, nor covered."""
        taken = session.send("DOMSnapshot.captureSnapshot", {"computedStyles": list(_STYLES)})
        strings: list[str] = taken["strings"]
        found = (one for document in taken["documents"] for one in self._in(document, strings))
        return list({one.node: one for one in found}.values())

    def _in(self, document: dict[str, Any], strings: list[str]) -> Iterator[_Bare]:
        nodes, layout = document["nodes"], document["layout"]
        parents, pseudo = nodes["parentIndex"], set(nodes.get("pseudoType", {}).get("index", ()))
        current = dict(zip(*(nodes.get("currentSourceURL", {}).get(key, ()) for key in ("index", "value")), strict=True))
        clear = _see_through(layout, parents, strings)
        for place, node in enumerate(layout["nodeIndex"]):
            if node in clear or not layout["styles"][place]:
                continue
            style = dict(zip(_STYLES, (strings[index] if index >= 0 else "" for index in layout["styles"][place]), strict=True))
            name = strings[nodes["nodeName"][node]].upper()
            wide, high = layout["bounds"][place][2:]
            if name in _ALWAYS or (name == "IMG" and self._shows(nodes["attributes"][node], current.get(node), strings)):
                if not style["object-position"].startswith(_AWAY) and min(wide, high) > 1:
                    yield _Bare(nodes["backendNodeId"][node], "replaced")
            elif name in _WHOLE and self._is_picture(name, nodes["attributes"][node], strings, wide, high):
                yield _Bare(nodes["backendNodeId"][node], "whole")
            if any(self._paints(style[key]) for key in _PAINTED):
                host = parents[node] if node in pseudo else node
                how = "whole" if node in pseudo or self._paints(style["content"]) else "painted"
                yield _Bare(nodes["backendNodeId"][host], how)

    def _is_picture(self, name: str, attributes: list[int], strings: list[str], wide: float, high: float) -> bool:
        if name == "SVG":
            return max(wide, high) > _ICON
        return name in ("OBJECT", "EMBED") or self._shows(attributes, None, strings)

    def _shows(self, attributes: list[int], current: int | None, strings: list[str]) -> bool:
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        addresses = [strings[value] for name, value in pairs if strings[name].lower() in _ADDRESSES and value >= 0]
        addresses += [strings[current]] if current is not None and current >= 0 else []
        return any(self._unknown(address) for address in addresses)

    def _paints(self, value: str) -> bool:
        """Whether a computed style holds an address of something unknown; `paint(` draws by a script."""
        if "paint(" in value:
            return True
        parts = value.split('url("')[1:]
        return any(self._unknown(part.partition('")')[0]) for part in parts)

    def _unknown(self, address: str) -> bool:
        start = address.lstrip()[:5].lower()
        if start == "blob:":
            if self._made(address.strip()):
                return False
            self._wanted.add(address.strip())
            return True
        return start == "data:" and not self._harmless(address.strip())

    def _harmless(self, address: str) -> bool:
        head, _, content = address[5:].partition(",")
        data = unquote_to_bytes(content)
        if head.lower().rstrip().endswith("base64"):
            try:
                data = base64.b64decode(data + b"=" * (-len(data) % 4))
            except binascii.Error:
                return False
        if head.lower().startswith("image/svg"):
            text = data.lower()
            return len(data) <= _DRAWING and not any(word in text for word in (b"data:", b"<image", b"foreignobject", b"blob:"))
        return len(data) <= SMALL or self._known(sha256(data).hexdigest())


def _see_through(layout: dict[str, Any], parents: list[int], strings: list[str]) -> set[int]:
    """Every node inside something wholly transparent."""
    at = _STYLES.index("opacity")
    clear = {
        node
        for place, node in enumerate(layout["nodeIndex"])
        if layout["styles"][place] and strings[layout["styles"][place][at]] == "0"
    }
    for node in range(len(parents)):  # parents stand before their children
        if parents[node] in clear:
            clear.add(node)
    return clear
