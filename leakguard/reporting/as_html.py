"""A document as one accessible page: headings in order, tables with heads, words for every picture, nothing from elsewhere.

The page carries everything in itself, and its own policy (CSP Level 3) forbids scripts, forms and any request. Foreign text
is cleaned and escaped; `dir="auto"` lets each text run in its own direction without moving its neighbours.
"""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape

from leakguard.reporting import content, pictures
from leakguard.reporting.content import Document, Inline, Value
from leakguard.reporting.style import CSS
from leakguard.reporting.svg import svg
from leakguard.reporting.written import is_exact, pieces, plain
from leakguard.text.clean import clean

_LONGEST = 4000
"""Characters of one text: nobody fills a page by way of a title."""
_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
    f"style-src 'sha256-{b64encode(sha256(CSS.encode()).digest()).decode()}'"
)


def render(document: Document) -> str:
    """The document as a page: the same text for the same data."""
    return "".join(_Writer(document).page())


class _Writer:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._keys = document.keys()

    def page(self) -> Iterator[str]:
        document = self._document
        yield (
            f'<!doctype html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>{self._text(document.title)}</title>\n<style>{CSS}</style>\n</head>\n<body>\n"
            '<a class="skip" href="#main">Skip to the text</a>\n<header>\n'
        )
        if document.label:
            yield f'<p class="label">{self._text(document.label)}</p>\n'
        yield f"<h1>{self._text(document.title)}</h1>\n"
        for block in document.cover:
            yield from self._block(block)
        yield "</header>\n"
        if document.contents:
            lines = "".join(
                f'<li><a href="#{escape(section.key)}">{self._text(section.title)}</a></li>\n' for section in document.sections
            )
            yield f'<nav aria-label="Contents">\n<h2>Contents</h2>\n<ol>\n{lines}</ol>\n</nav>\n'
        yield '<main id="main">\n'
        for section in document.sections:
            break_ = ' class="break"' if section.new_page else ""
            key = escape(section.key)
            yield f'<section aria-labelledby="{key}"{break_}>\n<h2 id="{key}">{self._text(section.title)}</h2>\n'
            for block in section.blocks:
                yield from self._block(block)
            yield "</section>\n"
        foot = f"{self._text(document.head)}. {self._text(document.foot)}."
        yield f'</main>\n<footer>\n<p class="foot">{foot}</p>\n</footer>\n</body>\n</html>\n'

    def _block(self, block: content.Block) -> Iterator[str]:
        match block:
            case content.Heading():
                yield self._heading(block)
            case content.Paragraph(text, lead, quiet):
                look = ' class="lead"' if lead else ' class="quiet"' if quiet else ""
                yield f'<p{look} dir="auto">{self._text(text)}</p>\n'
            case content.Bullets(items):
                yield "<ul>\n" + "".join(f'<li dir="auto">{self._text(item)}</li>\n' for item in items) + "</ul>\n"
            case content.Steps(items):
                steps = "".join(f"<li>{self._value(step)}</li>\n" for step in items)
                yield f'<ol class="steps">\n{steps}</ol>\n'
            case content.Fields(rows):
                yield self._fields(rows)
            case content.Numbers(rows):
                pairs = "".join(f"<div><dt>{self._text(name)}</dt><dd>{self._text(figure)}</dd></div>" for figure, name in rows)
                yield f'<dl class="numbers">{pairs}</dl>\n'
            case content.Note(title, texts):
                inside = "".join(f"<p>{self._text(text)}</p>" for text in texts)
                yield f'<div class="note" role="note"><p><strong>{self._text(title)}</strong></p>{inside}</div>\n'
            case content.Table():
                yield from self._table(block)
            case content.Card():
                yield from self._card(block)
            case content.Tree(branches):
                yield from self._tree(branches)
            case content.Chart(drawing, alt):
                yield f'<figure class="chart">{svg(drawing, alt)}</figure>\n'

    def _heading(self, heading: content.Heading) -> str:
        tag = f"h{heading.level + 1}"
        return f'<{tag} id="{escape(heading.key)}" dir="auto">{self._text(heading.text)}</{tag}>\n'

    def _fields(self, rows: tuple[tuple[str, Value], ...]) -> str:
        pairs = "".join(f"<div><dt>{self._text(name)}</dt><dd>{self._value(value)}</dd></div>\n" for name, value in rows if name)
        loose = "".join(f"<p>{self._piece(piece)}</p>\n" for name, value in rows if not name for piece in pieces(value))
        return (f"<dl>\n{pairs}</dl>\n" if pairs else "") + loose

    def _table(self, table: content.Table) -> Iterator[str]:
        caption = self._text(table.caption)
        head = "".join(f'<th scope="col">{self._text(title)}</th>' for title in table.head)
        yield f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}">\n<table>\n<caption>{caption}</caption>\n'
        yield f"<thead><tr>{head}</tr></thead>\n<tbody>\n"
        for first, *rest in table.rows:
            cells = "".join(f"<td>{self._value(cell)}</td>" for cell in rest)
            name = f'<th scope="row">{self._value(first)}</th>' if first else "<td></td>"
            yield f"<tr>{name}{cells}</tr>\n"
        yield "</tbody>\n</table>\n</div>\n"

    def _card(self, card: content.Card) -> Iterator[str]:
        yield f'<article aria-labelledby="{escape(card.heading.key)}">\n{self._heading(card.heading)}<div class="card">\n'
        picture = pictures.small(card.picture) if card.picture else None
        if picture:
            source = f"data:image/jpeg;base64,{b64encode(picture.jpeg).decode()}"
            size = f'width="{picture.width}" height="{picture.height}"'
            yield f'<figure><img alt="{self._text(card.alt)}" src="{source}" {size}></figure>\n'
        elif card.missing:
            yield f'<p class="missing">{self._text(card.missing)}</p>\n'
        yield f"{self._fields(card.beside)}</div>\n{self._fields(card.below)}</article>\n"

    def _tree(self, branches: tuple[content.Branch, ...]) -> Iterator[str]:
        yield '<ul class="tree">\n'
        depth = 0
        for number, branch in enumerate(branches):
            if branch.depth > depth:
                yield "<ul>\n" * (branch.depth - depth)
            elif number:
                yield "</li>\n" + "</ul>\n</li>\n" * (depth - branch.depth)
            depth = branch.depth
            yield f"<li>{''.join(f'<p>{self._piece(piece)}</p>' for piece in branch.texts)}\n"
        yield ("</li>\n" if branches else "") + "</ul>\n</li>\n" * depth + "</ul>\n"

    def _value(self, value: Value) -> str:
        parts = pieces(value)
        return self._piece(parts[0]) if len(parts) == 1 else "".join(f"<p>{self._piece(part)}</p>" for part in parts)

    def _piece(self, piece: Inline) -> str:
        text = self._text(plain(piece, usable=self._document.usable))
        if isinstance(piece, content.Ref):
            return f'<a href="#{escape(piece.key)}">{text}</a>' if piece.key in self._keys else text
        return f"<code>{text}</code>" if is_exact(piece) else f"<bdi>{text}</bdi>"

    def _text(self, text: str) -> str:
        shown = clean(text, multiline=True)
        if len(shown) > _LONGEST and not self._document.usable:
            shown = f"{shown[:_LONGEST]}… (cut here; {len(shown)} characters in all)"
        return escape(shown).replace("\n", "<br>")
