"""A small web site on this computer, for the demonstration: nothing of it can be reached from outside."""

from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from leakguard.net.local_server import LocalServer

Page = tuple[str, bytes, Mapping[str, str]]
Answers = Mapping[str, tuple[str, Callable[[bytes], bytes]]]
_MOST = 64 * 1024


class Site(LocalServer):
    """Serves `pages` (path: content type, body, further headers) on 127.0.0.1 while the context lasts.

    `answers` (path: content type, and what makes the answer of what was sent, up to 64 KiB) are for POST requests.
    `address` goes into Settings.allow_exact, so that the guarded client reaches this site and nothing else that is private.
    """

    def __init__(self, pages: Mapping[str, Page], answers: Answers | None = None) -> None:
        super().__init__(ThreadingHTTPServer(("127.0.0.1", 0), _handler(pages, answers or {}), bind_and_activate=False))


def _handler(pages: Mapping[str, Page], answers: Answers) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            page = pages.get(self.path.partition("?")[0])
            kind, body, headers = page or ("text/plain; charset=utf-8", b"There is no such page.", {})
            self.send_response(200 if page else 404)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            kind, make = answers.get(self.path, ("", None))
            sent = self.rfile.read(int(length)) if length.isdecimal() and int(length) <= _MOST else b""
            body = make(sent) if make else b""
            self.send_response(200 if make else 404)
            self.send_header("Content-Type", kind or "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 -- the name that http.server calls

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: core code does not print."""

    return Handler
