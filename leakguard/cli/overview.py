"""The first page of help, and the version: light, because they are what people type first."""

from leakguard import __version__
from leakguard.cli.commands import COMMANDS

_ABOUT = """\
Usage: leakguard COMMAND [OPTIONS]

Find copies of your own leaked pictures, keep evidence, write takedown letters.
Your pictures stay on this computer. Someone to talk to: leakguard support

Commands:
"""
_OPTIONS = """
Options of every command: leakguard COMMAND --help
Exit codes, JSON errors and environment variables: leakguard --help-scripts
"""


def overview() -> str:
    """Every command with one line."""
    width = max(map(len, COMMANDS))
    return _ABOUT + "".join(f"  {name:{width}}  {entry.help}\n" for name, entry in COMMANDS.items()) + _OPTIONS


def version() -> str:
    """The name and the version."""
    return f"leakguard {__version__}"
