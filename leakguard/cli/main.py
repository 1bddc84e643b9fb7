"""The entry point. Help and version are answered before anything heavy is imported: they are what people type first."""

import sys

from leakguard.cli.overview import overview, version


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
        from leakguard.cli.environment import one_thread_each, read_environment
        from leakguard.cli.program import Program
        from leakguard.cli.session import config_file

        one_thread_each()
        sys.exit(Program(lambda: read_environment(config=config_file())).run(arguments))
