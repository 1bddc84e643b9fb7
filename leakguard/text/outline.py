"""A text with its structure: what is a heading, a list, a sentence. One template gives plain text and every document format.

A template writes a mark in front of a line that is more than running text: `{{ heading }}Addresses`. Marks are control
characters, which `clean()` takes out of every foreign word, so no value can pose as structure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a line is. Lines of TEXT that follow each other are one paragraph, a LINE stands by itself."""

    TEXT = "text"
    LINE = "line"
    WARNING = "warning"
    TITLE = "title"
    HEADING = "heading"
    NUMBERED = "numbered"
    BULLET = "bullet"
    DETAIL = "detail"
    GAP = "gap"


MARKS = {
    "line": "\x01",
    "warning": "\x02",
    "title": "\x03",
    "heading": "\x04",
    "numbered": "\x05",
    "bullet": "\x06",
    "detail": "\x07",
}
"""What stands for each kind in a template, by the name that the template uses."""

_KINDS = {mark: Kind(name) for name, mark in MARKS.items()}


@dataclass(frozen=True)
class Line:
    """One line. `number` counts a numbered list from 1; it is 0 for all other lines."""

    kind: Kind
    text: str
    number: int = 0

    @property
    def plain(self) -> str:
        """The line as plain text shows it."""
        before = {Kind.NUMBERED: f"{self.number}. ", Kind.BULLET: "- ", Kind.DETAIL: "   "}
        return before.get(self.kind, "") + self.text


def parse(marked: str) -> tuple[Line, ...]:
    """The lines of a filled template, without marks. Of several marks on one line the last one counts."""
    return tuple(_lines(marked))


def plain(lines: Sequence[Line]) -> str:
    """The same as plain text, which ends with a line end."""
    return "".join(f"{line.plain}\n" for line in lines)


def _lines(marked: str) -> Iterator[Line]:
    number = 0
    for line in marked.rstrip("\n").split("\n"):
        text = line.lstrip("".join(_KINDS))
        kind = _KINDS[line[len(line) - len(text) - 1]] if len(text) < len(line) else Kind.TEXT if text else Kind.GAP
        if kind is Kind.NUMBERED:
            number += 1
        elif kind is not Kind.DETAIL:
            number = 0
        yield Line(kind, text, number if kind is Kind.NUMBERED else 0)
