"""Rows under headings: aligned columns for the eye, one `heading: value` a line with --plain."""

from collections.abc import Iterator
from dataclasses import dataclass

from leakguard.text.clean import clean

_GAP = "  "


@dataclass(frozen=True)
class Table:
    """The last column may be as long as it likes: an address in it stays whole, on a line of its own where there is no room."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def columns(self) -> Iterator[str]:
        """A line of headings and one line a row."""
        cleaned = [self.headings, *(tuple(clean(cell) for cell in row) for row in self.rows)]
        widths = [max(len(row[column]) for row in cleaned) for column in range(len(self.headings) - 1)]
        for row in cleaned:
            cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True)]
            yield _GAP.join([*cells, row[-1]]).rstrip()

    def facts(self) -> Iterator[str]:
        """One fact a line, an empty line between rows."""
        for row in self.rows:
            yield ""
            yield from (f"{heading}: {cell}" for heading, cell in zip(self.headings, row, strict=True))
