"""Runs one command line: the one place that turns errors into words and exit codes."""

import errno
import os
import sys
from collections.abc import Callable, Sequence

import typer

from leakguard.cli.answer import Answer
from leakguard.cli.commands import COMMANDS
from leakguard.cli.environment import Environment
from leakguard.cli.lazy import lazy_group
from leakguard.cli.options import Options
from leakguard.cli.overview import version
from leakguard.cli.scripts import for_scripts
from leakguard.cli.session import Held, Now, Session, utc_now
from leakguard.cli.terminal import Terminal
from leakguard.errors import LeakguardError, StorageError

_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""Typer carries its own Click; the base of its public BadParameter is the one stable way to its usage errors."""

INTERRUPTED = 130


class Program:
    """The command line as one object; `held` is the case that `leakguard open` keeps open between commands."""

    def __init__(self, environment: Callable[[], Environment], held: Held | None = None, now: Now = utc_now) -> None:
        self._environment = environment
        self._held = held
        self._now = now
        self.app = typer.Typer(
            cls=lazy_group(COMMANDS, self._run),
            pretty_exceptions_enable=False,
            rich_markup_mode=None,
            add_completion=False,
        )
        self.app.callback(invoke_without_command=True)(self._start)

    def run(self, arguments: Sequence[str]) -> int:
        """Run one command line and return its exit code. Never raises but for SystemExit of the interpreter itself."""
        terminal = Terminal(Options(json="--json" in arguments))
        try:
            return int(self.app(list(arguments), prog_name="leakguard", standalone_mode=False) or 0)
        except _UsageError as error:
            terminal.error(*_usage(error), code=2, kind="usage")
            return 2
        except (typer.Abort, KeyboardInterrupt):
            return _interrupted(terminal)

    def _start(
        self,
        context: typer.Context,
        show_version: bool = typer.Option(False, "--version", help="Print the version."),
        scripts: bool = typer.Option(False, "--help-scripts", help="Exit codes, JSON errors and environment variables."),
    ) -> int:
        if show_version:
            print(version())
        elif scripts:
            print(for_scripts(), end="")
        elif context.invoked_subcommand is None:
            from leakguard.cli.start import start

            return self._run(Options(), start)
        return 0

    def _run(self, options: Options, call: Callable[[Session], Answer | int]) -> int:
        terminal, environment = Terminal(options), Environment()
        try:
            environment = self._environment()
            session = Session(options, environment, self._held, self._now)
            terminal = session.terminal
            answer = call(session)
            return answer if isinstance(answer, int) else answer.show(terminal)
        except LeakguardError as error:
            terminal.error(error.message, error.hint, code=error.code, kind=error.kind)
            return error.code
        except KeyboardInterrupt:
            return _interrupted(terminal)
        except BrokenPipeError:
            _drop_output()
            return 0
        except Exception as error:
            if environment.debug:
                import traceback

                traceback.print_exc()
            known = _storage(error)
            terminal.error(known.message, known.hint, code=known.code, kind=known.kind)
            return known.code


def _usage(error: Exception) -> tuple[str, str]:
    """What is wrong with the command line, and where to read on; typer's own words, without their inner workings."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "leakguard"
    # typer brings its errors along and does not export their class.
    message: str = error.format_message().replace("Value error, ", "")  # type: ignore[attr-defined]
    if path == "leakguard" and message.startswith("No such option"):
        return message, "Write options behind the command, such as: leakguard status --plain"
    return message, f"See: {path} --help"


def _drop_output() -> None:
    """The reader of a pipe has gone. What is still buffered goes nowhere, so that the interpreter's end does not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _interrupted(terminal: Terminal) -> int:
    terminal.error(
        "Stopped. What was finished before is kept.", "Run the same command again to go on.", code=INTERRUPTED, kind="stopped"
    )
    return INTERRUPTED


def _storage(error: Exception) -> LeakguardError:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError("The disk is full. What was saved before is safe.", "Free some space and run the same command again.")
    if isinstance(error, OSError) and error.filename:
        return StorageError(f"{error.filename}: {error.strerror}", "Check the path and its permissions.")
    if isinstance(error, MemoryError):
        return StorageError(
            "This computer ran out of memory. What was saved before is safe.", "Close other programs and try again."
        )
    return LeakguardError(
        f"Something unexpected went wrong: {type(error).__name__}: {error}",
        "What was saved before is safe. LEAKGUARD_DEBUG=1 shows where.",
    )
