"""What a document says, apart from how it looks: sections made of blocks, which every renderer knows how to draw.

Nothing here is layout, and nothing is markup: a text is data that a renderer cleans, escapes and sets. `key` names a place
that a `Ref` leads to; a Ref to a place that this document does not have is plain text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from leakguard.reporting.chart import Drawing


@dataclass(frozen=True)
class Address:
    """A web address, or where in a file something lay."""

    value: str


@dataclass(frozen=True)
class Code:
    """Signs that must be told apart one by one: a digest, the name of a file, a command."""

    value: str


@dataclass(frozen=True)
class Ref:
    """Words that lead to another place of the document."""

    text: str
    key: str


Inline = str | Address | Code | Ref
Value = Inline | tuple[Inline, ...]
"""One piece, or several, one below the other."""


@dataclass(frozen=True)
class Heading:
    """A heading inside a section (level 2 or 3)."""

    text: str
    key: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """`lead` is the sentence that matters most on its page, `quiet` an explanation beside."""

    text: str
    lead: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Steps:
    """Numbered paragraphs, which another text may cite by their number."""

    items: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True)
class Fields:
    """Names with their values."""

    rows: tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class Numbers:
    """A few figures to see at one look: (figure, what it counts)."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Note:
    """Something to be read before all else, set apart. Short, and ours."""

    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`widths` are shares of the width; `caption` says what the rows are, for those who do not see them at one look."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Card:
    """One thing in a block of its own that stays together. `picture` is a PNG that is blurred beyond recovery; `alt` stands for
    it where it cannot be seen, and never says what it shows; `missing` stands in its place where there is none."""

    heading: Heading
    beside: tuple[tuple[str, Value], ...]
    below: tuple[tuple[str, Value], ...] = ()
    picture: bytes | None = None
    alt: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Branch:
    """A line of a tree: it hangs on the nearest line before it that is less deep."""

    depth: int
    texts: tuple[Inline, ...]


@dataclass(frozen=True)
class Tree:
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Chart:
    """`alt` says in words what the drawing shows; a table with the same content follows it."""

    drawing: Drawing
    alt: str


Block = Heading | Paragraph | Bullets | Steps | Fields | Numbers | Note | Table | Card | Tree | Chart


@dataclass(frozen=True)
class Section:
    """A part with a heading of its own. `new_page` starts it on a page of its own where there are pages."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    new_page: bool = False


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole text. `cover` comes before the table of contents, which is left out where `contents` is False.

    `head` and `foot` stand on every page; `country` (ISO 3166) chooses the paper; `label` says for whom it was chosen. Addresses
    are defanged, unless its readers must be able to use them (`usable`).
    """

    title: str
    label: str = ""
    head: str
    foot: str
    made: datetime
    language: str = "en"
    country: str = ""
    contents: bool = True
    usable: bool = False
    cover: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = field(default=())

    def keys(self) -> frozenset[str]:
        """Every place that a Ref can lead to."""
        return frozenset(self._keys())

    def _keys(self) -> Iterator[str]:
        for section in self.sections:
            yield section.key
            for block in section.blocks:
                if isinstance(block, Heading):
                    yield block.key
                elif isinstance(block, Card):
                    yield block.heading.key
