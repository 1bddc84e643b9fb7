"""What a command answers, once for people and once for scripts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from leakguard.cli.table import Table
from leakguard.cli.terminal import Terminal
from leakguard.cli.view import View

NEXT_STATUS = "next: leakguard status   (what is done, and the next useful step)"
BREAK = "That is a lot to take in. You can stop here: nothing is lost. A break is part of the work, and so is someone beside you."


@dataclass(frozen=True)
class Answer:
    """`schema` such as "check/1" and `data` make the JSON object; `lines` say the same in words; `notes` go to stderr."""

    schema: str
    data: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str | Table | View, ...] = ()
    notes: tuple[str, ...] = ()
    code: int = 0

    def show(self, terminal: Terminal) -> int:
        """Print it the way that was asked for, and return the exit code."""
        if terminal.json:
            terminal.data({"schema": f"leakguard/{self.schema}", **self.data})
        else:
            terminal.answer(self.lines)
        for note in self.notes:
            terminal.note(note)
        return self.code


def plural(count: int, one: str, many: str = "") -> str:
    """'1 picture', '2 pictures'."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def builtins(value: Any) -> Any:
    """Dataclasses, enums and times as plain JSON values."""
    import msgspec

    return msgspec.to_builtins(value)


def shown(locator: str) -> str:
    """A locator for people: addresses are defanged, so that nobody opens one by accident."""
    from leakguard.text.clean import defang

    return defang(locator) if locator.startswith(("http://", "https://")) else locator
