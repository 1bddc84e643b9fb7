"""A document as PDF: every kind of block as flowables, one after the other, so that it is read aloud in the order of the page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from reportlab.platypus import CondPageBreak, Flowable, PageBreak

from leakguard.reporting import blocks, content, fonts
from leakguard.reporting.blocks import BODY, BOLD, CARD, CELL, CELL_EXACT, EXACT, EYEBROW, FIELD, NARROW, QUIET_TEXT
from leakguard.reporting.content import Document, Inline, Value
from leakguard.reporting.document import Cover, Sheet, build, column
from leakguard.reporting.drawn import Drawn
from leakguard.reporting.text import Style, Text
from leakguard.reporting.written import is_exact, pieces, plain

_PICTURE = 106.0
_TOGETHER = 620.0
"""Points: what belongs together and is not higher begins on the next page where it does not fit on this one."""
_FAR = 1e6
_ROW = 55.0
"""Points: the head of a table and one row, or a branch."""

_WHOLE = replace(EXACT, size=10, leading=14, before=10, most_lines=2000)
"""An address that somebody has to type or to open: none of it may be cut."""


def render(document: Document) -> Sheet:
    """The document on paper: the same bytes for the same data."""
    fonts.register()
    writer = _Writer(document.usable, column(document.country))
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
        story += writer.section(heading, section.blocks)
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
    """Makes flowables of blocks for a column of `width` points. `usable` addresses are exact; all others are defanged."""

    def __init__(self, usable: bool, width: float) -> None:
        self._usable, self._width = usable, width

    def section(self, heading: Flowable, body: Sequence[content.Block]) -> Iterator[Flowable]:
        """Nothing that leads to what follows stands alone at the foot of a page, and what belongs together is not torn apart."""
        leading: list[Flowable] = [heading]
        for block, following in zip_longest(body, body[1:]):
            flowables = list(self.flow(block))
            if following and (isinstance(block, content.Heading) or _leads(block, following)):
                leading += flowables
                continue
            yield CondPageBreak(min(self._height(leading) + self._least(block, flowables), _TOGETHER))
            yield from (*leading, *flowables)
            leading = []

    def _least(self, block: content.Block, flowables: list[Flowable]) -> float:
        """How much of a block has to fit below what leads to it."""
        if isinstance(block, content.Table | content.Tree):
            return _ROW
        return self._height(flowables if isinstance(block, content.Card) else flowables[:1])

    def _height(self, flowables: Iterable[Flowable]) -> float:
        return sum(float(each.getSpaceBefore() + each.wrap(self._width, _FAR)[1] + each.getSpaceAfter()) for each in flowables)

    def flow(self, block: content.Block) -> Iterator[Flowable]:
        match block:
            case content.Heading(text, key, level):
                yield blocks.Heading(text, key, level)
            case content.Paragraph(text, lead, quiet):
                yield Text(self._plain(text), blocks.LEAD if lead else QUIET_TEXT if quiet else BODY)
            case content.Bullets(items):
                yield from blocks.bullets(map(self._plain, items))
            case content.Fields(rows):
                yield from _ended(self._fields(rows, FIELD))
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
                    twigs = list(self._branch(branch))
                    yield CondPageBreak(self._height(twigs))
                    yield from twigs
            case content.Chart(drawing, alt):
                yield Drawn(drawing, alt)
            case content.Steps(items):
                for number, step in enumerate(items, 1):
                    yield from self._fields(((f"{number}.", step),), replace(FIELD, indent=26))

    def _card(self, card: content.Card) -> Iterator[Flowable]:
        yield blocks.Rule(before=10)
        heading = blocks.Heading(card.heading.text, card.heading.key, card.heading.level)
        heading.style = replace(heading.style, before=7)
        yield heading
        if card.picture or card.missing:
            picture = blocks.thumbnail(card.picture, _PICTURE, card.alt) if card.picture else None
            left = picture or Text(card.missing, QUIET_TEXT)
            yield blocks.beside(left, list(self._fields(card.beside, NARROW)), _PICTURE + 14)
        else:
            yield from _ended(self._fields(card.beside, CARD))
        yield from _ended(self._fields(card.below, CARD))

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


def _ended(texts: Iterable[Text]) -> list[Text]:
    """Lines that stand close, with more room after the last, so that what follows is not taken for one of them."""
    lines = list(texts)
    if lines:
        lines[-1].style = replace(lines[-1].style, after=BODY.after)
    return lines


def _leads(block: content.Block, following: content.Block) -> bool:
    """Whether what comes after it belongs to it: to a paragraph what it announces, to a card the tables of the same thing."""
    if isinstance(block, content.Card):
        return isinstance(following, content.Table | content.Paragraph)
    return isinstance(block, content.Paragraph) and isinstance(
        following, content.Table | content.Card | content.Tree | content.Bullets | content.Chart
    )


def _link(piece: Inline) -> str:
    return piece.key if isinstance(piece, content.Ref) else ""
