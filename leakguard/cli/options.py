"""The options that every command has, and the decorator that adds them."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

_COMMON: dict[str, tuple[Any, Any]] = {
    "case": (Annotated[Path | None, typer.Option("--case", metavar="PATH", help="The case folder.")], None),
    "json": (Annotated[bool, typer.Option("--json", help="Print one JSON object.")], False),
    "plain": (Annotated[bool, typer.Option("--plain", help="One fact per line, no boxes.")], False),
    "quiet": (Annotated[bool, typer.Option("--quiet", help="No progress, no notes.")], False),
    "no_input": (Annotated[bool, typer.Option("--no-input", help="Never ask; stop instead.")], False),
    "yes": (Annotated[bool, typer.Option("--yes", help="Answer yes to confirmations.")], False),
    "offline": (Annotated[bool, typer.Option("--offline", help="No request leaves this computer.")], False),
    "proxy": (Annotated[str | None, typer.Option("--proxy", metavar="URL", help="Such as socks5h://127.0.0.1:9050.")], None),
    "passphrase_file": (
        Annotated[Path | None, typer.Option("--passphrase-file", metavar="FILE", help="Read the passphrase from here.")],
        None,
    ),
}


AcceptCertificate = Annotated[
    list[str] | None, typer.Option(metavar="HOST", help="Fetch from this host though its certificate is bad; may be repeated.")
]


@dataclass(frozen=True)
class Options:
    """The common options as given on the command line."""

    case: Path | None = None
    json: bool = False
    plain: bool = False
    quiet: bool = False
    no_input: bool = False
    yes: bool = False
    offline: bool = False
    proxy: str | None = None
    passphrase_file: Path | None = None


def with_options(function: Callable[..., Any], run: Callable[[Options, Callable[..., Any]], Any]) -> Callable[..., Any]:
    """Wrap `function(session, …)` as a command: its own parameters first, then the common ones.

    `run(options, call)` gets the common options and `call(session)`, which runs the function with its own arguments. Where the
    function takes a typer.Context, it answers for a group and runs only when no command of the group was named.
    """
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    contexts = [parameter.name for parameter in own if parameter.annotation is typer.Context]
    common = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, (annotation, default) in _COMMON.items()
    ]

    def command(**values: Any) -> Any:
        options = Options(**{name: values.pop(name) for name in _COMMON})
        if verb := next((values[name].invoked_subcommand for name in contexts), None):
            _refuse_before_verb(options, verb)
            return 0
        return run(options, lambda session: function(session, **values))

    command.__name__ = function.__name__
    command.__doc__ = function.__doc__
    keyword = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    # inspect reads this attribute (PEP 362); typeshed's functions do not have it.
    command.__signature__ = inspect.Signature(keyword + common)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in keyword + common}
    return command


def _refuse_before_verb(options: Options, verb: str) -> None:
    """An option between noun and verb would be dropped in silence, and `--case` decides whose case is changed."""
    if options != Options():
        raise typer.BadParameter(f"Write the options behind the verb: {verb} --…")
