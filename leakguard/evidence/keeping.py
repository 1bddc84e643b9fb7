"""Decides what of the fetched answers a capture may keep, and edits the rest out.

A leak page is full of other people's pictures. Kept are the page, its style sheets and scripts, and the pictures that matched;
every other picture is withheld: address, digest, size and type only. With `everything` all are kept. The visitor's own address is
taken out either way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from leakguard.evidence import heads, inline_pictures, own_address
from leakguard.evidence.warc import NO_MATCH, Withheld
from leakguard.model.exchange import Exchange, Fetched

_UNTRUE_OF_EDITED = frozenset({"transfer-encoding", "content-encoding", "content-length"})
_TEXT_HEAD = 4096
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Picture:
    """One picture that was fetched; `finding` is the finding that it became, None where it matched no original.

    Where its bytes were let go, `withheld` says what they were.
    """

    fetched: Fetched
    finding: str | None = None
    withheld: Withheld | None = None


def let_go(fetched: Fetched) -> Picture:
    """A picture that will not be kept, without its bytes: all that is told of them is reckoned now, so that they need not wait
    in memory for the end of the page."""
    hops = tuple(replace(hop, payload=b"", body=b"") for hop in fetched.hops)
    return Picture(replace(fetched, hops=hops), withheld=_withheld(fetched.last, NO_MATCH))


@dataclass(frozen=True)
class Edited:
    """A body that is not kept as it was received: its digest then, and why."""

    url: str
    sha256_received: str
    why: str


@dataclass(frozen=True)
class Kept:
    """What goes into the capture: hops in the order of fetching, among them the page's own answer, if it is kept."""

    page: Exchange | None
    exchanges: tuple[Exchange, ...]
    withheld: tuple[Withheld, ...]
    edited: tuple[Edited, ...]
    own_addresses: frozenset[bytes]


def keep(
    page: Fetched | None,
    resources: Sequence[Fetched],
    pictures: Sequence[Picture],
    *,
    inline: Iterable[str] = (),
    everything: bool = False,
) -> Kept:
    """Sort what was fetched; `inline` are the SHA-256 of pictures inside the page's text that matched."""
    texts = [*([page] if page else []), *resources]
    matched = {sha256(picture.fetched.last.body).hexdigest() for picture in pictures if picture.finding} | set(inline)
    keeper = _Keeper(matched, own_address.found(hop for fetched in texts for hop in fetched.hops), everything)
    answers = [keeper.texts(fetched.hops) for fetched in texts]
    for picture in dict.fromkeys(pictures):  # a page may show one picture in several places
        if picture.withheld:
            keeper.withheld.append(picture.withheld)
        elif everything or picture.finding:
            keeper.texts(picture.fetched.hops[:-1])
            keeper.whole(picture.fetched.last)
        else:
            keeper.withhold(picture.fetched.last)
    return Kept(answers[0] if page else None, tuple(keeper.kept), tuple(keeper.withheld), tuple(keeper.edited), keeper.own)


class _Keeper:
    """Takes one answer after the other."""

    def __init__(self, matched: set[str], own: frozenset[bytes], everything: bool) -> None:
        self.kept: list[Exchange] = []
        self.withheld: list[Withheld] = []
        self.edited: list[Edited] = []
        self.own = own
        self._matched = matched
        self._everything = everything

    def withhold(self, exchange: Exchange, why: str = NO_MATCH) -> None:
        self.withheld.append(_withheld(exchange, why))

    def whole(self, exchange: Exchange) -> Exchange:
        """Keep an answer with its body as it is."""
        head = own_address.without(exchange.response_head, self.own)
        self.kept.append(exchange if head == exchange.response_head else replace(exchange, response_head=head))
        return self.kept[-1]

    def texts(self, hops: Iterable[Exchange]) -> Exchange | None:
        """Keep answers that should be text and give the last; None where that one is no text, for then it may be a picture."""
        kept = None
        for hop in hops:
            kept = self._text(hop)
        return kept

    def _text(self, exchange: Exchange) -> Exchange | None:
        digest = sha256(exchange.body).hexdigest()
        if not (self._everything or digest in self._matched):
            if not _is_text(exchange.body):
                self.withhold(exchange)
                return None
            if exchange.payload and not exchange.body:
                self.withhold(exchange, "It could not be unpacked, so nobody can say what it shows.")
                return None
        body, why = exchange.body, []
        if not self._everything:
            body, withheld = inline_pictures.without(body, exchange.url, self._matched)
            self.withheld += withheld
            why += [f"{len(withheld)} of the pictures written into it were withheld."] if withheld else []
        without_address = own_address.without(body, self.own)
        why += ["It showed the address of the computer that asked."] if without_address != body else []
        if not why:
            return self.whole(exchange)
        self.edited.append(Edited(exchange.url, digest, " ".join(why)))
        head, _ = heads.edit(exchange.response_head, rename=_UNTRUE_OF_EDITED)
        return self.whole(replace(exchange, response_head=head, payload=without_address, body=without_address))


def _withheld(exchange: Exchange, why: str) -> Withheld:
    type = (exchange.header("Content-Type") or "").partition(";")[0].strip().lower()
    content = exchange.body or exchange.payload
    return Withheld(exchange.url, sha256(content).hexdigest(), len(content), type, why)


def _is_text(body: bytes) -> bool:
    """Every picture and video format has a NUL near its start; text has none unless it is UTF-16, which says so."""
    return b"\0" not in body[:_TEXT_HEAD] or body.startswith(_UTF16_MARKS)
