"""A document as PDF: every kind of block as flowables, one after the other, so that it is read aloud in the order of the page."""

from collections.abc import Iterator
from dataclasses import replace

from reportlab.platypus import Flowable, KeepTogether, PageBreak

from leakguard.reporting import blocks, content, fonts
from leakguard.reporting.blocks import BODY, BOLD, CELL, CELL_EXACT, EXACT, EYEBROW, FIELD, NARROW, QUIET_TEXT
from leakguard.reporting.content import Document, Inline, Value
from leakguard.reporting.document import Cover, Sheet, build
from leakguard.reporting.drawn import Drawn
from leakguard.reporting.text import Style, Text
from leakguard.reporting.written import is_exact, pieces, plain

_PICTURE = 118.0
_CARD = 250.0
"""The height of a section's heading and of a card of eight fields, in points."""

_TOGETHER = 8
"""So many fields of a card stay with its heading; what comes after may go on on the next page."""

_WHOLE = replace(EXACT, size=10, leading=14, before=10, most_lines=2000)
"""An address that somebody has to type or to open: none of it may be cut."""


def render(document: Document) -> Sheet:
    """The document on paper: the same bytes for the same data."""
    fonts.register()
    writer = _Writer(document.usable)
    headings = [blocks.Heading(section.title, section.key) for section in document.sections]
    story: list[Flowable] = []
    if document.label:
        story.append(Text(document.label, EYEBROW))
    story += [blocks.title(document.title), blocks.Rule(thick=2.5), Text("", replace(BODY, after=0))]
    for block in document.cover:
        story += writer.flow(block)
    if document.contents:
        story += [Text("Contents", BOLD), *map(blocks.ContentsLine, headings)]
    for section, heading in zip(document.sections, headings, strict=True):
        if section.new_page:
            story.append(PageBreak())
        first_is_card = bool(section.blocks) and isinstance(section.blocks[0], content.Card)
        story += blocks.opening(heading, _CARD) if first_is_card else blocks.opening(heading)
        for block in section.blocks:
            story += writer.flow(block)
    cover = Cover(
        title=document.title,
        head=document.head,
        foot=document.foot,
        made=document.made,
        language=document.language,
        country=document.country,
    )
    return build(story, cover, document.keys())


class _Writer:
    """Makes flowables of blocks. `usable` addresses are exact; all others are defanged."""

    def __init__(self, usable: bool) -> None:
        self._usable = usable

    def flow(self, block: content.Block) -> Iterator[Flowable]:
        match block:
            case content.Heading(text, key, level):
                yield blocks.Heading(text, key, level)
            case content.Paragraph(text, lead, quiet):
                yield Text(self._plain(text), blocks.LEAD if lead else QUIET_TEXT if quiet else BODY)
            case content.Bullets(items):
                yield from blocks.bullets(map(self._plain, items))
            case content.Fields(rows):
                yield from self._fields(rows, FIELD)
            case content.Numbers(rows):
                yield blocks.numbers(rows)
            case content.Note(title, texts):
                yield blocks.note(title, texts)
            case content.Table():
                cells = ([self._texts(cell, CELL, CELL_EXACT) for cell in row] for row in block.rows)
                yield blocks.table(block.head, cells, block.widths)
            case content.Card():
                yield from self._card(block)
            case content.Tree(branches):
                for branch in branches:
                    yield KeepTogether(list(self._branch(branch)))
            case content.Chart(drawing, alt):
                yield Drawn(drawing, alt)
            case content.Steps(items):
                for number, step in enumerate(items, 1):
                    yield from self._fields(((f"{number}.", step),), replace(FIELD, indent=26))

    def _card(self, card: content.Card) -> Iterator[Flowable]:
        heading = blocks.Heading(card.heading.text, card.heading.key, card.heading.level)
        rule = blocks.Rule(before=12)
        below = list(self._fields(card.below, FIELD))
        if not (card.picture or card.missing):
            facts = list(self._fields(card.beside, FIELD))
            yield KeepTogether([rule, heading, *facts[:_TOGETHER]])
            yield from [*facts[_TOGETHER:], *below]
            return
        picture = blocks.thumbnail(card.picture, _PICTURE, card.alt) if card.picture else None
        left = picture or Text(card.missing, QUIET_TEXT)
        yield KeepTogether([rule, heading, blocks.beside(left, list(self._fields(card.beside, NARROW)), _PICTURE + 16), *below])

    def _branch(self, branch: content.Branch) -> Iterator[Flowable]:
        for at, piece in enumerate(branch.texts):
            style = Style(size=10, leading=14.5, after=0) if at == 0 else replace(QUIET_TEXT, after=0)
            if at == len(branch.texts) - 1:
                style = replace(style, after=6)
            yield blocks.Twig(self._plain(piece), style, branch.depth, link=_link(piece), first=at == 0)

    def _fields(self, rows: tuple[tuple[str, Value], ...], style: Style) -> Iterator[Text]:
        exact = _WHOLE if self._usable else replace(EXACT, indent=style.indent, most_lines=style.most_lines)
        for label, value in rows:
            for number, text in enumerate(self._texts(value, style, exact)):
                text.label = label if number == 0 else ""
                yield text

    def _texts(self, value: Value, style: Style, exact: Style) -> list[Text]:
        return [Text(self._plain(piece), exact if is_exact(piece) else style, link=_link(piece)) for piece in pieces(value)]

    def _plain(self, piece: Inline) -> str:
        return plain(piece, usable=self._usable)


def _link(piece: Inline) -> str:
    return piece.key if isinstance(piece, content.Ref) else ""
