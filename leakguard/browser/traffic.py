"""Everything that a browser loads, held at its answer: kept as it came, looked at, and only then given to the page.

The browser's own DevTools session pauses every answer of every frame, worker and window alike (Fetch domain, response stage),
frames of other sites among them, so nothing is missed while a new one is attached to. Bodies come decoded; the original
Content-Encoding stays beside them under another name. Heads come without cookies; which there were is told by the driver's own
record of requests.
"""

import base64
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from leakguard.errors import LeakguardError
from leakguard.model.exchange import Exchange, Fetched
from leakguard.net.browser_proxy import BrowserProxy

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

MAX_BODY = 64 * 1024 * 1024
"""Bytes of one answer that are taken in, as for the guarded client."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNTRUE = frozenset({"content-encoding", "content-length", "transfer-encoding", "content-security-policy-report-only"})
_TOO_LARGE = "It is larger than 64 MiB, so it was not loaded."
_ENDLESS = "A stream without an end is not kept."


@dataclass(frozen=True)
class Instead:
    """What the page is given in place of what came. With `let_go` what came is needed no more: it need not wait in memory."""

    body: bytes
    type: str = ""
    let_go: bool = False


@dataclass(frozen=True)
class Answer:
    """One answer with the redirects before it. `kind` is what it was loaded for, in the words of the DevTools protocol (Document,
    Stylesheet, Image, Media, Script, Fetch, XHR, …); `frame` the frame that it belongs to."""

    fetched: Fetched
    kind: str
    frame: str
    let_go: bool = False

    def without_bytes(self) -> "Answer":
        hops = tuple(replace(hop, payload=b"", body=b"") for hop in self.fetched.hops)
        return replace(self, fetched=replace(self.fetched, hops=hops), let_go=True)


@dataclass(frozen=True)
class Failure:
    """Something that the page asked for and did not get."""

    url: str
    kind: str
    why: str


Judge = Callable[[Answer], Instead | None]


class Traffic:
    """Listens on a browser's own session. `judge` is asked of every answer, in order; None lets it through as it came.

    What `judge` raises ends the loading of the page and is kept as `error`, for whoever waits for the page.
    """

    def __init__(self, session: "CDPSession", proxy: BrowserProxy, judge: Judge, now: Callable[[], datetime]) -> None:
        self.answers: list[Answer] = []
        self.failures: list[Failure] = []
        self.error: BaseException | None = None
        self.busy = 0
        self._session, self._proxy, self._judge, self._now = session, proxy, judge, now
        self._hops: dict[str, list[Exchange]] = defaultdict(list)
        session.on("Fetch.requestPaused", self._paused)
        session.send("Fetch.enable", {"patterns": [{"urlPattern": "*", "requestStage": "Response"}]})

    def _paused(self, event: dict[str, Any]) -> None:
        self.busy += 1
        try:
            self._answer(event)
        except BaseException as error:
            if isinstance(error, LeakguardError) or not _is_drivers(error):
                self.error = self.error or error
            else:
                self.failures.append(Failure(event["request"]["url"], event["resourceType"], "The browser gave no body for it."))
            with suppress(Exception):
                self._session.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "Aborted"})
        finally:
            self.busy -= 1

    def _answer(self, event: dict[str, Any]) -> None:
        id, url, kind = event["requestId"], event["request"]["url"], event["resourceType"]
        if self.error is not None:
            self._session.send("Fetch.failRequest", {"requestId": id, "errorReason": "Aborted"})
            return
        if "responseStatusCode" not in event:
            self.failures.append(Failure(url, kind, self._why(url, event.get("responseErrorReason", ""))))
            self._session.send("Fetch.continueRequest", {"requestId": id})
            return
        headers = [(field["name"], field["value"]) for field in event.get("responseHeaders", ())]
        names = {name.lower(): value for name, value in headers}
        chain = event.get("networkId", id)
        if event["responseStatusCode"] in _REDIRECTS and "location" in names:
            self._hops[chain].append(self._exchange(event, headers, b""))
            self._session.send("Fetch.continueRequest", {"requestId": id})
            return
        why = _ENDLESS if "text/event-stream" in names.get("content-type", "") else ""
        length = names.get("content-length", "")
        why = _TOO_LARGE if length.isdecimal() and int(length) > MAX_BODY else why
        if why:
            self.failures.append(Failure(url, kind, why))
            self._session.send("Fetch.failRequest", {"requestId": id, "errorReason": "BlockedByClient"})
            return
        body = self._body(id)
        hops = (*self._hops.pop(chain, ()), self._exchange(event, headers, body))
        answer = Answer(Fetched(hops[0].url, hops), kind, event.get("frameId", ""))
        instead = self._judge(answer)
        if instead is None:
            self._session.send("Fetch.continueRequest", {"requestId": id})
        else:
            self._give(event, headers, instead)
        self.answers.append(answer.without_bytes() if instead and instead.let_go else answer)

    def _body(self, id: str) -> bytes:
        got = self._session.send("Fetch.getResponseBody", {"requestId": id})
        return base64.b64decode(got["body"]) if got["base64Encoded"] else got["body"].encode("utf-8", "surrogatepass")

    def _give(self, event: dict[str, Any], headers: list[tuple[str, str]], instead: Instead) -> None:
        kept = [
            {"name": name, "value": value}
            for name, value in headers
            if name.lower() not in _UNTRUE and not (instead.type and name.lower() == "content-type")
        ]
        if instead.type:
            kept.append({"name": "Content-Type", "value": instead.type})
        status = event["responseStatusCode"]
        self._session.send(
            "Fetch.fulfillRequest",
            {
                "requestId": event["requestId"],
                "responseCode": 200 if status == 206 else status,
                "responseHeaders": kept,
                "body": base64.b64encode(instead.body).decode(),
            },
        )

    def _exchange(self, event: dict[str, Any], headers: list[tuple[str, str]], body: bytes) -> Exchange:
        url, asked, now = event["request"]["url"], event["request"], self._now()
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        reached = self._proxy.reached(parts.hostname or "", port)
        encoded = next((value for name, value in headers if name.lower() == "content-encoding"), "")
        untrue = {"content-encoding", "content-length", "transfer-encoding"} if encoded else {"transfer-encoding"}
        lines = [
            f"{'X-Archive-Orig-' if name.lower() in untrue else ''}{name}: {' '.join(value.splitlines())}"
            for name, value in headers
        ]
        status, reason = event["responseStatusCode"], event.get("responseStatusText", "")
        head = "\r\n".join([f"HTTP/1.1 {status} {reason}", *lines]) + "\r\n\r\n"
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request = [f"{asked['method']} {target} HTTP/1.1", f"Host: {parts.netloc}"]
        request += [f"{name}: {value}" for name, value in asked["headers"].items() if name.lower() != "host"]
        return Exchange(
            url=url,
            method=asked["method"],
            request=("\r\n".join(request) + "\r\n\r\n").encode("utf-8", "backslashreplace"),
            response_head=head.encode("utf-8", "backslashreplace"),
            status=status,
            headers=tuple(headers),
            payload=body,
            body=body,
            http_version="HTTP/1.1",
            address=reached.address,
            port=port,
            resolved=reached.resolved,
            started=now,
            finished=now,
        )

    def _why(self, url: str, reason: str) -> str:
        host = urlsplit(url).hostname or ""
        refused = next((refusal.why for refusal in reversed(self._proxy.refused) if refusal.host.strip("[]") == host), "")
        return refused or f"The browser could not load it ({reason})."


def _is_drivers(error: BaseException) -> bool:
    return type(error).__module__.startswith("playwright")
