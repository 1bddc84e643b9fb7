"""Calm views of a case: facts under headings, steps, and days. One content, shown in two ways.

On a terminal rich sets it in columns that fit the window; weight and colour only repeat what words say. Elsewhere, and with
--plain, it is one fact a line. Both come from the same parts, so that neither can say more than the other.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leakguard.text.clean import clean

if TYPE_CHECKING:
    from rich.console import Console

_WIDEST = 100
"""Columns: longer lines are hard to follow with the eye."""
_NARROWEST = 30
"""Columns that a value needs beside its label; with fewer, a long one goes below it."""
_STYLES = {"loud": "bold red", "strong": "bold", "": ""}


@dataclass(frozen=True)
class Fact:
    """`label: value`. `weight` is "", "strong" or "loud"; it only repeats what the words say."""

    label: str
    value: str
    weight: str = ""


@dataclass(frozen=True)
class Facts:
    """Facts under a heading; nothing is shown where there are none."""

    heading: str
    rows: tuple[Fact, ...]

    def facts(self) -> Iterator[str]:
        for row in self.rows:
            yield f"{row.label}: {row.value}"

    def draw(self, console: "Console") -> None:
        if self.rows:
            label = max(len(row.label) for row in self.rows)
            _heading(console, self.heading)
            for row in self.rows:
                _hang(console, row.label.ljust(label), row.value, row.weight)


@dataclass(frozen=True)
class Steps:
    """What to type, and why. A command stays on one line, however long, so that it can be copied."""

    heading: str
    name: str
    rows: tuple[tuple[str, str], ...]

    def facts(self) -> Iterator[str]:
        for command, why in self.rows:
            yield f"{self.name}: {command}   ({why})"

    def draw(self, console: "Console") -> None:
        if self.rows:
            _heading(console, self.heading)
        for command, why in self.rows:
            _whole(console, f"  {command}", "bold")
            _hang(console, "  ", why)


@dataclass(frozen=True)
class Moment:
    """One line of a timeline. `day` and `time` are UTC, `about` an id, `address` defanged or empty."""

    day: str
    time: str
    about: str
    text: str
    address: str = ""


@dataclass(frozen=True)
class Days:
    """Moments in order, a heading for each day."""

    rows: tuple[Moment, ...]

    def facts(self) -> Iterator[str]:
        for row in self.rows:
            yield "  ".join(part for part in (f"{row.day} {row.time} UTC", row.about, row.text, row.address) if part)

    def draw(self, console: "Console") -> None:
        day = ""
        for row in self.rows:
            if row.day != day:
                day = row.day
                _heading(console, f"{day} (UTC)")
            _hang(console, f"{row.time}  {row.about}", row.text)
            if row.address:
                _whole(console, f"    {row.address}", "")


View = Facts | Steps | Days


def drawable() -> bool:
    """Whether stdout is a terminal that can show it."""
    return sys.stdout.isatty() and (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def draw(view: View) -> None:
    """Show it on the terminal. rich keeps to NO_COLOR and to terminals without colours by itself."""
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    view.draw(console)


def _heading(console: "Console", heading: str) -> None:
    console.print()
    _whole(console, clean(heading), "bold")


def _hang(console: "Console", label: str, value: str, weight: str = "") -> None:
    """The value in lines beside its label, or below it where the window is too narrow for that."""
    from rich.cells import cell_len
    from rich.text import Text

    label, value, style = clean(label), clean(value), _STYLES[weight]
    width, beside = min(console.width, _WIDEST), len(label) + 4
    below = width - beside < _NARROWEST and cell_len(value) > width - beside
    indent = 6 if below else beside
    lines = [line.plain.rstrip() for line in Text(value).wrap(console, max(width - indent, 8))] or [""]
    if below:
        lines.insert(0, "")
    _whole(console, f"  {label}  {lines[0]}".rstrip(), style)
    for line in lines[1:]:
        _whole(console, " " * indent + line, style)


def _whole(console: "Console", line: str, style: str) -> None:
    """One line, not broken by rich: where it is too long for the window, the terminal itself goes on below."""
    from rich.text import Text

    console.print(Text(clean(line), style=style), soft_wrap=True)
