"""Pictures that scripts of the page made or unpacked, and that have no address of their own (blob:): their bytes, read from a
world that the page's scripts cannot reach."""

import base64
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

MOST = 200
"""Read for one page."""
_LARGEST = 64 * 1024 * 1024
_READ = """async address => {
  const blob = await (await fetch(address)).blob();
  if (blob.size > %d) return "";
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}"""


def read(session: "CDPSession", address: str) -> bytes | None:
    """None where no frame of this session may read it, as when the page's own rules forbid it."""
    with suppress(Exception):
        for frame in _frames(session.send("Page.getFrameTree")["frameTree"]):
            world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "reader"})["executionContextId"]
            answer = session.send(
                "Runtime.callFunctionOn",
                {
                    "functionDeclaration": _READ % _LARGEST,
                    "executionContextId": world,
                    "arguments": [{"value": address}],
                    "awaitPromise": True,
                    "returnByValue": True,
                },
            )
            if (text := answer.get("result", {}).get("value")) and "exceptionDetails" not in answer:
                return base64.b64decode(text)
    return None


def _frames(tree: dict[str, Any]) -> list[str]:
    return [tree["frame"]["id"], *(id for child in tree.get("childFrames", ()) for id in _frames(child))]
