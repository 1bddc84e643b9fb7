"""What is said and asked, and where.

The answer goes to stdout, everything else to stderr. Questions are asked on the terminal device, not on stdin, so that a pipe
can carry a list of targets; secrets are read from it without echo and shown on it only. Foreign text is cleaned on its way out,
and is never markup.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from leakguard.cli.options import Options
from leakguard.errors import InputNeeded

_KEYBOARD, _SCREEN = ("CONIN$", "CONOUT$") if os.name == "nt" else ("/dev/tty", "/dev/tty")


class Terminal:
    """One command's streams, and the one place that prints."""

    def __init__(self, options: Options, *, plain: bool = False) -> None:
        self.json = options.json
        self.quiet = options.quiet
        self.yes = options.yes
        self.no_input = options.no_input
        self.plain = plain or options.plain

    def answer(self, lines: Iterable[str]) -> None:
        """Print the answer for people."""
        for line in lines:
            _write(sys.stdout, line)

    def data(self, value: Mapping[str, Any]) -> None:
        """Print the one JSON object; everything outside ASCII is escaped, so that odd file names survive any pipe."""
        import json

        print(json.dumps(value, ensure_ascii=True), flush=True)

    def note(self, text: str) -> None:
        """A remark beside the answer; silent with --quiet."""
        if not self.quiet:
            _write(sys.stderr, text)

    def warn(self, text: str) -> None:
        """Something the person must see even with --quiet."""
        _write(sys.stderr, f"warning: {text}")

    def error(self, message: str, hint: str, *, code: int, kind: str) -> None:
        """What went wrong and what to do next; as JSON where JSON was asked for."""
        if self.json:
            import json

            fields = {"code": code, "kind": kind, "message": message, "hint": hint}
            print(json.dumps({"schema": "leakguard/error/1", "error": fields}), file=sys.stderr, flush=True)
            return
        _write(sys.stderr, f"leakguard: {message}")
        if hint:
            _write(sys.stderr, f"hint: {hint}")

    def confirm(self, question: str, *, default: bool = False) -> bool:
        """A yes-or-no question; --yes answers yes, --no-input raises InputNeeded."""
        if self.yes:
            return True
        while True:
            reply = self.ask(f"{question} (yes/no)", default="yes" if default else "no").strip().lower()
            if reply in ("y", "yes", "n", "no"):
                return reply.startswith("y")

    def choose(self, question: str, choices: Sequence[tuple[str, str]]) -> str:
        """One of a few (value, words), by its number or its value."""
        menu = [question, *(f"  {number}  {words}" for number, (_, words) in enumerate(choices, 1))]
        accepted = {str(number): value for number, (value, _) in enumerate(choices, 1)} | {value: value for value, _ in choices}
        prompt = "\n".join([*menu, "Number"])
        while (reply := self.ask(prompt).strip().lower()) not in accepted:
            prompt = f"Please type a number from 1 to {len(choices)}"
        return accepted[reply]

    def ask(self, question: str, *, default: str = "") -> str:
        """One line of text. Raises InputNeeded where nobody can be asked, KeyboardInterrupt at the end of input."""
        self._require_person(question.splitlines()[0])
        with Path(_SCREEN).open("w", encoding="utf-8") as screen, Path(_KEYBOARD).open(encoding="utf-8") as keyboard:
            screen.write(f"{question}{f' [{default}]' if default else ''}: ")
            screen.flush()
            line = keyboard.readline()
        if not line:
            raise KeyboardInterrupt
        return line.rstrip("\r\n") or default

    def ask_secret(self, question: str) -> str:
        """One line that is not echoed. Raises InputNeeded where nobody can be asked."""
        self._require_person(question, "Give --passphrase-file FILE.")
        from getpass import getpass

        return getpass(f"{question}: ")

    def show_secret(self, lines: Sequence[str]) -> bool:
        """Show something on the terminal device only; False where there is none."""
        try:
            with Path(_SCREEN).open("w", encoding="utf-8") as screen:
                screen.write("\n".join(lines) + "\n")
        except OSError:
            return False
        return True

    def can_ask(self) -> bool:
        """Whether a person sits at a terminal and may be asked."""
        if self.no_input:
            return False
        try:
            with Path(_KEYBOARD).open(encoding="utf-8"):
                return True
        except OSError:
            return False

    def _require_person(self, question: str, hint: str = "Give the answer as an option (see --help).") -> None:
        if not self.can_ask():
            raise InputNeeded(f"An answer is needed, but nobody can be asked: {question}", hint)


def _write(stream: IO[str], text: str) -> None:
    from leakguard.text.clean import clean

    try:
        print(clean(text), file=stream, flush=True)
    except UnicodeEncodeError:
        encoding = getattr(stream, "encoding", None) or "ascii"
        print(clean(text).encode(encoding, "backslashreplace").decode(encoding), file=stream, flush=True)
