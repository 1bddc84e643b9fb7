"""The entry point. Help and version are answered before anything heavy is imported: they are what people type first."""

import sys

from leakguard import __version__
from leakguard.cli.commands import COMMANDS

_ABOUT = """\
Usage: leakguard COMMAND [OPTIONS]

Find copies of your own leaked pictures, keep evidence, write takedown letters.
Nothing leaves this computer. Someone to talk to: leakguard support

Commands:
"""
_OPTIONS = """
Options of every command: leakguard COMMAND --help
Exit codes, JSON errors and environment variables: leakguard --help-scripts
"""


def main() -> None:
    """The console script."""
    arguments = sys.argv[1:]
    if arguments == ["--help"]:
        print(overview(), end="")
    elif arguments == ["--version"]:
        print(version())
    elif arguments == ["--help-scripts"]:
        from leakguard.cli.scripts import for_scripts

        print(for_scripts(), end="")
    else:
        from leakguard.cli.environment import read_environment
        from leakguard.cli.program import Program
        from leakguard.cli.session import config_file

        sys.exit(Program(lambda: read_environment(config=config_file())).run(arguments))


def overview() -> str:
    """Every command with one line."""
    width = max(map(len, COMMANDS))
    return _ABOUT + "".join(f"  {name:{width}}  {entry.help}\n" for name, entry in COMMANDS.items()) + _OPTIONS


def version() -> str:
    """The name and the version."""
    return f"leakguard {__version__}"
