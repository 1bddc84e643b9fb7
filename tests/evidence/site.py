"""A small leak site with TLS on this computer: a redirect, a page in chunks that sets a cookie, two pictures, a style sheet."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme

from tests.evidence.builders import JPEG, OTHER_JPEG

PAGE = b"<html><head><title>Leaks</title></head><body><p>Words on the page. Your IP: 198.51.100.77</p></body></html>"
ANSWERS = {
    "/page": ("text/html", PAGE),
    "/style.css": ("text/css", b"body { color: black }"),
    "/1.jpg": ("image/jpeg", JPEG),
    "/2.jpg": ("image/jpeg", OTHER_JPEG),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/go":
            self.send_response(302)
            self.send_header("Location", "/page")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        kind, body = ANSWERS[self.path]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Set-Cookie", "id=S3CRET")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for start in range(0, len(body), 700):
            piece = body[start : start + 700]
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *args):
        pass


@contextmanager
def leak_site(folder: Path) -> Iterator[tuple[str, tuple[str, int], Path]]:
    """Its address with scheme, the (address, port) to allow, and the file of its certificate authority."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority_file = folder / "authority.pem"
    authority.cert_pem.write_to_path(authority_file)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}", ("127.0.0.1", server.server_address[1]), authority_file
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
