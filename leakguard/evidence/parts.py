"""The small parts of a capture, each from the exchanges it is about. Nothing here tells where or by whose account it was made."""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from hashlib import sha256
from urllib.parse import urlsplit

from leakguard.evidence import heads
from leakguard.model.exchange import Exchange, SeenOn, TlsPeer
from leakguard.model.lookup import NameAnswer

_SEEN_ON = {
    SeenOn.SAME: "On the connection that carried the answer, as the server sent it.",
    SeenOn.BROWSER: "On the browser's connection with this site, as the browser verified it.",
    SeenOn.SEPARATE: "On a separate connection, made right after the page was loaded: the browser told of none of its own.",
}


def as_json(value: Mapping[str, object]) -> bytes:
    """JSON for people and machines: indented, in the order given, ASCII, ending in a line feed."""
    return json.dumps(value, indent=2, ensure_ascii=True).encode() + b"\n"


def headers_text(exchanges: Iterable[Exchange]) -> bytes:
    """headers.txt: every request and answer head without what was personal; control characters are spelled out."""
    blocks = []
    for exchange in exchanges:
        request, answer = (_visible(heads.without_personal(head)) for head in (exchange.request, exchange.response_head))
        blocks.append(f"# {exchange.started.isoformat()} {exchange.url}\n{request}\n\n{answer}\n")
    return "\n".join(blocks).encode()


def dns(exchanges: Iterable[Exchange], looked_up: Iterable[NameAnswer] = ()) -> bytes:
    """dns.json: per host what its name resolved to and which address answered; both are empty behind a proxy. `looked_up` is what
    name servers were asked beside that."""
    hosts: dict[str, dict[str, list[str]]] = {}
    for exchange in exchanges:
        entry = hosts.setdefault(host_of(exchange), {"resolved": [], "used": []})
        _add_new(entry["resolved"], exchange.resolved)
        _add_new(entry["used"], filter(None, [exchange.address]))
    answers = [{**asdict(answer), "at": answer.at.isoformat()} for answer in looked_up]
    return as_json({"schema": "leakguard/dns/1", "hosts": hosts, "looked_up": answers})


def certificates(exchanges: Iterable[Exchange]) -> dict[str, bytes]:
    """tls-HOST.pem for every chain that a host showed, leaf first, and tls.json with what was agreed on these connections.

    `seen_on` says which connection it was: the exchange's own, or, where a browser told of none, a separate one.
    """
    files: dict[str, bytes] = {}
    names: dict[tuple[str, bytes], str] = {}
    table: dict[tuple[str, TlsPeer], dict[str, str]] = {}
    for exchange in exchanges:
        host, peer = host_of(exchange), exchange.tls
        if peer is None or (host, peer) in table:
            continue
        name = ""
        if chain := b"".join(map(_pem, peer.chain)):
            name = names.setdefault((host, chain), _free_name(host, files))
            files[name] = chain
        table[host, peer] = {
            "host": host,
            "version": peer.version,
            "cipher": peer.cipher,
            "problem": peer.problem,
            "leaf_sha256": sha256(peer.chain[0]).hexdigest() if peer.chain else "",
            "chain": name,
            "seen_on": peer.seen_on.value,
        }
    means = {peer.seen_on.value: _SEEN_ON[peer.seen_on] for _, peer in table}
    return {**files, "tls.json": as_json({"schema": "leakguard/tls/1", "connections": list(table.values()), "seen_on": means})}


def host_of(exchange: Exchange) -> str:
    """The host that was asked, in lower case; empty for an address that cannot be read."""
    try:
        return urlsplit(exchange.url).hostname or ""
    except ValueError:
        return ""


def _add_new(known: list[str], more: Iterable[str]) -> None:
    known.extend(value for value in dict.fromkeys(more) if value not in known)


def _free_name(host: str, taken: Mapping[str, bytes]) -> str:
    stem = "tls-" + (re.sub(r"[^a-z0-9.-]", "-", host)[:80].strip(".-") or "host")
    names = (f"{stem}.pem", *(f"{stem}-{number}.pem" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _pem(der: bytes) -> bytes:
    body = base64.b64encode(der).decode()
    lines = "\n".join(body[start : start + 64] for start in range(0, len(body), 64))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n".encode()


def _visible(head: bytes) -> str:
    text = head.decode("utf-8", "backslashreplace").replace("\r\n", "\n").rstrip("\n")
    return "".join(char if char == "\n" or char.isprintable() else char.encode("unicode_escape").decode() for char in text)
