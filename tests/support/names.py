"""A real name server on 127.0.0.1, over UDP and TCP, that answers from a table.

with NameServer({("example.com", "A"): ["203.0.113.7"], ("www.example.com", "CNAME"): ["example.com."]}) as names:
    Resolver([names.address], now).ask("www.example.com", "A")
"""

import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

Table = Mapping[tuple[str, str], Sequence[str]]


class NameServer:
    """`asked` are the questions in order, such as ("example.com", "A", "udp"). `twist` may change an answer's bytes; none is sent
    where it gives None."""

    def __init__(self, table: Table, *, twist: Callable[[bytes], bytes | None] = lambda wire: wire) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self._table = dict(table)
        self._twist = twist
        outer = self

        class Udp(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                data, connection = self.request
                if (wire := outer.answer(data, "udp")) is not None:
                    connection.sendto(wire, self.client_address)

        class Tcp(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                (length,) = struct.unpack("!H", self.rfile.read(2))
                if (wire := outer.answer(self.rfile.read(length), "tcp")) is not None:
                    self.wfile.write(struct.pack("!H", len(wire)) + wire)

        self._udp, self._tcp = _on_one_port(Udp, Tcp)
        self.address = "127.0.0.1", int(self._udp.server_address[1])
        self._udp.daemon_threads = self._tcp.daemon_threads = True

    def answer(self, query: bytes, way: str) -> bytes | None:
        """The answer to one message, as a server over https would give it too."""
        request = dns.message.from_wire(query)
        question = request.question[0]
        name, type = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, type, way))
        response = dns.message.make_response(request)
        response.flags |= dns.flags.RA
        known = False
        for _ in range(8):
            known = known or any(at == name for at, _ in self._table)
            if values := self._table.get((name, type)):
                response.answer.append(dns.rrset.from_text(f"{name}.", 300, "IN", type, *values))
                break
            if not (alias := self._table.get((name, "CNAME"))):
                break
            response.answer.append(dns.rrset.from_text(f"{name}.", 300, "IN", "CNAME", *alias))
            name = alias[0].rstrip(".").lower()
        if not known:
            response.set_rcode(dns.rcode.NXDOMAIN)
        wire = response.to_wire(max_size=65535)
        if way == "udp" and len(wire) > 512:
            response.answer.clear()
            response.flags |= dns.flags.TC
            wire = response.to_wire()
        return self._twist(wire)

    @property
    def named(self) -> str:
        """As `--resolver` takes it."""
        return f"{self.address[0]}:{self.address[1]}"

    def __enter__(self) -> Self:
        for server in (self._udp, self._tcp):
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for server in (self._udp, self._tcp):
            server.shutdown()
            server.server_close()


def _on_one_port(
    udp: type[socketserver.BaseRequestHandler], tcp: type[socketserver.BaseRequestHandler]
) -> tuple[socketserver.ThreadingUDPServer, socketserver.ThreadingTCPServer]:
    """The port that is free for one of them may be taken for the other."""
    while True:
        one = socketserver.ThreadingUDPServer(("127.0.0.1", 0), udp)
        try:
            return one, socketserver.ThreadingTCPServer(("127.0.0.1", int(one.server_address[1])), tcp)
        except OSError:
            one.server_close()


def silent_socket() -> socket.socket:
    """A UDP socket of 127.0.0.1 that never answers."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    taken.bind(("127.0.0.1", 0))
    return taken
