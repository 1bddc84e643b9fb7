"""What is said and asked, and where.

The answer goes to stdout, everything else to stderr. Questions are asked on the terminal device, not on stdin, so that a pipe
can carry a list of targets; secrets are read from it without echo and shown on it only. Foreign text is cleaned on its way out,
and is never markup.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from select import select
from typing import Any, NamedTuple, TextIO

from leakguard.cli.environment import DEVICES, Devices
from leakguard.cli.options import Options
from leakguard.cli.table import Table
from leakguard.cli.view import View, draw, drawable
from leakguard.cli.writing import wrapped, write_line
from leakguard.errors import InputNeeded
from leakguard.text.clean import clean

_YES = ("y", "yes", "j", "ja", "o", "oui", "s", "si", "sí")
_NO = ("n", "no", "nein", "non")


_BACK = "<"
HOW_TO_CORRECT = "To correct the answer before, type <"


class Question(NamedTuple):
    """One of several that follow each other: whether it has to be asked, as far as is known by then, and how."""

    open: Callable[[], bool]
    ask: Callable[[], None]


class _GoBack(Exception):
    """The person wants to correct the answer before."""


class Terminal:
    """One command's streams, and the one place that prints. `hide_progress` is called before anything else is shown;
    `translate` says a sentence of ours in the person's language, once the case says which that is."""

    def __init__(self, options: Options, *, plain: bool = False, devices: Devices = DEVICES) -> None:
        self.json = options.json
        self.quiet = options.quiet
        self.yes = options.yes
        self.no_input = options.no_input
        self.plain = plain or options.plain
        self.hide_progress: Callable[[], None] = lambda: None
        self.translate: Callable[[str], str] = lambda english: english
        self._devices = devices
        self._leads_back = False

    def answer(self, parts: Iterable[str | Table | View]) -> None:
        """Print the answer for people."""
        self.hide_progress()
        for part in parts:
            if isinstance(part, View) and drawable() and not self.plain:
                draw(part)
                continue
            lines = (
                [part]
                if isinstance(part, str)
                else part.columns()
                if isinstance(part, Table) and not self.plain
                else part.facts()
            )
            for line in lines:
                write_line(sys.stdout, line, wrap=not self.plain)

    def data(self, value: Mapping[str, Any]) -> None:
        """Print the one JSON object; everything outside ASCII is escaped, so that odd file names survive any pipe."""
        import json

        print(json.dumps(value, ensure_ascii=True), flush=True)

    def note(self, text: str) -> None:
        """A remark beside the answer; silent with --quiet, and with --json, where nobody reads it."""
        if not self.quiet and not self.json:
            self._aside(text)

    def warn(self, text: str) -> None:
        """Something the person must see even with --quiet."""
        self._aside(f"warning: {text}")

    def error(self, message: str, hint: str, *, code: int, kind: str) -> None:
        """What went wrong and what to do next; as JSON where JSON was asked for."""
        if self.json:
            import json

            fields = {"code": code, "kind": kind, "message": message, "hint": hint}
            print(json.dumps({"schema": "leakguard/error/1", "error": fields}), file=sys.stderr, flush=True)
            return
        self._aside(f"leakguard: {message}")
        if hint:
            self._aside(f"hint: {hint}")

    def confirm(self, question: str, *before: str) -> bool:
        """A yes-or-no question, no by default; --yes answers yes, --no-input raises InputNeeded."""
        if self.yes:
            return True
        self._require_person(question, "Add --yes to answer yes.")
        asked = f"{self.translate(question)} ({self.translate('yes')}/{self.translate('no')})"
        while (reply := self.ask(asked, *before, default=self.translate("no")).lower()) not in (*_YES, *_NO):
            before = ("Please type yes or no.",)
        return reply in _YES

    def choose(self, question: str, choices: Sequence[tuple[str, str]], *before: str) -> str:
        """One of a few (value, words), by its number or its value."""
        accepted = {str(number): value for number, (value, _) in enumerate(choices, 1)} | {value: value for value, _ in choices}
        self._require_person(question)
        above = [*before, question, *(f"  {number}  {words}" for number, (_, words) in enumerate(choices, 1))]
        while (reply := self.ask("Number", *above).lower()) not in accepted:
            above = [self.translate("Please type a number from 1 to {most}.").format(most=len(choices))]
        return accepted[reply]

    def one_by_one(self, questions: Sequence[Question]) -> None:
        """Ask those that are open, in this order. Whoever types < is asked the one before again."""
        asked, number, told = list[int](), 0, False
        while number < len(questions):
            if not questions[number].open():
                number += 1
                continue
            self._leads_back = bool(asked)
            if asked and not told:
                told = self.show_secret([self.translate(HOW_TO_CORRECT)])
            try:
                questions[number].ask()
            except _GoBack:
                number = asked.pop()
                continue
            finally:
                self._leads_back = False
            asked.append(number)
            number += 1

    def ask(self, question: str, *before: str, default: str = "") -> str:
        """One line of text, asked below the lines `before`. Raises InputNeeded, and KeyboardInterrupt at the end of input."""
        self._require_person(question)
        prompt = f"{self.translate(question)}{f' [{default}]' if default else ''}: "
        with self._devices.keyboard.open(encoding="utf-8", errors="replace") as keyboard, self._leaving_the_prompt():
            self._show([*map(self.translate, before), prompt], end="")
            _wait_for(keyboard)
            line = keyboard.readline()
            if not line:
                raise KeyboardInterrupt
        if self._leads_back and line.strip() == _BACK:
            raise _GoBack
        return line.strip() or default

    def ask_secret(self, question: str, hint: str = "Give --passphrase-file FILE.") -> str:
        """One line that is not echoed. Raises InputNeeded, with `hint`, where nobody can be asked."""
        self._require_person(question, hint)
        from getpass import getpass

        self.hide_progress()
        with self._leaving_the_prompt():
            try:
                return getpass(f"{question}: ")
            except EOFError as error:
                raise KeyboardInterrupt from error

    @contextmanager
    def _leaving_the_prompt(self) -> Iterator[None]:
        """Whoever stops at a question reads the answer on a line of its own."""
        try:
            yield
        except KeyboardInterrupt:
            self.show_secret([""])
            raise

    def show_secret(self, lines: Sequence[str]) -> bool:
        """Show something on the terminal device only; False where there is none."""
        try:
            self._show(lines)
        except OSError:
            return False
        return True

    def can_ask(self) -> bool:
        """Whether a person sits at a terminal and may be asked."""
        if self.no_input:
            return False
        try:
            with self._devices.keyboard.open(encoding="utf-8"):
                return True
        except OSError:
            return False

    def _aside(self, text: str) -> None:
        self.hide_progress()
        write_line(sys.stderr, text, wrap=not self.plain)

    def _show(self, lines: Sequence[str], end: str = "\n") -> None:
        self.hide_progress()
        pieces = [piece for line in lines for piece in ([clean(line)] if self.plain else wrapped(clean(line)))]
        with self._devices.screen.open("w", encoding="utf-8") as screen:
            screen.write("\n".join(pieces) + end)

    def _require_person(self, question: str, hint: str = "Give the answer as an option (see --help).") -> None:
        if not self.can_ask():
            raise InputNeeded(f"An answer is needed, but nobody can be asked: {question}", hint)


def _wait_for(keyboard: TextIO) -> None:
    """Until a line is there. A Ctrl-C that comes after Python last looked and before the read began would not end the read,
    only the next line would; so Python gets to look several times a second. Windows wakes the read itself."""
    while os.name != "nt" and not select([keyboard], [], [], 0.2)[0]:
        pass
