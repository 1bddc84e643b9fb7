"""A group of commands that imports and builds only the one that was named."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from leakguard.cli.commands import Entry
from leakguard.cli.options import Options, with_options
from leakguard.cli.overview import overview

Run = Callable[[Options, Callable[..., Any]], Any]


def lazy_group(entries: Mapping[str, Entry], run: Run) -> type[TyperGroup]:
    """The class for `typer.Typer(cls=…)` whose commands are `entries`; each is run through `run` (see options.with_options)."""
    return type("Commands", (_LazyGroup,), {"entries": entries, "run": staticmethod(run)})


class _LazyGroup(TyperGroup):
    entries: ClassVar[Mapping[str, Entry]]
    run: "ClassVar[staticmethod[[Options, Callable[..., Any]], Any]]"

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.entries)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        command = get_command(_noun(entry, self.run) if entry.verbs else _verb(entry, self.run))
        command.name = cmd_name
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.entries and not args[0].startswith("-"):
            near = nearest(args[0], self.entries)
            ctx.fail(f"There is no command {args[0]}." + (f" Did you mean: leakguard {near}" if near else ""))
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: Any) -> str:
        """The table as it stands: asking each command for its help would build them all."""
        return overview().rstrip("\n")


def nearest(typed: str, entries: Mapping[str, Entry]) -> str:
    """The command that was probably meant, its noun included: "findings reveal" for "reveal". Empty where none is near."""
    verbs = {verb: f"{noun} {verb}" for noun, entry in entries.items() for verb, _ in entry.verbs}
    known = verbs | {name: name for name in entries}
    found = get_close_matches(typed, known, n=1)
    return known[found[0]] if found else ""


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        """Without the names of Python's types, which say nothing to those who read it."""
        return re.sub(r" <(str|path|list\[str\])>", "", super().get_help(ctx))


def load(target: str) -> Callable[..., Any]:
    """The function that "module:function" names."""
    module, _, name = target.partition(":")
    function: Callable[..., Any] = getattr(import_module(f"leakguard.cli.{module}"), name)
    return function


def _app(**options: Any) -> typer.Typer:
    return typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None, add_completion=False, **options)


def _help_alone(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _verb(entry: Entry, run: Run) -> typer.Typer:
    app = _app()
    app.command(cls=_Command)(with_options(load(entry.target), run))
    return app


def _noun(entry: Entry, run: Run) -> typer.Typer:
    app = _app(help=entry.help)
    if entry.target:
        alone = load(entry.target)

        def start(session: Any, context: typer.Context) -> Any:
            return alone(session)

        app.callback(invoke_without_command=True)(with_options(start, run))
    else:
        app.callback(invoke_without_command=True)(_help_alone)
    for verb, target in entry.verbs:
        app.command(verb, cls=_Command)(with_options(load(target), run))
    return app
