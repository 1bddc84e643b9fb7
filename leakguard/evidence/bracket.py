"""The time bracket around a capture, in files that ordinary tools check, whatever route the capture took.

Before anything is fetched a random nonce is stamped: the whole answer's SHA-256 stands in capture.json and in the web archive,
so these were put together after that time. Afterwards a manifest of all parts is stamped, so they existed before that time. Among
the parts is custody-head.txt, the last line of the custody log, so that the log's end is sealed too. The two times bracket when
the record was put together. They do not prove when the bytes were fetched, nor that a server sent them.

    sha256sum -c --strict manifest-sha256.txt
    openssl ts -verify -in start.tsr -data start.nonce -CAfile start-root.pem
    openssl ts -verify -in seal-1.tsr -data manifest-sha256.txt -CAfile seal-1-root.pem
"""

import json
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Protocol

from leakguard.evidence.clock import Offset
from leakguard.evidence.timestamps import BadStamp, Failure, Stamp, asked
from leakguard.model.verification import Answer, Check

NONCE, QUERY, REPLY, ROOT = "start.nonce", "start.tsq", "start.tsr", "start-root.pem"
MANIFEST, HEAD = "manifest-sha256.txt", "custody-head.txt"
MEANS = (
    "The two stamps bracket when this record was put together: after the first, before the second. They do not prove when the "
    "page was fetched, or that it was ever served."
)
_SEAL = re.compile(r"seal-[0-9]+(\.tsq|\.tsr|-root\.pem)")
_CHECK = "time stamp"
_SKEW = timedelta(minutes=1)
"""Two authorities' clocks may differ by this much before the order of their stamps is called wrong."""


@dataclass(frozen=True)
class Start:
    """The parts made before a capture (none where no authority answered), and how far this computer's clock was off."""

    parts: Mapping[str, bytes] = field(default_factory=dict)
    offset: Offset | None = None

    @property
    def tsr_sha256(self) -> str | None:
        return sha256(self.parts[REPLY]).hexdigest() if REPLY in self.parts else None


NO_START = Start()


class Parts(Protocol):
    """The parts of one capture, wherever they lie. `read` is for small ones; it gives nothing where there is nothing."""

    @property
    def names(self) -> tuple[str, ...]: ...
    def digest(self, name: str) -> str: ...
    def read(self, name: str) -> bytes: ...


Verify = Callable[[bytes, str, str | None], Stamp]
"""Reply, SHA-256 in hex, nonce in hex or None; raises BadStamp."""
Checked = Generator[Check, None, Stamp | None]


def seal_names(number: int) -> tuple[str, str, str]:
    """Question, answer and root of the seal with this number, counted from 1."""
    return f"seal-{number}.tsq", f"seal-{number}.tsr", f"seal-{number}-root.pem"


def manifest(digests: Mapping[str, str]) -> bytes:
    """What is sealed: every part but the seals, as `sha256sum` writes it, sorted by name."""
    listed = sorted(name for name in digests if name != MANIFEST and not _SEAL.fullmatch(name))
    return "".join(f"{digests[name]}  {name}\n" for name in listed).encode()


def check(parts: Parts, verify: Verify) -> Iterator[Check]:
    """Every question about the times of one capture; items are names of parts."""
    if MANIFEST not in parts.names:
        yield Check(_CHECK, MANIFEST, Answer.NOT_CHECKED, "It was recorded before this program could seal.")
        return
    yield from _manifest(parts)
    started = yield from _start(parts, verify)
    replies = sorted(name for name in parts.names if _SEAL.fullmatch(name) and name.endswith(".tsr"))
    if not replies:
        yield Check(_CHECK, "seal", Answer.NOT_CHECKED, "It is not sealed yet. Type: leakguard seal")
    for name in replies:
        sealed = yield from _stamp(parts, name, parts.digest(MANIFEST), verify)
        if started and sealed and sealed.time + _SKEW < started.time:
            yield Check(_CHECK, name, Answer.NO, "It is older than the stamp that was made before the record.")


def _start(parts: Parts, verify: Verify) -> Checked:
    if REPLY not in parts.names:
        why = "No authority answered before this was recorded, so nothing says after which time it was put together."
        yield Check(_CHECK, REPLY, Answer.NOT_CHECKED, why)
        return None
    reply = parts.read(REPLY)
    stamp = yield from _stamp(parts, REPLY, parts.digest(NONCE), verify)
    try:
        named = json.loads(parts.read("capture.json"))["start_tsr_sha256"]
    except (ValueError, KeyError, TypeError, RecursionError):
        named = None
    same = named == sha256(reply).hexdigest()
    yield _answer("time bracket", "capture.json", same, "It does not name the stamp that was made before the record.")
    return stamp


def _stamp(parts: Parts, name: str, digest: str, verify: Verify) -> Checked:
    """The answer, and the stamp as the generator's value."""
    stem = name.removesuffix(".tsr")
    query, reply, root = (parts.read(each) for each in (f"{stem}.tsq", name, f"{stem}-root.pem"))
    check, stamp = stamp_check(name, query, reply, root, digest, verify)
    yield check
    return stamp


def stamp_check(name: str, query: bytes, reply: bytes, root: bytes, digest: str, verify: Verify) -> tuple[Check, Stamp | None]:
    """One stamp with what was kept beside it. One from a root that is not known here is neither right nor wrong."""
    try:
        stamped, nonce = asked(query)
        if stamped != digest:
            raise BadStamp(Failure.IMPRINT, "The question that was kept with it is about something else.")
        stamp = verify(reply, digest, nonce)
        if root != stamp.root.pem.encode():
            raise BadStamp(Failure.SIGNATURE, "The root that was kept with it is not the one that it rests on.")
    except BadStamp as error:
        if error.failure is Failure.UNTRUSTED:
            why = "It rests on a root that this program does not know. Add roots that you trust with LEAKGUARD_TSA_ROOTS."
            return Check(_CHECK, name, Answer.NOT_CHECKED, why), None
        return Check(_CHECK, name, Answer.NO, error.message), None
    return Check(_CHECK, name, Answer.YES), stamp


def _manifest(parts: Parts) -> Iterator[Check]:
    """Byte for byte against what it has to be; a part that a copy leaves out is not checked."""
    listed = {line[66:]: line[:64] for line in parts.read(MANIFEST).decode("utf-8", "replace").splitlines()}
    absent = listed.keys() - set(parts.names)
    digests = {name: listed[name] for name in absent} | {name: parts.digest(name) for name in parts.names}
    right = parts.read(MANIFEST) == manifest(digests)
    why = "What was sealed is not what is here: a part was changed, added or renamed, or the list was."
    yield _answer("sealed parts", MANIFEST, right, why)
    for name in sorted(absent):
        yield Check("sealed parts", name, Answer.NOT_CHECKED, "It is sealed, but not in this copy.")


def _answer(check: str, item: str, right: bool, why: str) -> Check:
    return Check(check, item, Answer.YES) if right else Check(check, item, Answer.NO, why)
